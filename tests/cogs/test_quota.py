"""`/quota`: one's own limits, for oneself alone."""

import pytest

from bot.domain.quota import Allowance


@pytest.fixture
def allowance():
    """Four pictures a day."""
    return Allowance(images_per_day=4)


async def test_what_is_held_becomes_what_is_used(place, studio):
    """What others ask for counts against others."""
    await place.someone.slash(place.channel, "imagine", prompt="a fox", count=3)
    before = await place.someone.slash(place.channel, "quota")
    await studio.finish()
    after = await place.someone.slash(place.channel, "quota")
    others = await place.another.slash(place.channel, "quota")

    assert before.ephemeral
    assert [
        "▰▰▰▰▰▰▰▰▱▱ 1 of 4 left\n-# 0 used · 3 held",
        "▰▰▰▰▰▰▰▰▱▱ 1 of 4 left\n-# 3 used · 0 held",
        "▱▱▱▱▱▱▱▱▱▱ 4 of 4 left\n-# 0 used · 0 held",
    ] == [each.response.embeds[0].fields[0].value for each in (before, after, others)]
