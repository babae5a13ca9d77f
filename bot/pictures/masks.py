"""Masks: what somebody attached, painted or chose in the grid, in the one normal form.

That is a PNG with alpha, 0 where to repaint and 255 where to keep, black, of the picture's size.
Pure functions, run in the worker. Drawn over copies are `scribble`'s.
"""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from bot.domain.drafts import GRID_SIDE, MaskReading
from bot.domain.errors import PictureRefused
from bot.pictures.plain import decoded, is_opaque, written

HALF = 128
"""Less than half opaque, or half white and more, is to be repainted."""

JUDGED_SIDE = 1024
"""A mask is judged by so many of its pixels a side: enough, and quick."""

NEARLY = 64
"""How far from black and white JPEG and soft brushes may take a pixel that is meant to be such."""

COLOURED = 48
"""How far the channels of a grey pixel may lie apart."""

MOST_COLOURED, MOST_GREY, MOST_GREY_INSIDE = 0.01, 0.33, 0.1
"""The shares of pixels that may be neither: near an edge a soft one is grey, elsewhere few are."""


def read_mask(content: bytes, *, width: int, height: int) -> tuple[bytes, MaskReading, float]:
    """Return a mask in its normal form, how it was read, and the share that is to be repainted.

    Raises PictureRefused: `mask-unreadable`, `mask-empty`, `mask-everything`, or as `reading.read`
    does.
    """
    image, _ = decoded(content)
    keep, reading = _read(image)
    mask, covered = normal(keep, width=width, height=height)
    return mask, reading, covered


def mask_of_cells(cells: Sequence[int], *, width: int, height: int) -> tuple[bytes, float]:
    """Return the mask of some cells (from 1, row by row) of the grid; raises as `read_mask`."""
    keep = Image.new("L", (width, height), 255)
    brush = ImageDraw.Draw(keep)
    for cell in cells:
        left, top, right, bottom = cell_box(cell, width=width, height=height)
        if left < right and top < bottom:
            brush.rectangle((left, top, right - 1, bottom - 1), fill=0)
    return normal(keep, width=width, height=height)


def cell_box(cell: int, *, width: int, height: int) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom of a cell; right and bottom are its neighbours' first."""
    row, column = divmod(cell - 1, GRID_SIDE)
    return (
        column * width // GRID_SIDE,
        row * height // GRID_SIDE,
        (column + 1) * width // GRID_SIDE,
        (row + 1) * height // GRID_SIDE,
    )


def normal(keep: Image.Image, *, width: int, height: int) -> tuple[bytes, float]:
    """Return the mask that keeps what is at least half bright in `keep`, and the share it repaints.

    Raises PictureRefused: `mask-empty`, `mask-everything`.
    """
    alpha = resized(keep, (width, height))
    covered = alpha.histogram()[0] / (width * height)
    if covered == 0:
        raise PictureRefused("mask-empty", "no pixel is to be repainted")
    if covered == 1:
        raise PictureRefused("mask-everything", "every pixel is to be repainted")
    return encoded(alpha), covered


def resized(keep: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Return `keep` (mode L) in that size, each pixel 0 or 255."""
    if keep.size != size:
        keep = keep.resize(size, Image.Resampling.BILINEAR)
    return keep.point([0] * HALF + [255] * (256 - HALF))


def encoded(alpha: Image.Image) -> bytes:
    """Write an alpha channel as a mask in the normal form."""
    mask = Image.new("RGBA", alpha.size, (0, 0, 0, 0))
    mask.putalpha(alpha)
    return written(mask, "png")


def kept(mask: bytes, size: tuple[int, int]) -> Image.Image:
    """Return what a mask of the normal form keeps (mode L: 255, else 0), for a picture's size."""
    image, _ = decoded(mask)
    return resized(image.convert("RGBA").getchannel("A"), size)


def _read(image: Image.Image) -> tuple[Image.Image, MaskReading]:
    """Tell which way a picture is meant as a mask, and what of it is kept.

    One with an alpha channel of which nothing is used is black-and-white where it has both; of one
    colour it is a mask whose owner has erased nothing.
    """
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    flat = image.convert("RGB")
    is_uniform = flat.getcolors(1) is not None
    if alpha is not None and (is_uniform or not is_opaque(image)):
        return alpha, MaskReading.ALPHA
    if not _is_black_and_white(flat):
        raise PictureRefused("mask-unreadable", "neither transparent nor black-and-white")
    return ImageChops.invert(flat.convert("L")), MaskReading.BLACK_AND_WHITE


def _is_black_and_white(image: Image.Image) -> bool:
    """Tell whether nearly all pixels are nearly black or white; grey ones lie between the two."""
    side = max(image.size)
    if side > JUDGED_SIDE:
        size = [max(1, length * JUDGED_SIDE // side) for length in image.size]
        image = image.resize((size[0], size[1]), Image.Resampling.NEAREST)
    red, green, blue = image.split()
    highest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    lowest = ImageChops.darker(ImageChops.darker(red, green), blue)
    if _share(ImageChops.subtract(highest, lowest).point(_above(COLOURED))) > MOST_COLOURED:
        return False
    shade = image.convert("L")
    grey = shade.point([255 if NEARLY <= value < 256 - NEARLY else 0 for value in range(256)])
    white = shade.point(_above(HALF))
    near_edge = white.filter(ImageFilter.BoxBlur(2)).point(
        [255 if 0 < value < 255 else 0 for value in range(256)]
    )
    inside = ImageChops.subtract(grey, near_edge)
    return _share(grey) <= MOST_GREY and _share(inside) <= MOST_GREY_INSIDE


def _above(least: int) -> list[int]:
    return [255 if value >= least else 0 for value in range(256)]


def _share(image: Image.Image) -> float:
    """Return the share of white pixels in a picture of nothing but black and white."""
    return image.histogram()[255] / (image.width * image.height)
