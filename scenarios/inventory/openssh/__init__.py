"""OpenSSH's ssh_config, read as its client reads it: the first value of a setting counts."""

from scenarios.inventory.openssh.source import read_ssh_config

__all__ = ["read_ssh_config"]
