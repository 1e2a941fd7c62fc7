"""The HTTP face: the same drills, started by the same path as the command line."""
