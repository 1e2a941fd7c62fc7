"""Fifty simulated drills at once in one, two and four workers on PostgreSQL."""
