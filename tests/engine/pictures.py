"""Pictures outside the engine, in memory: bytes that say what they are, what is done to them, where
they come from and where they are kept.

A picture is the words `picture <kind> <width> <height> <text>`; a mask `mask png <width> <height>
<share>`. What the lab makes of them says so in its text, so that a test reads what happened.
"""

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass

from bot.domain.drafts import GRID_CELLS, MaskReading
from bot.domain.errors import PictureGone, PictureRefused
from bot.domain.masks import exact_size, frame
from bot.engine.ports import MaskMade, Normalised, Picture


def picture_bytes(kind="png", width=1024, height=1024, text=""):
    """Return bytes that the lab below takes for a picture of that kind and size."""
    return f"picture {kind} {width} {height} {text}".encode()


def mask_bytes(width=1024, height=1024, covered=0.25):
    """Return bytes that the lab below takes for a mask that somebody made."""
    return f"mask png {width} {height} {covered}".encode()


@dataclass
class Fault:
    """An error at a call, raised before what the call does, or after it was done."""

    error: BaseException
    after_the_effect: bool = False


class Scripted:
    """Something whose next calls can be told to fail."""

    def __init__(self):
        self.script = []

    @contextmanager
    def next_call(self):
        """Do what the script says about this call."""
        fault = self.script.pop(0) if self.script else None
        if isinstance(fault, BaseException):
            fault = Fault(fault)
        if fault is not None and not fault.after_the_effect:
            raise fault.error
        yield
        if fault is not None:
            raise fault.error


class Cdn(Scripted):
    """Where the pictures are that people attach."""

    def __init__(self):
        super().__init__()
        self.files = {}

    async def fetch(self, url, *, most_bytes):
        """Return the bytes."""
        with self.next_call():
            if url not in self.files:
                raise PictureGone("reference-gone")
            if len(self.files[url]) > most_bytes:
                raise PictureRefused("reference-too-large")
            return self.files[url]


class Lab:
    """Does what the port says to what `picture_bytes` writes, in words.

    A text with `animated` or `dirty` is what normalising changes; a copy says `drawn over` before
    the text of its original.
    """

    async def chart(self, rows, *, since, until):
        """Say what the chart is of."""
        costs = sum(row.microusd for row in rows)
        return await self.identify(picture_bytes(text=f"{since} {until} {costs}"))

    async def read(self, content, *, most_pixels):
        """Tell what the bytes are, unless they are too many pixels."""
        picture = await self.identify(content)
        if picture.width * picture.height > most_pixels:
            raise PictureRefused("reference-too-many-pixels")
        return picture

    async def identify(self, content):
        """Tell what the bytes are."""
        words = content.decode().split(" ")
        if words[0] not in ("picture", "mask"):
            raise PictureRefused("reference-not-a-picture")
        return Picture(content=content, kind=words[1], width=int(words[2]), height=int(words[3]))

    async def normalise(self, content, *, most_pixels):
        """Return the picture; an animated or dirty one is changed."""
        picture = await self.read(content, most_pixels=most_pixels)
        is_animated, is_dirty = b"animated" in content, b"dirty" in content
        if is_animated or is_dirty:
            clean = content.replace(b"animated", b"still").replace(b"dirty", b"clean")
            picture = await self.identify(clean)
        return Normalised(
            picture=picture,
            is_as_given=not (is_animated or is_dirty),
            is_first_frame=is_animated,
        )

    async def read_mask(self, content, *, width, height):
        """Read what `mask_bytes` writes."""
        await self.identify(content)
        words = content.decode().split(" ")
        if words[0] != "mask":
            raise PictureRefused("mask-unreadable")
        return await self._mask(float(words[4]), MaskReading.ALPHA, width, height)

    async def mask_of_cells(self, cells, *, width, height):
        """Cover as much as the cells do."""
        return await self._mask(len(set(cells)) / GRID_CELLS, MaskReading.CELLS, width, height)

    async def mask_of_scribble(self, original, drawn):
        """Find what was drawn over the original."""
        if drawn.split(b" ", 4)[4] != b"drawn over " + original.split(b" ", 4)[4]:
            return None
        picture = await self.identify(original)
        return await self._mask(0.1, MaskReading.SCRIBBLE, picture.width, picture.height)

    async def _mask(self, covered, reading, width, height):
        if not covered:
            raise PictureRefused("mask-empty")
        if covered == 1:
            raise PictureRefused("mask-everything")
        picture = await self.identify(mask_bytes(width, height, covered))
        return MaskMade(picture=picture, reading=reading, covered=covered)

    async def grid(self, content):
        """Draw the grid."""
        return await self._said(content, "under the grid")

    async def preview(self, content, mask, *, is_numbered=False):
        """Show the mask."""
        share = mask.decode().split(" ")[4]
        numbers = ", numbered" if is_numbered else ""
        return await self._said(content, f"masked by {share}{numbers}")

    async def thumbnail(self, content):
        """Make it small."""
        picture = await self.identify(content)
        return await self.identify(
            picture_bytes(
                "png",
                min(picture.width, 400),
                min(picture.height, 400),
                content.decode().split(" ", 4)[4],
            )
        )

    async def sheet(self, contents):
        """List the thumbnails."""
        texts = ", ".join(content.decode().split(" ", 4)[4] for content in contents)
        return await self.identify(picture_bytes(text=f"sheet of {texts}"))

    async def frame(self, first, mask, *, ratio):
        """Pad both to the ratio."""
        picture = await self.identify(first)
        size = exact_size(picture.width, picture.height)
        framed = frame(*size, ratio)
        if (framed.width, framed.height) == (picture.width, picture.height):
            return picture, await self.identify(mask)
        text = first.decode().split(" ", 4)[4]
        share = mask.decode().split(" ")[4]
        return (
            await self.identify(
                picture_bytes("png", framed.width, framed.height, f"{text} padded")
            ),
            await self.identify(mask_bytes(framed.width, framed.height, share)),
        )

    async def paste_back(self, first, mask, made, *, ratio, kind, quality=None):
        """Put the first picture back around what was made."""
        picture = await self.identify(first)
        await self.identify(made)
        size = exact_size(picture.width, picture.height)
        text = made.decode().split(" ", 4)[4]
        return await self.identify(picture_bytes(kind, *size, f"{text} pasted at {quality}"))

    async def _said(self, content, words):
        picture = await self.identify(content)
        text = content.decode().split(" ", 4)[4]
        return await self.identify(
            picture_bytes("png", picture.width, picture.height, f"{text} {words}")
        )


class Shelf:
    """Keeps references by their SHA-256."""

    def __init__(self):
        self.kept = {}

    async def put(self, content):
        """Keep the bytes."""
        sha256 = hashlib.sha256(content).hexdigest()
        self.kept[sha256] = content
        return sha256

    async def get(self, sha256):
        """Return the bytes, or None."""
        return self.kept.get(sha256)

    async def keep_only(self, sha256s):
        """Remove all others (here: of any age)."""
        others = self.kept.keys() - sha256s
        self.kept = {sha256: self.kept[sha256] for sha256 in self.kept.keys() & sha256s}
        return len(others)
