"""Draw what the stand-in for the image API returns: real pictures, made from the prompt.

Pure functions over bytes, with Pillow alone: the same sketch always gives the same bytes on one
version of Pillow. They block for some tenths of a second: call them in a thread.
Fetching references and deciding what fails is left to `image_api_tasks`.
"""

import io
import math
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont, ImageOps

from sandbox.drawing_canvas import SCALE, Canvas
from sandbox.drawing_motifs import MOTIFS
from sandbox.drawing_pen import Pen
from sandbox.drawing_scenes import SCENES, place_motif
from sandbox.drawing_words import Reading, dice, mix, read

DETAIL = {"low": 0, "medium": 1, "auto": 1, "high": 2}
_PRINTABLE = range(0x20, 0x7F)
_PAPER = (252, 250, 245)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """Everything that one picture is made from; `number` counts from 1 within its set."""

    prompt: str
    model: str
    width: int
    height: int
    quality: str = "auto"
    background: str = "auto"
    output_format: str = "png"
    output_compression: int | None = None
    number: int = 1
    references: tuple[bytes, ...] = ()
    mask: bytes | None = None
    plain: bool = False
    """Draw one flat colour with the mark, in a few milliseconds, for tests by the hundred."""


def draw(sketch: Sketch) -> bytes:
    """Return the finished file, PNG or JPEG, of exactly the size asked for."""
    reading = read(sketch.prompt, model=sketch.model, number=sketch.number)
    if sketch.mask is not None and sketch.references:
        picture = _repaint(sketch, reading)
    elif sketch.background == "transparent":
        picture = _cut_out(sketch, reading)
        _lay_photographs(picture, sketch, reading)
    else:
        picture = _scene(sketch, reading, sketch.width, sketch.height)
        _lay_photographs(picture, sketch, reading)
    if sketch.mask is None:
        _sign(picture, sketch, reading)
    return _encode(picture, sketch)


def _scene(sketch: Sketch, reading: Reading, width: int, height: int) -> Image.Image:
    if sketch.plain:
        return Image.new("RGB", (width, height), reading.palette.accent)
    canvas = Canvas(width, height, reading, DETAIL.get(sketch.quality, 1))
    SCENES[reading.scene](canvas)
    if not sketch.references or sketch.mask is not None:
        place_motif(canvas)
    return canvas.image.reduce(SCALE)


def _cut_out(sketch: Sketch, reading: Reading) -> Image.Image:
    """Draw the subject on nothing; a scene without one becomes a round badge."""
    side = min(sketch.width, sketch.height)
    picture = Image.new("RGBA", (sketch.width, sketch.height), (*reading.palette.light, 0))
    if sketch.references and not sketch.plain:
        return picture
    if reading.motif or reading.scene == "tiles" or sketch.plain:
        sheet = Image.new("RGBA", (side * SCALE, side * SCALE), (*reading.palette.light, 0))
        middle = side * SCALE / 2
        pen = Pen(ImageDraw.Draw(sheet), middle, middle, side * SCALE * 0.36)
        motif = MOTIFS["emblem" if sketch.plain else reading.motif or "emblem"]
        motif(pen, reading.palette, dice(reading.seed, "motif"), DETAIL.get(sketch.quality, 1))
        subject = sheet.reduce(SCALE)
    else:
        subject = _badge(sketch, reading, side)
    picture.paste(subject, ((sketch.width - side) // 2, (sketch.height - side) // 2))
    return picture


def _badge(sketch: Sketch, reading: Reading, side: int) -> Image.Image:
    scene = _scene(sketch, reading, side, side)
    hole = Image.new("L", (side * SCALE, side * SCALE))
    inset = side * SCALE * 0.08
    box = (inset, inset, side * SCALE - inset, side * SCALE - inset)
    ImageDraw.Draw(hole).ellipse(box, fill=255)
    rim = Image.new("L", hole.size)
    ImageDraw.Draw(rim).ellipse(box, outline=255, width=round(side * SCALE * 0.016))
    scene.paste(reading.palette.light, (0, 0), rim.reduce(SCALE))
    scene.putalpha(hole.reduce(SCALE))
    return scene


def _repaint(sketch: Sketch, reading: Reading) -> Image.Image:
    """Keep the first reference to the last bit where the mask is opaque; paint the rest anew.

    Both are brought to the size asked for, which changes nothing where they already have it.
    """
    size = (sketch.width, sketch.height)
    with Image.open(io.BytesIO(sketch.references[0])) as opened:
        base = _fit(opened.convert("RGBA"), size)
    with Image.open(io.BytesIO(sketch.mask or b"")) as opened:
        alpha = _fit(opened.convert("RGBA").getchannel("A"), size)
    hole = ImageChops.invert(alpha)
    if sketch.background != "transparent":
        base = _flatten(base)
    box = hole.getbbox()
    if box is None:
        return base
    fresh = _scene(sketch, reading, max(box[2] - box[0], 1), max(box[3] - box[1], 1))
    base.paste(fresh.convert(base.mode), box[:2], hole.crop(box))
    return base


def _fit(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    return image if image.size == size else ImageOps.fit(image, size, Image.Resampling.LANCZOS)


def _flatten(image: Image.Image) -> Image.Image:
    """Put white behind; pixels that are opaque already stay what they are."""
    flat = Image.new("RGB", image.size, (255, 255, 255))
    flat.paste(image, (0, 0), image)
    return flat


def _lay_photographs(picture: Image.Image, sketch: Sketch, reading: Reading) -> None:
    """Lay the references on the scene like prints on a table, the first one on top."""
    rng, count = dice(reading.seed, "prints"), len(sketch.references)
    if not count:
        return
    columns = math.ceil(math.sqrt(count * sketch.width / sketch.height))
    rows = math.ceil(count / columns)
    cell = min(sketch.width / (columns + 0.35), sketch.height / (rows + 0.35))
    side = round(cell * (0.8 if count == 1 else 0.96))
    for index in reversed(range(count)):
        row, column = divmod(index, columns)
        in_row = min(columns, count - row * columns)
        x = sketch.width / 2 + (column - (in_row - 1) / 2) * cell
        y = sketch.height / 2 + (row - (rows - 1) / 2) * cell - sketch.height * 0.015
        print_ = _print(sketch.references[index], side, rng.uniform(-7, 7), plain=sketch.plain)
        at = (round(x - print_.width / 2), round(y - print_.height / 2))
        if picture.mode == "RGBA":
            picture.alpha_composite(print_, (max(0, at[0]), max(0, at[1])))
        else:
            picture.paste(print_, at, print_)


def _print(data: bytes, side: int, angle: float, *, plain: bool) -> Image.Image:
    """Frame one reference as a photograph with a white border and a soft shadow."""
    with Image.open(io.BytesIO(data)) as opened:
        opened.draft("RGB", (side, side))
        photo = ImageOps.exif_transpose(opened).convert("RGBA")
    border = max(2, side // 22)
    photo.thumbnail((side - 2 * border, side - 3 * border), Image.Resampling.LANCZOS)
    if max(photo.size) < side * 0.7:
        photo = ImageOps.contain(photo, (side - 2 * border, side - 3 * border))
    card = Image.new("RGBA", (photo.width + 2 * border, photo.height + 3 * border), _PAPER)
    card.alpha_composite(photo, (border, border))
    if plain:
        return card
    room = border * 3
    sheet = Image.new("RGBA", (card.width + 2 * room, card.height + 2 * room), (20, 16, 30, 0))
    shadow = Image.new("L", sheet.size)
    box = (room, room + border // 2, room + card.width, room + border // 2 + card.height)
    ImageDraw.Draw(shadow).rectangle(box, fill=120)
    sheet.putalpha(shadow.filter(ImageFilter.GaussianBlur(border * 0.7)))
    sheet.alpha_composite(card, (room, room))
    return sheet.rotate(angle, Image.Resampling.BICUBIC, expand=True)


def _sign(picture: Image.Image, sketch: Sketch, reading: Reading) -> None:
    """Put the mark of the sandbox and the first words of the prompt into the lower corner."""
    unit = min(picture.size)
    font = ImageFont.load_default(max(10, unit // 52))
    words = _legible(sketch.prompt)
    label = f"sandbox  ·  {words}" if words else "sandbox"
    left, top, right, bottom = font.getbbox(label)
    pad, margin = unit // 70, unit // 40
    beads = 0 if words else 5
    height = round(bottom - top + 2 * pad)
    width = round(right - left + 2 * pad + beads * height * 0.5)
    box = (margin, picture.height - margin - height, margin + width, picture.height - margin)
    tag = Image.new("RGBA", (width * 2, height * 2))
    pill = ImageDraw.Draw(tag)
    pill.rounded_rectangle((0, 0, width * 2 - 1, height * 2 - 1), height, fill=(*_PAPER, 222))
    rng, pal = dice(reading.seed, "beads"), reading.palette
    for index in range(beads):
        x, y, r = width * 2 - height * (beads - index + 0.2), height, height * 0.3
        fill = rng.choice((pal.accent, pal.second, pal.near, pal.far))
        pill.ellipse((x - r, y - r, x + r, y + r), fill=(*fill, 255))
    tag = tag.reduce(2)
    ink = mix(pal.dark, (40, 40, 48), 0.4)
    ImageDraw.Draw(tag).text((pad - left, pad - top), label, font=font, fill=(*ink, 255))
    if picture.mode == "RGBA":
        picture.alpha_composite(tag, box[:2])
    else:
        picture.paste(tag, box[:2], tag)


def _legible(prompt: str) -> str:
    """Return the first words of a prompt, or nothing where the font cannot spell them.

    The font that Pillow brings along knows the Latin letters only.
    """
    words = " ".join(prompt.split())
    if not words or any(ord(letter) not in _PRINTABLE for letter in words):
        return ""
    if len(words) <= 34:
        return words
    return words[:34].rsplit(" ", 1)[0].rstrip(",.;:") + " ..."


def _encode(picture: Image.Image, sketch: Sketch) -> bytes:
    """Write the file; JPEG quality is the compression level itself, as with OpenAI (100: best)."""
    out = io.BytesIO()
    if sketch.output_format == "jpeg":
        level = 90 if sketch.output_compression is None else sketch.output_compression
        flat = _flatten(picture) if picture.mode == "RGBA" else picture
        flat.save(out, "JPEG", quality=max(5, min(95, level)))
    else:
        picture.save(out, "PNG", compress_level=1 if sketch.plain else 4)
    return out.getvalue()
