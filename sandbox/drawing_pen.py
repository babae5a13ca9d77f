"""A pen that draws flat shapes in a square of its own, wherever that square is put.

Which shapes make a subject is left to `drawing_motifs`.
"""

from collections.abc import Sequence

from PIL import ImageDraw

from sandbox.drawing_words import Colour

Point = tuple[float, float]


class Pen:
    """Draw in the square of one motif, at its place and size on the canvas."""

    def __init__(
        self, draw: ImageDraw.ImageDraw, x: float, y: float, radius: float, *, flip: bool = False
    ) -> None:
        """Put the middle of the square at (x, y); `radius` is half its side, in pixels."""
        self._draw = draw
        self._x = x
        self._y = y
        self._radius = radius
        self._side = -1.0 if flip else 1.0

    def at(self, point: Point) -> Point:
        """Return where a point of the square is on the canvas."""
        return (
            self._x + self._side * point[0] * self._radius,
            self._y + point[1] * self._radius,
        )

    def oval(self, x: float, y: float, rx: float, ry: float, fill: Colour) -> None:
        """Fill an ellipse around (x, y)."""
        left, top = self.at((x, y))
        across, down = rx * self._radius, ry * self._radius
        self._draw.ellipse((left - across, top - down, left + across, top + down), fill=fill)

    def disc(self, x: float, y: float, r: float, fill: Colour) -> None:
        """Fill a circle around (x, y)."""
        self.oval(x, y, r, r, fill)

    def shape(self, points: Sequence[Point], fill: Colour) -> None:
        """Fill a polygon with sharp corners."""
        self._draw.polygon([self.at(point) for point in points], fill=fill)

    def soft(self, points: Sequence[Point], fill: Colour) -> None:
        """Fill a closed curve that runs smoothly through the points."""
        self.shape(smooth(points, closed=True), fill)

    def line(self, points: Sequence[Point], fill: Colour, width: float) -> None:
        """Draw a smooth line through the points, with round ends."""
        thick = max(1, round(width * self._radius))
        path = [self.at(point) for point in smooth(points, closed=False)]
        self._draw.line(path, fill=fill, width=thick, joint="curve")
        for x, y in (path[0], path[-1]):
            half = thick / 2
            self._draw.ellipse((x - half, y - half, x + half, y + half), fill=fill)

    def slab(
        self, left: float, top: float, right: float, bottom: float, fill: Colour, r: float = 0.0
    ) -> None:
        """Fill a rectangle with round corners."""
        (x1, y1), (x2, y2) = self.at((left, top)), self.at((right, bottom))
        box = (min(x1, x2), y1, max(x1, x2), y2)
        self._draw.rounded_rectangle(box, radius=r * self._radius, fill=fill)


def smooth(points: Sequence[Point], *, closed: bool, steps: int = 14) -> list[Point]:
    """Run a Catmull-Rom curve through the points."""
    count = len(points)
    if count < 3:
        return list(points)
    spans = count if closed else count - 1
    path: list[Point] = []
    for index in range(spans):
        near = [
            points[(index + offset) % count if closed else min(max(index + offset, 0), count - 1)]
            for offset in (-1, 0, 1, 2)
        ]
        path += [_catmull_rom(near, step / steps) for step in range(steps)]
    if not closed:
        path.append(points[-1])
    return path


def _catmull_rom(near: Sequence[Point], t: float) -> Point:
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = near
    squared, cubed = t * t, t * t * t
    weights = (
        (-cubed + 2 * squared - t) / 2,
        (3 * cubed - 5 * squared + 2) / 2,
        (-3 * cubed + 4 * squared + t) / 2,
        (cubed - squared) / 2,
    )
    p, q, r, s = weights
    return (p * ax + q * bx + r * cx + s * dx, p * ay + q * by + r * cy + s * dy)
