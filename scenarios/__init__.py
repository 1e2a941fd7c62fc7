"""The question: scenarios, business impact analysis, inventory and the plan, as data without hands."""
