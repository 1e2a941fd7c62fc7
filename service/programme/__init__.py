"""Programme and schedules: what is drilled when, what starts by itself, and what is due, overdue or stale."""
