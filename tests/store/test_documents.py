"""Values that are one JSON text each come back as they were, and are read as far as it goes."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.people import UsualOptions
from bot.domain.rules import (
    Block,
    GalleryRule,
    Grant,
    LowModeration,
    PersonLimits,
    ServerRules,
    Standing,
    StrikeRule,
)
from bot.store.documents import (
    rules_from,
    rules_text,
    standing_from,
    standing_text,
    usual_from,
    usual_text,
)
from tests.factories import NOON

IDS = st.integers(1, 2**64 - 1)
NUMBERS = st.integers(0, 2**53)
MAYBE = st.none() | NUMBERS
# Halves of surrogate pairs, too: nobody keeps people from writing them.
WORDS = st.text(st.characters(), max_size=9)
MOMENTS = st.timedeltas(timedelta(-9), timedelta(9)).map(lambda passed: NOON + passed)
LIMITS = st.builds(PersonLimits, **{field.name: MAYBE for field in fields(PersonLimits)})
BLOCKS = st.builds(Block, reason=WORDS, by_id=IDS, began_at=MOMENTS, ends_at=st.none() | MOMENTS)
GRANTS = st.builds(
    Grant,
    id=WORDS,
    requester_id=IDS,
    images=NUMBERS,
    microusd=NUMBERS,
    granted_at=MOMENTS,
    expires_at=MOMENTS,
    by_id=IDS,
    note=WORDS,
)
FIELDS = {
    "limits": LIMITS,
    "role_limits": st.dictionaries(IDS, LIMITS, max_size=2),
    "person_limits": st.dictionaries(IDS, LIMITS, max_size=2),
    "weight": st.integers(1, 100),
    "budget_microusd_per_month": MAYBE,
    "ceiling_microusd_per_month": MAYBE,
    "channels_allowed": st.frozensets(IDS, max_size=3),
    "channels_refused": st.frozensets(IDS, max_size=3),
    "models": st.frozensets(WORDS, max_size=3),
    "highest_quality": st.none() | WORDS,
    "most_count": MAYBE,
    "low_moderation": st.sampled_from(LowModeration),
    "posts_spoilers": st.booleans(),
    "words": st.lists(WORDS, max_size=3).map(tuple),
    "patterns": st.lists(WORDS, max_size=3).map(tuple),
    "blocks": st.dictionaries(IDS, BLOCKS, max_size=2),
    "grants": st.lists(GRANTS, max_size=2).map(tuple),
    "strikes": st.none()
    | st.builds(StrikeRule, refusals=NUMBERS, window_seconds=NUMBERS, pause_seconds=NUMBERS),
    "pardoned_at": st.dictionaries(IDS, MOMENTS, max_size=2),
    "gallery": st.builds(GalleryRule, channel_id=st.none() | IDS, seconds_between=NUMBERS),
    "log_channel_id": st.none() | IDS,
    "pause": st.none() | BLOCKS,
}
USUAL = UsualOptions(model="m", count=3, compression=0, is_private=False)
STANDING = Standing(role_ids=(1, 2**63), place_ids=(3,), is_age_restricted=True)


def test_every_field_of_the_rules_is_drawn_below():
    """A field that is added and forgotten here would be lost unnoticed."""
    assert {field.name for field in fields(ServerRules)} == FIELDS.keys()


@settings(max_examples=60)
@given(rules=st.builds(ServerRules, **FIELDS))
def test_rules_come_back_as_they_were_laid_down(rules):
    """Every field, and as text that any database takes."""
    text = rules_text(rules)

    assert rules == rules_from(text, weight=rules.weight)
    assert text.isascii()


def test_what_is_not_said_is_not_written():
    """So that a later version's default holds for whoever never said anything."""
    assert "{}" == rules_text(ServerRules(weight=5))
    assert '{"most_count":2}' == rules_text(ServerRules(most_count=2))


def test_rules_of_another_version_are_read():
    """What we do not know is left alone; what it did not know takes its default."""
    text = (
        '{"limits":{"images_per_day":3,"videos_per_day":1},"flags":["new"],"most_count":2,'
        '"blocks":{"11":{"reason":"r","by_id":12,"began_at":"2026-05-15T12:00:00+00:00",'
        '"appeal":"no"}},"strikes":{"refusals":5}}'
    )

    assert ServerRules(
        limits=PersonLimits(images_per_day=3),
        most_count=2,
        blocks={11: Block(reason="r", by_id=12, began_at=NOON)},
        strikes=StrikeRule(refusals=5),
    ) == rules_from(text, weight=1)


def test_a_moment_of_another_zone_is_the_same_moment():
    """Stored in UTC, whoever said it."""
    tokyo = NOON.astimezone(timezone(timedelta(hours=9)))

    assert '{"pardoned_at":{"11":"2026-05-15T12:00:00+00:00"}}' == rules_text(
        ServerRules(pardoned_at={11: tokyo})
    )


@pytest.mark.parametrize(
    ("value", "text", "read"),
    [
        (USUAL, usual_text(USUAL), usual_from),
        (UsualOptions(), "{}", usual_from),
        (UsualOptions(size="1:1"), '{"size":"1:1","seed":7}', usual_from),
        (STANDING, standing_text(STANDING), standing_from),
        (Standing(), "{}", standing_from),
        (Standing(role_ids=(1,)), '{"role_ids":[1],"boosts":2}', standing_from),
    ],
)
def test_small_values_come_back(value, text, read):
    """As they were; and of another version as far as they are known."""
    assert value == read(text)
