"""Exact edits: the picture as it is sent, within its padding, and what came back put into it.

Pure functions, run in the worker. Which sizes there are is `domain.masks`' to say.
"""

from __future__ import annotations

from math import sqrt

from PIL import Image, ImageChops, ImageFilter

from bot.domain import masks as sizes
from bot.domain.masks import Frame
from bot.pictures import masks
from bot.pictures.headers import identify
from bot.pictures.plain import Drawn, decoded, is_opaque, recoloured, written

BEST_QUALITY = 95
"""Of a JPEG that nobody named another quality for."""

MOST_SENT_PIXELS = 4 * sizes.MOST_EXACT_PIXELS
"""A long, narrow picture grows by its padding; then it is sent smaller, at the same ratio."""

MOST_SENT_BYTES = 8 * 1024 * 1024
"""A PNG of more bytes is sent as a JPEG, or a WebP with transparency: it has to fit Discord."""

MOST_FEATHER = 24
"""How far, in pixels, what was made fades in at most, inside the edge of the mask."""

SOFTNESS = 12
"""How many pixels deep the edge is from which the padding is drawn out, and how far blurred."""

_RAMP = [round(255 * x * x * (3 - 2 * x)) for x in (max(0, v - 127) / 128 for v in range(256))]
"""From half the brightness of a blurred edge (on the edge) to all of it, gently at both ends."""

_SOME = [0] + [255] * 255
_NONE = [255] + [0] * 255
_ALL = [0] * 255 + [255]


def frame(first: bytes, mask: bytes, *, ratio: tuple[int, int]) -> tuple[Drawn, Drawn]:
    """Return a picture and its mask at the exact size, padded to the ratio.

    Byte for byte where neither is needed. The padding goes on with the picture's edge and is never
    repainted. Raises PictureRefused as `reading.read` does.
    """
    image, icc = decoded(first)
    size, framed = _sent_sizes(image.size, ratio)
    kind, _, _ = identify(first)
    if size == image.size == (framed.width, framed.height) == identify(mask)[1:]:
        return (first, kind, *size), (mask, "png", *size)
    padded = _padded(image.resize(size, Image.Resampling.LANCZOS), framed)
    keep = Image.new("L", padded.size, 255)
    keep.paste(masks.kept(mask, size), (framed.left, framed.top))
    return _as_sent(padded, kind, icc), (masks.encoded(keep), "png", *padded.size)


def paste_back(
    first: bytes,
    mask: bytes,
    made: bytes,
    *,
    ratio: tuple[int, int],
    kind: str,
    quality: int | None = None,
) -> Drawn:
    """Return what was made, its padding cut off, with everything outside the mask put back.

    At the exact size, as `kind` (`png`; `jpeg` of that quality), in the colours and with the ICC
    profile of `first`. Raises PictureRefused where a picture cannot be read.
    """
    image, icc = decoded(first)
    size = sizes.exact_size(*image.size)
    image = image.resize(size, Image.Resampling.LANCZOS)
    new, new_icc = decoded(made)
    new = recoloured(_cut(new, sizes.frame(*size, ratio), size), new_icc, to=icc)
    result = _joined(image, new, _feathered(masks.kept(mask, size)))
    content = written(result, kind, icc=icc, quality=BEST_QUALITY if quality is None else quality)
    return content, kind, *size


def _sent_sizes(size: tuple[int, int], ratio: tuple[int, int]) -> tuple[tuple[int, int], Frame]:
    """Return the size of the picture as it is sent, and its frame."""
    width, height = sizes.exact_size(*size)
    framed = sizes.frame(width, height, ratio)
    pixels = framed.width * framed.height
    if pixels > MOST_SENT_PIXELS:
        factor = sqrt(MOST_SENT_PIXELS / pixels)
        width, height = max(1, int(width * factor)), max(1, int(height * factor))
        framed = sizes.frame(width, height, ratio)
    return (width, height), framed


def _padded(image: Image.Image, framed: Frame) -> Image.Image:
    """Put the picture into its frame, and draw its edges out over the rest."""
    canvas = Image.new(image.mode, (framed.width, framed.height))
    width, height = image.size
    right, bottom = framed.left + width, framed.top + height
    deep, high = min(SOFTNESS, width), min(SOFTNESS, height)
    for edge, line_size, gap in (
        ((0, 0, deep, height), (1, height), (0, framed.top, framed.left, bottom)),
        ((width - deep, 0, width, height), (1, height), (right, framed.top, framed.width, bottom)),
        ((0, 0, width, high), (width, 1), (framed.left, 0, right, framed.top)),
        (
            (0, height - high, width, height),
            (width, 1),
            (framed.left, bottom, right, framed.height),
        ),
    ):
        gap_size = gap[2] - gap[0], gap[3] - gap[1]
        if all(gap_size):
            line = image.resize(line_size, Image.Resampling.BOX, box=edge)
            canvas.paste(line.filter(ImageFilter.GaussianBlur(SOFTNESS)).resize(gap_size), gap)
    canvas.paste(image, (framed.left, framed.top))
    return canvas


def _cut(made: Image.Image, framed: Frame, size: tuple[int, int]) -> Image.Image:
    """Scale what was made to the frame and cut the padding off, in one."""
    across, down = made.width / framed.width, made.height / framed.height
    box = (
        framed.left * across,
        framed.top * down,
        min(made.width, (framed.left + size[0]) * across),
        min(made.height, (framed.top + size[1]) * down),
    )
    return made.resize(size, Image.Resampling.LANCZOS, box=box)


def _feathered(keep: Image.Image) -> Image.Image:
    """Return how much of what was made shows (mode L): nothing outside the mask, all of it inside,
    fading in between.

    The feather is as wide as the region allows: a thin stroke has a narrow one, or none, so that
    it is repainted, too.
    """
    rest = region = ImageChops.invert(keep)
    weight = Image.new("L", keep.size, 0)
    radius = min(MOST_FEATHER, round(sqrt(keep.width * keep.height) / 64))
    while radius and rest.getbbox():
        blurred = region.filter(ImageFilter.BoxBlur(radius))
        core = ImageChops.darker(blurred.point(_ALL), rest)
        reached = core.filter(ImageFilter.BoxBlur(radius)).point(_SOME)
        reached = reached.filter(ImageFilter.BoxBlur(radius)).point(_SOME)
        near = ImageChops.darker(reached, rest)
        weight = ImageChops.lighter(weight, ImageChops.darker(blurred.point(_RAMP), near))
        rest = ImageChops.subtract(rest, near)
        radius //= 2
    return ImageChops.lighter(weight, rest)


def _joined(first: Image.Image, new: Image.Image, weight: Image.Image) -> Image.Image:
    """Put what is new over the first picture, by weight; where that is 0 no bit of it changes."""
    if first.mode == "RGB" and is_opaque(new):
        return Image.composite(new.convert("RGB"), first, weight)
    first = first.convert("RGBA")
    # Premultiplied: what nobody sees of a transparent pixel would else shine through the feather.
    joined = Image.composite(
        new.convert("RGBA").convert("RGBa"), first.convert("RGBa"), weight
    ).convert("RGBA")
    return Image.composite(first, joined, weight.point(_NONE))


def _as_sent(image: Image.Image, kind: str, icc: bytes) -> Drawn:
    """Write the padded picture: as a JPEG where it was one, else without loss where that fits."""
    kind = "jpeg" if kind == "jpeg" else "png"
    content = written(image, kind, icc=icc)
    if len(content) > MOST_SENT_BYTES:
        kind = "jpeg" if is_opaque(image) else "webp"
        content = written(image, kind, icc=icc)
    return content, kind, *image.size
