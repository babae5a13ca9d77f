"""Make a picture fit a number of bytes: first by quality, then by size. Runs in the worker."""

from __future__ import annotations

from io import BytesIO
from math import sqrt

from PIL import Image

from bot.domain.errors import PictureRefused
from bot.pictures.plain import is_opaque, plain, profile, upright
from bot.pictures.reading import opened

BEST_QUALITY, WORST_QUALITY = 95, 60
"""Above, a file grows for nothing that one sees; below, fewer pixels look better."""

SMALLEST_SIDE = 64
"""A picture whose longer side is shorter than this shows nobody anything."""

MOST_WEBP_SIDE = 16_383


def shrink(content: bytes, *, most_bytes: int, most_pixels: int) -> tuple[bytes, str, int, int]:
    """Return the picture in at most so many bytes, with its kind, width and height.

    A JPEG, or a WebP where transparency is really used; upright, and with its colour profile.
    Raises PictureRefused: as `read` does, or `reference-too-large` where it cannot be made to fit.
    """
    with opened(content, most_pixels=most_pixels) as source:
        image, icc = plain(upright(source)), profile(source)
    kind = "jpeg" if is_opaque(image) else "webp"
    if kind == "jpeg":
        image = image.convert("RGB")
    else:
        image.thumbnail((MOST_WEBP_SIDE, MOST_WEBP_SIDE))
    while (size_bytes := len(_encoded(image, kind, WORST_QUALITY, icc))) > most_bytes:
        image = _smaller(image, sqrt(most_bytes / size_bytes))
    fitting = _best_that_fits(image, kind, icc, most_bytes)
    return fitting, kind, image.width, image.height


def _smaller(image: Image.Image, factor: float) -> Image.Image:
    """Scale it down to what will probably fit, and by a twentieth at least, so that this ends."""
    factor = min(0.95, factor)
    size = max(1, round(image.width * factor)), max(1, round(image.height * factor))
    if max(size) < SMALLEST_SIDE:
        raise PictureRefused("reference-too-large", "it cannot be made small enough")
    return image.resize(size, Image.Resampling.LANCZOS)


def _best_that_fits(image: Image.Image, kind: str, icc: bytes, most_bytes: int) -> bytes:
    """Search the highest quality that fits, by halving; the worst is known to."""
    fitting = _encoded(image, kind, WORST_QUALITY, icc)
    low, high = WORST_QUALITY + 1, BEST_QUALITY
    while low <= high:
        quality = (low + high) // 2
        tried = _encoded(image, kind, quality, icc)
        if len(tried) <= most_bytes:
            fitting, low = tried, quality + 1
        else:
            high = quality - 1
    return fitting


def _encoded(image: Image.Image, kind: str, quality: int, icc: bytes) -> bytes:
    out = BytesIO()
    if kind == "webp":
        image.save(out, "WEBP", quality=quality, icc_profile=icc)
    else:
        image.save(out, "JPEG", quality=quality, optimize=True, icc_profile=icc)
    return out.getvalue()
