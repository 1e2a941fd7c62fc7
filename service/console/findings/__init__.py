"""What drills and incidents found, who does what about it until when, and how each item moves on."""
