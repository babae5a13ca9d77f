"""Who may ask for what, where: the operator's word first, then the server's."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.errors import Blocked, InvalidRequest, UserError
from bot.domain.models import DEFAULT_CATALOGUE
from bot.domain.people import UsualOptions, with_usual
from bot.domain.permission import permitted, usual_here
from bot.domain.rules import Block, LowModeration, PersonLimits, ServerRules, Standing
from tests.factories import ALICE, BOB, CHANNEL, image_request

NOW = datetime(2026, 5, 15, 12, tzinfo=UTC)
SOON = NOW + timedelta(hours=1)
NEW, OLD = (model.name for model in DEFAULT_CATALOGUE)
THREAD, PARENT, CATEGORY = CHANNEL, 32, 33


def asked(*rules, standing=Standing(), **fields):
    """Return what is made of Alice's request under these rules."""
    return permitted(
        image_request(**fields),
        rules=rules,
        standing=standing,
        channel_id=CHANNEL,
        requester_id=ALICE,
        catalogue=DEFAULT_CATALOGUE,
        now=NOW,
    )


def refusal(*rules, **fields):
    """Return why Alice's request is refused."""
    with pytest.raises(UserError) as refused:
        asked(*rules, **fields)
    return refused.value


def block(reason, ends_at=SOON):
    """Return a block that began an hour ago."""
    return Block(reason=reason, by_id=BOB, began_at=NOW - timedelta(hours=1), ends_at=ends_at)


def test_where_nothing_is_laid_down_everything_goes_through_unchanged():
    """The plain rules are no rules."""
    fields = {"quality": "high", "count": 4, "moderation": "low"}

    assert image_request(**fields) == asked(ServerRules(), ServerRules(), **fields)


@pytest.mark.parametrize(
    ("rules", "rule", "ends_at", "reason"),
    [
        (ServerRules(pause=block("spring cleaning")), "paused", SOON, "spring cleaning"),
        (ServerRules(pause=block("", ends_at=None)), "paused", None, ""),
        (ServerRules(blocks={ALICE: block("spam")}), "person", SOON, "spam"),
        (ServerRules(blocks={ALICE: block("spam", ends_at=None)}), "person", None, "spam"),
    ],
)
def test_who_may_ask_nothing_hears_why_and_until_when(rules, rule, ends_at, reason):
    """The server's rules, and the operator's."""
    for laid_down in ((ServerRules(), rules), (rules, ServerRules())):
        refused = refusal(*laid_down)

        assert isinstance(refused, Blocked)
        assert (rule, ends_at, {"reason": reason}) == (
            refused.rule,
            refused.ends_at,
            refused.values,
        )


def test_what_has_ended_holds_nobody_back():
    """At the very moment; and another's block is another's."""
    ended = block("spam", ends_at=NOW)
    rules = ServerRules(pause=ended, blocks={ALICE: ended, BOB: block("spam")})

    assert image_request() == asked(rules)


@pytest.mark.parametrize(
    ("allowed", "refused", "may"),
    [
        ((), (), True),
        ((), (THREAD,), False),
        ((), (PARENT,), False),
        ((), (CATEGORY,), False),
        ((), (99,), True),
        ((99,), (), False),
        ((PARENT,), (), True),
        ((CATEGORY,), (), True),
        ((PARENT,), (CATEGORY,), True),
        ((CATEGORY,), (PARENT,), False),
    ],
)
def test_the_nearest_place_that_is_named_counts(allowed, refused, may):
    """A thread goes by its channel, that by its category; where some may, others may not."""
    rules = ServerRules(channels_allowed=frozenset(allowed), channels_refused=frozenset(refused))
    standing = Standing(place_ids=(PARENT, CATEGORY))

    if may:
        assert image_request() == asked(rules, standing=standing)
    else:
        assert "not-here" == refusal(rules, standing=standing).rule


@pytest.mark.parametrize(
    ("rules", "fields", "rule", "values"),
    [
        (
            ServerRules(models=frozenset({OLD})),
            {},
            "model-not-here",
            {"field": "model", "value": NEW, "allowed": OLD},
        ),
        (
            ServerRules(highest_quality="medium"),
            {"quality": "high"},
            "quality-not-here",
            {"field": "quality", "value": "high", "allowed": "low, medium"},
        ),
        (
            ServerRules(most_count=2),
            {"count": 3},
            "count-not-here",
            {"field": "count", "value": 3, "most": 2},
        ),
        (
            ServerRules(low_moderation=LowModeration.NOWHERE),
            {"moderation": "low"},
            "low-not-here",
            {"field": "moderation"},
        ),
        (
            ServerRules(low_moderation=LowModeration.AGE_RESTRICTED),
            {"moderation": "low"},
            "low-only-age-restricted",
            {"field": "moderation"},
        ),
    ],
)
def test_what_is_not_allowed_here_is_named_with_what_is(rules, fields, rule, values):
    """By whichever of the two it is not."""
    for laid_down in ((ServerRules(), rules), (rules, ServerRules())):
        refused = refusal(*laid_down, **fields)

        assert isinstance(refused, InvalidRequest)
        assert (rule, values) == (refused.rule, refused.values)


def test_the_edge_of_what_is_allowed_is_allowed():
    """The model, the quality, the count, and less moderation among grown-ups."""
    rules = ServerRules(
        models=frozenset({NEW}),
        highest_quality="medium",
        most_count=2,
        low_moderation=LowModeration.AGE_RESTRICTED,
    )
    fields = {"quality": "medium", "count": 2, "moderation": "low"}

    assert image_request(**fields) == asked(
        rules, standing=Standing(is_age_restricted=True), **fields
    )


@pytest.mark.parametrize("given", [None, "auto"])
@pytest.mark.parametrize(
    ("highest", "sent"), [("low", "low"), ("medium", "medium"), ("high", None), ("ultra", None)]
)
def test_where_nobody_chose_a_quality_it_is_the_highest_allowed(given, highest, sent):
    """`auto` could be more; the model's own highest, or one that it lacks, bounds nothing."""
    rules = ServerRules(highest_quality=highest)

    assert (sent or given) == asked(rules, quality=given).quality


def test_of_two_rules_the_stricter_counts():
    """The operator's and the server's hold together."""
    rules = [
        ServerRules(highest_quality="low", most_count=3, models=frozenset({NEW})),
        ServerRules(highest_quality="medium", most_count=2, models=frozenset({OLD})),
    ]

    assert "low" == asked(*(replace(each, models=frozenset()) for each in rules)).quality
    assert "" == refusal(*rules).values["allowed"]
    assert 2 == refusal(*(replace(e, models=frozenset()) for e in rules), count=4).values["most"]


STRICT = ServerRules(
    models=frozenset({OLD}),
    highest_quality="medium",
    most_count=2,
    low_moderation=LowModeration.NOWHERE,
)


@pytest.mark.parametrize(
    "usual",
    [
        UsualOptions(),
        UsualOptions(model=NEW, quality="high", count=4, moderation="low"),
        UsualOptions(model=OLD, quality="low", count=1, moderation="auto"),
    ],
)
def test_usual_options_are_never_refused(usual):
    """Nobody is told that they chose what they did not choose today."""
    request = image_request()
    here = usual_here(
        usual, request, rules=[STRICT], standing=Standing(), catalogue=DEFAULT_CATALOGUE
    )
    filled = with_usual(request, here, DEFAULT_CATALOGUE, left_open=("model", "count"))

    assert OLD == asked(STRICT, **{n: getattr(filled, n) for n in filled.__slots__}).model
    assert min(usual.count or 1, 2) == filled.count
    assert (usual.quality if usual.quality == "low" else None) == filled.quality


def test_usual_options_that_are_allowed_stay():
    """A rule takes away what it forbids, and no more."""
    usual = UsualOptions(model=OLD, quality="high", count=4, moderation="low", size="3:2")
    here = usual_here(
        usual,
        image_request(),
        rules=[ServerRules()],
        standing=Standing(),
        catalogue=DEFAULT_CATALOGUE,
    )

    assert usual == here


def test_limits_that_say_nothing_are_empty():
    """0 says something: no limit."""
    assert PersonLimits().is_empty
    assert not PersonLimits(cooldown_seconds=0).is_empty
