"""Write rows of the database for a spreadsheet or a program: `darkroom export`."""

from __future__ import annotations

import csv
import json
from collections.abc import AsyncIterator, Sequence
from typing import Any, TextIO

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet compute a cell: a stranger's prompt must not. Behind a `'` it is text.
"""


async def write_csv(
    rows: AsyncIterator[dict[str, Any]], out: TextIO, *, columns: Sequence[str]
) -> None:
    """Write a table with a head, one line a row; a list or a small value is JSON in its cell."""
    writer = csv.DictWriter(out, fieldnames=columns)
    writer.writeheader()
    async for row in rows:
        writer.writerow({name: _cell(value) for name, value in row.items()})


async def write_json(rows: AsyncIterator[dict[str, Any]], out: TextIO) -> None:
    """Write one array, an object a row and a line."""
    before = "[\n"
    async for row in rows:
        out.write(before + json.dumps(row, ensure_ascii=False))
        before = ",\n"
    out.write("[]\n" if before == "[\n" else "\n]\n")


def _cell(value: object) -> object:
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value
