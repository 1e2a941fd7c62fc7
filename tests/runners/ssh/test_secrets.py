"""Secrets are read from where the plan says, and found again in every form in which they could leak."""

from __future__ import annotations

import base64
import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runners.script import quoted
from runners.secrets import Masker, SecretMissingError, exposure, masker_for, resolve, secrets_of
from scenarios.plan import (
    SECOND,
    Plan,
    PlannedHost,
    PlannedLedger,
    PlannedProbe,
    PostgresProbe,
    PostgresStoreSpec,
    Safeguards,
    SecretRef,
    TcpProbe,
    Text,
)

SECRET: Final = 's3cr\'et "p@ss"/ü+\n€nd'


def file_ref(path: Path, content: bytes, mode: int = 0o600) -> SecretRef:
    path.write_bytes(content)
    path.chmod(mode)
    return SecretRef(source="file", name=str(path))


@pytest.mark.parametrize(
    ("content", "value"),
    [(b"word", "word"), (b"word\n", "word"), (b"word\r\n", "word"), (b"a\nb\n\n", "a\nb\n"), (b" kept ", " kept ")],
)
def test_a_file_holds_the_secret_and_one_line_end(tmp_path: Path, content: bytes, value: str) -> None:
    assert resolve(file_ref(tmp_path / "s", content)) == value


def test_an_environment_variable_holds_the_secret_as_it_is() -> None:
    assert resolve(SecretRef(source="env", name="DSN"), {"DSN": "x\n"}) == "x\n"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is empty"),
        (b"\n", "is empty"),
        (b"\xff\xfe", "is no UTF-8 text"),
        (b"x" * 70_000, "is larger than 65536"),
    ],
)
def test_a_file_that_holds_no_secret_is_an_error_that_shows_nothing_of_it(
    tmp_path: Path, content: bytes, why: str
) -> None:
    with pytest.raises(SecretMissingError, match=why):
        resolve(file_ref(tmp_path / "s", content))


@pytest.mark.parametrize("name", ["no-such-file", "."])
def test_a_file_that_cannot_be_read_is_an_error_that_says_what_to_do(tmp_path: Path, name: str) -> None:
    ref = SecretRef(source="file", name=str(tmp_path / name))
    with pytest.raises(SecretMissingError, match="create the file with mode 600") as caught:
        resolve(ref)
    assert caught.value.ref == ref


def test_a_variable_that_is_not_set_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(SecretMissingError, match="export DSN before the drill"):
        resolve(SecretRef(source="env", name="DSN"), {})


@pytest.mark.parametrize(("mode", "warned"), [(0o600, False), (0o640, False), (0o644, True), (0o604, True)])
def test_a_file_that_everyone_can_read_is_warned_of(tmp_path: Path, mode: int, *, warned: bool) -> None:
    said = exposure(file_ref(tmp_path / "s", b"word", mode))
    assert (said is not None) == warned
    assert said is None or "chmod 600" in said


def test_nothing_is_warned_of_where_there_is_no_file(tmp_path: Path) -> None:
    assert exposure(SecretRef(source="env", name="DSN")) is None
    assert exposure(SecretRef(source="file", name=str(tmp_path / "none"))) is None


WRITTEN: Final[dict[str, Callable[[str], str]]] = {
    "plain": str,
    "shlex": shlex.quote,
    "own quoting": quoted,
    "url": lambda text: quote(text, safe=""),
    "url, slashes kept": quote,
    "form": quote_plus,
    "url, small letters": lambda text: re.sub("%..", lambda escape: escape[0].lower(), quote(text, safe="")),
    "json": json.dumps,
    "json, unicode kept": lambda text: json.dumps(text, ensure_ascii=False),
    "repr": repr,
    "hex": lambda text: text.encode().hex(),
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64 of user:password": lambda text: base64.b64encode(f"drill:{text}".encode()).decode(),
    "base64 of a longer text": lambda text: base64.b64encode(f"ab{text}cd".encode()).decode(),
    "base64 for urls": lambda text: base64.urlsafe_b64encode(text.encode()).decode(),
}


@pytest.mark.parametrize("form", WRITTEN)
def test_a_secret_is_masked_in_every_form(form: str) -> None:
    written = WRITTEN[form](SECRET)
    masked = Masker([SECRET]).mask(f"before {written} after")
    assert masked.startswith("before ")
    assert masked.endswith(" after")
    assert "***" in masked
    assert len(masked) <= len("before *** after") + 12
    assert not any(SECRET[n : n + 6] in masked for n in range(len(SECRET) - 5))


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("postgres://app:hunter2@db:5432/x?sslmode=require", "postgres://app:***@db:5432/x?sslmode=require"),
        ("postgresql://app:p@ss@db/x", "postgresql://app:***@db/x"),
        ("http://:token@proxy", "http://:***@proxy"),
        ("https://db:5432/path and mail a@b", "https://db:5432/path and mail a@b"),
        ("host=db password=hunter2 dbname=x", "host=db password=*** dbname=x"),
        ("host=db PASSWORD = 'it\\'s two words' dbname=x", "host=db PASSWORD = *** dbname=x"),
        ("PGPASSWORD=hunter2 psql", "PGPASSWORD=*** psql"),
        ("jdbc:postgresql://db/x?user=a&password=hunter2&ssl=on", "jdbc:postgresql://db/x?user=a&password=***&ssl=on"),
        ('sslpassword="a b"', "sslpassword=***"),
        ("no secret here", "no secret here"),
    ],
)
def test_a_password_in_a_dsn_is_masked_although_nobody_declared_it(text: str, masked: str) -> None:
    assert Masker().mask(text) == masked


def test_the_password_of_a_declared_dsn_is_masked_on_its_own_too() -> None:
    masker = Masker(["postgres://app:hunt%20er@db/x", "host=db password='other one'"])
    assert masker.mask('role "app": "hunt er" and hunt%20er and other one') == 'role "app": "***" and *** and ***'


def test_each_line_of_a_key_is_masked() -> None:
    key = "-----BEGIN KEY-----\nabcdefghijkl\nmnopqrstuvwx\n-----END KEY-----\n"
    assert Masker([key]).mask("+ echo abcdefghijkl\n+ echo mnopqrstuvwx") == "+ echo ***\n+ echo ***"


def test_secrets_that_overlap_are_masked_as_one() -> None:
    assert Masker(["abcdef", "defghi"]).mask("xabcdefghix") == "x***x"


def test_a_value_too_short_to_be_a_secret_is_left() -> None:
    assert Masker(["abc", ""]).mask("abc abc") == "abc abc"


LETTERS: Final = st.characters(exclude_categories=["Cs"], exclude_characters="*")


@given(
    secret=st.text(LETTERS, min_size=4, max_size=20),
    texts=st.lists(st.text(LETTERS, max_size=20), min_size=1, max_size=4),
    form=st.sampled_from(sorted(WRITTEN)),
)
def test_no_masked_text_holds_the_secret(secret: str, texts: list[str], form: str) -> None:
    masked = Masker([secret]).mask(WRITTEN[form](secret).join(texts) + secret)
    assert secret not in masked


@given(text=st.text(max_size=60))
def test_a_masked_text_is_masked_for_good(text: str) -> None:
    masker = Masker(["secret"])
    assert masker.mask(masker.mask(text)) == masker.mask(text)


def test_a_large_hostile_text_is_masked_in_one_go() -> None:
    text = "://" * 20_000 + "password=" * 20_000 + "a:" * 20_000 + "'" * 20_000
    assert Masker(["secret"]).mask(text + "secret").endswith("***")


def plan(*refs: SecretRef) -> Plan:
    dsn, password, ledger = refs
    text = Text(zh="演练", en="Drill")
    host = PlannedHost(
        name="a",
        address="a",
        port=22,
        user="u",
        roles=(),
        environment="test",
        site="x",
        known_hosts="k",
        password=password,
    )
    probes = (
        PlannedProbe(name="p", service=None, target=PostgresProbe(dsn=dsn), every_ns=1, timeout_ns=1),
        PlannedProbe(name="t", service=None, target=TcpProbe(address="a", port=1), every_ns=1, timeout_ns=1),
    )
    return Plan(
        scenario="s",
        title=text,
        form="live",
        threats=(),
        clauses=(),
        tasks=(),
        objectives=(),
        hosts=(host,),
        parameters={},
        probes=probes,
        ledgers=(PlannedLedger(name="l", service="s", store=PostgresStoreSpec(dsn=ledger), every_ns=1, timeout_ns=1),),
        safeguards=Safeguards(environments=(), longest_ns=SECOND, lease_ns=SECOND, undo_within_ns=SECOND),
        on_interruption="restore",
        steps=(),
    )


def test_every_secret_of_a_plan_is_known_to_its_masker(tmp_path: Path) -> None:
    dsn = SecretRef(source="env", name="DSN")
    password = file_ref(tmp_path / "password", b"hunter22\n")
    missing = SecretRef(source="env", name="MISSING")
    made = plan(dsn, password, missing)
    assert secrets_of(made) == (password, dsn, missing)
    masker = masker_for(made, lambda ref: resolve(ref, {"DSN": "postgres://app:swordfish@db/x"}))
    assert masker.mask("hunter22 swordfish MISSING") == "*** *** MISSING"
