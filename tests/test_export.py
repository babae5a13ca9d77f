"""Rows of the database as a table, or as JSON."""

import csv
import io
import json
from functools import partial

import pytest

from bot.export import write_csv, write_json

ROWS = [
    {"id": "a", "prompt": 'a boat,\n"at sea"', "price_microusd": 9_000, "failure": None},
    {"id": "b", "prompt": "灯塔", "price_microusd": 0, "failure": {"reason": "rejected"}},
]


write_table = partial(write_csv, columns=tuple(ROWS[0]))


async def written(write, rows):
    """Write rows, and return the text."""

    async def each():
        for row in rows:
            yield row

    out = io.StringIO()
    await write(each(), out)
    return out.getvalue()


async def test_a_table_is_read_by_a_spreadsheet():
    """Commas, quotes and line ends in a prompt break nothing."""
    table = list(csv.DictReader(io.StringIO(await written(write_table, ROWS), newline="")))

    assert ['a boat,\n"at sea"', "灯塔"] == [row["prompt"] for row in table]
    assert ["", '{"reason": "rejected"}'] == [row["failure"] for row in table]
    assert ["9000", "0"] == [row["price_microusd"] for row in table]


@pytest.mark.parametrize("prompt", ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1"])
async def test_a_prompt_is_no_formula(prompt):
    """A spreadsheet would compute it, with all that a formula can reach."""
    table = await written(write_table, [ROWS[0] | {"prompt": prompt, "price_microusd": -1}])
    [row] = csv.DictReader(io.StringIO(table, newline=""))

    assert (f"'{prompt}", "-1") == (row["prompt"], row["price_microusd"])


@pytest.mark.parametrize("rows", [ROWS, ROWS[:1], []])
async def test_json_is_one_array_however_many_there_are(rows):
    """And it is written as it is read, so that a large database fits."""
    assert rows == json.loads(await written(write_json, rows))


async def test_an_empty_table_has_its_head():
    """Whoever reads it finds the columns, as on every other day."""
    assert "id,prompt,price_microusd,failure\r\n" == await written(write_table, [])
