"""What the machine refuses is told in one sentence, with the place and the repair, whichever command met it."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable

import pytest

from service.cli import run


@pytest.mark.parametrize(
    ("number", "lang", "repair"),
    [
        (errno.ENOSPC, "en", "make room"),
        (errno.ENOSPC, "zh", "腾出空间"),
        (errno.EACCES, "en", "let this account read and write there"),
        (errno.EROFS, "zh", "当前账号有权读写"),
        (errno.EIO, "en", "look at what is there"),
    ],
)
def test_what_the_machine_refuses_is_no_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, number: int, lang: str, repair: str
) -> None:
    def refuse(**_: object) -> None:
        raise OSError(number, os.strerror(number), "/full/place")

    def app_of(_: object) -> Callable[..., None]:
        return refuse

    monkeypatch.setattr("service.cli.app_for", app_of)
    assert run(["schema", "--lang", lang]) == 4
    told = capsys.readouterr().err
    assert "/full/place" in told
    assert repair in told
    assert "Traceback" not in told
