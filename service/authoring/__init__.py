"""Scenarios as people write them in a service: which files there are, what is wrong with a text, what may come next."""
