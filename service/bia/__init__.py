"""The face of the BIA register: its dependency graph and its report (JR/T 0251 §6.4)."""
