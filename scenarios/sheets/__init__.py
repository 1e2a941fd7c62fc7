"""Spreadsheets (XLSX, CSV) as tables of cells that know where they stand; read within bounds, nothing is run.

The door: `read_sheets(path) -> Book`; a Book has sheets and problems, a Sheet has cells by (row, column).
"""

from scenarios.sheets.grid import Book, Cell, Sheet
from scenarios.sheets.reading import read_sheets

__all__ = ["Book", "Cell", "Sheet", "read_sheets"]
