"""What docs/registers.md says stands in the code as well."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scenarios.documents import load
from scenarios.registers import load_registers, register_problems, understand_registers
from scenarios.registers.reading import Registers, register_kind
from scenarios.registers.taxonomy import THREATS

TEXT = (Path(__file__).parents[3] / "docs" / "registers.md").read_text("utf-8")
BLOCKS: list[str] = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)


def test_every_threat_stands_in_the_table_with_its_words_and_sources() -> None:
    for threat in THREATS:
        sources = ", ".join(threat.sources)
        assert f"`{threat.id}` | {threat.title.zh} | {threat.title.en} | {sources} |" in TEXT
    assert len(re.findall(r"^\| (?:· )*`", TEXT, re.MULTILINE)) == len(THREATS)


@pytest.mark.parametrize("block", BLOCKS, ids=range(len(BLOCKS)))
def test_every_example_is_right(block: str, tmp_path: Path) -> None:
    path = tmp_path / "example.yaml"
    path.write_text(re.sub(r"    sha256: .*\n", "", block), "utf-8")
    kind = register_kind(load(path))
    assert kind is not None
    assert register_problems(understand_registers(load_registers(Registers(**{kind: path})))) == ()
