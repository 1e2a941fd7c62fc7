"""The drill room: what is to be seen of one drill, told from its records alone."""
