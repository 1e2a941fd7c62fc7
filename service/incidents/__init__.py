"""Real interruptions, and drills that rehearse one: declared, graded, decided, reported, recovered and summed up."""
