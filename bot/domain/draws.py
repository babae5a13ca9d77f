"""What grants bear of a job, once it is known how many pictures were made and what they cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.jobs import Draw


def draws_that_stay(
    draws: Sequence[Draw], *, images_back: int, microusd_back: int
) -> tuple[Draw, ...]:
    """Return what grants still bear where a job came to less than was held for it.

    What was drawn comes back first, the last draw first of all; a draw of nothing is none.
    """
    stay: list[Draw] = []
    for draw in reversed(draws):
        images, microusd = min(draw.images, images_back), min(draw.microusd, microusd_back)
        images_back, microusd_back = images_back - images, microusd_back - microusd
        less = replace(draw, images=draw.images - images, microusd=draw.microusd - microusd)
        if less.images or less.microusd:
            stay.append(less)
    return tuple(reversed(stay))
