"""Writes report.schema.json anew: `python -m service.report.publish`."""

from __future__ import annotations

from service.report.form import SCHEMA_FILE, schema_text

if __name__ == "__main__":
    SCHEMA_FILE.write_text(schema_text(), encoding="utf-8")
