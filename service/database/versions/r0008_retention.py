"""Tombstones of drills that were cleared away; the journal loses records of no other, on both databases."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0008"
down_revision: Final = "0007"
_SQLITE: Final = (
    "DROP TRIGGER IF EXISTS events_remain",
    """CREATE TRIGGER events_remain BEFORE DELETE ON events
       WHEN NOT EXISTS (SELECT 1 FROM pruned WHERE drill = OLD.drill)
       BEGIN SELECT RAISE(ABORT, 'a journal is never shortened'); END""",
    """CREATE TRIGGER IF NOT EXISTS pruned_fits BEFORE INSERT ON pruned
       WHEN EXISTS (SELECT 1 FROM events WHERE drill = NEW.drill)
       AND NOT EXISTS (SELECT 1 FROM events WHERE drill = NEW.drill AND kind = 'drill_closed')
       BEGIN SELECT RAISE(ABORT, 'only a closed drill is cleared away'); END""",
    """CREATE TRIGGER IF NOT EXISTS pruned_stays BEFORE UPDATE ON pruned
       BEGIN SELECT RAISE(ABORT, 'a tombstone is never changed'); END""",
    """CREATE TRIGGER IF NOT EXISTS pruned_remains BEFORE DELETE ON pruned
       BEGIN SELECT RAISE(ABORT, 'a tombstone is never changed'); END""",
)
_POSTGRES: Final = (
    """CREATE OR REPLACE FUNCTION events_stay() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       RAISE EXCEPTION 'a journal is never changed' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    """CREATE OR REPLACE TRIGGER events_stay BEFORE UPDATE ON events
       FOR EACH STATEMENT EXECUTE FUNCTION events_stay()""",
    """CREATE OR REPLACE FUNCTION events_follow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       IF NEW.seq <> 1 + coalesce((SELECT max(seq) FROM events WHERE drill = NEW.drill), 0) THEN
       RAISE EXCEPTION 'a journal has neither holes nor doubles'
       USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$""",
    """CREATE OR REPLACE TRIGGER events_follow BEFORE INSERT ON events
       FOR EACH ROW EXECUTE FUNCTION events_follow()""",
    """CREATE OR REPLACE FUNCTION events_remain() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       IF TG_OP = 'TRUNCATE' OR NOT EXISTS (SELECT 1 FROM pruned WHERE drill = OLD.drill) THEN
       RAISE EXCEPTION 'a journal is never shortened'
       USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$""",
    "DROP TRIGGER IF EXISTS events_remain ON events",
    """CREATE TRIGGER events_remain BEFORE DELETE ON events
       FOR EACH ROW EXECUTE FUNCTION events_remain()""",
    """CREATE OR REPLACE TRIGGER events_whole BEFORE TRUNCATE ON events
       FOR EACH STATEMENT EXECUTE FUNCTION events_remain()""",
    """CREATE OR REPLACE FUNCTION pruned_fits() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       IF EXISTS (SELECT 1 FROM events WHERE drill = NEW.drill)
       AND NOT EXISTS (SELECT 1 FROM events WHERE drill = NEW.drill AND kind = 'drill_closed') THEN
       RAISE EXCEPTION 'only a closed drill is cleared away'
       USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$""",
    """CREATE OR REPLACE TRIGGER pruned_fits BEFORE INSERT ON pruned
       FOR EACH ROW EXECUTE FUNCTION pruned_fits()""",
    """CREATE OR REPLACE FUNCTION pruned_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       RAISE EXCEPTION 'a tombstone is never changed' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    """CREATE OR REPLACE TRIGGER pruned_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON pruned
       FOR EACH STATEMENT EXECUTE FUNCTION pruned_stays()""",
)


def upgrade() -> None:
    """Make the tombstones, and guards that know them."""
    op.create_table(
        "pruned",
        sa.Column("drill", _text(200), nullable=False),
        sa.Column("last_seq", sa.BigInteger(), nullable=False),
        sa.Column("last_hash", _text(), nullable=False),
        sa.Column("evidence_sha256", _text(), nullable=False),
        sa.Column("by", _text(), nullable=False),
        sa.Column("reason", _text(), nullable=False),
        sa.Column("utc_ns", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("drill"),
        if_not_exists=True,
    )
    for guard in _SQLITE if op.get_context().dialect.name == "sqlite" else _POSTGRES:
        op.execute(guard)


def _text(most: int | None = None) -> sa.types.TypeEngine[str]:
    return sa.String(most).with_variant(sa.String(most, collation="C"), "postgresql")
