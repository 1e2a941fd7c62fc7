"""Writes the dashboards into a folder: `python -m service.dashboards docker/grafana/dashboards`."""

from __future__ import annotations

import sys
from pathlib import Path

from service.dashboards import BOARDS, json_of


def write(folder: Path) -> list[Path]:
    """Write every dashboard into `folder`, and return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / f"{board.uid}.json" for board in BOARDS]
    for file, board in zip(files, BOARDS, strict=True):
        file.write_text(json_of(board), encoding="utf-8")
    return files


if __name__ == "__main__":
    for written in write(Path(sys.argv[1] if len(sys.argv) > 1 else "docker/grafana/dashboards")):
        print(written)  # noqa: T201  it is asked for on a terminal
