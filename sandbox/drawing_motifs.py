"""The subjects that the sandbox can draw, each from a few flat shapes.

A motif lives in its own square: x and y run from -1 to 1, y downwards, and it stands on y = 1.
Where it stands and what is behind it is left to `drawing_scenes`.
"""

import math
from collections.abc import Callable
from random import Random

from sandbox.drawing_pen import Pen, smooth
from sandbox.drawing_words import Colour, Palette, mix


def _fox(pen: Pen, pal: Palette, _: Random, detail: int) -> None:
    coat, shade, cream = pal.accent, mix(pal.accent, pal.dark, 0.28), pal.light
    pen.soft(
        [(0.25, 0.85), (0.62, 1.0), (0.95, 0.75), (0.9, 0.3), (0.72, 0.12), (0.62, 0.42)], shade
    )
    pen.soft([(0.9, 0.3), (0.72, 0.12), (0.66, 0.34), (0.8, 0.46)], cream)
    pen.soft([(-0.3, 0.0), (0.14, -0.1), (0.5, 0.45), (0.45, 1.0), (-0.34, 1.0), (-0.4, 0.5)], coat)
    pen.soft([(-0.3, 0.1), (-0.02, 0.16), (0.06, 0.55), (-0.14, 0.86), (-0.32, 0.6)], cream)
    pen.shape([(-0.62, -0.5), (-0.6, -1.0), (-0.24, -0.66)], shade)
    pen.shape([(0.0, -0.66), (0.3, -1.0), (0.32, -0.46)], shade)
    if detail:
        pen.shape([(-0.55, -0.58), (-0.54, -0.84), (-0.34, -0.66)], cream)
        pen.shape([(0.08, -0.66), (0.24, -0.84), (0.25, -0.56)], cream)
    pen.shape([(-0.66, -0.42), (-0.4, -0.7), (0.1, -0.7), (0.36, -0.4), (-0.15, 0.14)], coat)
    pen.shape([(-0.66, -0.42), (-0.44, -0.3), (-0.15, 0.14)], cream)
    pen.shape([(0.36, -0.4), (0.14, -0.3), (-0.15, 0.14)], cream)
    pen.oval(-0.36, -0.36, 0.05, 0.07, pal.dark)
    pen.oval(0.06, -0.36, 0.05, 0.07, pal.dark)
    pen.oval(-0.15, 0.1, 0.075, 0.055, pal.dark)
    pen.slab(-0.3, 0.62, -0.14, 1.0, pal.dark, 0.07)
    pen.slab(-0.02, 0.62, 0.14, 1.0, pal.dark, 0.07)


def _cat(pen: Pen, pal: Palette, _: Random, detail: int) -> None:
    coat, stripe = pal.dark, mix(pal.dark, pal.light, 0.16)
    pen.line([(0.35, 0.92), (0.78, 0.9), (0.86, 0.45), (0.7, 0.2), (0.82, 0.02)], coat, 0.15)
    pen.soft([(-0.2, -0.3), (0.2, -0.3), (0.5, 0.35), (0.5, 1.0), (-0.5, 1.0), (-0.5, 0.35)], coat)
    pen.shape([(-0.44, -0.5), (-0.42, -1.0), (-0.08, -0.74)], coat)
    pen.shape([(0.44, -0.5), (0.42, -1.0), (0.08, -0.74)], coat)
    pen.oval(0, -0.44, 0.47, 0.38, coat)
    if detail:
        for y in (0.2, 0.4, 0.6):
            pen.line([(0.5, y), (0.34, y + 0.05), (0.22, y)], stripe, 0.045)
            pen.line([(-0.5, y), (-0.34, y + 0.05), (-0.22, y)], stripe, 0.045)
        pen.shape([(-0.37, -0.66), (-0.37, -0.86), (-0.2, -0.72)], pal.accent)
        pen.shape([(0.37, -0.66), (0.37, -0.86), (0.2, -0.72)], pal.accent)
    for x in (-0.18, 0.18):
        pen.oval(x, -0.46, 0.1, 0.11, pal.second)
        pen.oval(x, -0.46, 0.035, 0.1, pal.dark)
    pen.shape([(-0.05, -0.3), (0.05, -0.3), (0, -0.24)], pal.accent)
    pen.slab(-0.26, -0.1, 0.26, 0.0, pal.accent, 0.05)
    pen.disc(0, 0.03, 0.07, pal.second)


def _boat(pen: Pen, pal: Palette, _: Random, detail: int) -> None:
    pen.line([(0, -1.0), (0, 0.5)], pal.dark, 0.035)
    pen.shape([(0.05, -0.95), (0.05, 0.42), (0.74, 0.42)], pal.light)
    pen.shape([(-0.05, -0.8), (-0.05, 0.42), (-0.6, 0.42)], pal.accent)
    if detail:
        pen.shape([(0.05, 0.12), (0.05, 0.42), (0.74, 0.42), (0.575, 0.12)], pal.second)
        pen.shape([(0, -1.0), (0.22, -0.94), (0, -0.87)], pal.accent)
    pen.soft(
        [(-0.86, 0.52), (0.0, 0.56), (0.95, 0.5), (0.66, 0.95), (0, 1.0), (-0.6, 0.95)], pal.dark
    )
    pen.shape([(-0.82, 0.6), (0.9, 0.6), (0.83, 0.72), (-0.76, 0.72)], pal.light)


def _lighthouse(pen: Pen, pal: Palette, _: Random, detail: int) -> None:
    glow = mix(pal.sun, pal.low, 0.45)
    pen.shape([(0, -0.76), (9.0, -2.1), (9.0, 0.1)], glow)
    if detail:
        pen.shape([(0, -0.76), (-9.0, -1.7), (-9.0, -0.3)], mix(glow, pal.middle, 0.5))
    pen.soft(
        [(-1.1, 1.05), (-0.6, 0.82), (0.1, 0.86), (0.7, 0.8), (1.2, 1.1), (0.0, 1.3)], pal.near
    )
    pen.shape([(-0.17, -0.6), (0.17, -0.6), (0.3, 0.92), (-0.3, 0.92)], pal.light)
    for top, bottom in ((-0.4, -0.06), (0.28, 0.62)):
        a, b = 0.17 + 0.13 * (top + 0.6) / 1.52, 0.17 + 0.13 * (bottom + 0.6) / 1.52
        pen.shape([(-a, top), (a, top), (b, bottom), (-b, bottom)], pal.accent)
    shadow = mix(pal.light, pal.dark, 0.3)
    pen.shape([(0.1, -0.6), (0.17, -0.6), (0.3, 0.92), (0.19, 0.92)], shadow)
    pen.slab(-0.25, -0.64, 0.25, -0.58, pal.dark)
    pen.slab(-0.13, -0.88, 0.13, -0.64, pal.second)
    pen.slab(-0.02, -0.88, 0.02, -0.64, pal.dark)
    pen.shape([(-0.2, -0.86), (0, -1.06), (0.2, -0.86)], pal.accent)
    pen.slab(-0.08, 0.7, 0.08, 0.92, pal.dark, 0.07)


def _cabin(pen: Pen, pal: Palette, _: Random, detail: int) -> None:
    wall, roof = pal.accent, pal.dark
    pen.slab(0.3, -0.62, 0.5, 0.0, mix(pal.dark, pal.accent, 0.4))
    pen.shape([(-0.7, 0.05), (0.0, -0.6), (0.7, 0.05), (0.7, 1.0), (-0.7, 1.0)], wall)
    pen.shape(
        [(0.0, -0.6), (0.7, 0.05), (0.7, 1.0), (0.35, 1.0), (0.35, -0.28)], mix(wall, roof, 0.25)
    )
    if detail:
        for y in (0.3, 0.5, 0.7, 0.88):
            pen.line([(-0.7, y), (0.7, y)], mix(wall, roof, 0.35), 0.016)
    pen.shape(
        [(-0.92, 0.18), (0, -0.72), (0.92, 0.18), (0.92, 0.02), (0, -0.92), (-0.92, 0.02)], roof
    )
    pen.slab(-0.46, 0.24, -0.04, 0.6, pal.second, 0.03)
    pen.slab(-0.27, 0.24, -0.23, 0.6, roof)
    pen.slab(-0.46, 0.4, -0.04, 0.44, roof)
    pen.slab(0.14, 0.32, 0.46, 1.0, roof, 0.04)
    if detail:
        puff = mix(pal.light, pal.middle, 0.35)
        for x, y, r in ((0.44, -0.8, 0.1), (0.58, -0.98, 0.14), (0.8, -1.2, 0.19)):
            pen.disc(x, y, r, puff)


def _tree(pen: Pen, pal: Palette, rng: Random, detail: int) -> None:
    bark, leaf = mix(pal.dark, pal.near, 0.4), pal.accent
    pen.shape([(-0.09, -0.1), (0.08, -0.1), (0.16, 1.0), (-0.18, 1.0)], bark)
    pen.line([(0, 0.35), (0.22, 0.1), (0.36, -0.2)], bark, 0.06)
    pen.line([(0, 0.25), (-0.2, 0.02), (-0.34, -0.25)], bark, 0.06)
    crown = [(-0.42, -0.22, 0.36), (0.42, -0.2, 0.36), (0.0, -0.08, 0.4), (-0.26, -0.56, 0.36)]
    crown += [(0.26, -0.56, 0.36), (0.0, -0.72, 0.3)]
    for x, y, r in crown:
        pen.disc(x, y, r, mix(leaf, pal.dark, 0.22))
    for x, y, r in crown:
        pen.disc(x - 0.07, y - 0.08, r * 0.82, leaf)
    for _ in range(26 * detail):
        angle, far = rng.uniform(0, math.tau), rng.uniform(0, 0.62)
        x, y = math.cos(angle) * far * 1.1, -0.42 + math.sin(angle) * far * 0.8
        pen.disc(x, y, rng.uniform(0.025, 0.05), mix(leaf, pal.light, rng.uniform(0.25, 0.7)))


def _balloon(pen: Pen, pal: Palette, _: Random, detail: int) -> None:
    stripes = (pal.accent, pal.second, pal.accent, pal.light, pal.accent)
    widths = (0.72, 0.53, 0.34, 0.15)
    for width, fill in zip((*widths, 0.0), stripes, strict=True):
        if width:
            pen.oval(0, -0.3, width, 0.72, fill)
    pen.shape([(-0.5, 0.2), (0.5, 0.2), (0.18, 0.58), (-0.18, 0.58)], pal.accent)
    pen.shape([(-0.2, 0.3), (0.2, 0.3), (0.09, 0.58), (-0.09, 0.58)], pal.light)
    for x in (-0.15, 0.15):
        pen.line([(x, 0.55), (x * 0.8, 0.78)], pal.dark, 0.016)
    pen.slab(-0.16, 0.76, 0.16, 1.0, pal.dark, 0.05)
    if detail:
        pen.slab(-0.16, 0.82, 0.16, 0.86, pal.second)


def _cup(pen: Pen, pal: Palette, _: Random, detail: int) -> None:
    cup, shade = pal.accent, mix(pal.accent, pal.dark, 0.25)
    pen.oval(0, 0.9, 0.95, 0.12, mix(pal.light, pal.far, 0.45))
    pen.oval(0, 0.87, 0.95, 0.11, pal.light)
    pen.oval(0.62, 0.34, 0.3, 0.28, cup)
    pen.oval(0.62, 0.34, 0.18, 0.17, mix(pal.low, pal.light, 0.3))
    pen.shape(
        smooth([(-0.64, 0.0), (-0.6, 0.42), (-0.36, 0.8), (0, 0.88)], closed=False)
        + smooth([(0, 0.88), (0.36, 0.8), (0.6, 0.42), (0.64, 0.0)], closed=False),
        cup,
    )
    pen.shape(
        [(0.42, 0.0), *smooth([(0.2, 0.86), (0.42, 0.74), (0.6, 0.42), (0.64, 0.0)], closed=False)],
        shade,
    )
    pen.oval(0, 0.0, 0.64, 0.13, mix(cup, pal.light, 0.35))
    pen.oval(0, 0.015, 0.56, 0.095, mix(pal.dark, pal.accent, 0.3))
    for x in (-0.26, 0.0, 0.26)[: 1 + detail]:
        steam = [(x, -0.16), (x - 0.1, -0.36), (x + 0.08, -0.58), (x - 0.03, -0.85)]
        pen.line(steam, mix(pal.light, pal.middle, 0.15), 0.04)


def _flower(pen: Pen, pal: Palette, _: Random, detail: int) -> None:
    stem = mix(pal.near, pal.second, 0.3)
    pen.line([(0.0, 1.0), (0.06, 0.5), (0, -0.1)], stem, 0.055)
    pen.soft([(0.04, 0.8), (0.3, 0.45), (0.66, 0.4), (0.45, 0.72)], stem)
    pen.soft([(0.02, 0.92), (-0.3, 0.62), (-0.62, 0.6), (-0.4, 0.88)], mix(stem, pal.light, 0.15))
    petals = 8 + 2 * detail
    for ring, (reach, fill) in enumerate(
        ((0.42, mix(pal.accent, pal.dark, 0.2)), (0.34, pal.accent))
    ):
        for index in range(petals):
            angle = math.tau * (index + ring / 2) / petals
            x, y = math.cos(angle), math.sin(angle)
            pen.soft(
                [
                    (x * 0.1, -0.35 + y * 0.1),
                    (x * reach - y * 0.13, -0.35 + y * reach + x * 0.13),
                    (x * reach * 1.55, -0.35 + y * reach * 1.55),
                    (x * reach + y * 0.13, -0.35 + y * reach - x * 0.13),
                ],
                fill,
            )
    pen.disc(0, -0.35, 0.2, pal.second)
    pen.disc(0, -0.35, 0.12, mix(pal.second, pal.dark, 0.3))


def _mushroom(pen: Pen, pal: Palette, _: Random, detail: int) -> None:
    cream = pal.light
    pen.soft([(-0.18, 0.0), (0.18, 0.0), (0.2, 0.6), (0.3, 1.0), (-0.3, 1.0), (-0.2, 0.6)], cream)
    pen.soft(
        [(0.05, 0.0), (0.18, 0.0), (0.2, 0.6), (0.3, 1.0), (0.12, 1.0)], mix(cream, pal.dark, 0.18)
    )
    pen.oval(0, 0.08, 0.86, 0.2, mix(cream, pal.accent, 0.3))
    dome = smooth([(-0.9, 0.08), (-0.7, -0.5), (0, -0.86), (0.7, -0.5), (0.9, 0.08)], closed=False)
    pen.shape([*dome, (0.5, 0.02), (0, -0.03), (-0.5, 0.02)], pal.accent)
    spots = [(-0.1, -0.52, 0.14), (0.4, -0.34, 0.11), (-0.5, -0.22, 0.12), (0.06, -0.16, 0.08)]
    for x, y, r in spots[: 2 + detail]:
        pen.oval(x, y, r, r * 0.8, cream)
    pen.soft([(-0.26, 0.36), (0, 0.42), (0.26, 0.36), (0.3, 0.5), (0, 0.56), (-0.3, 0.5)], cream)


def _rocket(pen: Pen, pal: Palette, _: Random, detail: int) -> None:
    pen.soft([(-0.16, 0.6), (0.16, 0.6), (0.2, 0.9), (0, 1.35), (-0.2, 0.9)], pal.second)
    pen.soft([(-0.08, 0.6), (0.08, 0.6), (0.09, 0.82), (0, 1.05), (-0.09, 0.82)], pal.light)
    for side in (-1, 1):
        pen.shape(
            [(side * 0.2, 0.1), (side * 0.6, 0.55), (side * 0.56, 0.8), (side * 0.2, 0.58)],
            pal.accent,
        )
    pen.soft(
        [
            (0, -1.0),
            (0.3, -0.45),
            (0.3, 0.3),
            (0.2, 0.64),
            (-0.2, 0.64),
            (-0.3, 0.3),
            (-0.3, -0.45),
        ],
        pal.light,
    )
    pen.soft(
        [(0.06, -0.94), (0.3, -0.45), (0.3, 0.3), (0.2, 0.64), (0.08, 0.64), (0.16, 0)],
        mix(pal.light, pal.dark, 0.2),
    )
    pen.soft(
        [(0, -1.02), (0.16, -0.74), (0.22, -0.58), (0, -0.52), (-0.22, -0.58), (-0.16, -0.74)],
        pal.accent,
    )
    pen.disc(0, -0.2, 0.17, pal.dark)
    pen.disc(0, -0.2, 0.12, mix(pal.middle, pal.light, 0.4))
    if detail:
        pen.disc(-0.04, -0.24, 0.035, pal.light)
        pen.slab(-0.28, 0.28, 0.28, 0.34, pal.accent)


def _whale(pen: Pen, pal: Palette, _: Random, detail: int) -> None:
    back, belly = mix(pal.near, pal.top, 0.25), pal.light
    pen.soft(
        [
            (0.5, 0.3),
            (0.85, 0.1),
            (0.9, -0.4),
            (0.62, -0.66),
            (0.88, -0.62),
            (0.98, -0.5),
            (1.08, -0.64),
            (1.3, -0.7),
            (1.08, -0.36),
            (1.04, 0.2),
            (0.7, 0.7),
        ],
        back,
    )
    body = smooth(
        [
            (-1.0, 0.3),
            (-0.8, -0.2),
            (-0.2, -0.4),
            (0.4, -0.1),
            (0.95, 0.28),
            (0.6, 0.75),
            (0.0, 0.95),
            (-0.7, 0.85),
        ],
        closed=True,
    )
    pen.shape(body, back)
    pen.soft(
        [(-0.98, 0.4), (-0.4, 0.5), (0.3, 0.55), (0.62, 0.64), (0.0, 0.94), (-0.7, 0.84)], belly
    )
    if detail:
        for y in (0.6, 0.7, 0.8):
            pen.line(
                [(-0.84 + (y - 0.6), y), (-0.4, y + 0.04), (0.1, y)], mix(belly, back, 0.4), 0.02
            )
        pen.line([(-0.4, -0.44), (-0.42, -0.66), (-0.56, -0.78)], pal.light, 0.04)
        pen.line([(-0.4, -0.44), (-0.38, -0.7), (-0.22, -0.8)], pal.light, 0.04)
    pen.soft([(-0.2, 0.62), (0.08, 0.6), (0.2, 0.95), (0.0, 1.02)], mix(back, pal.dark, 0.25))
    pen.disc(-0.62, 0.24, 0.055, pal.light)
    pen.disc(-0.63, 0.24, 0.03, pal.dark)


def _fish(pen: Pen, pal: Palette, _: Random, detail: int) -> None:
    pen.soft(
        [(0.5, 0.0), (0.85, -0.42), (1.02, -0.36), (0.84, 0.0), (1.02, 0.36), (0.85, 0.42)],
        pal.second,
    )
    pen.soft([(-0.1, -0.36), (0.25, -0.7), (0.42, -0.2)], pal.second)
    pen.soft(
        [(-0.95, 0.05), (-0.45, -0.4), (0.15, -0.38), (0.62, 0.0), (0.15, 0.4), (-0.45, 0.42)],
        pal.accent,
    )
    pen.soft(
        [(-0.95, 0.08), (-0.5, 0.1), (0.1, 0.12), (0.6, 0.02), (0.15, 0.4), (-0.45, 0.42)],
        pal.light,
    )
    if detail:
        for x in (-0.2, 0.0, 0.2, 0.36):
            pen.line(
                [(x, -0.26 + abs(x) / 3), (x + 0.09, 0), (x, 0.22)],
                mix(pal.accent, pal.dark, 0.3),
                0.02,
            )
    pen.soft([(-0.2, 0.1), (0.1, 0.12), (0.06, 0.42)], pal.second)
    pen.disc(-0.62, -0.08, 0.085, pal.light)
    pen.disc(-0.63, -0.08, 0.05, pal.dark)


def _robot(pen: Pen, pal: Palette, _: Random, detail: int) -> None:
    steel, shade = mix(pal.light, pal.far, 0.25), mix(pal.far, pal.dark, 0.25)
    pen.line([(0, -0.85), (0, -1.05)], pal.dark, 0.035)
    pen.disc(0, -1.06, 0.08, pal.accent)
    for side in (-1, 1):
        pen.slab(min(side * 0.5, side * 0.7), -0.02, max(side * 0.5, side * 0.7), 0.56, shade, 0.09)
        pen.disc(side * 0.6, 0.6, 0.11, pal.accent)
        pen.slab(side * 0.22 - 0.12, 0.6, side * 0.22 + 0.12, 1.0, shade, 0.06)
    pen.slab(-0.12, -0.3, 0.12, -0.05, shade)
    pen.slab(-0.48, -0.1, 0.48, 0.72, pal.accent, 0.14)
    pen.slab(-0.52, -0.86, 0.52, -0.22, steel, 0.2)
    pen.slab(-0.4, -0.72, 0.4, -0.38, pal.dark, 0.16)
    for x in (-0.18, 0.18):
        pen.disc(x, -0.55, 0.09, pal.second)
    if detail:
        pen.slab(-0.3, 0.08, 0.3, 0.34, mix(pal.accent, pal.dark, 0.35), 0.05)
        for x in (-0.18, 0.0, 0.18):
            pen.disc(x, 0.21, 0.055, pal.light if x else pal.second)
        pen.slab(-0.3, 0.46, 0.3, 0.51, mix(pal.accent, pal.light, 0.35), 0.02)


def _castle(pen: Pen, pal: Palette, _: Random, detail: int) -> None:
    wall, shade = mix(pal.light, pal.far, 0.35), mix(pal.far, pal.near, 0.35)
    for x, top, width in ((-0.68, -0.3, 0.2), (0.68, -0.3, 0.2), (0.0, -0.6, 0.24)):
        pen.slab(x - width, top, x + width, 1.0, wall)
        pen.slab(x + width * 0.3, top, x + width, 1.0, shade)
        pen.shape([(x - width * 1.25, top), (x, top - 0.55), (x + width * 1.25, top)], pal.accent)
        pen.slab(x - 0.05, top + 0.2, x + 0.05, top + 0.4, pal.second, 0.05)
        if detail:
            pen.line([(x, top - 0.55), (x, top - 0.75)], pal.dark, 0.02)
            pen.shape([(x, top - 0.75), (x + 0.2, top - 0.68), (x, top - 0.61)], pal.second)
    pen.slab(-0.62, 0.25, 0.62, 1.0, mix(wall, shade, 0.4))
    for index in range(6):
        pen.slab(-0.62 + index * 0.22, 0.14, -0.5 + index * 0.22, 0.26, mix(wall, shade, 0.4))
    pen.slab(-0.17, 0.56, 0.17, 1.2, pal.dark, 0.17)


def _cactus(pen: Pen, pal: Palette, _: Random, detail: int) -> None:
    skin = mix((70, 140, 96), pal.near, 0.3)
    rib = mix(skin, pal.light, 0.35)
    pen.line([(0.2, 0.42), (0.56, 0.36), (0.58, -0.14)], skin, 0.24)
    pen.line([(-0.2, 0.22), (-0.54, 0.16), (-0.56, -0.32)], skin, 0.24)
    pen.slab(-0.24, -0.85, 0.24, 1.0, skin, 0.24)
    if detail:
        for x in (-0.1, 0.0, 0.1):
            pen.line([(x, -0.68), (x, 0.96)], rib, 0.022)
    for x, y in ((0.0, -0.88), (0.58, -0.3), (-0.56, -0.46)):
        pen.disc(x, y, 0.09, pal.second)
        pen.disc(x, y, 0.045, pal.light)


def _compass(pen: Pen, pal: Palette, _: Random, detail: int) -> None:
    pen.disc(0, -0.9, 0.12, pal.second)
    pen.disc(0, 0.08, 0.9, mix(pal.second, pal.dark, 0.25))
    pen.disc(0, 0.06, 0.84, pal.second)
    pen.disc(0, 0.06, 0.72, pal.light)
    for index in range(16 * (1 + detail)):
        angle = math.tau * index / (16 * (1 + detail))
        x, y = math.cos(angle), math.sin(angle)
        pen.line([(x * 0.62, 0.06 + y * 0.62), (x * 0.68, 0.06 + y * 0.68)], pal.dark, 0.016)
    for angle, reach, fill in ((0.0, 0.36, pal.far), (math.pi / 4, 0.36, pal.far)):
        for quarter in range(4):
            _needle(pen, angle + quarter * math.pi / 2, reach, 0.07, fill)
    _needle(pen, -1.1, 0.58, 0.1, pal.accent)
    _needle(pen, -1.1 + math.pi, 0.58, 0.1, pal.dark)
    pen.disc(0, 0.06, 0.06, pal.second)


def _needle(pen: Pen, angle: float, reach: float, half: float, fill: Colour) -> None:
    x, y = math.cos(angle), math.sin(angle)
    pen.shape(
        [(x * reach, 0.06 + y * reach), (-y * half, 0.06 + x * half), (y * half, 0.06 - x * half)],
        fill,
    )


def _bird(pen: Pen, pal: Palette, _: Random, detail: int) -> None:
    coat, wing = pal.accent, mix(pal.accent, pal.dark, 0.35)
    pen.line([(-0.05, 0.6), (-0.08, 1.0)], pal.second, 0.04)
    pen.line([(0.14, 0.6), (0.12, 1.0)], pal.second, 0.04)
    pen.shape([(0.35, 0.2), (1.0, 0.5), (0.86, 0.66), (0.3, 0.5)], wing)
    pen.shape([(-0.55, -0.5), (-0.95, -0.38), (-0.55, -0.3)], pal.second)
    pen.soft(
        [
            (-0.56, -0.5),
            (-0.25, -0.72),
            (0.05, -0.4),
            (0.5, 0.1),
            (0.45, 0.5),
            (0, 0.68),
            (-0.44, 0.4),
            (-0.5, -0.1),
        ],
        coat,
    )
    pen.soft([(-0.5, -0.05), (-0.2, 0.1), (0.05, 0.5), (-0.05, 0.66), (-0.42, 0.42)], pal.light)
    pen.soft([(0.0, -0.05), (0.4, 0.08), (0.72, 0.42), (0.3, 0.42), (0.06, 0.25)], wing)
    if detail:
        for y in (0.12, 0.2, 0.28):
            pen.line(
                [(0.12, y), (0.36, y + 0.05), (0.54, y + 0.14)], mix(wing, pal.light, 0.3), 0.02
            )
    pen.disc(-0.32, -0.44, 0.07, pal.light)
    pen.disc(-0.33, -0.44, 0.045, pal.dark)


def _emblem(pen: Pen, pal: Palette, rng: Random, detail: int) -> None:
    """Draw the ornament for words that name nothing we know: a rose of rings and rays."""
    rays, fills = rng.choice((10, 12, 16)), (pal.accent, pal.second, pal.far, pal.near)
    turn = rng.uniform(0, math.tau)
    for index in range(rays):
        angle = turn + math.tau * index / rays
        x, y, half = math.cos(angle), math.sin(angle), 1.1 / rays
        fill = fills[index % 2]
        pen.soft(
            [
                (x * 0.3, y * 0.3),
                (x * 0.66 - y * half, y * 0.66 + x * half),
                (x, y),
                (x * 0.66 + y * half, y * 0.66 - x * half),
            ],
            fill,
        )
    for reach, fill in ((0.52, pal.light), (0.46, fills[3]), (0.36, pal.sun), (0.26, fills[0]))[
        : 3 + detail
    ]:
        pen.disc(0, 0, reach, fill)
    for index in range(rays):
        angle = turn + math.tau * (index + 0.5) / rays
        pen.disc(
            math.cos(angle) * 0.92, math.sin(angle) * 0.92, 0.05, pal.dark if detail else fills[0]
        )
    pen.disc(0, 0, 0.12, pal.light)


Motif = Callable[[Pen, Palette, Random, int], None]

MOTIFS: dict[str, Motif] = {
    "fox": _fox,
    "cat": _cat,
    "boat": _boat,
    "lighthouse": _lighthouse,
    "cabin": _cabin,
    "tree": _tree,
    "balloon": _balloon,
    "cup": _cup,
    "flower": _flower,
    "mushroom": _mushroom,
    "rocket": _rocket,
    "whale": _whale,
    "fish": _fish,
    "robot": _robot,
    "castle": _castle,
    "cactus": _cactus,
    "compass": _compass,
    "bird": _bird,
    "emblem": _emblem,
}
