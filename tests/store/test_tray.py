"""The references that each person collects."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.drafts import TRAY_LIVES, TRAY_MOST, TrayPicture
from bot.domain.errors import InvalidRequest
from bot.store.database import open_database
from bot.store.schema import metadata
from bot.store.tray import SqlTrayStore
from tests.factories import ALICE, BOB, NOON, source_image

MICROSECOND = timedelta(microseconds=1)
ENDS = NOON + TRAY_LIVES


def pictures(*names):
    """Return pictures of which the name is that of their bytes, too."""
    return [source_image(filename=f"{name}.png", sha256=name) for name in names]


def numbered_pictures(count):
    """Return so many different pictures."""
    return pictures(*(f"picture {number}" for number in range(count)))


async def put(trays, *names, requester_id=ALICE, now=NOON, expires_at=ENDS):
    """Put pictures on somebody's tray."""
    return await trays.add(requester_id, pictures(*names), now=now, expires_at=expires_at)


async def lying(trays, *, requester_id=ALICE, now=NOON):
    """Return the names of what lies on a tray, by their numbers."""
    return {
        picture.number: picture.source.sha256 for picture in await trays.of(requester_id, now=now)
    }


async def test_a_tray_is_empty_at_first(trays):
    """Nobody has collected anything."""
    assert [] == await trays.of(ALICE, now=NOON)


async def test_pictures_lie_in_the_order_in_which_they_were_put_there(trays):
    """What is returned is what is stored."""
    await put(trays, "lake", "boat")
    (cat,) = pictures("cat")
    tray = await trays.add(ALICE, [cat], now=NOON, expires_at=ENDS + MICROSECOND)

    assert {1: "lake", 2: "boat", 3: "cat"} == await lying(trays)
    assert TrayPicture(number=3, source=cat, expires_at=ENDS + MICROSECOND) == tray[-1]
    assert tray == await trays.of(ALICE, now=NOON)


async def test_everybody_has_a_tray_of_their_own(trays):
    """The same bytes may lie on both."""
    await put(trays, "lake", "boat")
    await put(trays, "boat", requester_id=BOB)
    await trays.clear(ALICE)

    assert ({}, {1: "boat"}) == (await lying(trays), await lying(trays, requester_id=BOB))


async def test_a_picture_lies_there_once(trays):
    """The same bytes, put there again or twice at a time; the place is the first one's."""
    await put(trays, "lake", "boat")
    tray = await put(trays, "cat", "lake", "cat")

    assert {1: "lake", 2: "boat", 3: "cat"} == await lying(trays)
    assert tray == await trays.of(ALICE, now=NOON)


async def test_nothing_put_there_changes_nothing(trays):
    """The tray is told all the same."""
    before = await put(trays, "lake")

    assert before == await put(trays)


async def test_a_full_tray_takes_no_more(trays):
    """All or none: which ones were left out would have to be guessed."""
    await trays.add(ALICE, numbered_pictures(TRAY_MOST - 1), now=NOON, expires_at=ENDS)

    with pytest.raises(InvalidRequest) as caught:
        await put(trays, "lake", "boat")

    assert TRAY_MOST - 1 == len(await lying(trays))
    assert ("tray-full", "tray", TRAY_MOST) == (
        caught.value.rule,
        caught.value.field,
        caught.value.values["most"],
    )
    assert TRAY_MOST == len(await put(trays, "lake"))


async def test_a_full_tray_takes_what_lies_there_already(trays):
    """No room is needed for it."""
    everything = numbered_pictures(TRAY_MOST)
    tray = await trays.add(ALICE, everything, now=NOON, expires_at=ENDS)

    assert tray == await trays.add(ALICE, everything, now=NOON, expires_at=ENDS)


async def test_what_has_ended_makes_room(trays):
    """Whether or not it has been deleted by then; even for its own bytes."""
    everything = numbered_pictures(TRAY_MOST)
    await trays.add(ALICE, everything, now=NOON, expires_at=ENDS)
    again = await trays.add(ALICE, everything, now=ENDS, expires_at=ENDS + TRAY_LIVES)

    assert TRAY_MOST == len(again)
    assert {ENDS + TRAY_LIVES} == {picture.expires_at for picture in again}


async def test_many_at_once_do_not_overfill_a_tray(trays):
    """Two fast clicks must not both find the last place."""
    added = await asyncio.gather(
        *(put(trays, f"{number} a", f"{number} b") for number in range(20)),
        return_exceptions=True,
    )

    refused = [result for result in added if isinstance(result, InvalidRequest)]
    assert 20 - TRAY_MOST // 2 == len(refused)
    assert list(range(1, TRAY_MOST // 2 * 2 + 1)) == list(await lying(trays))


async def test_the_same_picture_at_once_lies_there_once(trays):
    """A second delivery of the click does not wait for our first answer."""
    await asyncio.gather(*(put(trays, "lake") for _ in range(20)))

    assert {1: "lake"} == await lying(trays)


async def test_pictures_are_taken_away_by_their_numbers(trays):
    """The others move up; a number that none has takes nothing."""
    await put(trays, "lake", "boat", "cat", "dog")
    await trays.remove(ALICE, [3, 1, 3, 0, 9], now=NOON)

    assert {1: "boat", 2: "dog"} == await lying(trays)


async def test_a_number_is_a_place_on_one_s_own_tray(trays):
    """It means nothing on anybody else's."""
    await put(trays, "lake", requester_id=BOB)
    await put(trays, "boat")
    await trays.remove(ALICE, [1], now=NOON)

    assert ({}, {1: "lake"}) == (await lying(trays), await lying(trays, requester_id=BOB))


async def test_nothing_is_taken_away_where_no_number_is_given(trays):
    """No choice is not everything."""
    await put(trays, "lake")
    await trays.remove(ALICE, [], now=NOON)

    assert {1: "lake"} == await lying(trays)


async def test_a_picture_lies_there_until_it_ends(trays):
    """To the microsecond; numbers then begin with what is left."""
    await put(trays, "lake")
    await put(trays, "boat", expires_at=ENDS + MICROSECOND)

    assert {1: "lake", 2: "boat"} == await lying(trays, now=ENDS - MICROSECOND)
    assert {1: "boat"} == await lying(trays, now=ENDS)
    await trays.remove(ALICE, [1], now=ENDS)
    assert {1: "lake"} == await lying(trays, now=NOON)


async def test_what_has_lain_there_long_enough_is_forgotten(trays):
    """On every tray."""
    await put(trays, "lake")
    await put(trays, "boat", expires_at=ENDS + MICROSECOND)
    await put(trays, "cat", requester_id=BOB)

    assert 0 == await trays.forget(now=ENDS - MICROSECOND)
    assert 2 == await trays.forget(now=ENDS)
    assert {1: "boat"} == await lying(trays, now=NOON)
    assert {} == await lying(trays, requester_id=BOB, now=NOON)


async def test_pictures_on_a_tray_are_needed(trays):
    """On anybody's, until they end."""
    assert frozenset() == await trays.needed_pictures(now=NOON)

    await put(trays, "lake", "boat")
    await put(trays, "boat", "cat", requester_id=BOB, expires_at=ENDS + MICROSECOND)

    assert frozenset({"lake", "boat", "cat"}) == await trays.needed_pictures(now=NOON)
    assert frozenset({"boat", "cat"}) == await trays.needed_pictures(now=ENDS)


async def test_a_picture_that_nobody_has_read_is_like_no_other(trays):
    """Without its bytes nobody can tell, and none are kept for it."""
    unread = source_image(sha256=None)
    tray = await trays.add(ALICE, [unread, unread], now=NOON, expires_at=ENDS)

    assert [unread, unread] == [picture.source for picture in tray]
    assert frozenset() == await trays.needed_pictures(now=NOON)


NAMES = st.sampled_from([f"picture {number}" for number in range(20)])
DOINGS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.lists(NAMES, max_size=9)),
        st.tuples(st.just("remove"), st.lists(st.integers(0, TRAY_MOST + 1), max_size=4)),
        st.tuples(st.just("clear"), st.none()),
    ),
    max_size=12,
)


@settings(max_examples=25)
@given(doings=DOINGS)
async def test_a_tray_is_a_list_of_fifteen_different_pictures(doings):
    """Whatever is done to it, in whatever order."""
    expected: list[str] = []
    async with open_database("sqlite://") as database:
        async with database.writing() as connection:
            await connection.run_sync(metadata.create_all)
        trays = SqlTrayStore(database)
        for doing, what in doings:
            if doing == "add":
                both = list(dict.fromkeys([*expected, *what]))
                if len(both) <= TRAY_MOST:
                    await put(trays, *what)
                    expected = both
                else:
                    with pytest.raises(InvalidRequest):
                        await put(trays, *what)
            elif doing == "remove":
                await trays.remove(ALICE, what, now=NOON)
                expected = [name for place, name in enumerate(expected, 1) if place not in what]
            else:
                await trays.clear(ALICE)
                expected = []
            assert dict(enumerate(expected, 1)) == await lying(trays)
