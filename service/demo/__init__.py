"""A service to be tried: the embedded lab, demo people, drills that really run, and nothing left behind."""
