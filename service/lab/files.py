"""The files of a lab: keys, inventory, secrets, and what each host finds at home."""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path
from typing import Final

import asyncssh

from service.lab.account import Account
from service.lab.control import write_word
from service.lab.processes import MARK
from service.lab.settings import HostSettings, write_settings
from service.lab.state import LabHost, LabState

USER: Final = "drill"
ADMIN: Final = "lab"
DATABASE: Final = "trading"

_COMMANDS: Final = Path(__file__).parent / "commands"
_SYSTEM_PATH: Final = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"
_HOME_PARTS: Final = ("conf", "log", "state")

_CONFIGURATION: Final = """\
listen_addresses = '{host.address}'
port = {host.postgres_port}
cluster_name = '{host.name}'
unix_socket_directories = ''
max_connections = 200
shared_buffers = '32MB'
dynamic_shared_memory_type = mmap  # in the data directory, so that nothing stays in /dev/shm
io_method = sync  # no worker processes beside the sessions
scram_iterations = 256  # the passwords are random, so that many rounds would only slow each probe
wal_level = replica
wal_log_hints = on
wal_keep_size = '256MB'
min_wal_size = '8MB'
hot_standby = on
checkpoint_timeout = '30min'
wal_retrieve_retry_interval = '200ms'
wal_receiver_status_interval = '1s'
primary_conninfo = '{conninfo}'
log_line_prefix = '%m [%p] '
include_if_exists 'sync.conf'
"""

_CONNINFO: Final = (
    "host={twin.address} port={twin.link_port} user={admin} application_name={host.name} connect_timeout=2"
)

_HOST: Final = """\
  {host.name}:
    address: {host.address}
    port: {host.ssh_port}
    user: {user}
    environment: test
    site: {host.site}
    known_hosts: known_hosts
    key: key
    state_dir: "{home}/state"
"""


_INVENTORY: Final = """\
hosts:
{hosts}secrets:
  entry_dsn: {{file: secrets/entry_dsn}}
"""


def write_secret(path: Path, text: str) -> None:
    """Write a file that only its owner can read."""
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")


def write_face(state: LabState, service_password: str) -> None:
    """Write what a drill reads: inventory, known hosts, the client's key and the secret DSN."""
    key = make_key("drillproof lab")
    write_secret(state.directory / "key", key.export_private_key().decode())
    (state.directory / "key.pub").write_bytes(key.export_public_key())
    (state.directory / "secrets").mkdir(mode=0o700)
    dsn = f"postgresql://{USER}:{service_password}@{state.entry_address}:{state.entry_port}/{DATABASE}"
    write_secret(state.directory / "secrets" / "entry_dsn", f"{dsn}\n")
    hosts = "".join(_HOST.format(host=host, user=USER, home=state.home(host)) for host in state.hosts)
    state.inventory.write_text(_INVENTORY.format(hosts=hosts), encoding="utf-8")


def write_host_keys(state: LabState) -> None:
    """Make each host's key and the known_hosts file that names them."""
    lines: list[str] = []
    for host in state.hosts:
        key = make_key(host.name)
        write_secret(state.directory / f"{host.name}.key", key.export_private_key().decode())
        public = key.export_public_key().decode().rsplit(" ", 1)[0]
        lines.append(f"[{host.address}]:{host.ssh_port} {public}\n")
    (state.directory / "known_hosts").write_text("".join(lines), encoding="utf-8")


def write_controls(state: LabState, account: Account) -> None:
    """Make the link's and the entry's control files, writable to the hosts."""
    for name, file, word in (("link", "kbit", "0"), ("entry", "target", state.hosts[0].name)):
        directory = state.directory / name
        directory.mkdir(mode=0o700)
        write_word(directory / file, word)
        account.own(directory / file)
        account.own(directory)


def write_home(state: LabState, host: LabHost, account: Account, admin_password: str) -> None:
    """Make a host's home: its commands, configuration, password file, and the settings of its SSH server."""
    home, twin = state.home(host), state.twin(host)
    home.mkdir(mode=0o755, parents=True)
    shutil.copytree(_COMMANDS, home / "bin")
    for part in _HOME_PARTS:
        (home / part).mkdir(mode=0o700)
        account.own(home / part)
    conninfo = _CONNINFO.format(host=host, twin=twin, admin=ADMIN)
    configuration = _CONFIGURATION.format(host=host, conninfo=conninfo)
    (home / "conf" / "postgresql.conf").write_text(configuration, encoding="utf-8")
    write_secret(home / ".pgpass", f"*:*:*:{ADMIN}:{admin_password}\n")
    account.own(home / ".pgpass")
    (home / "link").symlink_to(Path("../../link"))
    account.own(home)
    write_settings(state.directory / f"{host.name}.json", settings_of(state, host))


def settings_of(state: LabState, host: LabHost) -> HostSettings:
    """Return how commands run on a host."""
    return HostSettings(
        name=host.name,
        home=str(state.home(host)),
        uid=state.uid,
        gid=state.gid,
        environment=environment_of(state, host),
        host_key=str(state.directory / f"{host.name}.key"),
        client_key=str(state.directory / "key.pub"),
    )


def environment_of(state: LabState, host: LabHost) -> dict[str, str]:
    """Return the environment of every command on a host; nothing of ours leaks into it."""
    home, twin = state.home(host), state.twin(host)
    return {
        "HOME": str(home),
        "PATH": f"{home / 'bin'}:{state.postgres_bin}:{_SYSTEM_PATH}",
        "USER": USER,
        "LOGNAME": USER,
        "SHELL": "/bin/sh",
        "LC_ALL": "C.UTF-8",
        "TMPDIR": str(home / "state"),
        "PGDATA": str(state.data(host)),
        "PGHOST": host.address,
        "PGPORT": str(host.postgres_port),
        "PGUSER": ADMIN,
        "PGDATABASE": "postgres",
        "PGPASSFILE": str(home / ".pgpass"),
        "PGSSLMODE": "disable",
        "PGGSSENCMODE": "disable",
        "LAB_HOST": host.name,
        "LAB_TWIN": twin.name,
        "LAB_BIN": str(home / "bin"),
        "LAB_ENTRY": str(state.directory / "entry"),
        "TWIN_ADDRESS": twin.address,
        "TWIN_PORT": str(twin.postgres_port),
        "LINK_ADDRESS": twin.address,
        "LINK_PORT": str(twin.link_port),
        MARK: state.token,
    }


def make_key(comment: str) -> asyncssh.SSHKey:
    """Return a new ED25519 key pair."""
    return asyncssh.generate_private_key("ssh-ed25519", comment)  # pyright: ignore[reportUnknownMemberType]


def make_password() -> str:
    """Return a random password of letters and digits, 128 bits strong."""
    return secrets.token_hex(16)
