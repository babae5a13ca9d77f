"""A scribble: a copy of a picture that was drawn over in one bright colour, read as a mask.

Pure, run in the worker. Anything else that somebody attaches is a reference: others see to that.
"""

from __future__ import annotations

from PIL import Image, ImageChops, ImageFilter

from bot.domain.masks import exact_size
from bot.pictures import masks
from bot.pictures.plain import decoded, is_opaque, over, recoloured

MOST_DIFFERING, LEAST_DIFFERING = 0.3, 0.0002
"""The shares of the pixels between which a scribble is one; what is less is noise."""

MOST_OFF_RATIO = 0.01
"""How much the sides' ratio of a copy of another size may differ."""

NOISE = 48
"""How far a channel of a pixel must change: what re-compression does lies below."""

NEARLY_ALL = 0.9
"""The least share of what differs that has the one colour."""

HUES, LEAST_SATURATION, LEAST_BRIGHTNESS = 21, 120, 150
"""One colour: within so many of 256 hues, at least so saturated and so bright (of 255)."""

FLATNESS, LEAST_FLAT = 24, 0.8
"""A pen's colour is the same everywhere: so much of it lies so near to its middle."""

_SHOWN_ON = ((255, 255, 255), (0, 0, 0))
"""What a program may have put behind a transparent picture that it copied."""

_SOME = [0] + [255] * 255
_MOST = [0] * 128 + [255] * 128
_ALL = [0] * 255 + [255]


def mask_of_scribble(original: bytes, drawn: bytes) -> tuple[bytes, int, int, float] | None:
    """Return the mask of what was drawn over, its width and height, and the share that it covers.

    None where `drawn` is no copy of the original drawn over in one bright colour. Raises
    PictureRefused as `reading.read` does, for either.
    """
    first, copy = (recoloured(*decoded(content)) for content in (original, drawn))
    if not _have_one_shape(first.size, copy.size):
        return None
    size = exact_size(*min(first.size, copy.size))
    for ground in _SHOWN_ON[: 1 if is_opaque(first) else 2]:
        below, above = (
            over(image, ground).resize(size, Image.Resampling.LANCZOS) for image in (first, copy)
        )
        stroke = _stroke(below, above)
        if stroke is not None:
            mask, covered = masks.normal(
                ImageChops.invert(stroke), width=first.width, height=first.height
            )
            return mask, *first.size, covered
    return None


def _have_one_shape(size: tuple[int, int], other: tuple[int, int]) -> bool:
    """Tell whether two sizes have one ratio, as near as whole pixels can be."""
    width, height = size
    expected = width * other[1] / height
    return abs(other[0] - expected) <= max(1, MOST_OFF_RATIO * expected)


def _stroke(below: Image.Image, above: Image.Image) -> Image.Image | None:
    """Return what was drawn (mode L: 255, else 0), or None where that is not in one colour."""
    changes = ImageChops.difference(below, above).split()
    change = ImageChops.lighter(ImageChops.lighter(changes[0], changes[1]), changes[2])
    # Of each pixel and its neighbours most must agree: specks go.
    differing = _mostly(change.point([255 * (value > NOISE) for value in range(256)]))
    if not LEAST_DIFFERING <= _count(differing) / (below.width * below.height) <= MOST_DIFFERING:
        return None
    inside = differing.filter(ImageFilter.BoxBlur(1)).point(_ALL)  # the edge of a stroke is mixed
    judged = inside if _count(inside) * 4 > _count(differing) else differing
    coloured = ImageChops.darker(judged, _in_one_colour(above, judged))
    if _count(coloured) < NEARLY_ALL * _count(judged) or not _is_flat(above, coloured):
        return None
    near = _grown(_grown(coloured, 2), 2)
    return _closed(ImageChops.darker(differing, near))


def _in_one_colour(image: Image.Image, judged: Image.Image) -> Image.Image:
    """Return the pixels (255, else 0) of the most frequent hue of those judged, where bright."""
    hue, saturation, brightness = image.convert("HSV").split()
    bright = ImageChops.darker(
        saturation.point([255 * (value >= LEAST_SATURATION) for value in range(256)]),
        brightness.point([255 * (value >= LEAST_BRIGHTNESS) for value in range(256)]),
    )
    counts = hue.histogram(ImageChops.darker(bright, judged))
    first = max(
        range(256), key=lambda start: sum(counts[(start + step) % 256] for step in range(HUES))
    )
    is_meant = [255 * ((value - first) % 256 < HUES) for value in range(256)]
    return ImageChops.darker(hue.point(is_meant), bright)


def _is_flat(image: Image.Image, coloured: Image.Image) -> bool:
    """Tell whether the pixels have much the same colour: those of a pen have, of a thing not."""
    flat = coloured
    for channel in image.split():
        middle = _median(channel.histogram(coloured))
        is_near = [255 * (abs(value - middle) <= FLATNESS) for value in range(256)]
        flat = ImageChops.darker(flat, channel.point(is_near))
    return _count(flat) >= LEAST_FLAT * _count(coloured)


def _median(counts: list[int]) -> int:
    seen, half = 0, sum(counts) / 2
    for value, count in enumerate(counts):
        seen += count
        if seen >= half:
            return value
    return 255


def _closed(stroke: Image.Image) -> Image.Image:
    """Close holes of a few pixels, which noise leaves."""
    radius = max(2, min(6, max(stroke.size) // 256))
    return _grown(stroke, radius).filter(ImageFilter.BoxBlur(radius)).point(_ALL)


def _grown(stroke: Image.Image, radius: int) -> Image.Image:
    return stroke.filter(ImageFilter.BoxBlur(radius)).point(_SOME)


def _mostly(stroke: Image.Image) -> Image.Image:
    return stroke.filter(ImageFilter.BoxBlur(1)).point(_MOST)


def _count(stroke: Image.Image) -> int:
    return stroke.histogram()[255]
