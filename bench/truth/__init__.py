"""Measures the measurements: real drills of targets that log the truth, which nothing else here reads."""
