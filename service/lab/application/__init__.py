"""The reference of docs/ledger-http.md: a small application that keeps ledgers in SQLite or PostgreSQL."""

from service.lab.application.web import application

__all__ = ["application"]
