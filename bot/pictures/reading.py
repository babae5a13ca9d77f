"""Decode a picture and tell what it is; pure functions on bytes, run in the worker process."""

from __future__ import annotations

import importlib
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from io import BytesIO

from PIL import ExifTags, Image

from bot.domain.errors import PictureRefused
from bot.pictures.headers import NOT_A_PICTURE

_FORMATS = {"heic": "HEIF"}
"""Pillow's names for the kinds that are read, where it is another."""

_BEGINNINGS = {
    b"\x89PNG\r\n\x1a\n": "png",
    b"\xff\xd8\xff": "jpeg",
    b"GIF87a": "gif",
    b"GIF89a": "gif",
    b"BM": "bmp",
    b"II*\0": "tiff",
    b"MM\0*": "tiff",
}

_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}

_FAULTS = (
    *(OSError, SyntaxError, ValueError, TypeError, LookupError, EOFError, AttributeError),
    *(RuntimeError, ArithmeticError, struct.error, zlib.error),
)
"""What Pillow raises over bytes that are no picture, or a broken one."""

_SIDEWAYS = (5, 6, 7, 8)
"""The EXIF orientations that swap width and height."""


def read(content: bytes, *, most_pixels: int) -> tuple[str, int, int]:
    """Decode the picture (of an animation, its first frame) and return kind, width and height.

    Width and height are in pixels, as a person sees them: turned as EXIF says. Raises
    PictureRefused: `reference-not-a-picture`, or, before decoding, `reference-too-many-pixels`.
    """
    with opened(content, most_pixels=most_pixels) as image:
        width, height = image.size
        if orientation(image) in _SIDEWAYS:
            width, height = height, width
        return kind_of(content), width, height


def kind_of(content: bytes) -> str:
    """Tell by its first bytes what is to be read: png, jpeg, webp, gif, avif, heic, bmp or tiff.

    Raises PictureRefused (`reference-not-a-picture`) where it is none of them.
    """
    for beginning, kind in _BEGINNINGS.items():
        if content.startswith(beginning):
            return kind
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "webp"
    if content[4:8] == b"ftyp":
        size_bytes = min(int.from_bytes(content[:4], "big"), 256)
        brands = {content[start : start + 4] for start in range(8, size_bytes, 4)}
        if brands & {b"avif", b"avis"}:
            return "avif"
        if brands & _HEIF_BRANDS:
            return "heic"
    raise PictureRefused(NOT_A_PICTURE, "of no kind that is read here")


MOST_SCANS = 128
"""The most scans of a JPEG and of the thumbnails in it: decoders go over all pixels for each."""

_START_OF_SCAN = b"\xff\xda"
"""Within the data of a scan these two bytes never follow each other."""


@contextmanager
def opened(content: bytes, *, most_pixels: int) -> Iterator[Image.Image]:
    """Give the decoded picture, of any kind that `kind_of` knows; raises PictureRefused as `read`
    does, also over a HEIC where pillow-heif is not installed.

    Pillow's own bound on pixels (some 89 million, where it warns) holds beside ours.
    """
    kind = kind_of(content)
    if kind == "jpeg" and content.count(_START_OF_SCAN) > MOST_SCANS:
        raise PictureRefused(NOT_A_PICTURE, "a JPEG of too many scans")
    if kind == "heic" and not _learn_heic():
        raise PictureRefused(NOT_A_PICTURE, "a HEIC, and pillow-heif is not installed")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a tag that is odd, say
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=(_FORMATS.get(kind, kind),)) as image:
                if image.width * image.height > most_pixels:
                    raise PictureRefused(
                        "reference-too-many-pixels", f"{image.width} × {image.height} pixels"
                    )
                image.load()
                yield image
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureRefused("reference-too-many-pixels", str(error)) from error
    except _FAULTS as error:
        raise PictureRefused(NOT_A_PICTURE, str(error)) from error


@cache
def _learn_heic() -> bool:
    """Teach Pillow to read HEIC; tell whether the library is there."""
    try:
        importlib.import_module("pillow_heif").register_heif_opener()
    except ImportError:
        return False
    return True


def orientation(image: Image.Image) -> int:
    """Return the EXIF orientation, 1 where that block is broken: it is a picture all the same."""
    try:
        return _one_of_eight(image.getexif())
    except _FAULTS:
        return 1


def orientation_in(exif: bytes) -> int:
    """Return the orientation that an EXIF block says, 1 where it is broken or says none."""
    block = Image.Exif()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            block.load(exif)
        return _one_of_eight(block)
    except _FAULTS:
        return 1


def _one_of_eight(exif: Image.Exif) -> int:
    said = exif.get(ExifTags.Base.Orientation, 1)
    return int(said) if said in range(1, 9) else 1
