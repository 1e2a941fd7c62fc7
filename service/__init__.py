"""The face: command line, API, report rendering, metrics and the embedded lab."""
