"""The papers beside the drill report: which there are, about what, and each in any format."""
