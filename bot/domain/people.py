"""What a person keeps with us for themselves: their usual options, and what they want hidden."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.errors import InvalidRequest
from bot.domain.models import Catalogue
from bot.domain.requests import ImageRequest, check


@dataclass(frozen=True, slots=True, kw_only=True)
class UsualOptions:
    """The options that a person wants where they give none; None: nothing is said."""

    model: str | None = None
    size: str | None = None
    count: int | None = None
    quality: str | None = None
    background: str | None = None
    output_format: str | None = None
    compression: int | None = None
    moderation: str | None = None
    is_private: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """What is kept about one person besides their jobs.

    `is_listed` lets their shared pictures stand in `/gallery top`. What they asked for up to
    `forgotten_at` is blanked as it ends.
    """

    id: int
    usual: UsualOptions = UsualOptions()
    is_listed: bool = True
    forgotten_at: datetime | None = None


_FILLED = (
    "model",
    "size",
    "quality",
    "background",
    "output_format",
    "compression",
    "moderation",
    "count",
)
"""The options, in the order in which they are filled: what would not go with one before it is left
away.
"""


def with_usual(
    request: ImageRequest,
    usual: UsualOptions,
    catalogue: Catalogue,
    *,
    left_open: Collection[str],
) -> ImageRequest:
    """Return the request with somebody's usual options where they gave none.

    `left_open` names which of `model` and `count` nobody gave. A usual option that does not go with
    what was asked for, or that there is no more, is left away; so is the size where there are
    pictures, which have their own.
    """
    for name in _FILLED:
        value = getattr(usual, name)
        is_open = name in left_open or getattr(request, name) is None
        if value is None or not is_open or (name == "size" and request.references):
            continue
        filled = replace(request, **{name: value})
        if _goes_together(filled, catalogue):
            request = filled
    return request


def _goes_together(request: ImageRequest, catalogue: Catalogue) -> bool:
    """Tell whether the options do; words and a mask's picture may come later."""
    try:
        check(replace(request, prompt=request.prompt or "-", mask=None), catalogue)
    except InvalidRequest:
        return False
    return True
