"""The formats of a paper beside its page: each renders what the paper says and computes nothing."""
