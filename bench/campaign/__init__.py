"""The fault campaign: real drills, again and again, while something is done to the orchestrator itself."""
