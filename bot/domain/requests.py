"""What to draw: the request, its pictures, and the rules it must keep before money is spent."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from bot.domain.errors import InvalidRequest
from bot.domain.models import Catalogue

MAX_REFERENCE_BYTES = 20 * 1024 * 1024
"""The most bytes of one reference: the limit of the API's upload endpoint."""

MAX_REFERENCE_PIXELS = 50_000_000
"""The most pixels of one reference that we decode."""

MIN_COMPRESSION, MAX_COMPRESSION = 0, 100

_INVISIBLE = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})
"""Unicode's categories of what nobody sees: a prompt of nothing else asks for nothing, and costs.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceImage:
    """A picture that somebody gave us, and how far it has come on its way to the API.

    `name` is the option it came by (`image1`), for sentences about it. `url` is Discord's signed
    address, empty where it has none. `width` and `height` are pixels, as Discord says until the
    bytes are read, then as they are. `sha256` names the bytes in the picture store, upright and
    without metadata; `is_as_given` says that they are those at `url`, `is_first_frame` that they
    are the first of an animation. `sent_sha256` names what is sent where that differs (padded, for
    an exact edit). `reachable_url` is where the API can fetch it, until `reachable_until`.
    """

    name: str
    url: str
    filename: str = ""
    size_bytes: int | None = None
    width: int | None = None
    height: int | None = None
    kind: str | None = None
    sha256: str | None = None
    is_as_given: bool = True
    is_first_frame: bool = False
    sent_sha256: str | None = None
    reachable_url: str | None = None
    reachable_until: datetime | None = None

    def is_reachable(self, at: datetime) -> bool:
        """Tell whether the API can still fetch it at that moment."""
        return (
            self.reachable_url is not None
            and self.reachable_until is not None
            and at < self.reachable_until
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Mask:
    """Which region of the first reference to repaint: a PNG of its size whose alpha is 0 there.

    `is_exact`: what is not masked is put back from the first reference, so that it is really
    unchanged.
    """

    source: SourceImage
    is_exact: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageRequest:
    """What somebody wants drawn. An option that nobody gave is None, and is not sent."""

    prompt: str
    model: str
    size: str | None = None
    count: int = 1
    quality: str | None = None
    background: str | None = None
    moderation: str | None = None
    output_format: str | None = None
    compression: int | None = None
    references: tuple[SourceImage, ...] = ()
    mask: Mask | None = None

    @property
    def sources(self) -> tuple[SourceImage, ...]:
        """All pictures that the API has to fetch: the references, then the mask."""
        return (*self.references, self.mask.source) if self.mask else self.references

    def with_sources(self, sources: tuple[SourceImage, ...]) -> Self:
        """Return the same request with its pictures replaced, in the order of `sources`."""
        if self.mask is None:
            return replace(self, references=sources)
        return replace(self, references=sources[:-1], mask=replace(self.mask, source=sources[-1]))


def may_be_exact(request: ImageRequest, catalogue: Catalogue) -> bool:
    """Tell whether a masked request can be exact: the size has the ratio of its first picture.

    Where nobody gave a size, it will. The pixels of that picture must be known.
    """
    first = request.references[0]
    if not first.width or not first.height:
        raise ValueError(f"nobody has looked at {first.name} yet")
    model = catalogue.get(request.model)
    return request.size in (None, model.nearest_size(first.width, first.height))


def check(request: ImageRequest, catalogue: Catalogue) -> ImageRequest:
    """Return the request as it will be sent, or raise `InvalidRequest` for the first rule it
    breaks.

    The prompt is trimmed; `compression` without a format means jpeg. Nothing here costs anything.
    """
    model = catalogue.get(request.model)
    prompt = _storable(request.prompt).strip()
    if all(unicodedata.category(character) in _INVISIBLE for character in prompt):
        raise InvalidRequest("prompt-empty", field="prompt")
    if len(prompt) > model.max_prompt_chars:
        raise InvalidRequest(
            "prompt-too-long", field="prompt", length=len(prompt), most=model.max_prompt_chars
        )
    for field, value, allowed in (
        ("size", request.size, tuple(model.sizes)),
        ("quality", request.quality, model.qualities),
        ("background", request.background, model.backgrounds),
        ("format", request.output_format, model.formats),
        ("moderation", request.moderation, model.moderations),
    ):
        if value is not None and value not in allowed:
            raise InvalidRequest("choice", field=field, value=value, allowed=", ".join(allowed))
    if not 1 <= request.count <= model.max_count:
        raise InvalidRequest(
            "range", field="count", value=request.count, least=1, most=model.max_count
        )
    output_format = _checked_format(request)
    _check_pictures(request, most=model.max_references)
    return replace(request, prompt=prompt, output_format=output_format)


def _storable(text: str) -> str:
    """Return the text without NUL and halves of surrogate pairs, which no database takes."""
    return "".join(char for char in text if char != "\0" and not "\ud800" <= char <= "\udfff")


def _checked_format(request: ImageRequest) -> str | None:
    """Return the format to send, where compression and background agree with it."""
    output_format = request.output_format
    if request.compression is not None:
        if not MIN_COMPRESSION <= request.compression <= MAX_COMPRESSION:
            raise InvalidRequest(
                "range",
                field="compression",
                value=request.compression,
                least=MIN_COMPRESSION,
                most=MAX_COMPRESSION,
            )
        output_format = output_format or "jpeg"
        if output_format == "png":
            raise InvalidRequest("compression-with-png", field="compression")
    if request.background == "transparent" and output_format == "jpeg":
        raise InvalidRequest("transparent-with-jpeg", field="background")
    return output_format


def _check_pictures(request: ImageRequest, *, most: int) -> None:
    if len(request.references) > most:
        raise InvalidRequest(
            "too-many-references", field="image", value=len(request.references), most=most
        )
    if request.mask is not None and not request.references:
        raise InvalidRequest("mask-without-picture", field="mask")
    for source in request.sources:
        if source.size_bytes is not None and source.size_bytes > MAX_REFERENCE_BYTES:
            raise InvalidRequest(
                "picture-too-large", field=source.name, most=MAX_REFERENCE_BYTES // 1024**2
            )


def clamp_count(count: int, most: int) -> int:
    """Bring `n` into the API's range, as its page says: 1 for 0 and less, the most for more."""
    return max(1, min(count, most))
