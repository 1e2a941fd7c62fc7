"""Why a host could not be reached or would not let us in, and what to do about it; pure text, no secret in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from shlex import quote

from scenarios.plan import PlannedHost

_SSH_PORT = 22


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownKey:
    """A host key that was shown and not trusted; `recorded` if known_hosts has another one for the host."""

    algorithm: str
    fingerprint: str
    recorded: bool


def place(host: PlannedHost) -> str:
    """Return who is spoken to: name (user@address:port)."""
    return f"{host.name} ({host.user}@{host.address}:{host.port})"


def untrusted_key(host: PlannedHost, key: ShownKey | None) -> str:
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


def refused_login(host: PlannedHost) -> str:
    """Return the refusal of a login, by the way that was tried."""
    ways = [
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
    ]
    return f"{place(host)} refuses the login by {' and by '.join(ways)}"


def no_way_in(host: PlannedHost) -> str:
    """Return what is said of a host without key and without password."""
    return f"{place(host)} has neither key nor password in the inventory; give it one of them"


def unusable_file(host: PlannedHost, what: str, path: str, error: Exception) -> str:
    """Return what is said of a key or known_hosts file that cannot be used."""
    repair = "use a key without a passphrase" if "assphrase" in str(error) else "check the path in the inventory"
    said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return f"{place(host)}: {what} {Path(path)} cannot be used: {said}; {repair}"


def unreachable(host: PlannedHost, error: Exception) -> str:
    """Return what is said when no connection came about."""
    said = str(error) or ("no answer in time" if isinstance(error, TimeoutError) else type(error).__name__)
    return f"{place(host)} cannot be reached: {said}. Check the address, the port, the route and that sshd runs"


def too_late(host: PlannedHost, what: str) -> str:
    """Return what is said when the time ran out before anything was sent."""
    return f"{place(host)}: time ran out {what}; nothing was sent. Check the host's load and the route to it"


def let_go(host: PlannedHost) -> str:
    """Return what is said of a command that came after the drill closed its connections."""
    return f"{place(host)}: the drill has let go of its hosts already; nothing was sent"


def lost_early(host: PlannedHost, said: str) -> str:
    """Return what is said of a session that ended before the command was sent."""
    return (
        f"{place(host)} ended the session before the command was sent: {said}. "
        "Check the account's login shell, and MaxSessions in the host's sshd_config"
    )


def _record(host: PlannedHost) -> str:
    return f"ssh-keyscan -p {host.port} {quote(host.address)} >> {quote(host.known_hosts)}"


def _in_known_hosts(host: PlannedHost) -> str:
    return host.address if host.port == _SSH_PORT else f"[{host.address}]:{host.port}"
