"""Tombstones: a drill that has one may lose its records, and the database lets no other lose any."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from runners.database import Guards


class PrunedRow(SQLModel, table=True):
    """A drill that was cleared away: where its journal ended, the digest of what was filed, who did it and why.

    The same stands in the book, entry `entry`; both were written in the transaction that took the records away.
    """

    __tablename__ = "pruned"  # pyright: ignore[reportAssignmentType]  its declared type is for computed names

    drill: str = Field(primary_key=True, max_length=200)
    last_seq: int = Field(sa_type=BigInteger)
    last_hash: str
    evidence_sha256: str
    by: str
    reason: str
    utc_ns: int = Field(sa_type=BigInteger)


GUARDS: Final = Guards(
    names=("events_remain", "events_whole", "pruned_fits", "pruned_stays"),
    sqlite=(
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
    ),
    postgres=(
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
    ),
)
