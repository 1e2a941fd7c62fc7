"""Hands on hosts over SSH: one connection per host and drill, host keys always checked, honest about what was sent."""

from runners.ssh.keyring import Keyring
from runners.ssh.remote import SSHRemote
from runners.ssh.trust import KnownHosts

__all__ = ["Keyring", "KnownHosts", "SSHRemote"]
