"""What the pages of evidence say of a closed drill: its verdict, its figures as intervals, and how it is filed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from scenarios.plan import Text
from service.console.evidence.filed import Filed
from service.index.listing import Line
from service.keys import Signer, Standing
from service.report.figures import bounds, seconds, term
from service.verifying import Verified
from service.words import joined, same, say

Tone: TypeAlias = Literal["met", "missed", "inconclusive", "unknown", "plain"]
FORMS: Final = ("html", "pdf", "docx", "xlsx", "csv", "json")
TONGUES: Final = ("zh", "en", "both")
_BAD: Final = frozenset((Standing.WRONG, Standing.FOREIGN_KEY, Standing.REVOKED, Standing.OUT_OF_TIME))
_OUTCOMES: Final[dict[int, Tone]] = {0: "met", 1: "missed", 2: "inconclusive"}
_CHECK_TONES: Final[dict[str, Tone]] = {"passed": "met", "failed": "missed", "absent": "inconclusive"}
_SIZES: Final = ((1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "kB"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """A word with its tone; the word says it all, the tone only helps."""

    text: Text
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureTold:
    """One figure of one service: its interval and target in the digits of the report."""

    service: Text
    figure: str
    target: str
    lower: Text
    upper: Text
    verdict: Badge


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckTold:
    """One check of a verification in words."""

    name: str
    outcome: Badge
    title: Text
    detail: Text
    essential: bool


def verdict_of(line: Line) -> Badge:
    """Return the verdict of a closed drill; one that measured nothing says so."""
    verdict = line.card.verdict
    if verdict is None:
        return Badge(text=say("console.evidence.no_verdict"), tone="unknown")
    return Badge(text=say(f"verdict.{verdict}"), tone=verdict)


def ending_of(line: Line) -> Badge:
    """Return how the drill ended, and whether everything was proved to be restored."""
    ended = term("console.evidence.ending", line.card.status)
    if line.card.restored:
        return Badge(text=ended, tone="plain" if line.card.status == "completed" else "inconclusive")
    return Badge(text=joined((ended, say("page.not_restored"))), tone="missed")


def figures_of(line: Line) -> Iterator[FigureTold]:
    """Yield every figure that was measured, service by service."""
    for told in line.figures:
        for figure in ("rto", "rpo"):
            yield _figure(told, figure, told[figure])


def _figure(service: Mapping[str, Any], figure: str, told: Mapping[str, Any]) -> FigureTold:
    lower, upper = bounds(told["lower_s"], told["upper_s"])
    title = service["title"]
    return FigureTold(
        service=Text(zh=title["zh"], en=title["en"]),
        figure=figure.upper(),
        target=seconds(told["target_s"]),
        lower=lower,
        upper=upper,
        verdict=Badge(text=say(f"verdict.{told['verdict']}"), tone=told["verdict"]),
    )


def filing_of(filed: Filed) -> Badge:
    """Return in a few words how a drill is filed."""
    if filed.flaw:
        return Badge(text=say("console.evidence.unreadable"), tone="missed")
    if not filed.bundles:
        return Badge(text=say("console.evidence.unfiled"), tone="unknown")
    key = "console.evidence.imported" if filed.imported else "console.evidence.filed"
    return Badge(text=say(key, version=filed.version))


def signed_of(filed: Filed) -> Badge:
    """Return whose signatures the newest version has, as far as this service knows."""
    if not filed.bundles or filed.flaw:
        return Badge(text=say("word.no_evidence"), tone="unknown")
    if not filed.signers:
        return Badge(text=say("console.evidence.unsigned"), tone="inconclusive")
    bad = any(one.standing in _BAD for one in filed.signers)
    valid = all(one.standing is Standing.VALID for one in filed.signers)
    tone: Tone = "missed" if bad else "met" if valid else "inconclusive"
    return Badge(text=joined(signer_of(one).text for one in filed.signers), tone=tone)


def signer_of(one: Signer) -> Badge:
    """Return one signature: who it is where that is known, and how it stands."""
    who = one.who or f"{one.keyid[:12]}…"
    tone: Tone = "missed" if one.standing in _BAD else "met" if one.standing is Standing.VALID else "inconclusive"
    return Badge(text=say(f"console.evidence.signer.{one.standing.value}", who=who), tone=tone)


def kept_of(filed: Filed) -> Badge:
    """Return until when it is kept: a legal hold keeps it whatever the profile says."""
    if filed.holds:
        return Badge(text=say("console.evidence.held", holds=", ".join(filed.holds)), tone="inconclusive")
    if filed.kept is None:
        return Badge(text=say("word.no_evidence"), tone="unknown")
    if not filed.kept.until:
        return Badge(text=say("console.evidence.for_ever"))
    return Badge(text=say("console.evidence.kept_until", day=filed.kept.until, years=filed.kept.years or 0))


def archived_of(filed: Filed) -> Badge:
    """Return whether the newest version is in the archive."""
    there = [one for one in filed.exported if one.version == filed.version]
    if there:
        return Badge(text=say("console.evidence.archived", where=there[-1].where), tone="met")
    if filed.exported:
        newest = max(one.version for one in filed.exported)
        return Badge(text=say("console.evidence.archived_older", version=newest), tone="inconclusive")
    return Badge(text=say("console.evidence.not_archived"), tone="unknown")


def outcome_of(verified: Verified | None) -> Badge:
    """Return what the newest verification came to."""
    if verified is None:
        return Badge(text=say("console.evidence.never_verified"), tone="unknown")
    return Badge(text=say(f"console.evidence.outcome.{verified.exit}"), tone=_OUTCOMES[verified.exit])


def checks_of(verified: Verified) -> tuple[CheckTold, ...]:
    """Return every check, in the order of `drillproof verify`."""
    return tuple(
        CheckTold(
            name=check.name,
            outcome=Badge(text=say(f"verify.{check.status}"), tone=_CHECK_TONES[check.status]),
            title=check.title,
            detail=check.detail,
            essential=check.essential,
        )
        for check in verified.checks
    )


def is_current(verified: Verified, filed: Filed) -> bool:
    """Tell whether the newest bundle is the one that was verified last."""
    return bool(filed.bundles) and filed.bundles[0].name == verified.bundle


def size_of(count: int) -> str:
    """Return a size in bytes for readers."""
    for size, unit in _SIZES:
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{count} B"


def services_of(line: Line) -> Text:
    """Return the services of a drill by their titles where it has them, else by their names."""
    titles = {one["service"]: Text(zh=one["title"]["zh"], en=one["title"]["en"]) for one in line.figures}
    named: Sequence[Text] = [titles.get(name, same(name)) for name in line.services]
    return joined(named)
