"""Pages for people in a browser: made by the service, without requests to anywhere else."""
