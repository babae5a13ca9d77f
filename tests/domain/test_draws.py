"""What grants bear of a job that came to less."""

from __future__ import annotations

import pytest

from bot.domain.draws import draws_that_stay
from bot.domain.jobs import Draw

FIRST = Draw(grant_id="first", images=2)
LAST = Draw(grant_id="last", images=1, microusd=500)


@pytest.mark.parametrize(
    ("images_back", "microusd_back", "stay"),
    [
        (0, 0, (FIRST, LAST)),
        (1, 0, (FIRST, Draw(grant_id="last", microusd=500))),
        (2, 100, (Draw(grant_id="first", images=1), Draw(grant_id="last", microusd=400))),
        (1, 500, (FIRST,)),
        (9, 900, ()),
    ],
)
def test_the_last_draw_comes_back_first(images_back, microusd_back, stay):
    """Never more than was drawn, and a draw of nothing is none."""
    assert stay == draws_that_stay(
        (FIRST, LAST), images_back=images_back, microusd_back=microusd_back
    )
