"""What closed drills left: bundles, who signed them, where they are kept, and whether they verify."""
