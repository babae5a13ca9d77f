"""Pictures made to be looked at: the numbered grid, the preview of a mask, sheets of thumbnails.

Pure functions, run in the worker. What they show fits a screen, and is sRGB.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from PIL import (
    Image,
    ImageChops,
    ImageColor,
    ImageDraw,
    ImageEnhance,
    ImageFilter,
    ImageFont,
    ImageOps,
)

from bot.domain.drafts import GRID_CELLS, GRID_SIDE
from bot.pictures import masks
from bot.pictures.plain import Drawn, decoded, recoloured, written

MOST_SIDE, LEAST_SIDE = 1280, 640
"""How long the longer side is that is shown; a smaller picture is scaled up, to be seen."""

MOST_BYTES = 1024 * 1024
QUALITIES = (88, 75, 60, 40, 20)
"""A JPEG of the best of these qualities that has fewer bytes."""

SAFELIGHT = ImageColor.getrgb("#C4402F")
DARK = ImageColor.getrgb("#1B1A1D")
LIGHT = ImageColor.getrgb("#F4F1EC")
CHECKS = ImageColor.getrgb("#9A979E"), ImageColor.getrgb("#77747B")
"""What shines through a transparent picture: light and dark squares."""

CHECK_SIDE = 16

COLUMNS = (1, 2, 3, 2, 3, 3, 4, 4, 3, 5, 4, 4, 5, 5, 5)
"""How many thumbnails stand in a row of a sheet of 1, 2, 3 … pictures."""

GAP, MOST_TILE = 20, 400
"""Pixels between thumbnails, and the most of a thumbnail's side."""

SMOOTH = 4
"""Round shapes are drawn so many times larger, then scaled down: Pillow's own edges are jagged."""


def grid(content: bytes) -> Drawn:
    """Return the picture under the grid of cells, each with its number, from 1, row by row.

    Raises PictureRefused as `reading.read` does.
    """
    image = _on_screen(content)
    brush = ImageDraw.Draw(image, "RGBA")
    cells = [masks.cell_box(cell, width=image.width, height=image.height) for cell in _numbers()]
    for width, colour in ((5, (*DARK, 110)), (3, (*DARK, 200)), (1, (*LIGHT, 255))):
        for left, _, _, _ in cells[1:GRID_SIDE]:
            brush.line((left, 0, left, image.height), fill=colour, width=width)
        for _, top, _, _ in cells[GRID_SIDE::GRID_SIDE]:
            brush.line((0, top, image.width, top), fill=colour, width=width)
    _number(image, share=0.34)
    return _fitting(image)


def preview(content: bytes, mask: bytes, *, is_numbered: bool = False) -> Drawn:
    """Return the picture with what the mask repaints in red, outlined, and the rest in the dark;
    where it `is_numbered`, with the numbers of the cells, for another choice.

    It is told by brightness, stripes and outline too, not by colour alone. Raises PictureRefused as
    `reading.read` does.
    """
    image = _on_screen(content)
    region = ImageChops.invert(decoded(mask)[0].convert("RGBA").getchannel("A"))
    region = region.resize(image.size, Image.Resampling.BILINEAR)
    rest = ImageEnhance.Color(image).enhance(0.4)
    rest = Image.blend(rest, Image.new("RGB", image.size, DARK), 0.5)
    inside = Image.blend(image, Image.new("RGB", image.size, SAFELIGHT), 0.55)
    inside.paste(LIGHT, mask=_stripes(image.size))
    shown = Image.composite(inside, rest, region)
    for pixels, colour in ((3, DARK), (1.5, LIGHT)):
        shown.paste(colour, mask=_outline(region, pixels))
    if is_numbered:
        _number(shown, share=0.2)
    return _fitting(shown)


def thumbnail(content: bytes) -> Drawn:
    """Return the picture as large as a sheet shows it at most; raises as `reading.read` does."""
    image = recoloured(*decoded(content))
    image.thumbnail((MOST_TILE, MOST_TILE), Image.Resampling.LANCZOS)
    return written(image, "png"), "png", image.width, image.height


def sheet(contents: Sequence[bytes]) -> Drawn:
    """Return a sheet of thumbnails, numbered from 1, of 1 to 15 pictures.

    Raises PictureRefused as `reading.read` does.
    """
    columns = COLUMNS[len(contents) - 1]
    side = min(MOST_TILE, (MOST_SIDE - GAP) // columns - GAP)
    rows = ceil(len(contents) / columns)
    size = GAP + columns * (side + GAP), GAP + rows * (side + GAP)
    image = Image.new("RGB", size, DARK)
    corners = _round(side, side // 16)
    for index, content in enumerate(contents):
        row, column = divmod(index, columns)
        # A last row that is not full stands in the middle.
        missing = columns - min(columns, len(contents) - row * columns)
        left = GAP + column * (side + GAP) + missing * (side + GAP) // 2
        image.paste(_tile(content, side, index + 1), (left, GAP + row * (side + GAP)), corners)
    return _fitting(image)


def _number(image: Image.Image, *, share: float) -> None:
    """Write the number of every cell into its middle, so large a share of the cell."""
    brush = ImageDraw.Draw(image, "RGBA")
    size = max(8, round(share * min(image.width, image.height) / GRID_SIDE))
    for number in _numbers():
        box = masks.cell_box(number, width=image.width, height=image.height)
        _write(brush, str(number), at=_middle(box), size=size)


def _numbers() -> range:
    return range(1, GRID_CELLS + 1)


def _middle(box: tuple[int, int, int, int]) -> tuple[float, float]:
    left, top, right, bottom = box
    return (left + right) / 2, (top + bottom) / 2


def _on_screen(content: bytes) -> Image.Image:
    """Return the picture as RGB of a size that is good to look at."""
    image = recoloured(*decoded(content))
    longest = max(image.size)
    factor = min(MOST_SIDE, max(LEAST_SIDE, longest)) / longest
    size = max(1, round(image.width * factor)), max(1, round(image.height * factor))
    return _on_checks(image.resize(size, Image.Resampling.LANCZOS))


def _on_checks(image: Image.Image) -> Image.Image:
    if image.mode == "RGB":
        return image
    ground = Image.new("RGB", image.size, CHECKS[0])
    brush = ImageDraw.Draw(ground)
    for top in range(0, image.height, CHECK_SIDE):
        for left in range(top % (2 * CHECK_SIDE), image.width, 2 * CHECK_SIDE):
            brush.rectangle((left, top, left + CHECK_SIDE - 1, top + CHECK_SIDE - 1), CHECKS[1])
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def _write(brush: ImageDraw.ImageDraw, text: str, *, at: tuple[float, float], size: float) -> None:
    brush.text(
        at,
        text,
        font=ImageFont.load_default(size),
        fill=LIGHT,
        anchor="mm",
        stroke_width=max(1, round(size / 14)),
        stroke_fill=DARK,
    )


def _stripes(size: tuple[int, int]) -> Image.Image:
    """Return faint diagonal stripes (mode L), as wide on every picture."""
    stripes = Image.new("L", size, 0)
    brush = ImageDraw.Draw(stripes)
    for left in range(-size[1], size[0], 20):
        brush.line((left, size[1], left + size[1], 0), fill=70, width=4)
    return stripes.filter(ImageFilter.GaussianBlur(0.7))


def _outline(region: Image.Image, pixels: float) -> Image.Image:
    """Return a line along a region's edge (mode L), of so many pixels to either side, smooth.

    Where the region goes on to the picture's edge, along that, too.
    """
    room = ceil(4 * pixels)
    soft = ImageOps.expand(region, room).filter(ImageFilter.GaussianBlur(pixels))
    on_edge = soft.point([min(255, round(4 * min(v, 255 - v))) for v in range(256)])
    return ImageOps.crop(on_edge, room)


def _round(side: int, radius: int) -> Image.Image:
    """Return a square with round corners (mode L)."""
    large = Image.new("L", (side * SMOOTH, side * SMOOTH), 0)
    box = (0, 0, side * SMOOTH - 1, side * SMOOTH - 1)
    ImageDraw.Draw(large).rounded_rectangle(box, radius * SMOOTH, fill=255)
    return large.resize((side, side), Image.Resampling.LANCZOS)


def _tile(content: bytes, side: int, number: int) -> Image.Image:
    """Return a square with the whole picture before its own blurred self, and its number."""
    image = recoloured(*decoded(content))
    factor = side / max(image.size)
    size = max(1, round(image.width * factor)), max(1, round(image.height * factor))
    image = _on_checks(image.resize(size, Image.Resampling.LANCZOS))
    tile = image.resize((side, side)).filter(ImageFilter.GaussianBlur(side / 12))
    tile = Image.blend(tile, Image.new("RGB", tile.size, DARK), 0.65)
    tile.paste(image, ((side - size[0]) // 2, (side - size[1]) // 2))
    badge = max(28, side // 6)
    margin = badge // 4
    tile.paste(SAFELIGHT, (margin, margin), _round(badge, badge // 2))
    ImageDraw.Draw(tile).text(
        (margin + badge / 2, margin + badge / 2),
        str(number),
        font=ImageFont.load_default(0.6 * badge),
        fill=LIGHT,
        anchor="mm",
        stroke_width=0.012 * badge,
    )
    return tile


def _fitting(image: Image.Image) -> Drawn:
    """Write it as a JPEG of the best quality whose bytes are few enough, the last in any case."""
    for quality in QUALITIES:
        content = written(image, "jpeg", quality=quality)
        if len(content) < MOST_BYTES:
            break
    return content, "jpeg", *image.size
