"""A register as sheets (XLSX, or a folder of CSV files) with Chinese headings, out and in."""
