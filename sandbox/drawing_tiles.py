"""Paint a quilt of geometric tiles, for prompts that ask for a pattern or for nothing we know."""

import math

from PIL import Image, ImageDraw

from sandbox.drawing_canvas import Canvas
from sandbox.drawing_words import Colour, dice


def tiles(canvas: Canvas) -> None:
    """Paint a quilt of quarter circles, half circles, rings and stripes."""
    rng, pal = dice(canvas.reading.seed, "tiles"), canvas.palette
    short = 4 if canvas.detail < 2 else 6
    side = canvas.unit / short
    colours = (pal.accent, pal.second, pal.near, pal.far, pal.light, pal.top, pal.sun)
    ground: Colour = pal.low
    for row in range(math.ceil(canvas.height / side)):
        for column in range(math.ceil(canvas.width / side)):
            ground, front, third = rng.sample(colours, 3)
            box = (column * side, row * side, (column + 1) * side, (row + 1) * side)
            canvas.draw.rectangle(box, fill=ground)
            rng.choice(_TILES)(canvas, box, (front, third), rng.randrange(4))


Box = tuple[float, float, float, float]
Pair = tuple[Colour, Colour]


def _quarter(canvas: Canvas, box: Box, fills: Pair, turn: int) -> None:
    left, top, right, bottom = box
    side = right - left
    x, y = ((left, top), (right, top), (right, bottom), (left, bottom))[turn]
    start = turn * 90
    for reach, fill in ((side, fills[0]), (side * 0.5, fills[1])):
        canvas.draw.pieslice(
            (x - reach, y - reach, x + reach, y + reach), start, start + 90, fill=fill
        )


def _half(canvas: Canvas, box: Box, fills: Pair, turn: int) -> None:
    canvas.draw.pieslice(box, turn * 90, turn * 90 + 180, fill=fills[0])
    left, top, right, bottom = box
    inset = (right - left) * 0.27
    small = (left + inset, top + inset, right - inset, bottom - inset)
    canvas.draw.pieslice(small, turn * 90 + 180, turn * 90 + 360, fill=fills[1])


def _rings(canvas: Canvas, box: Box, fills: Pair, turn: int) -> None:
    left, top, right, bottom = box
    side = right - left
    for index, share in enumerate((0.06, 0.2, 0.34)):
        inset = side * share
        inner = (left + inset, top + inset, right - inset, bottom - inset)
        canvas.draw.ellipse(inner, fill=fills[(index + turn) % 2])


def _stripes(canvas: Canvas, box: Box, fills: Pair, turn: int) -> None:
    left, top, right, bottom = box
    step = (right - left) / 6
    for index in range(0, 6, 2):
        near, far = index * step, (index + 1) * step
        stripe = (
            (left + near, top, left + far, bottom)
            if turn % 2
            else (left, top + near, right, top + far)
        )
        canvas.draw.rectangle(stripe, fill=fills[0])


def _leaf(canvas: Canvas, box: Box, fills: Pair, turn: int) -> None:
    left, top, right, bottom = box
    side = right - left
    corners = ((left, top), (right, bottom)) if turn % 2 else ((right, top), (left, bottom))
    starts = (0, 180) if turn % 2 else (90, 270)
    mask = Image.new("L", (round(side) + 1, round(side) + 1))
    other = mask.copy()
    for image, (x, y), start in zip((mask, other), corners, starts, strict=True):
        oval = (x - left - side, y - top - side, x - left + side, y - top + side)
        ImageDraw.Draw(image).pieslice(oval, start, start + 90, fill=255)
    both = Image.composite(mask, Image.new("L", mask.size), other)
    canvas.image.paste(fills[0], (round(left), round(top)), both)
    middle = ((left + right) / 2, (top + bottom) / 2)
    canvas.disc(*middle, side * 0.12, fills[1])


def _plain(_: Canvas, __: Box, ___: Pair, ____: int) -> None:
    """Leave a tile empty, for rest."""


_TILES = (_quarter, _quarter, _half, _half, _rings, _stripes, _leaf, _leaf, _plain)
