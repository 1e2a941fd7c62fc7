"""How long it takes to reach many hosts, and what that costs."""
