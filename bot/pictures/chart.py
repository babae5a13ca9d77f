"""Draw a report: pictures and cost by day, by person, by model. The one module with Matplotlib.

It holds digits, dates, models' names and US$, and a little picture in place of the word, so that it
reads the same in every language. People are numbers, in the order of `ranking`: who they are is
said beside it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyBboxPatch, Polygon
from matplotlib.patheffects import withStroke

from bot.domain.reports import ReportRow, ranking

if TYPE_CHECKING:  # for their types alone
    from matplotlib.axes import Axes

    from bot.pictures.plain import Drawn

Key = TypeVar("Key")

WIDTH, HEIGHT, DPI = 1200, 900, 100
"""Of the picture, in pixels, and how many of them Matplotlib takes for an inch."""

POINTS = 72 / DPI
"""How many points, by which Matplotlib measures type, a pixel has."""

MOST_LINES = 6
"""How many people or models are shown; the last line is what is left of more of them: +12."""

MOST_BARS = 92
"""Of more days than this, a bar is a week."""

LEAST_PLACES = 7
"""Fewer bars than this are no wider."""

MOST_DOTS = 45
MOST_DATES = 8
STEPS = 4
ROUND = (10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100)
"""Tenths of 1, 10, 100 and so on by which one easily counts."""

MOST_NAME_CHARS = 23

GROUND, PANEL, RULE = "#16161a", "#1f1f25", "#34343d"
BRIGHT, DIM = "#f2efe9", "#9c99a3"
PICTURES, COST = "#f0674a", "#f6c667"
"""The safelight of a darkroom and its lamp: all that counts pictures, and all that counts money."""

STYLE: dict[Any, Any] = {
    "font.family": "DejaVu Sans",  # comes with Matplotlib: the same picture on every machine
    "text.color": BRIGHT,
    "text.parse_math": False,  # a dollar is a dollar
    "xtick.color": DIM,
    "xtick.labelsize": 16 * POINTS,
    "xtick.major.size": 0,
    "xtick.major.pad": 12 * POINTS,
    "ytick.labelsize": 16 * POINTS,
    "ytick.major.size": 0,
    "ytick.major.pad": 12 * POINTS,
}


@dataclass(slots=True)
class Sum:
    """Pictures and micro-dollars."""

    pictures: int = 0
    microusd: int = 0

    def add(self, pictures: int, microusd: int) -> None:
        """Add to both."""
        self.pictures += pictures
        self.microusd += microusd


def chart(rows: Sequence[ReportRow], *, since: date, until: date) -> Drawn:
    """Return the report of these days, the last included, as a PNG; rows of others are left out."""
    shown = [row for row in rows if since <= row.day <= until]
    days, people, models = (
        _sums(shown, key)
        for key in (lambda row: row.day, lambda row: row.requester_id, lambda row: row.model)
    )
    order = ranking(shown)
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(WIDTH / DPI, HEIGHT / DPI), dpi=DPI, facecolor=GROUND)
        FigureCanvasAgg(figure)
        page = _page(figure)
        _head(page, _total(days.values()), f"{since} – {until}")
        _by_day(figure, page, days, since, until)
        _lines(page, 40, [(f"#{n}", people[who]) for n, who in enumerate(order, 1)], names=70)
        _lines(page, 620, _dearest_first(models), names=226)
        picture = BytesIO()
        figure.savefig(picture, format="png")
    return picture.getvalue(), "png", WIDTH, HEIGHT


def _sums(rows: Iterable[ReportRow], key: Callable[[ReportRow], Key]) -> dict[Key, Sum]:
    sums: dict[Key, Sum] = defaultdict(Sum)
    for row in rows:
        sums[key(row)].add(row.pictures, row.microusd)
    return sums


def _total(sums: Iterable[Sum]) -> Sum:
    total = Sum()
    for each in sums:
        total.add(each.pictures, each.microusd)
    return total


def _dearest_first(models: dict[str, Sum]) -> list[tuple[str, Sum]]:
    return sorted(models.items(), key=lambda item: (-item[1].microusd, item[0]))


def _usd(microusd: int) -> str:
    return f"US$ {microusd / 1_000_000:,.2f}"


def _page(figure: Figure) -> Axes:
    """Return the whole picture as one sheet, measured in pixels from the lower left."""
    page = figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(0, HEIGHT))
    page.set_axis_off()
    return page


def _write(
    page: Axes,
    x: float,
    y: float,
    text: str,
    *,
    size: float,
    colour: str = BRIGHT,
    align: Literal["left", "right"] = "left",
    is_bold: bool = False,
) -> float:
    """Write a line of text, centred upon y; return where it ends."""
    written = page.text(
        x,
        y,
        text,
        fontsize=size * POINTS,
        color=colour,
        horizontalalignment=align,
        verticalalignment="center_baseline",
        fontweight="bold" if is_bold else "normal",
    )
    return float(written.get_window_extent().x1)


def _icon(page: Axes, x: float, y: float, *, size: float) -> None:
    """Draw a little picture in its frame, which everybody reads as "pictures", centred upon y."""

    def at(right: float, up: float) -> tuple[float, float]:
        return x + size * right, y + size * (up - 0.5)

    page.add_patch(
        FancyBboxPatch(
            at(0.06, 0.1),
            size * 0.88,
            size * 0.8,
            boxstyle=f"round,pad=0,rounding_size={size * 0.14}",
            fill=False,
            linewidth=size * 0.09 * POINTS,
            edgecolor=PICTURES,
        )
    )
    hills = [(0.2, 0.24), (0.42, 0.6), (0.56, 0.4), (0.64, 0.5), (0.8, 0.24)]
    page.add_patch(Polygon([at(*each) for each in hills], color=PICTURES, linewidth=0))
    page.add_patch(Circle(at(0.7, 0.68), size * 0.08, color=PICTURES, linewidth=0))


def _panel(page: Axes, x: float, y: float, width: float, height: float) -> None:
    page.add_patch(
        FancyBboxPatch(
            (x, y),
            width,
            height,
            boxstyle="round,pad=0,rounding_size=16",
            facecolor=PANEL,
            linewidth=0,
        )
    )


def _head(page: Axes, total: Sum, days: str) -> None:
    """Write the sums, large, and which days they are of."""
    _icon(page, 44, 842, size=46)
    end = _write(page, 106, 842, f"{total.pictures:,}", size=46, colour=PICTURES, is_bold=True)
    _write(page, end + 56, 842, _usd(total.microusd), size=46, colour=COST, is_bold=True)
    _write(page, 1156, 842, days, size=20, colour=DIM, align="right")


def _by_day(figure: Figure, page: Axes, sums: dict[date, Sum], since: date, until: date) -> None:
    """Draw the pictures of each day as bars and its cost as a line, each by a scale of its own."""
    count = (until - since).days + 1
    span = 1 if count <= MOST_BARS else 7
    begins = [since + timedelta(days=number) for number in range(0, count, span)]
    spans = [_total(sums[day + timedelta(days=n)] for n in range(span)) for day in begins]
    _panel(page, 40, 392, 1120, 396)
    _icon(page, 86, 756, size=24)
    _write(page, 1084, 756, "US$", size=18, colour=COST)
    bars = figure.add_axes((120 / WIDTH, 448 / HEIGHT, 952 / WIDTH, 276 / HEIGHT))
    line = bars.twinx()
    bars.bar(range(len(spans)), [each.pictures for each in spans], width=0.7, color=PICTURES)
    _line_of([each.microusd / 1_000_000 for each in spans], line)
    _scale(bars, max(each.pictures for each in spans), 1, PICTURES, "{:,.0f}")
    _scale(line, max(-(-each.microusd // 10_000) for each in spans), 0.01, COST, "{:,.2f}")
    margin = max(0.7, (LEAST_PLACES - len(spans)) / 2)
    bars.set_xlim(-margin, len(spans) - 1 + margin)
    every = -(-len(spans) // MOST_DATES)
    form = "%m-%d" if since.year == until.year else "%Y-%m-%d"
    bars.set_xticks(range(0, len(spans), every), [day.strftime(form) for day in begins[::every]])
    bars.grid(axis="y", color=RULE, linewidth=POINTS)
    bars.set_axisbelow(True)


def _line_of(dollars: list[float], axes: Axes) -> None:
    """Draw the line, unless it would be one of nothings."""
    if not any(dollars):
        return
    axes.plot(
        range(len(dollars)),
        dollars,
        color=COST,
        linewidth=3 * POINTS,
        marker="o" if len(dollars) <= MOST_DOTS else "",
        markersize=9 * POINTS,
        solid_joinstyle="round",
        clip_on=False,
        # An edge, so that it is seen before the bars.
        path_effects=[withStroke(linewidth=7 * POINTS, foreground=PANEL)],
    )


def _scale(axes: Axes, most: int, unit: float, colour: str, form: str) -> None:
    """Let a scale go in four round steps from nothing to so many units, at least to four: thus two
    scales have the same lines. Its numbers are coloured.
    """
    step = _round_up(-(-max(most, STEPS) // STEPS))
    ticks = [number * step * unit for number in range(STEPS + 1)]
    axes.set_ylim(0, ticks[-1])
    axes.set_yticks(ticks, [form.format(tick) for tick in ticks])
    axes.tick_params(axis="y", labelcolor=colour)
    axes.patch.set_visible(False)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _round_up(value: int) -> int:
    """Return the next whole number by which one easily counts."""
    unit = 10 ** (len(str(value)) - 1)
    steps = (tenths * unit / 10 for tenths in ROUND)
    return next(int(step) for step in steps if step >= value and step.is_integer())


def _lines(page: Axes, x: float, sums: list[tuple[str, Sum]], *, names: float) -> None:
    """Draw a line each: a name, a bar as long as it cost, its pictures, its cost.

    `names` is how wide the names are, in pixels.
    """
    _panel(page, x, 40, 540, 328)
    _icon(page, x + 380, 336, size=24)
    _write(page, x + 516, 336, "US$", size=18, colour=COST, align="right")
    most = max((each.microusd for _, each in sums), default=0) or 1
    shown = sums if len(sums) <= MOST_LINES else sums[: MOST_LINES - 1]
    for number, (name, each) in enumerate(shown):
        _line(page, x, 290 - number * 44, _cut(name), each)
        _bar(page, x + 24 + names, 290 - number * 44, (300 - names) * each.microusd / most)
    rest = sums[len(shown) :]
    if rest:
        y = 290 - (MOST_LINES - 1) * 44
        _line(page, x, y, f"+{len(rest)}", _total(each for _, each in rest))


def _line(page: Axes, x: float, y: float, name: str, each: Sum) -> None:
    _write(page, x + 24, y, name, size=17)
    _write(page, x + 404, y, f"{each.pictures:,}", size=17, colour=PICTURES, align="right")
    cost = f"{each.microusd / 1_000_000:,.2f}"
    _write(page, x + 516, y, cost, size=17, colour=COST, align="right")


def _bar(page: Axes, x: float, y: float, width: float) -> None:
    """Draw a bar along y; one of nothing is seen, too."""
    page.add_patch(
        FancyBboxPatch(
            (x, y - 8),
            max(3, width),
            16,
            boxstyle="round,pad=0,rounding_size=1.5",
            facecolor=COST,
            linewidth=0,
        )
    )


def _cut(name: str) -> str:
    return name if len(name) <= MOST_NAME_CHARS else f"{name[: MOST_NAME_CHARS - 1]}…"
