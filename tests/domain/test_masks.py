"""Exact edits: the arithmetic of frames, in whole pixels."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.masks import MOST_EXACT_PIXELS, Frame, exact_size, frame

SIDES = st.integers(1, 20_000)
RATIOS = st.sampled_from([(1024, 1024), (1536, 1024), (1024, 1536)])


@pytest.mark.parametrize("size", [(1001, 777), (2048, 2048), (1, 1), (4096, 1024)])
def test_up_to_four_megapixels_a_picture_keeps_its_size(size):
    """What was not masked is put back pixel for pixel."""
    assert size == exact_size(*size)


@given(SIDES, SIDES)
def test_a_larger_one_is_scaled_to_that_in_its_own_ratio(width, height):
    """As near as whole pixels can be."""
    exact = exact_size(width, height)

    assert exact[0] * exact[1] <= max(MOST_EXACT_PIXELS, 20_000)
    assert abs(exact[0] / exact[1] * height / width - 1) <= 1 / min(exact) + 1 / max(exact)


@pytest.mark.parametrize(
    ("size", "ratio", "framed"),
    [
        ((900, 600), (1536, 1024), Frame(width=900, height=600, left=0, top=0)),
        ((1000, 800), (1024, 1024), Frame(width=1000, height=1000, left=0, top=100)),
        ((600, 900), (1536, 1024), Frame(width=1350, height=900, left=375, top=0)),
        ((3, 2), (1024, 1536), Frame(width=3, height=4, left=0, top=1)),
    ],
)
def test_a_picture_stands_in_the_middle_of_its_frame(size, ratio, framed):
    """The smallest frame of the ratio that holds it."""
    assert framed == frame(*size, ratio)


@given(SIDES, SIDES, RATIOS)
def test_a_frame_holds_its_picture_and_has_the_ratio(width, height, ratio):
    """One side is the picture's own."""
    framed = frame(width, height, ratio)

    assert 0 <= framed.left <= framed.width - width
    assert 0 <= framed.top <= framed.height - height
    assert width == framed.width or height == framed.height
    assert abs(framed.width / framed.height / (ratio[0] / ratio[1]) - 1) <= 1 / min(
        framed.width, framed.height
    )
