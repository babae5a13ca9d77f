"""Cut from a picture all that is no picture, without decoding it and without Pillow.

PNG, JPEG and WebP lose EXIF, XMP, IPTC, comments, thumbnails, further pictures, parts that nobody
knows and what stands behind the end; the colour profile stays, and so does every bit of the picture
itself. Of a GIF and of an animated PNG the first frame is left. What is not cut is copied as it is.
The pieces of a file are walked one by one and counted: a file of millions of nothings is refused.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.errors import PictureRefused
from bot.pictures.headers import NOT_A_PICTURE

MOST_PIECES = 65_536
"""The most chunks of a PNG or WebP, segments of a JPEG, blocks of a GIF before its second frame.
Encoders write 8 KiB and more a chunk: pictures have some hundreds, long animations thousands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bare:
    """A picture without its metadata.

    `exif` is the EXIF block that was cut off (empty: there was none), for the orientation that it
    may hold. `is_first_frame`: it was an animation. `is_usual`: a still in a shape that every
    decoder of its kind reads; of another its pixels have to be written anew. `is_lossless`: a WebP
    that has lost nothing.
    """

    content: bytes
    exif: bytes = b""
    is_first_frame: bool = False
    is_usual: bool = True
    is_lossless: bool = False


def cut(content: bytes, kind: str) -> Bare:
    """Return a PNG, JPEG, WebP or GIF without its metadata; the same bytes where it has none.

    Raises PictureRefused (`reference-not-a-picture`) where a piece or the end is missing.
    """
    return {"png": _cut_png, "jpeg": _cut_jpeg, "webp": _cut_webp, "gif": _cut_gif}[kind](content)


def _broken(what: str) -> PictureRefused:
    return PictureRefused(NOT_A_PICTURE, what)


# --- PNG: a signature and chunks (the PNG specification, third edition) ---------------------------

_PNG_SIGNATURE_BYTES = 8

_PNG_KEPT = {
    *(b"IHDR", b"PLTE", b"IDAT", b"IEND"),  # the picture
    *(b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"sBIT", b"pHYs", b"bKGD"),
}


def _cut_png(content: bytes) -> Bare:
    """Keep the chunks that make the picture and its colours; a fault in one of them is refused.

    An animation's frames but the first are in chunks of their own, which are not kept.
    """
    kept = [content[:_PNG_SIGNATURE_BYTES]]
    exif = b""
    frames = 0
    for name, chunk in _png_chunks(content):
        if name in _PNG_KEPT:
            if zlib.crc32(chunk[4:-4]) != int.from_bytes(chunk[-4:], "big"):
                raise _broken(f"a PNG with a broken {name.decode()}")
            kept.append(chunk)
        exif = chunk[8:-4] if name == b"eXIf" else exif
        frames += name == b"fcTL"
    return Bare(content=b"".join(kept), exif=exif, is_first_frame=frames > 1)


def _png_chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Give each chunk's name, and the whole chunk, up to the end of the picture."""
    position = _PNG_SIGNATURE_BYTES
    for _ in range(MOST_PIECES):
        end = position + 12 + int.from_bytes(content[position : position + 4], "big")
        if end > len(content):
            raise _broken("a PNG without its end")
        name = content[position + 4 : position + 8]
        yield name, content[position:end]
        if name == b"IEND":
            return
        position = end
    raise _broken("a PNG of too many chunks")


# --- JPEG: segments, and scans between them (ITU-T T.81, annex B) ---------------------------------

_MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]", re.DOTALL)
"""A marker that ends a scan: neither a stuffed FF nor one that restarts the decoder within it."""

_START_OF_IMAGE, _END_OF_IMAGE, _START_OF_SCAN, _COMMENT = 0xD8, 0xD9, 0xDA, 0xFE
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_USUAL_FRAMES = (0xC0, 0xC1, 0xC2)
"""Baseline, extended and progressive; the others few decoders read."""

_EXIF_NAME = b"Exif\0\0"


def _cut_jpeg(content: bytes) -> Bare:
    """Keep tables, frame and scans, and of the application's segments what colours depend on."""
    kept = [content[:2]]
    exif = b""
    is_usual = True
    scans = 0
    for marker, before, segment in _jpeg_segments(content):
        if scans:
            kept.append(before)
        if marker in _FRAMES and marker not in _USUAL_FRAMES:
            is_usual = False
        if marker == 0xE1 and segment[4:10] == _EXIF_NAME and not exif:
            exif = segment[4:]
        scans += marker == _START_OF_SCAN
        kept.append(_bare_segment(marker, segment))
    if not scans:
        raise _broken("a JPEG without a scan")
    return Bare(content=b"".join(kept), exif=exif, is_usual=is_usual)


def _jpeg_segments(content: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Give each segment's marker, what stands before it, and the segment, up to the picture's end.

    What stands before is the data of a scan, fill bytes or, in a file that is odd, anything.
    """
    position = 2
    for _ in range(MOST_PIECES):
        found = _MARKER.search(content, position)
        if found is None:
            raise _broken("a JPEG without its end")
        start, marker = found.start(), content[found.start() + 1]
        end = start + 2
        if marker not in (0x01, _END_OF_IMAGE):
            end += int.from_bytes(content[end : end + 2], "big")
        if marker == _START_OF_IMAGE or not start + 2 <= end <= len(content):
            raise _broken("a JPEG with a broken segment")
        yield marker, content[position:start], content[start:end]
        if marker == _END_OF_IMAGE:
            return
        position = end
    raise _broken("a JPEG of too many segments")


def _bare_segment(marker: int, segment: bytes) -> bytes:
    """Return what is kept of it: of JFIF (which may hold a thumbnail) and Adobe their fields."""
    if not (0xE0 <= marker <= 0xEF or marker == _COMMENT):
        return segment
    if marker == 0xE0 and segment[4:9] == b"JFIF\0" and len(segment) >= 18:
        return segment if len(segment) == 18 else b"\xff\xe0\0\x10" + segment[4:16] + b"\0\0"
    if marker == 0xEE and segment[4:9] == b"Adobe" and len(segment) >= 16:
        return segment if len(segment) == 16 else b"\xff\xee\0\x0e" + segment[4:16]
    return segment if marker == 0xE2 and segment[4:16] == b"ICC_PROFILE\0" else b""


# --- WebP: RIFF chunks (RFC 9649) -----------------------------------------------------------------

_WEBP_KEPT = {b"VP8X", b"ICCP", b"ALPH", b"VP8 ", b"VP8L", b"ANIM", b"ANMF"}
_EXIF_AND_XMP = 0x08 | 0x04


def _cut_webp(content: bytes) -> Bare:
    """Keep picture, alpha, profile and frames; take the flags of what was cut out of the header."""
    kept = []
    exif = b""
    is_lossless = False
    frames = 0
    for name, chunk in _webp_chunks(content):
        if name == b"VP8X" and len(chunk) > 8:
            chunk = chunk[:8] + bytes([chunk[8] & ~_EXIF_AND_XMP]) + chunk[9:]
        if name in _WEBP_KEPT:
            kept.append(chunk)
        exif = chunk[8:] if name == b"EXIF" else exif
        is_lossless = is_lossless or name == b"VP8L"
        frames += name == b"ANMF"
    body = b"WEBP" + b"".join(kept)
    bare = b"RIFF" + len(body).to_bytes(4, "little") + body
    return Bare(
        content=bare,
        exif=exif,
        is_first_frame=frames > 1,
        is_usual=not frames,
        is_lossless=is_lossless,
    )


def _webp_chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Give each chunk's name, and the whole chunk with its padding."""
    position, whole = 12, 8 + int.from_bytes(content[4:8], "little")
    if whole > len(content):
        raise _broken("a WebP without its end")
    for _ in range(MOST_PIECES):
        if position + 8 > whole:
            return
        size_bytes = int.from_bytes(content[position + 4 : position + 8], "little")
        end = position + 8 + size_bytes + size_bytes % 2
        if end > whole:
            raise _broken("a WebP with a broken chunk")
        yield content[position : position + 4], content[position:end]
        position = end
    raise _broken("a WebP of too many chunks")


# --- GIF: blocks of sub-blocks (the GIF89a specification) -----------------------------------------

_GIF_IMAGE, _GRAPHIC_CONTROL = 0x2C, 0xF9


def _cut_gif(content: bytes) -> Bare:
    """Keep the header, the first frame and how that is to be shown."""
    header = 13 + _colours_bytes(content, 10)
    kept = [content[:header]]
    is_found = is_first_frame = False
    for start, end in _gif_blocks(content, header):
        is_image = content[start] == _GIF_IMAGE
        if is_image and is_found:
            is_first_frame = True
            break
        if is_image or (content[start + 1] == _GRAPHIC_CONTROL and not is_found):
            kept.append(content[start:end])
        is_found = is_found or is_image
    if not is_found:
        raise _broken("a GIF without a frame")
    return Bare(content=b"".join((*kept, b";")), is_first_frame=is_first_frame)


def _gif_blocks(content: bytes, position: int) -> Iterator[tuple[int, int]]:
    """Give where each extension and each frame begins and ends, up to what is neither."""
    for _ in range(MOST_PIECES):
        introducer = content[position : position + 1]
        if introducer not in (b"!", b","):
            return
        start, position = position, position + 2
        if introducer == b",":
            position += 9 + _colours_bytes(content, start + 9)
        while position < len(content) and (size_bytes := content[position]):
            position += 1 + size_bytes
        position += 1
        if position > len(content):
            raise _broken("a GIF that breaks off")
        yield start, position
    raise _broken("a GIF of too many blocks")


def _colours_bytes(content: bytes, position: int) -> int:
    """Return how long the table of colours is that the packed field there announces, in bytes."""
    packed = int.from_bytes(content[position : position + 1], "big")
    return 3 * 2 ** (1 + (packed & 7)) if packed & 0x80 else 0
