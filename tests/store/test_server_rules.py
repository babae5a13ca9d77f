"""What is laid down, one change after another, and the log of who laid it down."""

from __future__ import annotations

import asyncio
from dataclasses import MISSING, fields, replace

import pytest

from bot.domain.audit import Actor, AuditEntry
from bot.domain.errors import InvalidRequest
from bot.domain.jobs import JobId
from bot.domain.rules import EVERYWHERE, PersonLimits, ServerRules
from tests.factories import ALICE, BOB, GUILD, NOON

OTHER_GUILD = 22


def entry(**said):
    """Return a line about Alice that Bob caused."""
    usual = {
        "guild_id": GUILD,
        "at": NOON,
        "actor": Actor.PERSON,
        "actor_id": BOB,
        "action": "block",
        "subject_id": ALICE,
    }
    return AuditEntry(**usual | said)


def weighing(weight):
    """Return a change of the weight."""
    return lambda rules: replace(rules, weight=weight)


async def test_where_nothing_is_laid_down_everything_is_allowed(ruled):
    """No row is needed for that."""
    assert ServerRules() == await ruled.rules(GUILD)
    assert {} == await ruled.all_weights()


async def test_a_change_and_its_line_are_written_together(ruled):
    """For that server alone; the next change starts from there."""
    limited = ServerRules(limits=PersonLimits(images_per_day=3), weight=5)
    first = await ruled.change(GUILD, lambda _: limited, entry=entry(action="limits"))
    second = await ruled.change(GUILD, weighing(7), entry=None)

    assert (limited, replace(limited, weight=7)) == (first, second)
    assert second == await ruled.rules(GUILD)
    assert ServerRules() == await ruled.rules(OTHER_GUILD)
    assert ["limits"] == [line.action for line in await ruled.entries(GUILD, limit=9)]


async def test_a_change_that_fails_leaves_everything_as_it_was(ruled):
    """A slip of the finger costs nothing."""
    before = await ruled.change(GUILD, weighing(5), entry=None)

    def slip(rules):
        raise InvalidRequest("too-large", field="weight")

    with pytest.raises(InvalidRequest):
        await ruled.change(GUILD, slip, entry=entry())

    assert before == await ruled.rules(GUILD)
    assert [] == await ruled.entries(GUILD, limit=9)


async def test_no_change_is_lost_when_many_come_at_once(ruled):
    """Each sees what the one before it has written."""
    words = [f"word {number}" for number in range(50)]

    def adding(word):
        return lambda rules: replace(rules, words=(*rules.words, word))

    await asyncio.gather(
        *(ruled.change(GUILD, adding(word), entry=entry(action=word)) for word in words)
    )

    assert sorted(words) == sorted((await ruled.rules(GUILD)).words)
    assert 50 == len(await ruled.entries(GUILD, limit=99))


async def test_weights_are_those_that_are_not_the_usual_one(ruled):
    """The operator's for all goes by None."""
    for guild_id, weight in ((EVERYWHERE, 2), (GUILD, 1), (OTHER_GUILD, 5)):
        await ruled.change(guild_id, weighing(weight), entry=None)

    assert {None: 2, OTHER_GUILD: 5} == await ruled.all_weights()


async def test_every_field_of_a_line_is_stored(ruled):
    """A field that is added and forgotten here would come back as its default."""
    line = entry(
        job_id=JobId("abcdefghijkl"),
        link="https://discord.com/channels/1/2/3",
        values={"reason": "雪 \ud800", "images": 3},
        key="refusals:abcdefghijkl",
    )
    await ruled.append(line)
    (read,) = await ruled.entries(GUILD, limit=9)

    assert replace(line, number=read.number) == read
    for field in fields(AuditEntry):
        if field.default is not MISSING:
            assert getattr(read, field.name) != field.default, field.name


async def test_a_line_with_a_key_is_written_once(ruled):
    """Whoever notices it again; lines without one are never the same."""
    keyed = entry(key="budget:2026-05")

    assert [True, False] == [await ruled.append(keyed), await ruled.append(keyed)]
    assert [True, True] == [await ruled.append(entry()), await ruled.append(entry())]
    await ruled.change(GUILD, weighing(3), entry=keyed)
    assert 3 == len(await ruled.entries(GUILD, limit=9))
    assert 3 == (await ruled.rules(GUILD)).weight


async def test_lines_are_told_newest_first(ruled):
    """Of a server or of all, about somebody or anything, page by page."""
    for action, guild_id, subject_id in (
        ("one", GUILD, ALICE),
        ("two", OTHER_GUILD, ALICE),
        ("three", GUILD, BOB),
        ("four", GUILD, ALICE),
    ):
        await ruled.append(entry(action=action, guild_id=guild_id, subject_id=subject_id))

    async def told(guild_id, **asked):
        return [line.action for line in await ruled.entries(guild_id, **{"limit": 9} | asked)]

    newest = (await ruled.entries(GUILD, limit=1))[0]
    assert ["four", "three", "two", "one"] == await told(None)
    assert ["four", "three", "one"] == await told(GUILD)
    assert ["four", "two", "one"] == await told(None, subject_id=ALICE)
    assert ["four", "one"] == await told(GUILD, subject_id=ALICE)
    assert ["three"] == await told(GUILD, before=newest.number, limit=1)


async def test_a_line_is_to_be_logged_until_it_was(ruled):
    """Oldest first."""
    for action in ("one", "two", "three"):
        await ruled.append(entry(action=action))
    first, second = await ruled.unlogged(limit=2)
    await ruled.record_logged(first.number)

    assert ["one", "two"] == [first.action, second.action]
    assert ["two", "three"] == [line.action for line in await ruled.unlogged(limit=9)]
