"""Decoded pictures in one plain form, upright and of eight bits a channel, and their colours.

Pure functions; run in the worker.
"""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageCms, ImageOps

from bot.domain.requests import MAX_REFERENCE_PIXELS
from bot.pictures.reading import opened, orientation

Drawn = tuple[bytes, str, int, int]
"""A picture as bytes, with its kind, width and height."""


def decoded(content: bytes) -> tuple[Image.Image, bytes]:
    """Return the picture, plain and upright, and its ICC profile (empty where it has none).

    Raises PictureRefused as `reading.read` does.
    """
    with opened(content, most_pixels=MAX_REFERENCE_PIXELS) as source:
        return plain(upright(source)), profile(source)


def upright(image: Image.Image) -> Image.Image:
    """Turn it as EXIF says."""
    return image if orientation(image) == 1 else ImageOps.exif_transpose(image)


def plain(image: Image.Image) -> Image.Image:
    """Return it as RGBA where it has transparency of any kind, used or not, else as RGB."""
    if image.mode.startswith("I"):  # sixteen bits of grey, which Pillow would cut off, not scale
        return image.convert("I").point(lambda value: value / 257).convert("L").convert("RGB")
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def is_opaque(image: Image.Image) -> bool:
    """Tell whether no pixel of a plain picture lets anything through."""
    return image.mode == "RGB" or image.getchannel("A").getextrema() == (255, 255)


def profile(image: Image.Image) -> bytes:
    """Return the ICC profile, empty where it is one for the grey or the CMYK that it was."""
    icc: bytes = image.info.get("icc_profile") or b""
    return icc if icc[16:20] == b"RGB " else b""


def recoloured(image: Image.Image, icc: bytes, *, to: bytes = b"") -> Image.Image:
    """Return a plain picture of one ICC profile in the colours of another; an empty one is sRGB.

    A profile that cannot be read counts as sRGB, as every browser takes it.
    """
    if icc == to:
        return image
    try:
        transform = ImageCms.buildTransform(
            _opened_profile(icc),
            _opened_profile(to),
            "RGB",
            "RGB",
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (OSError, ImageCms.PyCMSError):
        return image
    changed = transform.apply(image.convert("RGB"))
    if image.mode == "RGBA":
        changed.putalpha(image.getchannel("A"))
    return changed


def _opened_profile(icc: bytes) -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(BytesIO(icc) if icc else ImageCms.createProfile("sRGB"))


def written(image: Image.Image, kind: str, *, icc: bytes = b"", quality: int = 95) -> bytes:
    """Return the bytes of a plain picture as `png`, `jpeg` (on white, every pixel's own colour) or
    `webp`.

    Above 4, PNG takes twice the time, for photographs without fewer bytes.
    """
    out = BytesIO()
    if kind == "png":
        image.save(out, "PNG", compress_level=4, icc_profile=icc)
    elif kind == "webp":
        image.save(out, "WEBP", quality=quality, method=2, icc_profile=icc)
    else:
        flat = over(image, (255, 255, 255))
        flat.save(out, "JPEG", quality=quality, subsampling=0, icc_profile=icc)
    return out.getvalue()


def over(image: Image.Image, colour: tuple[int, int, int]) -> Image.Image:
    """Return a plain picture as RGB, what shines through filled with a colour."""
    if image.mode == "RGB":
        return image
    ground = Image.new("RGB", image.size, colour)
    ground.paste(image, mask=image.getchannel("A"))
    return ground
