"""The independent checker: it reads journals as text and the hosts' own logs, and imports nothing of the product."""
