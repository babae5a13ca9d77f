"""What programs and cameras write around a picture; and any picture, for Hypothesis."""

import struct
import zlib

from hypothesis import strategies as st
from PIL import Image, ImageCms

from tests.pictures.drawing import encoded

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

MODES = {
    "png": ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"),
    "jpeg": ("L", "RGB"),
    "webp": ("RGB", "RGBA"),
}


def chunk(name, data=b""):
    """Return a chunk of a PNG."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def riff_chunk(name, data=b""):
    """Return a chunk of a WebP."""
    return name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def segment(marker, data=b""):
    """Return a segment of a JPEG."""
    return bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data


def exif(orientation):
    """Return an EXIF block that says how the picture lies."""
    block = Image.Exif()
    block[0x0112] = orientation
    return block.tobytes()


def with_chunks(png, *chunks, before=b"IDAT"):
    """Return a PNG with more chunks, before the first of that name."""
    place = png.index(before) - 4
    return png[:place] + b"".join(chunks) + png[place:]


def with_segments(jpeg, *segments):
    """Return a JPEG with more segments, behind its first."""
    place = 4 + int.from_bytes(jpeg[4:6], "big")
    return jpeg[:place] + b"".join(segments) + jpeg[place:]


def with_riff_chunks(webp, *chunks):
    """Return a WebP with more chunks at its end."""
    body = webp[8:] + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def frames_of(kind):
    """Return an animation of three frames, and the first of them."""
    frames = [Image.new("RGB", (50, 40), colour) for colour in ("red", "lime", "blue")]
    options = {"lossless": True} if kind == "webp" else {}
    content = encoded(frames[0], kind, save_all=True, append_images=frames[1:], **options)
    return content, frames[0]


@st.composite
def pictures(draw, mode):
    """Draw a picture of that mode, of any size and any pixels."""
    width, height = draw(st.integers(1, 24)), draw(st.integers(1, 24))
    chance = draw(st.randoms(use_true_random=False))
    raw_mode = "L" if mode in ("1", "P") else mode
    size_bytes = width * height * (2 if mode == "I;16" else len(raw_mode))
    return Image.frombytes(raw_mode, (width, height), chance.randbytes(size_bytes)).convert(mode)


@st.composite
def files(draw, kind):
    """Draw a file of that kind: any mode, with a colour profile or without, any way of writing."""
    mode = draw(st.sampled_from(MODES[kind]))
    options = {}
    if kind == "webp":
        options["lossless"] = draw(st.booleans())
        options["exact"] = True
    if kind == "jpeg":
        options["progressive"] = draw(st.booleans())
        options["restart_marker_blocks"] = draw(st.integers(0, 2))
    if mode in ("L", "P", "RGB") and kind == "png" and draw(st.booleans()):
        options["transparency"] = (1, 2, 3) if mode == "RGB" else 1
    if mode in ("RGB", "RGBA", "P") and draw(st.booleans()):
        options["icc_profile"] = SRGB
    return encoded(draw(pictures(mode)), kind, **options)
