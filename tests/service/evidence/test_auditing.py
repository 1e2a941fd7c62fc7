"""docs/auditing.md as it stands: its commands run, pass on an honest bundle and stop at a forged one."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from service.evidence.layout import JOURNAL
from service.keys import new_key
from service.keys.keyfile import public_file
from tests.support.forging.honest import Files, bundle_of, honest_bundles

PAGE = Path(__file__).parents[3] / "docs" / "auditing.md"
TOOLS = ("openssl", "jq", "unzip", "sha256sum", "base64", "cmp", "diff")
missing = [tool for tool in TOOLS if shutil.which(tool) is None]
pytestmark = pytest.mark.skipif(bool(missing), reason=f"not installed: {', '.join(missing)}")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Files]:
    folder = tmp_path_factory.mktemp("firm")
    key = new_key(folder / "operator.pem")
    governed = honest_bundles(folder, key, few=True)[-1]
    return folder / "operator.pem", governed.files


def by_hand(folder: Path, key: Path, files: Files) -> subprocess.CompletedProcess[str]:
    """Run every command of the page, in order, in a folder with the bundle and the key."""
    (folder / "drill.drillproof.zip").write_bytes(bundle_of(files))
    shutil.copy(public_file(key), folder / "operator.pub.pem")
    commands = re.findall(r"^```sh\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert len(commands) >= 7
    script = "set -eu\n" + "\n".join(commands)
    return subprocess.run(["bash", "-c", script], cwd=folder, capture_output=True, text=True, check=False)


def test_the_commands_pass_on_an_honest_bundle(files: tuple[Path, Files], tmp_path: Path) -> None:
    done = by_hand(tmp_path, *files)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Signature Verified Successfully" in done.stdout
    assert '"kind":"ledger_written"' in done.stdout


@pytest.mark.parametrize("name", [JOURNAL, "report.json", "evidence/bia.yaml", "evidence/statement.json"])
def test_the_commands_stop_at_a_changed_file(files: tuple[Path, Files], tmp_path: Path, name: str) -> None:
    key, honest = files
    spoiled = honest[name].replace(b"a", b"e", 1)
    done = by_hand(tmp_path, key, {**honest, name: spoiled})
    assert done.returncode != 0


def test_the_commands_stop_at_an_added_file_and_at_another_key(files: tuple[Path, Files], tmp_path: Path) -> None:
    key, honest = files
    (tmp_path / "more").mkdir()
    assert by_hand(tmp_path / "more", key, {**honest, "evidence/more.txt": b"more"}).returncode != 0
    new_key(tmp_path / "other.pem")
    (tmp_path / "other").mkdir()
    assert by_hand(tmp_path / "other", tmp_path / "other.pem", honest).returncode != 0
