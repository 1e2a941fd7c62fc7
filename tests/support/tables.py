"""The library's tabletop and simulated drills, held with people who answer and mail that arrives."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Final

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from measurements.report import Report
from runners.journal import FILE_NAME, Journal
from scenarios.plan import Plan
from scenarios.planner import make_plan
from scenarios.registers import Registers
from service.filing import Sources, file_drill, keep_sources
from service.place import Place
from service.start import new_drill_id, open_drill
from tests.support.offices import Office
from tests.support.passes import lone_pass
from tests.support.ports import free_port
from tests.support.proved import LIBRARY

BIA: Final = LIBRARY / "securities-bia.yaml"
INVENTORY: Final = LIBRARY / "rehearsal-inventory.yaml"
REGISTERS: Final = Registers(
    contacts=LIBRARY / "securities-contacts.yaml",
    risks=LIBRARY / "securities-risks.yaml",
    procedures=LIBRARY / "securities-plans.yaml",
)


class Letters:
    """Takes every mail and keeps its subject."""

    def __init__(self) -> None:
        self.subjects: list[str] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        del server, session
        content = envelope.content
        assert isinstance(content, bytes)
        self.subjects.append(str(message_from_bytes(content, policy=default)["subject"]))
        return "250 taken"


@dataclass(frozen=True, kw_only=True)
class Firm:
    """The made-up firm with a mail server that is there."""

    registers: Registers
    letters: Letters


@asynccontextmanager
async def firm(directory: Path) -> AsyncGenerator[Firm]:
    """Yield the firm; its contacts differ from those that ship by where the mail server is."""
    letters, port = Letters(), free_port()
    server = Controller(letters, hostname="127.0.0.1", port=port)
    server.start()
    try:
        contacts = directory / "contacts.yaml"
        text = REGISTERS.contacts.read_text("utf-8") if REGISTERS.contacts else ""
        contacts.write_text(text.replace("mail.firm.example\n    port: 25", f"127.0.0.1\n    port: {port}"), "utf-8")
        registers = Registers(contacts=contacts, risks=REGISTERS.risks, procedures=REGISTERS.procedures)
        yield Firm(registers=registers, letters=letters)
    finally:
        server.stop()


def planned(scenario: str, registers: Registers = REGISTERS) -> Plan:
    """Return the plan of a tabletop or simulated drill as it ships."""
    return make_plan(LIBRARY / f"{scenario}.yaml", INVENTORY, BIA, {}, registers)


async def held(
    scenario: str,
    out: Path,
    registers: Registers,
    *,
    inventory: Path = INVENTORY,
    parameters: Mapping[str, str] | None = None,
    absent: frozenset[str] = frozenset(),
) -> Report:
    """Hold a drill in this process with the firm's people; return its report, which lies in `out` as well."""
    path = LIBRARY / f"{scenario}.yaml"
    plan = make_plan(path, inventory, BIA, parameters or {}, registers)
    out.mkdir()  # noqa: ASYNC240  nothing else runs yet
    place = Place(journal=Journal.at(out / FILE_NAME), directory=out)
    try:
        drill = new_drill_id(plan)
        keep_sources(place, Sources(scenario=path, inventory=inventory, bia=BIA, registers=registers))
        await open_drill(plan, drill, place, Office(plan, absent), lone_pass(plan, drill, place, "王芳"))
        return file_drill(place, drill)
    finally:
        place.journal.close()
