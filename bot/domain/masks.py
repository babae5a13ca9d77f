"""Exact edits: which sizes a picture, its mask and what comes back have, in pixels. Pure.

The API makes pictures of a few ratios only. For an exact edit the first picture is padded to one of
them, and the padding is cut off what comes back.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

MOST_EXACT_PIXELS = 4 * 1024 * 1024
"""The most pixels of an exact result: 4 megapixels; a larger picture is scaled to that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A picture within its padding: the padded width and height, and where the picture begins."""

    width: int
    height: int
    left: int
    top: int


def exact_size(width: int, height: int) -> tuple[int, int]:
    """Return the size of an exact result: the picture's own, or as much of it as is allowed."""
    if width * height <= MOST_EXACT_PIXELS:
        return width, height
    factor = sqrt(MOST_EXACT_PIXELS / (width * height))
    return max(1, int(width * factor)), max(1, int(height * factor))


def frame(width: int, height: int, ratio: tuple[int, int]) -> Frame:
    """Return the smallest frame of a ratio (as width and height) around a picture, in its middle.

    A picture whose ratio is it already, as near as whole pixels can be, is its own frame.
    """
    wide, high = ratio
    padded_width = max(width, round(height * wide / high))
    padded_height = max(height, round(width * high / wide))
    return Frame(
        width=padded_width,
        height=padded_height,
        left=(padded_width - width) // 2,
        top=(padded_height - height) // 2,
    )
