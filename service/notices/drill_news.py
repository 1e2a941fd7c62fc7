"""What happens to drills, told to people: started, refused, ended and restored or not."""

from __future__ import annotations

from dataclasses import dataclass

from scenarios.plan import Text
from service.happenings import DrillEnded, DrillStarted, Happening, StartRefused
from service.notices.teller import Teller
from service.words import in_language, joined, same, say


@dataclass(frozen=True, slots=True)
class DrillNews:
    """A listener (service.happenings) that tells of drills."""

    teller: Teller

    async def hear(self, what: Happening) -> None:
        """Tell of it."""
        match what:
            case DrillStarted():
                await self._started(what)
            case DrillEnded():
                await self._ended(what)
            case StartRefused():
                await self._refused(what)

    async def _started(self, what: DrillStarted) -> None:
        facts = {"drill": what.drill, "title": what.plan.title, "by": what.by}
        await self.teller.tell("started", f"drill/{what.drill}", facts, _services(what), key=f"started/{what.drill}")

    async def _ended(self, what: DrillEnded) -> None:
        report = what.report
        facts: dict[str, Text | str] = {
            "drill": what.drill,
            "title": what.plan.title,
            "verdict": say(f"verdict.{report.verdict}"),
            "residue": joined(map(same, report.residue)) if report.residue else say("notice.no_residue"),
        }
        kind = "restored" if report.restored and not report.residue else "not_restored"
        await self.teller.tell(kind, f"drill/{what.drill}", facts, _services(what), key=f"ended/{what.drill}")

    async def _refused(self, what: StartRefused) -> None:
        facts: dict[str, Text | str] = {
            "about": what.dossier or ", ".join(what.services) or "-",
            "by": what.by,
            "path": what.path,
            "reasons": Text(
                zh="\n".join(f"- {in_language(reason.text, 'zh')}" for reason in what.reasons),
                en="\n".join(f"- {in_language(reason.text, 'en')}" for reason in what.reasons),
            ),
        }
        about = f"dossier/{what.dossier}" if what.dossier else "guard"
        await self.teller.tell("refused", about, facts, what.services)


def _services(what: DrillStarted | DrillEnded) -> tuple[str, ...]:
    return tuple(objective.service for objective in what.plan.objectives)
