"""What drills measured of a service over time, and how far that says anything."""
