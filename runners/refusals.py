"""Why a host could not be reached or would not let us in, and what to do about it; pure text, no secret in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from shlex import quote
from typing import TypeAlias

from scenarios.plan import JumpHost, PlannedHost, SecretRef

Machine: TypeAlias = PlannedHost | JumpHost
_SSH_PORT = 22


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownKey:
    """A host key that was shown and not trusted; `recorded` if known_hosts has another one for the host."""

    algorithm: str
    fingerprint: str
    recorded: bool


def place(host: Machine) -> str:
    """Return who is spoken to: name (user@address:port); this machine by its name alone."""
    return host.name if not host.address else f"{host.name} ({host.user}@{host.address}:{host.port})"


def untrusted_key(host: Machine, key: ShownKey | None) -> str:
    """Return the refusal of a host key that known_hosts does not vouch for."""
    shown = f"host key {key.algorithm} {key.fingerprint}" if key else "a revoked or unreadable host key"
    if key and not key.recorded:
        return (
            f"{place(host)} shows {shown}, which {host.known_hosts} does not know. Compare it with the host's own "
            f"(on its console: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub), then record it: {_record(host)}"
        )
    return (
        f"{place(host)} shows {shown}, but {host.known_hosts} records another: the host was reinstalled, or "
        f"somebody stands in between. Find out which; if the change is known, forget the old key with "
        f"ssh-keygen -R {quote(_in_known_hosts(host))} -f {quote(host.known_hosts)} "
        f"and record the new one: {_record(host)}"
    )


def refused_login(host: Machine) -> str:
    """Return the refusal of a login, by the way that was tried."""
    ways = [
        *([f"certificate {host.certificate_file}"] if host.certificate_file else []),
        *([_signed(host, host.authority)] if host.authority else []),
        *(
            [f"key {host.key_file} (is its public half, or its certificate's authority, known to the host?)"]
            if host.key_file
            else []
        ),
        *(
            [f"password from {host.password.source}:{host.password.name} (is it still the right one?)"]
            if host.password
            else []
        ),
        *(["the keys of the runner's ssh-agent (ssh-add -l lists them)"] if host.agent else []),
    ]
    return f"{place(host)} refuses the login by {' and by '.join(ways)}"


def _signed(host: Machine, authority: SecretRef) -> str:
    return (
        f"a key signed for this drill by {authority.source}:{authority.name} (does the host trust that authority, "
        f"TrustedUserCAKeys, and may it sign for {host.user}?)"
    )


def certificate_at_fault(path: str, why: str, user: str, principals: str) -> str:
    """Return what is wrong with a certificate that a host refused, and what to do."""
    if "principal" in why:
        return f"The certificate {path} is for {principals}, not for {user}; have one signed with -n {user}"
    return f"The certificate {path} does not hold: {why}; have the key signed anew (ssh-keygen -s CA -n {user} KEY)"


def strange_certificate(host: Machine) -> str:
    """Return what is said of a certificate of another key."""
    return (
        f"{place(host)}: certificate {host.certificate_file} was not made for key {host.key_file}; name the two that "
        "belong together (ssh-keygen -Lf shows the certificate's key)"
    )


def no_agent(host: Machine) -> str:
    """Return what is said where only the agent could help and none answers."""
    return (
        f"{place(host)} is to be entered with a key of the runner's ssh-agent, and none answers at SSH_AUTH_SOCK: "
        "start one (eval $(ssh-agent); ssh-add) in the session that starts the drill, or name a key in the inventory"
    )


def empty_agent(host: Machine) -> str:
    """Return what is said of an agent without keys."""
    return f"{place(host)} is to be entered with a key of the runner's ssh-agent, which holds none; run ssh-add"


def on_the_way(host: Machine, why: str) -> str:
    """Return what is said of a host that could not be reached because of one before it."""
    return f"{place(host)} lies behind a jump host that cannot be passed: {why}"


def refused_become(host: Machine, become: str, said: str) -> str:
    """Return what is said when sudo did not let the script begin."""
    return (
        f"{place(host)}: sudo -n -u {become} did not let the script begin: {said}. Allow it without a password "
        f"(visudo: `{host.user} ALL=({become}) NOPASSWD: /bin/sh`), or leave `become` out"
    )


def no_way_in(host: Machine) -> str:
    """Return what is said of a host without key and without password."""
    return f"{place(host)} has neither key nor password nor agent in the inventory; give it one of them"


def unusable_file(host: Machine, what: str, path: str, error: Exception) -> str:
    """Return what is said of a key or known_hosts file that cannot be used."""
    repair = "use a key without a passphrase" if "assphrase" in str(error) else "check the path in the inventory"
    said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return f"{place(host)}: {what} {Path(path)} cannot be used: {said}; {repair}"


def unreachable(host: Machine, error: Exception, behind: str = "") -> str:
    """Return what is said when no connection came about; `behind` is the jump host that tried."""
    said = str(error) or ("no answer in time" if isinstance(error, TimeoutError) else type(error).__name__)
    through = f" from jump host {behind}" if behind else ""
    return (
        f"{place(host)} cannot be reached{through}: {said}. Check the address, the port, the route and that sshd runs"
    )


def too_late(host: Machine, what: str) -> str:
    """Return what is said when the time ran out before anything was sent."""
    return f"{place(host)}: time ran out {what}; nothing was sent. Check the host's load and the route to it"


def let_go(host: Machine) -> str:
    """Return what is said of a command that came after the drill closed its connections."""
    return f"{place(host)}: the drill has let go of its hosts already; nothing was sent"


def lost_early(host: Machine, said: str) -> str:
    """Return what is said of a session that ended before the command was sent."""
    return (
        f"{place(host)} ended the session before the command was sent: {said}. "
        "Check the account's login shell, and MaxSessions in the host's sshd_config"
    )


def _record(host: Machine) -> str:
    return f"ssh-keyscan -p {host.port} {quote(host.address)} >> {quote(host.known_hosts)}"


def _in_known_hosts(host: Machine) -> str:
    return host.address if host.port == _SSH_PORT else f"[{host.address}]:{host.port}"
