"""Every secret that a plan names is found, so that each is checked before the start and masked ever after."""

from __future__ import annotations

from dataclasses import replace

from runners.secrets import secrets_of
from scenarios.plan import EmailChannel, JumpHost, SecretRef
from tests.support.scripted_drills import whole_language


def ref(name: str) -> SecretRef:
    return SecretRef(source="env", name=name)


def test_the_secrets_of_questions_channels_and_jump_hosts_are_found() -> None:
    made = whole_language()
    jump = JumpHost(name="j", address="j", port=22, user="u", known_hosts="k", password=ref("JUMP"))
    mail = EmailChannel(name="m", server="s", port=25, sender="a@b", to=("c@d",), password=ref("MAIL"))
    unused = replace(made.contacts[0], name="unused", channels=(replace(mail, password=ref("UNUSED")),))
    duty = replace(made.contacts[0], channels=(*made.contacts[0].channels, mail))
    hosts = (replace(made.hosts[0], jump=(jump,)), *made.hosts[1:])
    found = {one.name for one in secrets_of(replace(made, hosts=hosts, contacts=(duty, unused)))}
    assert found == {"DSN", "URL", "MAIL", "JUMP"}
