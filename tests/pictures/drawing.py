"""Real pictures, drawn here and written by Pillow."""

import random
import struct
import zlib
from io import BytesIO

from PIL import Image

KINDS = ("png", "jpeg", "webp", "gif")
PLENTY = 50_000_000


def drawn(width=64, height=48, mode="RGB", *, noise=False):
    """Draw a picture: a gradient, or noise that compresses badly."""
    if noise:
        size_bytes = width * height * len(Image.new(mode, (1, 1)).getbands())
        chance = random.Random(1)  # noqa: S311 - the same noise every time
        return Image.frombytes(mode, (width, height), chance.randbytes(size_bytes))
    return Image.radial_gradient("L").resize((width, height)).convert(mode)


def encoded(image, kind, **options):
    """Write a picture as bytes of that kind."""
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def decoded(content):
    """Read bytes back as a picture."""
    image = Image.open(BytesIO(content))
    image.load()
    return image


def turned(kind, orientation, width=64, height=48):
    """Return a picture that EXIF says to turn."""
    image = drawn(width, height)
    exif = Image.Exif()
    exif[0x0112] = orientation
    return encoded(image, kind, exif=exif)


def bomb(width, height):
    """Return a few hundred bytes of PNG that say they are so many pixels."""
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    chunks = [(b"IHDR", header), (b"IDAT", body), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )
