"""What is laid down, as a page: nothing is longer than Discord takes, in any language."""

from datetime import timedelta

import pytest

from bot.discordio.rules_page import RulesPage, fitting
from bot.domain.models import DEFAULT_CATALOGUE
from bot.domain.rules import (
    Block,
    GalleryRule,
    Grant,
    PersonLimits,
    ServerRules,
    StrikeRule,
)
from bot.text import Words
from tests.discordio.specimens import HARMFUL, LOCALES
from tests.factories import ALICE, NOON

MOST_CHARS, MOST_FIELDS, MOST_OF_A_FIELD = 6000, 25, 1024
WORDS = Words(strict=True)
LIMITS = PersonLimits(
    images_per_day=1, microusd_per_day=0, jobs_at_once=2, cooldown_seconds=10, weight=9
)
SOON = NOON + timedelta(hours=1)
MANY = range(10**18, 10**18 + 200)


def page(rules, locale="en-US", gone=frozenset()):
    """Return a page at noon."""
    return RulesPage(
        rules=rules,
        gone_roles=gone,
        catalogue=DEFAULT_CATALOGUE,
        words=WORDS,
        locale=locale,
        now=NOON,
    )


def full():
    """Return rules of everything there is, and of each as much as there may be."""
    blocked = Block(reason="".join(HARMFUL), by_id=0, began_at=NOON)
    grant = {"requester_id": ALICE, "granted_at": NOON, "expires_at": SOON, "by_id": ALICE}
    return ServerRules(
        limits=LIMITS,
        role_limits=dict.fromkeys(MANY, LIMITS),
        person_limits=dict.fromkeys(MANY, LIMITS),
        budget_microusd_per_month=0,
        channels_allowed=frozenset(MANY),
        channels_refused=frozenset(MANY),
        models=frozenset(model.name for model in DEFAULT_CATALOGUE),
        words=tuple(f"word {number}" for number in MANY),
        blocks=dict.fromkeys(MANY, blocked),
        grants=tuple(
            Grant(id=f"{each}"[:12], images=0, microusd=1, note="n" * 300, **grant) for each in MANY
        ),
        strikes=StrikeRule(refusals=0),
        gallery=GalleryRule(channel_id=5),
        log_channel_id=5,
        pause=blocked,
    )


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("rules", [ServerRules(), full()], ids=["nothing", "everything"])
def test_a_page_is_as_long_as_discord_takes(rules, locale):
    """Of a list that is too long it is said how many more there are."""
    made = page(rules, locale, gone=frozenset([MANY[0]])).embed()

    assert len(made) <= MOST_CHARS
    assert len(made.fields) <= MOST_FIELDS
    assert all(0 < len(field.value) <= MOST_OF_A_FIELD for field in made.fields)


def test_what_has_ended_is_not_shown():
    """It stands in the rules until something else changes."""
    ended = Block(reason="spam", by_id=ALICE, began_at=NOON, ends_at=NOON)
    rules = ServerRules(blocks={ALICE: ended}, pause=ended)

    assert [] == page(rules).embed("people", "pause").fields


def test_a_long_list_of_words_is_a_file():
    """All of it: it is the only place where it can be read."""
    short, no_files = page(ServerRules(words=("cabbage",), patterns=("``",))).words_embed()
    long, files = page(full()).words_embed()

    assert "cabbage" in short.description
    assert [] == no_files
    assert str(len(MANY)) in long.description
    assert f"word {MANY[-1]}" in files[0].fp.read().decode()


def test_as_many_lines_as_fit():
    """At worst only how many there are."""
    lines = ["one", "two", "three"]

    def shown(room):
        return fitting(lines, room, more=lambda count: f"+{count}")

    assert ["one\ntwo\nthree", "one\ntwo\n+1", "one\n+2", "+3", "+3"] == [
        shown(room) for room in (13, 12, 9, 5, 0)
    ]
    assert "" == fitting([], 5, more=str)
