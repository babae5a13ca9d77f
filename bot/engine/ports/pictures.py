"""Pictures: what they are, where they come from, what is done to them, where they are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from bot.domain.drafts import MaskReading
from bot.domain.jobs import AnswerToken, Job
from bot.domain.reports import ReportRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """The bytes of a picture with what they are: kind (`png`, `jpeg`, `webp`, `gif`), width and
    height in pixels.
    """

    content: bytes
    kind: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Uploaded:
    """A picture that the API's upload endpoint took: its public address, and when it ends."""

    url: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Normalised:
    """A reference as the API gets it: upright, without metadata, PNG, JPEG or WebP.

    `is_as_given`: not a byte has changed. `is_first_frame`: it was an animation.
    """

    picture: Picture
    is_as_given: bool
    is_first_frame: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskMade:
    """A mask in the one normal form: a PNG with alpha, 0 where to repaint, else 255.

    `covered` is the share of its pixels (more than 0, less than 1) that are to be repainted.
    """

    picture: Picture
    reading: MaskReading
    covered: float


class ReferenceSource(Protocol):
    """Where the pictures that people attach are fetched from."""

    async def fetch(self, url: str, *, most_bytes: int) -> bytes:
        """Return the bytes. Raises PictureGone, PictureUnavailable, PictureRefused (`reference-…`
        rules).
        """
        ...


class PictureLab(Protocol):
    """What is done to pictures; outside the event loop."""

    async def chart(self, rows: Sequence[ReportRow], *, since: date, until: date) -> Picture:
        """Draw a report as one PNG: pictures and US dollars by day, by person, by model.

        People are numbered in the order of what they cost (`ranking`). It holds digits, dates and
        models' names only.
        """
        ...

    async def read(self, content: bytes, *, most_pixels: int) -> Picture:
        """Tell what the bytes are (never by a name); decodes them whole. Width and height as a
        person sees them.

        Raises PictureRefused: `reference-not-a-picture` or `reference-too-many-pixels`.
        """
        ...

    async def normalise(self, content: bytes, *, most_pixels: int) -> Normalised:
        """Return the picture upright and without metadata, re-encoded only where that is needed.

        PNG, JPEG and WebP that need no change pass byte for byte; other formats become PNG (of an
        animation, the first frame). What is written anew has at most `MAX_REFERENCE_BYTES`. Raises
        PictureRefused as `read` does, or `reference-too-large` where it cannot be made to fit.
        """
        ...

    async def read_mask(self, content: bytes, *, width: int, height: int) -> MaskMade:
        """Read a mask that somebody attached or painted, for a picture of that size, in pixels.

        One with transparency repaints where it is transparent (ALPHA), a black-and-white one where
        it is white (BLACK_AND_WHITE); one of another size is scaled. Raises PictureRefused:
        `mask-unreadable`, `mask-empty`, `mask-everything`, or as `read` does.
        """
        ...

    async def mask_of_cells(self, cells: Sequence[int], *, width: int, height: int) -> MaskMade:
        """Make the mask of some cells (from 1, row by row) of the 5 × 5 grid; raises as above."""
        ...

    async def mask_of_scribble(self, original: bytes, drawn: bytes) -> MaskMade | None:
        """Return what was drawn over a copy of the picture in one bright colour; None: `drawn` is
        no such copy.

        The same shape, at most 30 % of the pixels differing, nearly all of those in one saturated
        colour. What the stroke encloses is not filled: what is drawn over is the mask.
        """
        ...

    async def grid(self, content: bytes) -> Picture:
        """Return the picture, small enough to be shown, under the numbered 5 × 5 grid."""
        ...

    async def preview(self, content: bytes, mask: bytes, *, is_numbered: bool = False) -> Picture:
        """Return the picture, small enough to be shown, with what will be repainted made plain, and
        where it `is_numbered` with the numbers of the grid's cells.
        """
        ...

    async def thumbnail(self, content: bytes) -> Picture:
        """Return the picture as small as a sheet needs it."""
        ...

    async def sheet(self, contents: Sequence[bytes]) -> Picture:
        """Return a sheet of numbered thumbnails, from 1, of up to 15 pictures."""
        ...

    async def frame(
        self, first: bytes, mask: bytes, *, ratio: tuple[int, int]
    ) -> tuple[Picture, Picture]:
        """Return picture and mask as they are sent for an exact edit: at its exact size
        (`domain.masks.exact_size`), padded to the ratio (`domain.masks.frame`).

        Where neither is needed they are returned byte for byte. The padding is never repainted.
        """
        ...

    async def paste_back(
        self,
        first: bytes,
        mask: bytes,
        made: bytes,
        *,
        ratio: tuple[int, int],
        kind: str,
        quality: int | None = None,
    ) -> Picture:
        """Return what was made, its padding cut off, with everything outside the mask put back.

        It has the exact size of `first` and is `kind`: `png`, equal to `first` in every pixel
        outside the mask (the feather lies inside it), or `jpeg` of that quality (0 to 100).
        Raises PictureRefused where `made` is no picture.
        """
        ...

    async def identify(self, content: bytes) -> Picture:
        """Tell what the bytes are by their header alone; raises PictureRefused as `read` does."""
        ...

    async def shrink(self, picture: Picture, *, most_bytes: int) -> Picture:
        """Return a JPEG (WebP where there is transparency) of at most so many bytes, as good as it
        can be.

        Raises PictureRefused where it cannot be made to fit.
        """
        ...


class PictureStore(Protocol):
    """The bytes of references while a job needs them, by their SHA-256."""

    async def put(self, content: bytes) -> str:
        """Keep the bytes, durably; return their SHA-256 (hex)."""
        ...

    async def get(self, sha256: str) -> bytes | None:
        """Return the bytes, or None where they are gone."""
        ...

    async def keep_only(self, sha256s: frozenset[str]) -> int:
        """Remove all others that are older than an hour; return how many."""
        ...


class AttachmentHost(Protocol):
    """Discord as a place where the bot makes a picture reachable for the API."""

    async def attach(
        self, picture: Picture, *, name: str, job: Job, token: AnswerToken | None
    ) -> Uploaded:
        """Upload a picture; return its signed address and when that ends.

        `name` is the file's; `token` opens the job's progress answer while it lives. Where the
        application may not upload by itself, the picture is put onto that answer, or beside it.
        Raises DeliveryUnavailable or Undeliverable.
        """
        ...
