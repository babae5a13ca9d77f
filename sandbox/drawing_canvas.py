"""The canvas that scenes are painted on, and the sky that most of them share.

It is twice the size that is wanted, so that halving it smooths every edge.
"""

import math
from collections.abc import Sequence
from functools import cached_property

from PIL import Image, ImageDraw

from sandbox.drawing_pen import Pen, Point
from sandbox.drawing_words import Colour, Palette, Reading, dice, mix

SCALE = 2
"""How many pixels of the canvas make one of the picture, each way."""


class Canvas:
    """One picture being painted; `detail` is 0, 1 or 2, for low, medium and high quality."""

    def __init__(self, width: int, height: int, reading: Reading, detail: int) -> None:
        """Begin with nothing but a size (of the picture, in pixels)."""
        self.width = width * SCALE
        self.height = height * SCALE
        self.detail = detail
        self.reading = reading
        self.palette: Palette = reading.palette
        self.image = Image.new("RGB", (self.width, self.height), self.palette.low)
        self.weight = 0.5  # where the eye is drawn already, as a share of the width

    @cached_property
    def draw(self) -> ImageDraw.ImageDraw:
        """Return the one drawing context of the image."""
        return ImageDraw.Draw(self.image)

    @property
    def unit(self) -> float:
        """Return the shorter side, in pixels of the canvas."""
        return float(min(self.width, self.height))

    def wash(self, stops: Sequence[Colour], top: float = 0.0, bottom: float = 1.0) -> None:
        """Fill a band across the canvas with a vertical gradient; heights as shares of it."""
        first, last = round(top * self.height), round(bottom * self.height)
        band = gradient(stops).resize((self.width, last - first), Image.Resampling.BICUBIC)
        self.image.paste(band, (0, first))

    def land(self, outline: Sequence[Point], top: Colour, bottom: Colour) -> None:
        """Fill from the outline (left to right, in shares of the canvas) down to the bottom."""
        points = [(x * self.width, y * self.height) for x, y in outline]
        first = max(0, math.floor(min(y for _, y in points)))
        rest = self.height - first
        if rest <= 0:
            return
        mask = Image.new("L", (self.width, rest))
        moved = [(x, y - first) for x, y in points]
        corners = [(moved[-1][0], float(rest)), (moved[0][0], float(rest))]
        ImageDraw.Draw(mask).polygon([*moved, *corners], fill=255)
        shades = gradient((top, bottom)).resize((self.width, rest), Image.Resampling.BICUBIC)
        self.image.paste(shades, (0, first), mask)

    def glow(self, x: float, y: float, radius: float, fill: Colour, strength: float) -> None:
        """Lay a soft light around a point; all in pixels of the canvas, strength 0 to 1."""
        side = max(2, round(radius * 2))
        falloff = Image.radial_gradient("L").point([_falloff(v, strength) for v in range(256)])
        falloff = falloff.resize((side, side), Image.Resampling.BICUBIC)
        self.image.paste(fill, (round(x - radius), round(y - radius)), falloff)

    def disc(self, x: float, y: float, radius: float, fill: Colour) -> None:
        """Fill a circle, in pixels of the canvas."""
        self.draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=fill)

    def pen(self, x: float, y: float, radius: float, *, flip: bool = False) -> Pen:
        """Return a pen for a motif around (x, y)."""
        return Pen(self.draw, x, y, radius, flip=flip)


def gradient(stops: Sequence[Colour]) -> Image.Image:
    """Return a column, one pixel wide, that runs through the colours from top to bottom."""
    column = Image.new("RGB", (1, 128))
    for row in range(128):
        place = row / 127 * (len(stops) - 1)
        index = min(int(place), len(stops) - 2)
        column.putpixel((0, row), mix(stops[index], stops[index + 1], place - index))
    return column


def _falloff(value: int, strength: float) -> int:
    near = max(0.0, 1.0 - value / 180)
    return round(255 * strength * near * near)


def sky(canvas: Canvas) -> Point:
    """Paint sky, stars and the sun or moon; return where that one stands."""
    rng, pal = dice(canvas.reading.seed, "sky"), canvas.palette
    canvas.wash((pal.top, mix(pal.top, pal.middle, 0.6), pal.middle, pal.low), 0.0, 0.86)
    if canvas.reading.dark_sky:
        stars(canvas, 0.6)
    x = canvas.width * rng.choice((0.28, 0.36, 0.5, 0.64, 0.72))
    y = canvas.height * rng.uniform(0.26, 0.4)
    radius = canvas.unit * rng.uniform(0.1, 0.15)
    canvas.weight = x / canvas.width
    if canvas.detail and canvas.reading.dark_sky:
        _clouds(canvas)
    canvas.glow(x, y, radius * 4.6, pal.sun, 0.75)
    if sum(pal.top) < 150 and rng.random() < 0.6:
        _crescent(canvas, x, y, radius)
    else:
        canvas.disc(x, y, radius, pal.sun)
    if canvas.detail and not canvas.reading.dark_sky:
        _clouds(canvas)
    return (x, y)


def _crescent(canvas: Canvas, x: float, y: float, radius: float) -> None:
    side = round(radius * 2)
    moon = Image.new("L", (side, side))
    pen = ImageDraw.Draw(moon)
    pen.ellipse((0, 0, side - 1, side - 1), fill=255)
    pen.ellipse((side * 0.26, -side * 0.06, side * 1.12, side * 0.8), fill=0)
    canvas.image.paste(canvas.palette.sun, (round(x - radius), round(y - radius)), moon)


def stars(canvas: Canvas, down_to: float) -> None:
    """Scatter stars over the upper part of the canvas, `down_to` this share of its height."""
    rng, pal = dice(canvas.reading.seed, "stars"), canvas.palette
    for _ in range((60, 150, 260)[canvas.detail]):
        x, y = rng.uniform(0, canvas.width), canvas.height * down_to * rng.random() ** 1.4
        faint = mix(pal.light, pal.top, rng.uniform(0.0, 0.65))
        canvas.disc(x, y, canvas.unit * rng.choice((0.0008, 0.0012, 0.0012, 0.0022)), faint)


def _clouds(canvas: Canvas) -> None:
    rng, pal = dice(canvas.reading.seed, "clouds"), canvas.palette
    for _ in range(1 + 2 * canvas.detail):
        x, y = rng.uniform(-0.05, 0.9) * canvas.width, rng.uniform(0.07, 0.4) * canvas.height
        long, thick = rng.uniform(0.1, 0.2) * canvas.unit, rng.uniform(0.014, 0.02) * canvas.unit
        air = mix(pal.top, pal.low, y / canvas.height)
        lit = mix(pal.middle, pal.low, 0.3) if canvas.reading.dark_sky else pal.light
        shade = mix(air, lit, rng.uniform(0.22, 0.42))
        for lift, lean, share in (
            (0, 0.0, 1.0),
            (-0.86, rng.uniform(-0.2, 0.4), 0.55),
            (0.86, 0.35, 0.8),
        ):
            middle, half = x + lean * long, share * long
            top = y + lift * thick
            box = (middle - half, top, middle + half, top + thick)
            canvas.draw.rounded_rectangle(box, thick / 2, fill=shade)


def birds(canvas: Canvas, x: float, y: float) -> None:
    """Draw a few distant birds around (x, y), in pixels of the canvas."""
    rng = dice(canvas.reading.seed, "birds")
    ink = mix(canvas.palette.dark, canvas.palette.middle, 0.15)
    for _ in range(2 + 2 * canvas.detail):
        size = canvas.unit * rng.uniform(0.008, 0.017)
        pen = canvas.pen(
            x + rng.uniform(-0.2, 0.2) * canvas.unit, y + rng.uniform(-0.1, 0.1) * canvas.unit, size
        )
        pen.line([(-1, -0.2), (-0.45, -0.5), (0, 0.1), (0.45, -0.5), (1, -0.2)], ink, 0.17)
