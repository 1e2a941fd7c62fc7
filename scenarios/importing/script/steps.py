"""How a row of a drill script sheet becomes steps: a command is run, everything else a person does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from scenarios.importing.outline import Wishes, to_do
from scenarios.importing.script.commands import Places, is_typeset, literal
from scenarios.importing.script.headings import Column
from scenarios.importing.script.people import Party, People
from scenarios.importing.script.rows import Row
from scenarios.importing.secrecy import holds_password
from scenarios.importing.spans import DAY, between, read_span, shown_span, unit_in
from scenarios.importing.yaml_text import Entry, Flow, Plain, Script, words
from scenarios.plan import SECOND, Phase
from scenarios.problems import Problem, shown
from scenarios.sheets import Cell

LONGEST_TEXT: Final = 4000
_LONGEST_TITLE: Final = 80
_TOLD: Final[tuple[Column, ...]] = ("detail", "expected", "undo", "remark")
_WITHOUT: Final = 30 * 60
"""Seconds that a step without a planned length is counted with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What a row became: its steps in order; those that come after it need `last`."""

    phase: Phase
    entries: tuple[Entry, ...]
    last: str
    seconds: int


@dataclass(slots=True, kw_only=True)
class Steps:
    """Turns rows into steps, and remembers people, hosts and problems."""

    wishes: Wishes
    people: People = field(default_factory=People)
    places: Places
    problems: list[Problem] = field(default_factory=list[Problem])

    def step(self, row: Row, id_: str, needs: Sequence[str] | None) -> Step:
        """Return the steps of one row; `needs` are their ids where the row says so."""
        doer, checker = self.people.party(row.cell("performer")), self.people.party(row.cell("checker"))
        self._apart(row, doer, checker)
        span = self._span(row)
        frame = [*self._order(needs), *self._within(span)]
        notes = (self._origin(row),)
        seconds = _WITHOUT if span is None else -(-span * self.wishes.slack // SECOND)
        if row.cell("command") is None:
            entry = Entry(key=id_, value=(*self._manual(row, doer, checker), *frame), notes=notes)
            return Step(phase=row.phase, entries=(entry,), last=id_, seconds=seconds)
        entries = (Entry(key=id_, value=(*self._run(row), *frame), notes=notes), *self._checked(row, id_, checker))
        return Step(phase=row.phase, entries=entries, last=entries[-1].key, seconds=seconds * len(entries))

    def undoing(self, row: Row, id_: str, *, alone: bool) -> Entry | None:
        """Return the step of `restore` that a column of undo commands asks for.

        Where the sheet restores by rows of its own, it runs only if its step did not end well.
        """
        cell = row.cell("undo_command")
        if cell is None:
            return None
        self._look_at(row, "undo_command")
        outcomes = [Plain(name) for name in (("ok", "failed", "unknown") if alone else ("failed", "unknown"))]
        zh = self.wishes.lang == "zh"
        return Entry(
            key=f"{id_}-undo",
            value=(
                Entry(key="title", value=words(f"回退：{_title(row)}" if zh else f"Undo: {_title(row)}")),
                Entry(key="run", value=Script(cell.text)),
                Entry(key="on", value=self.places.on(row.cell("host"))),
                Entry(key="when", value=Flow((Entry(key=id_, value=outcomes),))),
            ),
            notes=(_from(row, "undo_command", zh=zh),),
        )

    def _run(self, row: Row) -> Iterator[Entry]:
        self._look_at(row, "command")
        expected = row.text("expected")
        printed = literal(expected)
        if expected and printed is None and row.cell("checker") is None:
            self.problems.append(row.problem("expected", "script_expected_unchecked"))
        yield Entry(key="title", value=words(_title(row)))
        yield Entry(key="run", value=Script(row.text("command")))
        yield Entry(key="on", value=self.places.on(row.cell("host")))
        if printed is not None and words(printed) == printed:
            yield Entry(key="expect", value=printed)

    def _manual(self, row: Row, doer: Party | None, checker: Party | None) -> Iterator[Entry]:
        text = "\n".join(self._instruction(row))
        if len(text) > LONGEST_TEXT:
            self.problems.append(row.problem("step", "script_text_too_long", most=str(LONGEST_TEXT)))
        yield Entry(key="title", value=words(_title(row)))
        yield Entry(key="manual", value=(*self._hand(text, doer), *_confirmed(checker), *_book(row)))

    def _hand(self, text: str, doer: Party | None) -> Iterator[Entry]:
        yield Entry(key="text", value=Script(words(text)) if "\n" in text else words(text))
        nobody = self.wishes.role or to_do(self.wishes.lang, "执行人的角色", "the role of who does it")
        yield Entry(key="role", value=nobody if doer is None else doer.role, behind=doer.text if doer else "")

    def _checked(self, row: Row, id_: str, checker: Party | None) -> Iterator[Entry]:
        """A person looks at what a command did: what nobody but a person can compare stays with that person."""
        if checker is None:
            return
        zh = self.wishes.lang == "zh"
        lines = [f"复核：{_title(row)}" if zh else f"Check: {_title(row)}", *self._told(row, ("expected", "remark"))]
        title = Entry(key="title", value=words(lines[0]))
        yield Entry(
            key=f"{id_}-checked",
            value=(title, Entry(key="manual", value=tuple(self._hand("\n".join(lines), checker)))),
            notes=(_from(row, "checker", zh=zh),),
        )

    def _instruction(self, row: Row) -> Iterator[str]:
        steps = row.cells.get("step", ())
        yield from (cell.text for cell in steps)
        yield from self._told(row, (*(("host",) if row.cell("command") is None else ()), *_TOLD))
        if not steps and not row.cells.get("detail"):
            yield _title(row)

    def _told(self, row: Row, columns: Sequence[Column]) -> Iterator[str]:
        colon = "：" if self.wishes.lang == "zh" else ": "
        for column in columns:
            yield from (f"{row.heading(cell)}{colon}{cell.text}" for cell in row.cells.get(column, ()))

    def _apart(self, row: Row, doer: Party | None, checker: Party | None) -> None:
        if doer is not None and checker is not None and doer.identities & checker.identities:
            facts = {"person": shown(checker.text), "other": row.mark("performer").cell}
            self.problems.append(row.problem("checker", "script_same_person", **facts))

    def _span(self, row: Row) -> int | None:
        cell = row.cell("duration")
        if cell is None:
            return _from_to(row)
        span = read_span(cell.text, unit_in(row.heading(cell)))
        bare = cell.text.replace(".", "", 1).isdigit()
        if span is None:
            key = "script_span_without_unit" if bare else "script_not_a_span"
            self.problems.append(row.problem("duration", key, value=cell.text))
        elif not SECOND <= span <= 3 * DAY:
            self.problems.append(row.problem("duration", "script_span_out_of_range", value=cell.text))
        return span

    def _within(self, span: int | None) -> Iterator[Entry]:
        if span is not None:
            zh = self.wishes.lang == "zh"
            planned, slack = shown_span(span), self.wishes.slack
            behind = f"预计 {planned} 的 {slack} 倍" if zh else f"{slack} times the {planned} that are planned"
            yield Entry(key="planned", value=Plain(shown_span(span)))
            yield Entry(key="within", value=Plain(shown_span(span * slack)), behind=behind if slack != 1 else "")

    def _order(self, needs: Sequence[str] | None) -> Iterator[Entry]:
        if needs is not None:
            yield Entry(key="needs", value=list(needs))

    def _look_at(self, row: Row, column: Column) -> None:
        """Tell of what a command should not hold."""
        if holds_password(row.text(column)):
            self.problems.append(row.problem(column, "command_secret"))
        if is_typeset(row.text(column)):
            self.problems.append(row.problem(column, "script_command_typeset", value=shown(row.text(column))))

    def _origin(self, row: Row) -> str:
        zh = self.wishes.lang == "zh"
        parts = [_from(row, next(column for column in ("step", "command", "detail") if row.cell(column)), zh=zh)]
        for column in ("performer", "begin", "span"):
            cell = row.cell(column)
            is_told = column != "performer" or row.cell("command") is not None
            parts += [f"{row.heading(cell)} {cell.text}"] if cell is not None and is_told else []
        return ("；" if zh else "; ").join(parts)


def _from(row: Row, column: Column, *, zh: bool) -> str:
    place = row.mark(column).cell
    return f"来自 {place}" if zh else f"from {place}"


def _from_to(row: Row) -> int | None:
    if row.cell("begin") is not None and row.cell("end") is not None:
        return between(row.text("begin"), row.text("end"))
    begin, _, end = row.text("span").replace("－", "-").replace("~", "-").replace("至", "-").partition("-")
    return between(begin, end)


def _title(row: Row) -> str:
    """Return the first line of what the row says, shortened."""
    cells: Mapping[Column, tuple[Cell, ...]] = row.cells
    text = next(cells[column][0].text for column in ("step", "detail", "command") if cells.get(column))
    line = text.strip().split("\n", 1)[0]
    return line if len(line) <= _LONGEST_TITLE else f"{line[:_LONGEST_TITLE]}…"


def _confirmed(checker: Party | None) -> Iterator[Entry]:
    if checker is not None:
        yield Entry(key="dual_control", value=Plain("true"))
        yield Entry(key="confirm_role", value=checker.role, behind=checker.text)


def _book(row: Row) -> Iterator[Entry]:
    if row.text("manual"):
        yield Entry(key="manual", value=words(row.text("manual").replace("\n", " ")))
