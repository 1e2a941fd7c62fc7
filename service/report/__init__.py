"""The drill report for people: parts a to e of JR/T 0251 12.3 in two languages, as pages, charts and JSON."""
