"""`/feature export`: a table that a spreadsheet opens and does not run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

# Excel, LibreOffice and Google Sheets take a cell that begins so for a formula; an apostrophe makes it text.
_RUNS = ("=", "+", "-", "@", "\t", "\r")
BYTE_ORDER_MARK = "\ufeff"  # by which Excel tells UTF-8


def sheet(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """CSV by RFC 4180, in UTF-8."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(heading)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return (BYTE_ORDER_MARK + out.getvalue()).encode()


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_RUNS) else text
