"""The family of papers: plan, scheme, record and evaluation sheets, reports of a period, each with its clauses."""
