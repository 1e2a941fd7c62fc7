"""Registers from file to file: YAML, workbook, folder of CSV files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from scenarios.bia.examine import examine
from scenarios.bia.register import Register
from scenarios.bia.sheets.reading import read_register_sheets, told_once
from scenarios.bia.sheets.writing import tables
from scenarios.bia.yaml_text import yaml_of
from scenarios.documents import Document, load
from scenarios.problems import Problem
from scenarios.sheets import read_sheets
from scenarios.sheets.writing import csv_of, workbook_of
from scenarios.tree import data_of

_SHEETS: Final = frozenset((".xlsx", ".xlsm", ".xls", ".csv"))


def is_sheets(path: Path) -> bool:
    """Tell whether a register at `path` is a workbook, CSV, or a folder of it, by its name."""
    return path.suffix.lower() in _SHEETS or path.is_dir()


def open_register(path: Path) -> Document:
    """Return the register at `path`, of whatever form; what is wrong stands in `problems`, nothing is raised."""
    if not is_sheets(path):
        return load(path)
    book = read_sheets(path)
    return read_register_sheets(book, path.absolute().parent)


def examine_file(path: Path) -> tuple[Register, tuple[Problem, ...]]:
    """Return the register at `path` and all its problems, warnings and notes included; nothing is raised."""
    register, problems = examine(open_register(path))
    return register, told_once(problems)


def data_in(register: Register) -> Mapping[str, Any]:
    """Return the register as it stands in its file."""
    root = register.draft.document.root
    return {} if root is None else data_of(root)


def as_yaml(register: Register) -> str:
    """Return the register as YAML text."""
    return yaml_of(data_in(register))


def as_workbook(data: Mapping[str, Any]) -> bytes:
    """Return a register whose form is right as the bytes of an .xlsx file."""
    return workbook_of(tables(data))


def as_csv(data: Mapping[str, Any]) -> dict[str, bytes]:
    """Return a register whose form is right as CSV files by name, one for each table."""
    return {f"{table.name}.csv": csv_of(table) for table in tables(data)}
