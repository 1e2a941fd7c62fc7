"""The faults on names: a host finds no address any more, or finds wrong ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final, Literal

from pydantic import Field

from scenarios.faults.kind import FaultInput, FaultKind, Values, made
from scenarios.faults.packets import packets
from scenarios.fields import named
from scenarios.plan import FaultSpec, Text
from scenarios.programs import scripts
from scenarios.surroundings import Around

HOSTS_FILE: Final = "/etc/hosts"
_DNS: Final = ("53", "853")
"""Plain DNS, and DNS over TLS."""
HostName = Annotated[str, *named(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,252}", "bad_host_name")]
IpAddress = Annotated[str, *named(r"[0-9]{1,3}(\.[0-9]{1,3}){3}|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*", "bad_ip_address")]


class DnsFailureInput(FaultInput):
    """The host's questions to name servers are dropped: it resolves nothing that is not in its own hosts file."""

    fault: Literal["dns_failure"]


def _fail(form: DnsFailureInput, around: Around) -> Values:
    del form, around
    values = packets(direction="out", ports=_DNS, protocols=("udp", "tcp"))
    return Values(
        values=values, detail="ports 53 853 out", undo=Text(zh="删除本步骤的规则", en="its own rules are taken out")
    )


DNS_FAILURE: Final = FaultKind(
    name="dns_failure",
    title=Text(zh="中断域名解析", en="let name lookups fail"),
    inputs=DnsFailureInput,
    program=scripts(__package__, "strike.sh", "packets.sh"),
    specify=_fail,
)


class DnsWrongAnswerInput(FaultInput):
    """Names lead to other addresses on the host, as with a stale or wrong record; 192.0.2.1 leads nowhere."""

    fault: Literal["dns_wrong_answer"]
    names: Annotated[dict[HostName, IpAddress], Field(min_length=1, max_length=100)] = Field(
        description="Each name and the address that it is to have."
    )


def _mislead(form: DnsWrongAnswerInput, around: Around) -> Values:
    del around
    pairs = " ".join(f"{name}={address}" for name, address in form.names.items())
    undo = Text(zh="从 /etc/hosts 中删除本步骤的行", en="its own lines are taken out of /etc/hosts")
    return Values(values={"FAULT_WRONG": pairs, "FAULT_FILE": HOSTS_FILE}, detail=pairs, undo=undo)


DNS_WRONG_ANSWER: Final = FaultKind(
    name="dns_wrong_answer",
    title=Text(zh="令域名解析到错误地址", en="let names lead to wrong addresses"),
    inputs=DnsWrongAnswerInput,
    program=scripts(__package__, "hosts_file.sh"),
    specify=_mislead,
)


def dns_failure() -> FaultSpec:
    """Return the drop of all that the host asks name servers; needs root."""
    return made(DNS_FAILURE)


def dns_wrong_answer(names: Mapping[str, str]) -> FaultSpec:
    """Return wrong addresses for some names, by the host's own hosts file; needs root."""
    return made(DNS_WRONG_ANSWER, names=dict(names))
