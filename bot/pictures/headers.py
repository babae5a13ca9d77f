"""Tell a picture's kind and size by its header alone, without decoding and without Pillow.

Cheap and bounded (a few fields are read; in a JPEG the segments before the frame are skipped one
by one), so the event loop may do it itself. The size is as stored: EXIF orientation, and whether
what stands between header and end is sound, are for `reading`.
"""

from __future__ import annotations

from bot.domain.errors import PictureRefused

NOT_A_PICTURE = "reference-not-a-picture"

MOST_SEGMENTS = 4096
"""The most segments and fill bytes before the frame of a JPEG: real ones have some dozens, up to
some hundreds with a large colour profile. The walk holds up everything else."""

_NOT_A_FRAME = {0xC4, 0xC8, 0xCC}
"""The markers among those of JPEG frames (C0–CF) that are none: Huffman, reserved, arithmetic."""


def identify(content: bytes) -> tuple[str, int, int]:
    """Return kind (png, jpeg, webp, gif), width and height in pixels; raise PictureRefused."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR":
        kind, width, height = "png", _big(content[16:20]), _big(content[20:24])
    elif content[:6] in (b"GIF87a", b"GIF89a"):
        kind, width, height = "gif", _little(content[6:8]), _little(content[8:10])
    elif content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        kind, (width, height) = "webp", _webp_size(content)
    elif content.startswith(b"\xff\xd8\xff"):
        kind, (width, height) = "jpeg", _jpeg_size(content)
    else:
        raise PictureRefused(NOT_A_PICTURE, "neither PNG, JPEG, WebP nor GIF")
    if not width or not height:
        raise PictureRefused(NOT_A_PICTURE, f"a broken {kind} header")
    return kind, width, height


def is_whole(content: bytes, kind: str) -> bool:
    """Tell whether the end is there, which a broken download lacks; what follows it is no matter.

    In a JPEG an end after the last scan: one before it belongs to a thumbnail. A GIF's end is a
    single byte that says nothing.
    """
    if kind == "png":
        return b"IEND\xaeB`\x82" in content
    if kind == "jpeg":
        return content.rfind(b"\xff\xd9") > content.rfind(b"\xff\xda")
    if kind == "webp":
        return len(content) >= 8 + _little(content[4:8])
    return True


def _big(field: bytes) -> int:
    return int.from_bytes(field, "big")


def _little(field: bytes) -> int:
    return int.from_bytes(field, "little")


def _webp_size(content: bytes) -> tuple[int, int]:
    """Read the size from the first chunk, which is one of three; (0, 0) where it is none of them.

    The layouts are those of RFC 9649: the extended header, the lossless and the lossy bitstream.
    """
    chunk = content[12:16]
    if chunk == b"VP8X" and len(content) >= 30:
        return 1 + _little(content[24:27]), 1 + _little(content[27:30])
    if chunk == b"VP8L" and content[20:21] == b"\x2f" and len(content) >= 25:
        bits = _little(content[21:25])
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if chunk == b"VP8 " and content[23:26] == b"\x9d\x01\x2a":
        return _little(content[26:28]) & 0x3FFF, _little(content[28:30]) & 0x3FFF
    return 0, 0


def _jpeg_size(content: bytes) -> tuple[int, int]:
    """Walk the segments to the frame header; (0, 0) where the picture's data begin before it."""
    position = 2
    for _ in range(MOST_SEGMENTS):
        if content[position : position + 1] != b"\xff":
            break
        marker = content[position + 1 : position + 2]
        if marker == b"\xff":  # a fill byte
            position += 1
            continue
        if marker and 0xC0 <= marker[0] <= 0xCF and marker[0] not in _NOT_A_FRAME:
            return _big(content[position + 7 : position + 9]), _big(
                content[position + 5 : position + 7]
            )
        length = _big(content[position + 2 : position + 4])
        if marker in (b"", b"\xd9", b"\xda") or length < 2:
            break
        position += 2 + length
    return 0, 0
