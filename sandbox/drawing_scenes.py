"""Paint the places: ridges, dunes, seas, woods, cities, space and rooms, and set the subject there.

Which scene and which colours is decided by `drawing_words`.
"""

import math
from collections.abc import Callable
from itertools import pairwise
from random import Random

from PIL import Image, ImageDraw

from sandbox.drawing_canvas import Canvas, birds, sky, stars
from sandbox.drawing_motifs import MOTIFS
from sandbox.drawing_pen import Point, smooth
from sandbox.drawing_tiles import tiles
from sandbox.drawing_words import Colour, dice, mix


def _waves(seed: object, height: float, depth: float, pieces: float) -> list[Point]:
    """Return a rolling outline around a height, as shares of the canvas."""
    rng = dice(seed)
    terms = [(pieces * k, rng.uniform(0, math.tau), depth / (k * 1.3)) for k in (1, 2.1, 3.7)]
    return [
        (i / 120, height + sum(size * math.sin(f * i / 120 * math.tau + p) for f, p, size in terms))
        for i in range(121)
    ]


def _ridge(seed: object, height: float, depth: float, roughness: float) -> list[Point]:
    """Return a jagged outline by halving and moving the middles, as shares of the canvas."""
    rng = dice(seed)
    line = [height + rng.uniform(-depth, depth) for _ in range(5)]
    step = depth * 0.8
    for _ in range(5):
        finer: list[float] = []
        for a, b in pairwise(line):
            finer += [a, (a + b) / 2 + rng.uniform(-step, step)]
        line = [*finer, line[-1]]
        step *= roughness
    return [(i / (len(line) - 1), y) for i, y in enumerate(line)]


def _mountains(canvas: Canvas) -> None:
    pal, seed = canvas.palette, canvas.reading.seed
    x, y = sky(canvas)
    if canvas.detail:
        birds(canvas, canvas.width - x, y + canvas.height * 0.03)
    _peaks(canvas, "far", 0.8, mix(pal.far, pal.low, 0.45))
    _peaks(canvas, "near", 1.0, pal.far)
    layers = 3 + canvas.detail
    for index in range(layers):
        share = (index + 1) / layers
        tint = mix(pal.far, pal.near, share)
        height = 0.64 + 0.26 * share
        ridge = _ridge((seed, "ridge", index), height, 0.045, 0.48)
        _pines(canvas, height, 0.015 + 0.06 * share**2, tint, index, ridge)
        canvas.land(ridge, tint, mix(tint, pal.low, 0.4 - 0.36 * share))


def _peaks(canvas: Canvas, name: str, scale: float, tint: Colour) -> None:
    """Raise a range of faceted peaks: a lit side, a shaded one, and snow above."""
    rng, pal = dice(canvas.reading.seed, "peaks", name), canvas.palette
    foot, count = canvas.height * 0.86, 3 + canvas.width // canvas.height
    for index in rng.sample(range(count), count):
        x = (index + rng.uniform(0.25, 0.75)) / count * canvas.width
        tall = canvas.height * rng.uniform(0.32, 0.46) * scale
        half = tall * rng.uniform(0.75, 1.0)
        left = _slope(rng, (x, foot - tall), (x - half, foot))
        right = _slope(rng, (x, foot - tall), (x + half, foot))
        spine = _slope(rng, (x, foot - tall), (x + half * rng.uniform(-0.1, 0.25), foot))
        canvas.draw.polygon([*left, *reversed(right)], fill=tint)
        canvas.draw.polygon([*right, *reversed(spine)], fill=mix(tint, pal.near, 0.28))
        cap = 3 if canvas.detail else 2
        snow, shaded = mix(pal.light, tint, 0.12), mix(pal.light, tint, 0.5)
        canvas.draw.polygon(
            [*left[:cap], *_drips(left, spine, cap), *reversed(spine[:cap])], fill=snow
        )
        canvas.draw.polygon(
            [*right[:cap], *_drips(right, spine, cap), *reversed(spine[:cap])], fill=shaded
        )


def _slope(rng: Random, top: Point, foot: Point) -> list[Point]:
    """Step down from a peak to its foot, not quite straight."""
    (x, y), (a, b) = top, foot
    path = [top]
    for step in range(1, 9):
        share = step / 8
        jitter = rng.uniform(-0.022, 0.022) * (b - y) * (step < 8)
        path.append((x + (a - x) * share + jitter, y + (b - y) * share))
    return path


def _drips(edge: list[Point], spine: list[Point], cap: int) -> list[Point]:
    """Return the zigzag in which a snow cap ends, from the edge to the spine."""
    (x, y), (a, b) = edge[cap - 1], spine[cap - 1]
    drop = (edge[cap][1] - y) * 0.8
    return [
        (x + (a - x) * 0.25, y + drop * 0.9),
        (x + (a - x) * 0.5, (y + b) / 2 + drop * 0.1),
        (x + (a - x) * 0.78, b + drop * 0.7),
    ]


def _dunes(canvas: Canvas) -> None:
    pal, seed = canvas.palette, canvas.reading.seed
    sky(canvas)
    layers = 4 + canvas.detail
    for index in range(layers):
        share = index / (layers - 1)
        tint = mix(pal.far, mix(pal.near, pal.far, 0.25), share)
        crest = _waves((seed, "dune", index), 0.56 + 0.36 * share, 0.035 + 0.025 * share, 0.9)
        canvas.land(crest, mix(tint, pal.light, 0.3 * (1 - share)), mix(tint, pal.near, 0.3))
        slip = dice(seed, "slip", index).uniform(0.15, 0.85)
        _lee_side(canvas, crest, slip, mix(tint, pal.near, 0.38))
    if canvas.detail > 1:
        _ripples(canvas)


def _lee_side(canvas: Canvas, crest: list[Point], slip: float, shade: Colour) -> None:
    """Shade the side of a dune that the light does not reach, along an S from its crest."""
    top = min(crest, key=lambda point: abs(point[0] - slip))
    edge = smooth(
        [
            top,
            (top[0] + 0.05, top[1] + 0.05),
            (top[0] - 0.01, top[1] + 0.12),
            (top[0] + 0.1, top[1] + 0.22),
            (top[0] + 0.04, top[1] + 0.5),
        ],
        closed=False,
    )
    right = [point for point in crest if point[0] >= top[0]]
    area = [*edge, (1.0, edge[-1][1]), *reversed(right)]
    canvas.draw.polygon([(x * canvas.width, y * canvas.height) for x, y in area], fill=shade)


def _ripples(canvas: Canvas) -> None:
    rng, pal = dice(canvas.reading.seed, "ripples"), canvas.palette
    for index in range(9):
        y = 0.9 + index * 0.012
        line = _waves((canvas.reading.seed, "ripple", index), y, 0.006, rng.uniform(1.2, 2.0))
        points = [(x * canvas.width, h * canvas.height) for x, h in line[rng.randint(0, 40) : -20]]
        canvas.draw.line(
            points, fill=mix(pal.near, pal.far, 0.35), width=max(2, canvas.width // 900)
        )


def _sea(canvas: Canvas) -> None:
    pal, seed = canvas.palette, canvas.reading.seed
    x, y = sky(canvas)
    if canvas.detail:
        birds(canvas, canvas.width - x, y)
    horizon = 0.56
    shore = _waves((seed, "coast"), horizon - 0.035, 0.03, 0.7)
    canvas.land(shore, mix(pal.far, pal.low, 0.35), mix(pal.far, pal.low, 0.5))
    water = mix(pal.far, pal.top, 0.35)
    canvas.wash((mix(pal.low, water, 0.45), water, mix(pal.near, water, 0.35)), horizon, 1.0)
    _reflection(canvas, x, horizon)
    for index in range(3 + 2 * canvas.detail):
        share = index / (2 + 2 * canvas.detail)
        crest = _waves(
            (seed, "wave", index), 0.68 + 0.27 * share, 0.006 + 0.012 * share, 2.2 - share
        )
        tint = mix(water, pal.near, 0.2 + 0.55 * share)
        canvas.land([(a, b - 0.006) for a, b in crest], mix(tint, pal.light, 0.4), tint)
        canvas.land(crest, tint, mix(tint, pal.near, 0.4))


def _reflection(canvas: Canvas, x: float, horizon: float) -> None:
    rng, pal = dice(canvas.reading.seed, "glitter"), canvas.palette
    rows = 10 + 6 * canvas.detail
    for index in range(rows):
        share = index / rows
        y = (horizon + 0.012 + 0.16 * share) * canvas.height
        half = canvas.unit * (0.1 - 0.05 * share) * rng.uniform(0.5, 1.2)
        middle = x + canvas.unit * rng.uniform(-0.03, 0.03)
        thick = canvas.unit * 0.0035
        fill = mix(pal.sun, pal.far, 0.25 + 0.4 * share)
        canvas.draw.rounded_rectangle(
            (middle - half, y, middle + half, y + thick), thick / 2, fill=fill
        )


def _forest(canvas: Canvas) -> None:
    pal, seed = canvas.palette, canvas.reading.seed
    x, y = sky(canvas)
    if canvas.detail:
        birds(canvas, canvas.width - x, y)
    layers = 3 + canvas.detail
    for index in range(layers):
        share = index / (layers - 1)
        tint = mix(pal.far, pal.near, share)
        height = 0.55 + 0.32 * share
        hill = _waves((seed, "hill", index), height, 0.03, 0.8)
        _pines(canvas, height, 0.05 + 0.07 * share, tint, index, hill)
        canvas.land(hill, tint, mix(tint, pal.low, 0.42 - 0.38 * share))


def _pines(
    canvas: Canvas,
    height: float,
    size: float,
    tint: Colour,
    name: object,
    ground: list[Point] | None = None,
) -> None:
    rng = dice(canvas.reading.seed, "pines", name)
    x = -0.02
    while x < 1.02:
        tall = size * rng.uniform(0.55, 1.25)
        foot = height + 0.02
        if ground:
            foot = ground[min(120, max(0, round(x * 120)))][1] + 0.012
        _pine(canvas, x * canvas.width, foot * canvas.height, tall * canvas.height, tint)
        x += rng.uniform(0.25, 0.9) * size * canvas.height / canvas.width
    if ground is None:
        canvas.land([(0.0, height + 0.012), (1.0, height + 0.012)], tint, tint)


def _pine(canvas: Canvas, x: float, foot: float, tall: float, tint: Colour) -> None:
    tiers = 3 + canvas.detail
    for tier in range(tiers):
        base = foot - tall * 0.78 * tier / tiers
        wide = tall * 0.25 * (1 - tier / (tiers + 0.6))
        top = base - tall * (0.52 - 0.05 * tier)
        canvas.draw.polygon(
            [(x - wide, base), (x, max(top, foot - tall)), (x + wide, base)], fill=tint
        )


def _city(canvas: Canvas) -> None:
    pal = canvas.palette
    sky(canvas)
    layers = 3 + (canvas.detail > 0)
    for index in range(layers):
        share = index / (layers - 1)
        tint = mix(mix(pal.far, pal.low, 0.3), pal.near, share)
        _blocks(canvas, index, 0.5 + 0.2 * share, 0.17 - 0.03 * share, tint)
    street = mix(pal.near, pal.dark, 0.6)
    canvas.land([(0.0, 0.93), (1.0, 0.93)], street, pal.dark)


def _blocks(canvas: Canvas, layer: int, height: float, depth: float, tint: Colour) -> None:
    rng, x = dice(canvas.reading.seed, "city", layer), -0.02 * canvas.width
    lit = mix(canvas.palette.second, tint, 0.12)
    while x < canvas.width:
        wide = canvas.unit * rng.uniform(0.06, 0.12)
        top = canvas.height * (height + rng.uniform(-depth, depth))
        right = x + wide
        canvas.draw.rectangle((x, top, right, canvas.height), fill=tint)
        roof = rng.random()
        if roof < 0.25:
            middle = (x + right) / 2
            canvas.draw.polygon([(x, top), (middle, top - wide * 0.5), (right, top)], fill=tint)
        elif roof < 0.45:
            middle, thick = (x + right) / 2, wide * 0.05
            canvas.draw.rectangle(
                (middle - thick, top - wide * 0.9, middle + thick, top), fill=tint
            )
        elif roof < 0.6:
            canvas.draw.pieslice((x, top - wide / 2, right, top + wide / 2), 180, 360, fill=tint)
        if canvas.detail and layer:
            _windows(canvas, (x, top, right), lit, rng.random())
        x = right + canvas.unit * rng.choice((0.0, 0.0, 0.012, 0.03))


def _windows(canvas: Canvas, house: tuple[float, float, float], lit: Colour, luck: float) -> None:
    rng = dice(canvas.reading.seed, "windows", luck)
    left, top, right = house
    columns = 3 if luck < 0.5 else 4
    cell = (right - left) / (columns + 0.5)
    y = top + cell
    while y < canvas.height * 0.92:
        for column in range(columns):
            if rng.random() < 0.2 + 0.12 * canvas.detail:
                x = left + cell * (column + 0.45)
                canvas.draw.rectangle((x, y, x + cell * 0.5, y + cell * 0.62), fill=lit)
        y += cell * 1.25


def _space(canvas: Canvas) -> None:
    rng, pal = dice(canvas.reading.seed, "space"), canvas.palette
    deep = mix(pal.top, pal.dark, 0.55)
    canvas.wash((pal.dark, deep, mix(deep, pal.middle, 0.45)))
    for fill in (pal.accent, pal.far, pal.middle):
        at = (rng.random() * canvas.width, rng.random() * canvas.height)
        canvas.glow(*at, canvas.unit * rng.uniform(0.5, 0.9), fill, 0.35)
    stars(canvas, 1.0)
    x, y = canvas.width * rng.choice((0.36, 0.62)), canvas.height * rng.uniform(0.4, 0.5)
    canvas.weight = x / canvas.width
    radius = canvas.unit * rng.uniform(0.2, 0.25) * (0.75 if canvas.reading.motif else 1.0)
    canvas.glow(x, y, radius * 2.2, pal.sun, 0.5)
    tilt = rng.uniform(-24, -12)
    _planet(canvas, (x, y), radius, tilt)
    for _ in range(2 + canvas.detail):
        far = canvas.unit * rng.uniform(0.32, 0.45)
        angle = rng.uniform(0, math.tau)
        size = canvas.unit * rng.uniform(0.012, 0.035)
        at = (x + math.cos(angle) * far, y + math.sin(angle) * far * 0.8)
        canvas.disc(*at, size, mix(pal.second, pal.light, rng.random() * 0.5))
        canvas.disc(
            at[0] + size * 0.3, at[1] + size * 0.3, size * 0.7, mix(pal.second, pal.dark, 0.35)
        )


def _planet(canvas: Canvas, at: Point, radius: float, tilt: float) -> None:
    """Paint a banded planet within its rings, tilted by some degrees."""
    rng, pal = dice(canvas.reading.seed, "planet"), canvas.palette
    side = round(radius * 4.4)
    centre, ring = side / 2, (radius * 2.1, radius * 0.52)
    disc = Image.new("L", (side, side))
    box = (centre - radius, centre - radius, centre + radius, centre + radius)
    ImageDraw.Draw(disc).ellipse(box, fill=255)
    body = Image.new("RGB", (side, side), pal.accent)
    bands, y = ImageDraw.Draw(body), centre - radius
    while y < centre + radius:
        thick = radius * rng.uniform(0.06, 0.26)
        other = rng.choice((pal.second, pal.light, mix(pal.accent, pal.dark, 0.3), pal.accent))
        bands.rectangle((0, y, side, y + thick), fill=mix(pal.accent, other, 0.6))
        y += thick
    shade = Image.new("L", (side, side), 120)
    off = radius * 0.35
    ImageDraw.Draw(shade).ellipse(
        (box[0] - off, box[1] - off, box[2] - off / 4, box[3] - off / 4), fill=0
    )
    body.paste(pal.dark, (0, 0), shade)
    layer = Image.new("RGBA", (side, side))
    rings = ImageDraw.Draw(layer)
    for share, fill in ((1.0, pal.light), (0.9, pal.second), (0.76, pal.light)):
        rx, ry = ring[0] * share, ring[1] * share
        oval = (centre - rx, centre - ry, centre + rx, centre + ry)
        rings.ellipse(oval, outline=(*fill, 255), width=round(radius * 0.1))
    behind = layer.copy()
    layer.paste(body, (0, 0), disc)
    upper = Image.new("L", (side, side))
    ImageDraw.Draw(upper).rectangle((0, round(centre), side, side), fill=255)
    layer.paste(
        behind, (0, 0), Image.composite(upper, disc.point([0] * 256), behind.getchannel("A"))
    )
    layer = layer.rotate(tilt, Image.Resampling.BICUBIC)
    canvas.image.paste(layer, (round(at[0] - centre), round(at[1] - centre)), layer)


def _arches(canvas: Canvas) -> None:
    """Paint a calm wall with a round-headed window, rings above it and a table below."""
    rng, pal = dice(canvas.reading.seed, "arches"), canvas.palette
    wall = mix(pal.low, pal.light, 0.35)
    canvas.wash((mix(wall, pal.middle, 0.3), wall))
    middle, unit = canvas.width / 2, canvas.unit
    foot, outer = canvas.height * 0.82, unit * 0.35
    tints = (pal.far, mix(pal.accent, pal.light, 0.35), pal.second, mix(pal.top, pal.middle, 0.3))
    for index in range(2 + canvas.detail):
        wide = outer * (1 - 0.13 * index)
        top = canvas.height * 0.5 - unit * 0.02 - wide * 0.75
        canvas.draw.rounded_rectangle(
            (middle - wide, top, middle + wide, foot + wide), wide, fill=tints[index]
        )
    inner = outer * (1 - 0.13 * (2 + canvas.detail))
    top = canvas.height * 0.5 - unit * 0.02 - inner * 0.75
    view = (middle - inner, top, middle + inner, foot + inner)
    canvas.draw.rounded_rectangle(view, inner, fill=mix(pal.low, pal.sun, 0.4))
    canvas.disc(middle + inner * rng.uniform(-0.35, 0.35), top + inner * 0.85, inner * 0.4, pal.sun)
    if canvas.detail:
        _stems(canvas, middle - outer - unit * 0.075, foot)
        _stems(canvas, middle + outer + unit * 0.075, foot)
    table = mix(pal.near, pal.far, 0.2)
    canvas.land([(0.0, 0.82), (1.0, 0.82)], table, mix(table, pal.dark, 0.35))
    edge = canvas.height * 0.82
    canvas.draw.rectangle(
        (0, edge, canvas.width, edge + unit * 0.008), fill=mix(table, pal.light, 0.3)
    )


def _stems(canvas: Canvas, x: float, foot: float) -> None:
    rng, pal = dice(canvas.reading.seed, "stems", round(x)), canvas.palette
    pen = canvas.pen(x, foot - canvas.unit * 0.15, canvas.unit * 0.15, flip=rng.random() < 0.5)
    leaf = mix(pal.near, pal.second, 0.25)
    for lean in (-0.3, 0.05, 0.4):
        stem = [(0.0, 0.6), (lean * 0.4, 0.0), (lean, -0.9)]
        pen.line(stem, leaf, 0.02)
        for step in range(1, 5):
            t = step / 5
            a, b = lean * t * t, 0.6 - 1.5 * t
            for side in (-1, 1):
                tip = (a + side * 0.24, b - 0.14)
                pen.soft(
                    [(a, b), (a + side * 0.13, b - 0.14), tip, (a + side * 0.13, b - 0.02)], leaf
                )
    pen.soft(
        [(-0.16, 0.45), (0.16, 0.45), (0.26, 0.8), (0.15, 1.02), (-0.15, 1.02), (-0.26, 0.8)],
        pal.accent,
    )


_FLOATING = ("balloon", "rocket", "compass", "emblem")
_SWIMMING = ("whale", "fish")


SCENES: dict[str, Callable[[Canvas], None]] = {
    "mountains": _mountains,
    "dunes": _dunes,
    "sea": _sea,
    "forest": _forest,
    "city": _city,
    "space": _space,
    "arches": _arches,
    "tiles": tiles,
}


def place_motif(canvas: Canvas) -> None:
    """Set the subject of the picture where it belongs in its scene."""
    reading, rng = canvas.reading, dice(canvas.reading.seed, "place")
    if not reading.motif:
        return
    size = canvas.unit * rng.uniform(0.19, 0.24)
    side = rng.uniform(0.3, 0.36) if canvas.weight > 0.5 else rng.uniform(0.62, 0.68)
    x, y = canvas.width * side, canvas.height * 0.9 - size
    if reading.scene == "arches":
        x, y = canvas.width / 2, canvas.height * 0.855 - size
    elif reading.motif in _FLOATING:
        y = canvas.height * (0.66 if reading.scene == "space" else 0.44)
    elif reading.motif in _SWIMMING or reading.motif == "boat":
        y = canvas.height * 0.72
    elif reading.scene == "tiles":
        x, y = canvas.width / 2, canvas.height / 2
        canvas.disc(x, y, size * 1.5, canvas.palette.light)
    pen = canvas.pen(x, y, size, flip=rng.random() < 0.5)
    MOTIFS[reading.motif](pen, canvas.palette, dice(reading.seed, "motif"), canvas.detail)
    if reading.motif == "boat":
        _bow_wave(canvas, x, y + size)


def _bow_wave(canvas: Canvas, x: float, y: float) -> None:
    foam = mix(canvas.palette.light, canvas.palette.far, 0.3)
    for index in range(3):
        half = canvas.unit * (0.2 - 0.05 * index)
        top = y + canvas.unit * (0.012 * index - 0.006)
        thick = canvas.unit * 0.005
        canvas.draw.rounded_rectangle((x - half, top, x + half, top + thick), thick / 2, fill=foam)
