"""One hundred mutations each of an inventory: ours, Ansible's in both forms, OpenSSH's."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.composer import compose
from scenarios.draft import understand
from scenarios.inventory import InventoryInput, read_inventory
from scenarios.loader import validate_files
from scenarios.problems import errors_in
from scenarios.tree import data_of
from tests.support.mutations import MUTATED, SOME, are_told_well, restructured, spoiled_bytes

OURS: Final = (Path(__file__).parents[1] / "whole" / "inventory.yaml").read_text("utf-8")
INI: Final = """\
; 交易系统
gate ansible_host=127.0.0.2 ansible_user=jump

[db]
db-[a:c] ansible_port=2201
db-x ansible_host=127.0.0.14 ansible_user=drill ansible_ssh_private_key_file=keys/drill environment=standby

[web]
web-1 ansible_host=127.0.0.21 ansible_become=true

[site:children]
db
web

[site:vars]
ansible_user=drill
ansible_ssh_common_args='-o ProxyJump=gate'
environment=test
"""
YAML: Final = """\
all:
  vars: {ansible_user: drill, environment: test}
  children:
    db:
      hosts:
        db-a: {ansible_host: 127.0.0.11, ansible_port: 2201}
        db-b: {ansible_host: 127.0.0.12, ansible_ssh_private_key_file: keys/drill}
    web:
      hosts: {"web-[1:3]": {ansible_become: true}}
"""
SSH: Final = """\
Host gate
    HostName 127.0.0.2
    User jump

Host db-* !db-z
    User drill
    Port 2201
    ProxyJump gate
    IdentityFile ~/.ssh/id_drill
    UserKnownHostsFile known_hosts

Host db-a
    HostName 127.0.0.11
Host db-b
    HostName=127.0.0.12
Host *
    ServerAliveInterval 30
"""
FORMS: Final = {"inventory.yaml": OURS, "hosts.ini": INI, "hosts.yml": YAML, "ssh_config": SSH}


def _examined(path: Path) -> None:
    document = read_inventory(path)
    draft = understand(InventoryInput, document)
    problems = (*document.problems, *draft.problems)
    are_told_well(problems, [path.parent])
    assert draft.model is not None or errors_in(problems)
    are_told_well(validate_files([path]), [path.parent])


@pytest.mark.parametrize("name", FORMS)
def test_an_unspoiled_inventory_can_be_read(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(FORMS[name], encoding="utf-8")
    _examined(path)
    assert understand(InventoryInput, read_inventory(path)).model is not None


@pytest.mark.parametrize("name", FORMS)
def test_a_spoiled_inventory_is_read_or_told_of(name: str, tmp_path: Path) -> None:
    path = tmp_path / name

    @(MUTATED if name == "inventory.yaml" else SOME)
    @given(spoiled=spoiled_bytes(FORMS[name]))
    def holds(spoiled: bytes) -> None:
        path.write_bytes(spoiled)
        _examined(path)

    holds()


def _data(text: str) -> object:
    root, _ = compose("f", text)
    assert root is not None
    return data_of(root)


@SOME
@given(ours=st.booleans(), data=st.data())
def test_a_restructured_inventory_is_read_or_told_of(ours: bool, data: st.DataObject, tmp_path: Path) -> None:  # noqa: FBT001  hypothesis fills it in
    path = tmp_path / "inventory.yaml"
    path.write_bytes(data.draw(restructured(_data(OURS if ours else YAML))))
    _examined(path)


@SOME
@given(data=st.data())
def test_a_spoiled_file_of_another_tool_under_ours_is_read_or_told_of(data: st.DataObject, tmp_path: Path) -> None:
    name = data.draw(st.sampled_from(["hosts.ini", "hosts.yml", "ssh_config"]))
    (tmp_path / name).write_bytes(data.draw(spoiled_bytes(FORMS[name])))
    path = tmp_path / "inventory.yaml"
    path.write_text(f"from: {name}\nhosts: {{db-a: {{environment: test}}}}\n", encoding="utf-8")
    _examined(path)


VARIABLES: Final = "ansible_user: drill\nansible_port: 2201\nenvironment: standby\n"


@SOME
@given(spoiled=spoiled_bytes(VARIABLES) | st.just(b"$ANSIBLE_VAULT;1.1;AES256\n6162\n"))
def test_spoiled_files_of_variables_beside_an_inventory_are_read_or_told_of(spoiled: bytes, tmp_path: Path) -> None:
    for folder in ("group_vars", "host_vars"):
        (tmp_path / folder).mkdir(exist_ok=True)
    (tmp_path / "group_vars" / "db.yml").write_bytes(spoiled)
    (tmp_path / "host_vars" / "db-x.yml").write_bytes(spoiled)
    (tmp_path / "hosts.ini").write_text(INI, encoding="utf-8")
    _examined(tmp_path / "hosts.ini")


@SOME
@given(spoiled=spoiled_bytes(SSH))
def test_a_spoiled_file_that_another_includes_is_read_or_told_of(spoiled: bytes, tmp_path: Path) -> None:
    (tmp_path / "more").write_bytes(spoiled)
    (tmp_path / "ssh_config").write_text(f"Include {tmp_path}/more\n{SSH}", encoding="utf-8")
    _examined(tmp_path / "ssh_config")
