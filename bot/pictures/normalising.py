"""Make of a picture that somebody attached what the API surely reads. Pure; runs in the worker."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from PIL import Image, ImageCms

from bot.domain.errors import PictureRefused
from bot.domain.masks import MOST_EXACT_PIXELS
from bot.domain.requests import MAX_REFERENCE_BYTES
from bot.pictures import metadata
from bot.pictures.plain import plain
from bot.pictures.reading import kind_of, opened, orientation, orientation_in

Form = tuple[str, dict[str, Any]]
"""A kind, with the options that Pillow writes it with."""

API_KINDS = ("png", "jpeg", "webp")
"""What the API surely reads."""

PHOTOGRAPHS = ("jpeg", "heic", "avif")
"""The kinds that come out of cameras, lossy already: as PNG they would be many times as large."""

QUALITY = 95
"""Of what is written anew and is lossy: above, a file grows for nothing that one sees."""

_PNG_MODES = ("1", "L", "LA", "P", "RGB", "RGBA", "I;16", "I")

_JPEG: Form = ("jpeg", {"quality": QUALITY, "subsampling": 0})
_SMALL_JPEG: Form = ("jpeg", {"quality": 85})
_PNG: Form = ("png", {"compress_level": 3})
_WEBP: Form = ("webp", {"quality": QUALITY})
_LOSSLESS_WEBP: Form = (
    "webp",
    {"lossless": True, "exact": True, "quality": 20, "method": 0},  # the effort, not how good
)

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What makes a picture upright, by its EXIF orientation."""


def normalise(content: bytes, *, most_pixels: int) -> tuple[bytes, str, int, int, bool, bool]:
    """Return the picture upright and without metadata: content, kind, width, height, whether not a
    byte has changed, whether it was an animation (of which the first frame is left).

    PNG, JPEG and WebP keep their bits: what is no picture is cut off, and only one that EXIF turns
    is written anew, as is a JPEG in CMYK (in RGB, through its profile) or in a shape that few
    decoders read. So are GIF, BMP, TIFF, HEIC, AVIF and animations. Written anew it is a PNG; with
    more pixels than an exact edit has, JPEG and WebP stay what they are, and an opaque HEIC or AVIF
    becomes a JPEG, at quality 95. HEIC is read where pillow-heif is installed. Colour profiles
    stay. What would be larger than the API takes loses as much as it must: it becomes JPEG, at
    quality 85 at last, or WebP where there is transparency.

    Raises PictureRefused: `reference-not-a-picture`, `reference-too-many-pixels`, or
    `reference-too-large` where even that is too large.
    """
    kind = kind_of(content)
    bare = metadata.Bare(content=content)
    if kind in (*API_KINDS, "gif"):
        bare = metadata.cut(content, kind)
    with opened(bare.content, most_pixels=most_pixels) as image:
        turn = orientation_in(bare.exif) if bare.exif else orientation(image)
        is_first_frame = bare.is_first_frame or getattr(image, "is_animated", False)
        if kind in API_KINDS and bare.is_usual and turn == 1 and image.mode != "CMYK":
            is_as_given = bare.content == content
            return bare.content, kind, image.width, image.height, is_as_given, is_first_frame
        upright = _stripped(image if turn == 1 else image.transpose(_TURNS[turn]))
        written, kind = _written(upright, _forms(kind, bare, upright))
    return written, kind, upright.width, upright.height, False, is_first_frame


def _stripped(image: Image.Image) -> Image.Image:
    """Return it in a mode that PNG knows, with nothing to it but transparency and profile."""
    profile = image.info.get("icc_profile") or b""
    if image.mode == "CMYK":
        stripped = _in_srgb(image, profile)
    elif image.mode in _PNG_MODES:
        stripped = image.copy()
    elif image.mode.startswith("I;16"):  # the other order of bytes
        stripped = image.convert("I")
    else:
        stripped = image.convert("RGBA" if image.has_transparency_data else "RGB")
    transparency = stripped.info.get("transparency")
    stripped.info = {} if transparency is None else {"transparency": transparency}
    if image.mode != "CMYK" and profile[16:20] == _colours(stripped):
        stripped.info["icc_profile"] = profile
    return stripped


def _colours(image: Image.Image) -> bytes:
    """Return the name that profiles give to the colours of a picture (ICC.1, table 19)."""
    return b"GRAY" if image.mode in ("1", "L", "LA", "I;16", "I") else b"RGB "


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """Return a picture of printing inks in sRGB, through its profile where that can be used."""
    if profile[16:20] != b"CMYK":
        return image.convert("RGB")
    try:
        inks, srgb = ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB")
        changed = ImageCms.profileToProfile(
            image,
            inks,
            srgb,
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            outputMode="RGB",
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, OSError):  # a broken profile, and none, leave the rule of thumb
        return image.convert("RGB")
    assert changed is not None  # noqa: S101 - it is None only where it works in place
    return changed


def _forms(kind: str, bare: metadata.Bare, image: Image.Image) -> tuple[Form, ...]:
    """Return in which forms it is to be written, the next where one is too large."""
    smaller = (_WEBP,) if image.has_transparency_data else (_JPEG, _SMALL_JPEG)
    if image.width * image.height <= MOST_EXACT_PIXELS:
        # Of these an exact edit puts every pixel back: none may change here.
        return _PNG, *smaller
    if kind in PHOTOGRAPHS and not image.has_transparency_data:
        return smaller
    if kind == "webp" and bare.is_usual:
        return (_LOSSLESS_WEBP, *smaller) if bare.is_lossless else (_WEBP, *smaller)
    return _PNG, *smaller


def _written(image: Image.Image, forms: tuple[Form, ...]) -> tuple[bytes, str]:
    """Return the bytes of the first form that is small enough, and its kind."""
    for kind, options in forms:
        out = BytesIO()
        is_known = kind == "png" or image.mode in ("L", "RGB", "RGBA")
        written = image if is_known else plain(image)
        profile = image.info.get("icc_profile") if _colours(image) == _colours(written) else None
        written.save(out, kind, icc_profile=profile, **options)
        if out.tell() <= MAX_REFERENCE_BYTES:
            break
    else:
        raise PictureRefused("reference-too-large", f"{out.tell()} bytes as {kind}")
    return out.getvalue(), kind
