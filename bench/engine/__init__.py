"""What the engine costs a step: beside Chaos Toolkit, which keeps its journal in memory, and the bare records."""
