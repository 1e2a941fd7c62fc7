"""The answer: pure functions from a recorded history to intervals, verdicts and a report model."""
