"""The API under an ops night's load, beside a drill on many hosts with a fast beat."""
