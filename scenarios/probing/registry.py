"""Every kind of probe that a scenario can ask for, and the probes of a plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeAlias, Union

from pydantic import Discriminator, Tag

from scenarios.inventory.resolved import way_to
from scenarios.kinds import explain_kind, tag_of
from scenarios.plan import JumpHost, PlannedProbe
from scenarios.plugins import Unusable, gather
from scenarios.probing.kind import ProbeGround, ProbeInput, ProbeKind, unfit
from scenarios.probing.own import OWN
from scenarios.tree import Path

GROUP: Final = "drillproof.probes"
"""Entry points of this group bring probes: `name = "package.module:KIND"`."""
_GATHERED: Final = gather(GROUP, ProbeKind, OWN, unfit)
PROBES: Final[Mapping[str, ProbeKind]] = _GATHERED.kinds
UNUSABLE: Final[tuple[Unusable, ...]] = _GATHERED.unusable


if TYPE_CHECKING:
    AnyProbe: TypeAlias = ProbeInput
else:
    _FORMS = Union[tuple(Annotated[kind.inputs, Tag(f"<probe {name}>")] for name, kind in PROBES.items())]  # noqa: UP007  as many as there are
    AnyProbe: TypeAlias = Annotated[_FORMS, Discriminator(tag_of("probe"))]
    """The form of any probe."""


def kind_of_probe(form: ProbeInput) -> ProbeKind:
    """Return the kind whose form this is."""
    return next(kind for kind in PROBES.values() if type(form) is kind.inputs)


def planned_probes(written: Mapping[str, ProbeInput], ground: ProbeGround) -> Iterator[PlannedProbe]:
    """Yield the probes of a plan, in the order of the scenario."""
    for name, form in written.items():
        yield PlannedProbe(
            name=name,
            service=form.service,
            target=kind_of_probe(form).specify(form, ground),
            every_ns=form.every,
            timeout_ns=form.timeout,
            through=_through(form.via, ground),
        )


def hosts_via(via: str, roles: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the hosts that `via` stands for: those of a role, unless there is none of that name."""
    return roles.get(via, (via,))


def explain_probe(value: Any) -> tuple[Path, str, dict[str, str]]:
    """Return what is wrong with a probe whose kind nobody knows."""
    return explain_kind(value, "unknown_probe", PROBES, "tcp")


def _through(via: str | None, ground: ProbeGround) -> tuple[JumpHost, ...]:
    if via is None:
        return ()
    (host,) = hosts_via(via, ground.around.roles)
    return way_to(host, ground.inventory, ground.inventory_folder)
