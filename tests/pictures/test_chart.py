"""The chart of a report: what is large is drawn large, nothing is left out, and nothing is too odd.

What is looked at are the colours of its bars: everything else is for eyes.
"""

import subprocess
import sys
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path

import pytest
from PIL import Image, ImageColor

from bot.domain.reports import ReportRow
from tests.pictures.drawing import decoded

ROOT = Path(__file__).parent.parent.parent
MAY = date(2026, 5, 1)

DAYS = (120, 180, 1072, 452)
"""Where the bars of the days stand, in pixels from the upper left: left, top, right, bottom."""

PICTURES, COST = "#f0674a", "#f6c667"
"""The colours of what counts pictures, and of what counts money."""

LINES = {"people": (130, 580, 370, 850), "models": (864, 580, 950, 850)}
"""Where the bars of each line stand."""

# The bot's process draws a chart, in a home of which it can make nothing.
PARENT = """
import asyncio, sys
from datetime import date
import bot.app
from bot.pictures.lab import PooledPictureLab

async def main():
    lab = PooledPictureLab()
    picture = await lab.chart([], since=date(2026, 5, 1), until=date(2026, 5, 7))
    await lab.close()
    print(picture.kind, picture.width, picture.height, {"matplotlib", "numpy"} & {*sys.modules})

if __name__ == "__main__":
    asyncio.run(main())
"""


@pytest.fixture(scope="module")
def chart(tmp_path_factory):
    """Import Matplotlib, with a folder for its fonts; return what draws a chart."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MPLCONFIGDIR", str(tmp_path_factory.mktemp("fonts")))
        from bot.pictures.chart import chart

        yield chart


def row(day=MAY, *, requester_id=1, model="gpt-image-2", pictures=1, microusd=40_000):
    """Return a row of a report."""
    return ReportRow(
        day=day,
        guild_id=5,
        requester_id=requester_id,
        model=model,
        jobs=1,
        failed=0,
        pictures=pictures,
        microusd=microusd,
    )


def bars(content, box, colour, *, lying=False):
    """Measure the bars of a colour in a part of a picture, one after another, in pixels."""
    part = decoded(content).convert("RGB").crop(box)
    if lying:
        part = part.transpose(Image.Transpose.TRANSPOSE)
    wanted = ImageColor.getrgb(colour)
    stripes = [
        sum(part.getpixel((x, y)) == wanted for y in range(part.height)) for x in range(part.width)
    ]
    return [max(stripe) for is_bar, stripe in groupby(stripes, bool) if is_bar]


def test_a_day_of_twice_the_pictures_has_a_bar_of_twice_the_height(chart):
    """A day without any has none; what was made on other days is left out."""
    rows = [
        row(MAY, pictures=10, microusd=0),
        row(MAY + timedelta(days=1), pictures=5, microusd=0),
        row(MAY + timedelta(days=1), model="other", pictures=15, microusd=0),
        row(MAY - timedelta(days=1), pictures=1000, microusd=0),
        row(MAY + timedelta(days=3), pictures=1000, microusd=0),
    ]
    content, *size = chart(rows, since=MAY, until=MAY + timedelta(days=2))
    heights = bars(content, DAYS, PICTURES)

    assert ["png", 1200, 900] == size
    assert 2 == len(heights)
    assert pytest.approx(2, abs=0.05) == heights[1] / heights[0]


def test_people_and_models_come_by_what_they_cost(chart):
    """The dearest is the first, and as much longer as it is dearer."""
    rows = [
        row(requester_id=1, model="small", microusd=100_000),
        row(requester_id=2, model="large", microusd=150_000),
        row(MAY + timedelta(days=1), requester_id=2, model="large", microusd=50_000),
    ]
    content, *_ = chart(rows, since=MAY, until=MAY + timedelta(days=1))

    for box in LINES.values():
        longer, shorter = bars(content, box, COST, lying=True)
        assert pytest.approx(2, abs=0.1) == longer / shorter


def test_those_for_whom_there_is_no_room_are_summed_up(chart):
    """Five have a bar, the sixth line has none."""
    rows = [row(requester_id=number, microusd=number * 100_000) for number in range(1, 41)]
    content, *_ = chart(rows, since=MAY, until=MAY)

    assert 5 == len(bars(content, LINES["people"], COST, lying=True))


def test_the_order_of_the_rows_is_no_matter(chart):
    """The same report is the same picture, byte for byte."""
    rows = [row(requester_id=number, microusd=number % 2 * 10**5) for number in range(5)]
    first, second = (chart(each, since=MAY, until=MAY)[0] for each in (rows, rows[::-1]))

    assert first == second


@pytest.mark.parametrize(
    ("rows", "days", "expected"),
    [
        ([], 7, 0),
        ([row(pictures=0, microusd=0)], 1, 0),
        ([row(pictures=1, microusd=1)], 1, 1),
        ([row(pictures=10**9, microusd=10**15, model="a $1 model, named by a $2 fool " * 9)], 7, 1),
        ([row(MAY + timedelta(days=number)) for number in range(366)], 366, 53),
    ],
    ids=["nothing", "only failures", "next to nothing", "too much of everything", "a year"],
)
def test_no_report_is_too_odd_for_a_picture(chart, rows, days, expected):
    """As many bars as there are days, or weeks in a year, with pictures."""
    content, kind, *size = chart(rows, since=MAY, until=MAY + timedelta(days=days - 1))

    assert ("png", [1200, 900], (1200, 900)) == (kind, size, decoded(content).size)
    assert expected == len(bars(content, DAYS, PICTURES))


def test_a_chart_is_drawn_in_the_workers_process_alone(tmp_path):
    """The bot does not carry Matplotlib about; nor is anything left of the worker's scratch."""
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PARENT],
        env={"PYTHONPATH": str(ROOT), "HOME": "/dev/null", "TMPDIR": str(temporary)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ("png 1200 900 set()\n", "") == (done.stdout, done.stderr)
    assert [] == list(temporary.iterdir())
