"""Ansible's inventories, INI and YAML, with the group_vars and host_vars beside them; plain values only."""

from scenarios.inventory.ansible.source import read_ini, read_yaml

__all__ = ["read_ini", "read_yaml"]
