"""The fault on a table of PostgreSQL: what a mistaken statement does to it."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field, model_validator

from scenarios.faults.kind import FaultInput, FaultKind, Values, made
from scenarios.fields import EnvValue, Input, Port, RemotePath, User, named, refuse
from scenarios.plan import FaultSpec, Text
from scenarios.programs import scripts
from scenarios.surroundings import Around

_WORD: Final = r"[A-Za-z_][A-Za-z0-9_]{0,62}"
Identifier = Annotated[str, *named(_WORD, "bad_identifier")]
TableName = Annotated[str, *named(rf"({_WORD}\.)?{_WORD}", "bad_identifier")]


class RowsInput(Input):
    """The rows whose value in a column lies between two others, both included."""

    column: Identifier
    least: EnvValue | None = None
    most: EnvValue | None = None

    @model_validator(mode="after")
    def bounded(self) -> RowsInput:
        """Refuse all rows."""
        if self.least is None and self.most is None:
            refuse("rows_unbounded")
        return self


class ChangeInput(Input):
    """What a column of those rows is set to."""

    column: Identifier
    value: EnvValue


class DamagedTableInput(FaultInput):
    """Deletes rows, or changes a column of them, of which a copy is kept in the same schema; undone from that copy."""

    fault: Literal["damaged_table"]
    database: Identifier
    table: TableName = Field(description="As it is written in the catalogue; without a schema, of public.")
    rows: RowsInput
    change: ChangeInput | None = Field(None, description="Without it the rows are deleted.")
    most_rows: Annotated[int, Field(ge=1, le=10_000_000)] = Field(
        100_000, description="Where more rows are meant, nothing is done."
    )
    user: User = Field("postgres", description="Role; root asks as the system user of that name, where there is one.")
    port: Port = 5432
    socket: RemotePath | None = Field(None, description="Directory of the server's socket; default: that of psql.")


def _damage(form: DamagedTableInput, around: Around) -> Values:
    del around
    schema, _, table = form.table.rpartition(".")
    column, value = ("", "") if form.change is None else (form.change.column, form.change.value)
    values = {
        "FAULT_DATABASE": form.database,
        "FAULT_SCHEMA": schema or "public",
        "FAULT_TABLE": table,
        "FAULT_COLUMN": form.rows.column,
        "FAULT_LEAST": form.rows.least or "",
        "FAULT_MOST": form.rows.most or "",
        "FAULT_ROWS": str(form.most_rows),
        "FAULT_SET": column,
        "FAULT_VALUE": value,
        "FAULT_USER": form.user,
        "FAULT_PORT": str(form.port),
        "FAULT_SOCKET": form.socket or "",
    }
    what = f"set {column} = {value}" if form.change is not None else "delete"
    which = f"{form.rows.column} {form.rows.least or '…'} to {form.rows.most or '…'}"
    return Values(
        values=values,
        detail=f"{form.database} {schema or 'public'}.{table}: {what} where {which}",
        undo=Text(zh="从副本表补回，并逐行核对", en="the rows are brought back from their copy, and compared"),
    )


DAMAGED_TABLE: Final = FaultKind(
    name="damaged_table",
    title=Text(zh="误改数据表", en="damage the table"),
    inputs=DamagedTableInput,
    program=scripts(__package__, "damaged_table.sh"),
    specify=_damage,
)


def damaged_table(
    *,
    database: str,
    table: str,
    rows: tuple[str, str | None, str | None],
    change: tuple[str, str] | None = None,
    user: str = "postgres",
    port: int = 5432,
    socket: str | None = None,
    most_rows: int = 100_000,
) -> FaultSpec:
    """Return the deletion of rows (column, least, most), or the change of a column (column, value) in them."""
    column, least, most = rows
    return made(
        DAMAGED_TABLE,
        database=database,
        table=table,
        rows=RowsInput.model_construct(None, column=column, least=least, most=most),
        change=None if change is None else ChangeInput.model_construct(None, column=change[0], value=change[1]),
        user=user,
        port=port,
        socket=socket,
        most_rows=most_rows,
    )
