"""The clauses that reports are traced to, as they are kept in `clauses.yaml`: ids, titles and demands in our words."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final, Literal, TypeAlias

from pydantic import Field

from scenarios.documents import load
from scenarios.draft import understand
from scenarios.fields import Input, TextInput, both
from scenarios.plan import Text
from scenarios.problems import Problems
from service.words import same, say

AskedOf: TypeAlias = Literal["drill", "period", "incident", "register"]
"""Of what a clause is asked: the single drill, a period of drills, a real interruption, the BIA register."""
FILE: Final = Path(__file__).with_name("clauses.yaml")
_ITEMS: Final = frozenset("abcdef")
_STANDARDS: Final = {
    "JRT0251": Text(zh="JR/T 0251 第 {rest} 条", en="JR/T 0251 {rest}"),
    "RCU": Text(zh="农村合作机构信息系统应急管理办法（{title}）", en="rural cooperatives, emergency rules ({title})"),  # noqa: RUF001
    "CSRC": Text(zh="托管交接指引（{title}）", en="custody hand-over guide ({title})"),  # noqa: RUF001
}


class Clause(Input):
    """One clause: what it demands, and the pieces of evidence that answer it."""

    title: TextInput
    demand: TextInput
    asked_of: AskedOf = "drill"
    when_cited: bool = False
    """Whether it is asked only of a drill whose scenario cites it."""
    evidence: list[str] = Field(default_factory=list[str])


class ClausesInput(Input):
    """All clauses by their ids, in the order in which they are printed."""

    clauses: dict[str, Clause]


@cache
def clauses() -> dict[str, Clause]:
    """Return the clauses that ship; raises Problems where the file is wrong."""
    draft = understand(ClausesInput, load(FILE))
    if draft.model is None or draft.problems:
        raise Problems(draft.problems)
    return draft.model.clauses


def title_of(clause: str) -> Text:
    """Return a clause's title, or its id where it is none of ours."""
    known = clauses().get(clause)
    return same(clause) if known is None else both(known.title)


def cited(clause: str, item: str = "") -> Text:
    """Return how a clause is cited, with the letter of an item of it: JR/T 0251 12.3 a; an unknown id as it is."""
    family, _, rest = clause.partition("-")
    form = _STANDARDS.get(family)
    if form is None or not rest:
        return same(clause)
    rest, _, letter = rest.partition("-")
    title = title_of(clause)
    told = Text(
        zh=form.zh.format(rest=rest, title=title.zh),
        en=form.en.format(rest=rest, title=title.en),
    )
    letter = item or (letter if letter in _ITEMS else "")
    return say("trace.cited", clause=told, item=letter) if letter else told


def named(clause: str) -> Text:
    """Return how a clause is cited, with its title and its id."""
    told, title = cited(clause), title_of(clause)
    plain = told if title.zh in told.zh else Text(zh=f"{told.zh} {title.zh}", en=f"{told.en} {title.en}")
    return say("trace.clause", clause=plain, id=clause)
