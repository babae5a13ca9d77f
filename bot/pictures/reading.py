"""Decode a picture and tell what it is; pure functions on bytes, run in the worker process."""

from __future__ import annotations

import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from PIL import ExifTags, Image

from bot.domain.errors import PictureRefused
from bot.pictures.headers import NOT_A_PICTURE

_KINDS = {"PNG": "png", "JPEG": "jpeg", "MPO": "jpeg", "WEBP": "webp", "GIF": "gif"}
"""Pillow's names. An MPO is a JPEG with more pictures behind it, as many phones write them."""

_FAULTS = (
    *(OSError, SyntaxError, ValueError, TypeError, IndexError, KeyError, EOFError),
    *(struct.error, zlib.error),
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
        return _KINDS[image.format or ""], width, height


@contextmanager
def opened(content: bytes, *, most_pixels: int) -> Iterator[Image.Image]:
    """Give the decoded picture; raises PictureRefused as `read` does.

    Pillow's own bound on pixels (some 89 million, where it warns) holds beside ours.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a tag that is odd, say
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=("PNG", "JPEG", "WEBP", "GIF")) as image:
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


def orientation(image: Image.Image) -> int:
    """Return the EXIF orientation, 1 where that block is broken: it is a picture all the same."""
    try:
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    except _FAULTS:
        return 1
