"""A firm with years of drills behind it, for lists and pages: everything that a console shows, in some number."""
