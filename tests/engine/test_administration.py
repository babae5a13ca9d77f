"""What managers lay down, what is refused, and the line that a change leaves in the audit log."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.audit import Actor, By
from bot.domain.errors import Blocked, InvalidRequest, NotFound, NotYours, TooLate
from bot.domain.jobs import JobStatus
from bot.domain.outcomes import FailureReason
from bot.domain.quota import Allowance
from bot.domain.rules import (
    EVERYWHERE,
    MOST_MICROUSD,
    MOST_WORDS,
    GalleryRule,
    LowModeration,
    PersonLimits,
    ServerRules,
    StrikeRule,
)
from bot.engine import bounds
from tests.engine import test_way as way
from tests.factories import ALICE, BOB, CHANNEL, GALLERY, GUILD, NOON

MANAGER = By(actor=Actor.PERSON, actor_id=BOB)
OPERATOR = By(actor=Actor.OPERATOR)
ROLE = 51
"""A role of the server."""

SOON, LATE = NOON + timedelta(hours=1), NOON + timedelta(days=367)
DOLLAR = 1_000_000
WIDE = "\uff26\uff4f\uff4f"
"""Foo, in letters of full width."""

NOTHING = StrikeRule(refusals=0)


@pytest.fixture
def verbs(world):
    """What a manager can do."""
    return world.engine.administration


async def newest(verbs):
    """Return the newest line of the log: what was done, about whom, with which values."""
    [entry] = await verbs.entries(GUILD, limit=1)
    return entry.action, entry.subject_id, dict(entry.values)


async def test_limits_are_laid_down_for_all_for_a_role_and_for_a_person(verbs):
    """What is not given stays; each line of the log tells what was and what is."""
    await verbs.set_limits(GUILD, PersonLimits(images_per_day=5), by=MANAGER)
    half = PersonLimits(microusd_per_day=DOLLAR // 2, cooldown_seconds=0)
    await verbs.set_limits(GUILD, half, by=MANAGER)
    kept = {"images": "kept", "images_was": "kept", "jobs": "kept", "jobs_was": "kept"}
    kept |= {"weight": "kept", "weight_was": "kept", "seconds": "none", "seconds_was": "unset"}

    assert ("limits", None, kept | {"usd_microusd": 500_000, "usd_was": "unset"}) == (
        await newest(verbs)
    )
    await verbs.set_limits(GUILD, PersonLimits(weight=3), role_id=ROLE, by=MANAGER)
    assert ("limits-role", ROLE) == (await newest(verbs))[:2]
    rules = await verbs.set_limits(GUILD, PersonLimits(jobs_at_once=1), person_id=ALICE, by=MANAGER)
    assert ("limits-person", ALICE) == (await newest(verbs))[:2]
    assert PersonLimits(images_per_day=5, microusd_per_day=500_000, cooldown_seconds=0) == (
        rules.limits
    )
    assert {ROLE: PersonLimits(weight=3)} == rules.role_limits
    assert {ALICE: PersonLimits(jobs_at_once=1)} == rules.person_limits


async def test_limits_are_taken_back(verbs):
    """Nothing is left of them, and the log tells it."""
    for whose in ({}, {"role_id": ROLE}, {"person_id": ALICE}):
        await verbs.set_limits(GUILD, PersonLimits(images_per_day=5), **whose, by=MANAGER)
        await verbs.clear_limits(GUILD, **whose, by=MANAGER)

    assert ServerRules() == await verbs.rules(GUILD)
    assert ("limits-cleared-person", ALICE, {}) == await newest(verbs)


async def test_the_log_says_what_was_before_even_where_two_act_at_once(verbs):
    """The old value is read in the transaction that writes the new one."""
    await verbs.set_weight(GUILD, 2, by=OPERATOR)
    await verbs.set_weight(GUILD, 5, by=OPERATOR)

    [entry, _] = await verbs.entries(GUILD, limit=5)
    assert ("weight", {"weight_was": 2, "weight": 5}) == (entry.action, dict(entry.values))
    assert (Actor.OPERATOR, None, NOON) == (entry.actor, entry.actor_id, entry.at)


@pytest.mark.parametrize(
    ("cap", "budget", "is_refused"),
    [
        (50 * DOLLAR, 60 * DOLLAR, True),
        (50 * DOLLAR, 0, True),
        (50 * DOLLAR, 50 * DOLLAR, False),
        (50 * DOLLAR, None, False),
        (0, 0, False),
    ],
)
async def test_a_manager_stays_within_the_operators_budget(verbs, cap, budget, is_refused):
    """No limit is more than any; the operator goes where they like."""
    await verbs.set_budget(EVERYWHERE, cap, by=OPERATOR)

    if is_refused:
        with pytest.raises(InvalidRequest, match="over-budget"):
            await verbs.set_budget(GUILD, budget, by=MANAGER)

        assert (await verbs.rules(GUILD)).budget_microusd_per_month is None
    else:
        rules = await verbs.set_budget(GUILD, budget, by=MANAGER)

        assert budget == rules.budget_microusd_per_month


async def test_the_operators_word_on_one_server_is_its_ceiling(verbs):
    """It stands beside the managers' own, which cannot take it away."""
    await verbs.set_budget(EVERYWHERE, 50 * DOLLAR, by=OPERATOR)
    await verbs.set_budget(GUILD, 60 * DOLLAR, by=OPERATOR)
    rules = await verbs.set_budget(GUILD, 55 * DOLLAR, by=MANAGER)
    with pytest.raises(InvalidRequest, match="over-budget"):
        await verbs.set_budget(GUILD, 0, by=MANAGER)

    assert (60 * DOLLAR, 55 * DOLLAR) == (
        rules.ceiling_microusd_per_month,
        rules.budget_microusd_per_month,
    )


async def test_where_the_operator_laid_nothing_down_the_configuration_is_the_most(world):
    """It is the operator's word as well."""
    verbs = world.build(allowance=Allowance(server_microusd_per_month=DOLLAR)).administration

    with pytest.raises(InvalidRequest, match="most_microusd=1000000"):
        await verbs.set_budget(GUILD, 2 * DOLLAR, by=MANAGER)


async def test_a_servers_share_of_turns_is_the_operators_to_set(verbs):
    """A server would give itself all of them."""
    with pytest.raises(NotYours):
        await verbs.set_weight(GUILD, 5, by=MANAGER)

    assert ServerRules() == await verbs.rules(GUILD)


async def test_what_ended_is_cleared_away_when_something_comes(world, verbs):
    """Grants and blocks go out of the rules, and a grant can be taken back before."""
    how = {"images": 3, "microusd": DOLLAR, "note": "a\nprize", "by": MANAGER}
    await verbs.grant(GUILD, ALICE, expires_at=SOON, **how)
    await verbs.block(GUILD, ALICE, reason="rude", ends_at=SOON, by=MANAGER)
    world.clock.advance(3600)
    granted = await verbs.grant(GUILD, BOB, expires_at=SOON + timedelta(hours=1), **how)
    said = {"images": 3, "usd_microusd": DOLLAR, "note": "a prize"}
    said |= {"ends_at": granted.expires_at.isoformat()}
    assert ("grant", BOB, said) == await newest(verbs)

    rules = await verbs.block(GUILD, BOB, reason="rude", ends_at=None, by=MANAGER)

    assert (granted,) == rules.grants
    assert {BOB} == rules.blocks.keys()
    assert ("block", BOB, {"reason": "rude", "ends": "none"}) == await newest(verbs)
    await verbs.revoke(GUILD, granted.id, by=MANAGER)
    assert ("grant-revoked", BOB, {}) == await newest(verbs)
    with pytest.raises(NotFound):
        await verbs.revoke(GUILD, granted.id, by=MANAGER)


@pytest.mark.parametrize(("place", "withdrawn"), [(GUILD, 1), (GUILD + 1, 0), (EVERYWHERE, 1)])
async def test_what_waits_of_who_is_blocked_is_withdrawn(world, verbs, place, withdrawn):
    """There; what has been sent goes on, and so does what others asked for."""
    sent = await world.ask()
    await world.step("submit")
    await world.ask()
    await world.ask(BOB)
    await verbs.block(place, ALICE, reason="rude", ends_at=None, by=OPERATOR)

    counts = await world.store.count_by_status()
    assert (withdrawn, 2 - withdrawn) == (counts[JobStatus.CANCELLED], counts[JobStatus.ACCEPTED])
    assert JobStatus.RUNNING is (await world.get(sent)).status


async def test_what_is_sent_while_its_person_is_blocked_goes_on(world, verbs):
    """It is paid for."""
    job = await world.ask()

    class Sending(type(world.store)):
        async def cancel(self, job_id, *, now):
            await world.step("submit")
            return await super().cancel(job_id, now=now)

    world.store.__class__ = Sending
    await verbs.block(GUILD, ALICE, reason="rude", ends_at=None, by=MANAGER)

    assert JobStatus.RUNNING is (await world.get(job)).status


async def test_who_is_unblocked_begins_anew(world, verbs):
    """The block goes, and refusals until now are forgiven."""
    await verbs.block(GUILD, ALICE, reason="rude", ends_at=SOON, by=MANAGER)
    await verbs.grant(GUILD, ALICE, images=0, microusd=1, expires_at=SOON, note="", by=OPERATOR)

    rules = await verbs.unblock(GUILD, ALICE, by=MANAGER)

    assert ({}, {ALICE: NOON}) == (rules.blocks, rules.pardoned_at)
    assert 0 == rules.grants[0].by_id


async def test_a_server_is_paused_and_resumed(verbs):
    """With the reason that people are told; what is not paused cannot be resumed."""
    paused = await verbs.pause(GUILD, reason=" party ", ends_at=SOON, by=MANAGER)

    assert ("party", BOB, SOON) == (
        paused.pause.reason,
        paused.pause.by_id,
        paused.pause.ends_at,
    )
    said = {"reason": "party", "ends_at": SOON.isoformat()}
    assert ("pause", None, said) == await newest(verbs)
    assert (await verbs.resume(GUILD, by=MANAGER)).pause is None
    with pytest.raises(NotFound):
        await verbs.resume(GUILD, by=MANAGER)


@pytest.mark.parametrize(
    ("allowed", "action", "may", "may_not"),
    [
        (True, "channel-allowed", {CHANNEL}, set()),
        (False, "channel-refused", set(), {CHANNEL}),
        (None, "channel-cleared", set(), set()),
    ],
)
async def test_a_channel_is_allowed_or_refused_or_neither(verbs, allowed, action, may, may_not):
    """Never both."""
    await verbs.set_channel(GUILD, CHANNEL, allowed=not allowed, by=MANAGER)

    rules = await verbs.set_channel(GUILD, CHANNEL, allowed=allowed, by=MANAGER)

    assert (may, may_not) == (rules.channels_allowed, rules.channels_refused)
    assert (action, CHANNEL, {}) == await newest(verbs)


async def test_models_and_options_are_laid_down(verbs):
    """What is not named stays; nothing named is everything again."""
    name = "gpt-image-1-official"
    await verbs.set_models(GUILD, [name], by=MANAGER)
    rules = await verbs.set_options(
        GUILD,
        highest_quality="medium",
        low_moderation=LowModeration.NOWHERE,
        posts_spoilers=True,
        by=MANAGER,
    )
    assert ({name}, "medium", None) == (rules.models, rules.highest_quality, rules.most_count)
    await verbs.set_options(GUILD, highest_quality=None, most_count=2, by=MANAGER)
    said = {"quality": "unset", "quality_was": "medium", "count": 2, "count_was": "unset"}
    said |= dict.fromkeys(("low", "low_was", "spoilers", "spoilers_was"), "kept")
    assert ("options", None, said) == await newest(verbs)

    rules = await verbs.set_models(GUILD, [], by=MANAGER)

    assert ("models", None, {"models_was": name, "models": "none"}) == await newest(verbs)
    assert (frozenset(), LowModeration.NOWHERE, True) == (
        rules.models,
        rules.low_moderation,
        rules.posts_spoilers,
    )


async def test_words_and_patterns_come_and_go(verbs):
    """A word is one in any case and width; a pattern as it is written."""
    await verbs.add_word(GUILD, f" {WIDE}  bar ", by=MANAGER)
    await verbs.add_pattern(GUILD, "fo+ ", by=MANAGER)
    for add, text in ((verbs.add_word, "foo BAR"), (verbs.add_pattern, "fo+ ")):
        with pytest.raises(InvalidRequest, match="there-already"):
            await add(GUILD, text, by=MANAGER)
    rules = await verbs.rules(GUILD)
    assert ((f"{WIDE} bar",), ("fo+ ",)) == (rules.words, rules.patterns)

    await verbs.remove_word(GUILD, "FOO bar", by=MANAGER)
    await verbs.remove_pattern(GUILD, "fo+ ", by=MANAGER)

    assert ServerRules() == await verbs.rules(GUILD)
    assert ("pattern-removed", None, {"pattern": "fo+ "}) == await newest(verbs)
    for remove in (verbs.remove_word, verbs.remove_pattern):
        with pytest.raises(NotFound):
            await remove(GUILD, "foo", by=MANAGER)


async def test_gallery_log_and_strikes_are_laid_down(verbs):
    """And taken back: the pace of the gallery stays where nobody names it."""
    await verbs.set_gallery(GUILD, GALLERY, seconds_between=60, by=MANAGER)
    assert ("gallery", GALLERY, {"channel_was": "none", "seconds": 60}) == await newest(verbs)
    rules = await verbs.set_gallery(GUILD, None, seconds_between=None, by=MANAGER)
    assert GalleryRule(seconds_between=60) == rules.gallery
    assert ("gallery-off", None, {"channel_was": str(GALLERY), "seconds": 60}) == (
        await newest(verbs)
    )
    await verbs.set_log(GUILD, CHANNEL, by=MANAGER)
    assert ("log", CHANNEL, {"channel_was": "none"}) == await newest(verbs)
    await verbs.set_log(GUILD, None, by=MANAGER)
    assert "log-off" == (await newest(verbs))[0]

    await verbs.set_strikes(GUILD, StrikeRule(), by=MANAGER)
    rules = await verbs.set_strikes(GUILD, NOTHING, by=MANAGER)

    assert NOTHING == rules.strikes
    said = {"refusals": "none", "refusals_was": 3, "window": 60, "pause": 60}
    assert ("strikes", None, said) == await newest(verbs)


def limits(**fields):
    """Return the verb that lays these limits down."""
    return lambda verbs: verbs.set_limits(GUILD, PersonLimits(**fields), by=MANAGER)


def grant(**fields):
    """Return the verb that grants this."""
    usual = {"images": 1, "microusd": 0, "expires_at": SOON, "note": "", "by": MANAGER}
    return lambda verbs: verbs.grant(GUILD, ALICE, **usual | fields)


def block(**fields):
    """Return the verb that blocks somebody so."""
    usual = {"reason": "rude", "ends_at": None, "by": MANAGER}
    return lambda verbs: verbs.block(GUILD, ALICE, **usual | fields)


@pytest.mark.parametrize(
    ("act", "rule", "field"),
    [
        (limits(), "nothing-given", "images_per_day"),
        (limits(images_per_day=-1), "range", "images_per_day"),
        (limits(jobs_at_once=10**6), "range", "jobs_at_once"),
        (limits(weight=0), "range", "weight"),
        (limits(microusd_per_day=-1), "money-range", "usd_per_day"),
        (
            lambda verbs: verbs.set_limits(
                GUILD, PersonLimits(weight=1), role_id=ROLE, person_id=ALICE, by=OPERATOR
            ),
            "one-of-both",
            "role",
        ),
        (
            lambda verbs: verbs.set_budget(GUILD, MOST_MICROUSD + 1, by=OPERATOR),
            "money-range",
            "usd_per_month",
        ),
        (lambda verbs: verbs.set_weight(GUILD, 101, by=OPERATOR), "range", "weight"),
        (grant(images=0), "nothing-given", "images"),
        (grant(microusd=-1), "money-range", "usd"),
        (grant(expires_at=NOON), "end", "days"),
        (grant(note="x" * 301), "text-too-long", "note"),
        (block(reason=" \u200b\n"), "text-empty", "reason"),
        (block(ends_at=LATE), "end", "hours"),
        (lambda verbs: verbs.set_models(GUILD, ["dall-e"], by=MANAGER), "choice", "model"),
        (
            lambda verbs: verbs.set_options(GUILD, highest_quality="auto", by=MANAGER),
            "choice",
            "highest_quality",
        ),
        (
            lambda verbs: verbs.set_options(GUILD, most_count=9, by=MANAGER),
            "range",
            "largest_count",
        ),
        (lambda verbs: verbs.add_word(GUILD, "x" * 101, by=MANAGER), "text-too-long", "word"),
        (lambda verbs: verbs.add_pattern(GUILD, " \0", by=MANAGER), "text-empty", "pattern"),
        (lambda verbs: verbs.add_pattern(GUILD, "x" * 201, by=MANAGER), "text-too-long", "pattern"),
        (lambda verbs: verbs.add_pattern(GUILD, "(", by=MANAGER), "pattern-broken", "pattern"),
        (
            lambda verbs: verbs.set_gallery(GUILD, GALLERY, seconds_between=0, by=MANAGER),
            "range",
            "seconds_between",
        ),
        (
            lambda verbs: verbs.set_strikes(GUILD, StrikeRule(window_seconds=59), by=MANAGER),
            "range",
            "window",
        ),
        (lambda verbs: verbs.report(GUILD, days=0), "range", "days"),
    ],
)
async def test_what_cannot_be_leaves_the_old_setting(verbs, act, rule, field):
    """It is told which option, and what is allowed; the log is for what was done."""
    with pytest.raises(InvalidRequest) as refusal:
        await act(verbs)

    assert (rule, field) == (refusal.value.rule, refusal.value.field)
    assert ServerRules() == await verbs.rules(GUILD)
    assert [] == await verbs.entries(None, limit=5)


async def test_the_rules_of_a_server_have_an_end(world, verbs):
    """More than anybody lays down on purpose is refused; what is there can be changed."""
    full = {number: PersonLimits(weight=2) for number in range(1, bounds.MOST_ENTRIES + 1)}
    await world.community.rules.change(
        GUILD,
        lambda old: replace(old, role_limits=full, words=tuple(map(str, range(MOST_WORDS)))),
        entry=None,
    )

    for field, act in (
        ("role", verbs.set_limits(GUILD, PersonLimits(weight=3), role_id=ROLE**2, by=MANAGER)),
        ("word", verbs.add_word(GUILD, "foo", by=MANAGER)),
    ):
        with pytest.raises(InvalidRequest, match="full") as refusal:
            await act
        assert field == refusal.value.field
    rules = await verbs.set_limits(GUILD, PersonLimits(weight=3), role_id=ROLE, by=MANAGER)
    assert 3 == rules.role_limits[ROLE].weight


async def test_what_is_laid_down_holds_at_once(world, verbs):
    """The rules at hand are read anew, though they were read just now."""
    await world.ask()

    await verbs.pause(GUILD, reason="party", ends_at=None, by=MANAGER)

    with pytest.raises(Blocked, match="party"):
        await world.ask()


# --- jobs ---


@pytest.mark.parametrize(
    ("bring", "verb", "action", "becomes"),
    [
        (way.accepted, "cancel", "job-cancelled", JobStatus.CANCELLED),
        (way.undelivered, "repost", "job-reposted", JobStatus.READY),
        (way.in_doubt, "never_taken", "job-never-taken", JobStatus.FAILED),
        (way.in_doubt, "send_again", "job-sent-again", JobStatus.ACCEPTED),
    ],
)
async def test_managers_settle_what_hangs(world, verbs, bring, verb, action, becomes):
    """In their own server; the loops and the log learn of it, and whom it is too late for."""
    job = await bring(world)
    was = (await world.get(job)).status
    act = getattr(verbs, verb)
    with pytest.raises(NotFound):
        await act(job.id, guild_id=GUILD + 1, by=MANAGER)

    moved = await act(job.id, guild_id=GUILD, by=MANAGER)

    assert becomes is moved.status
    assert (was, becomes) == world.watch.moves[-1]
    [entry] = await verbs.entries(GUILD, limit=5)
    assert (action, ALICE, job.id, BOB) == (
        entry.action,
        entry.subject_id,
        entry.job_id,
        entry.actor_id,
    )
    with pytest.raises(TooLate, match=f"status={becomes}"):
        await act(job.id, guild_id=None, by=OPERATOR)


async def test_what_is_forgotten_is_not_posted_again(world, verbs):
    """It would fail for want of pictures, and what was paid for it be given back."""
    job = await way.undelivered(world)
    await world.engine.people.forget(ALICE)

    with pytest.raises(NotFound, match="job"):
        await verbs.repost(job.id, guild_id=GUILD, by=MANAGER)

    assert JobStatus.UNDELIVERED is (await world.get(job)).status


async def test_a_doubt_that_never_was_taken_costs_nothing(world, verbs):
    """Neither the person nor the server."""
    job = await way.in_doubt(world)

    settled = await verbs.never_taken(job.id, guild_id=None, by=OPERATOR)

    assert FailureReason.NEVER_TAKEN is settled.failure.reason


async def test_what_is_found_is_fetched(world, verbs):
    """Under the id that the image API has for it; what is no id is refused."""
    job = await way.in_doubt(world)
    for nonsense in ("", "two words", "é", "x" * 201):
        with pytest.raises(InvalidRequest):
            await verbs.found(job.id, nonsense, guild_id=GUILD, by=MANAGER)

    await verbs.found(job.id, " task1.0 ", guild_id=GUILD, by=MANAGER)

    assert ("job-found", ALICE, {"id": "task1.0"}) == await newest(verbs)
    await world.until(job, JobStatus.POSTED)


async def test_managers_see_the_jobs_of_their_server_and_what_they_cost(world, verbs):
    """The operator sees all."""
    job = await world.until(await world.ask(), JobStatus.POSTED)
    await world.ask(BOB)

    listed = await verbs.jobs(GUILD, statuses=(JobStatus.POSTED,), limit=5)
    assert [job.id] == [each.id for each in listed]
    assert [] == await verbs.jobs(GUILD + 1, statuses=tuple(JobStatus), limit=5)
    of_bob = await verbs.jobs(None, statuses=tuple(JobStatus), requester_id=BOB, limit=5)
    assert [BOB] == [each.requester_id for each in of_bob]
    [alice, bob] = sorted(await verbs.report(GUILD, days=1), key=lambda row: row.requester_id)
    assert (1, 0) == (alice.pictures, bob.pictures)
    chart = await world.engine.chart([alice, bob], since=NOON.date(), until=NOON.date())
    assert f"2026-05-15 2026-05-15 {alice.microusd + bob.microusd}" in chart.content.decode()
