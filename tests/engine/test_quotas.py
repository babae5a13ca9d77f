"""What is laid down bears on every request: who, where, what, how much, and in which turn."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.errors import ApiRejected, Blocked, InvalidRequest, NotFound, QuotaExceeded
from bot.domain.jobs import Announcement, JobStatus
from bot.domain.people import UsualOptions
from bot.domain.quota import Allowance
from bot.domain.rules import (
    EVERYWHERE,
    Block,
    Grant,
    PersonLimits,
    ServerRules,
    Standing,
    StrikeRule,
)
from bot.engine.rulebook import RuleBook
from tests.factories import ALICE, BOB, GUILD, answer_token, image_request, origin

PRICE = 133_000
"""Of a picture of which nobody said the quality: the dearest."""


async def lay_down(world, guild_id=GUILD, **rules):
    """Change the rules of a server, as managers do."""
    await world.community.rules.change(guild_id, lambda old: replace(old, **rules), entry=None)
    world.clock.advance(3)


async def ask(world, requester_id=ALICE, *, roles=(), guild_id=GUILD, private=False, **fields):
    """Accept a request of somebody with these roles in a server."""
    return await world.engine.intake.accept(
        image_request(**fields),
        requester_id=requester_id,
        origin=origin(guild_id=guild_id),
        standing=Standing(role_ids=roles),
        is_private=private,
        progress_message_id=77,
        answer_token=answer_token(),
    )


async def announce(world, **fields):
    """Bring a request in as a command does."""
    asked = Announcement(
        requester_id=ALICE,
        origin=origin(),
        is_acknowledged=True,
        **fields,
    )
    world.engine.intake.announce(asked)
    return await world.engine.intake.admit(asked)


async def accepted(world, times, **how):
    """Ask so many times; return how many were accepted."""
    answers = await asyncio.gather(
        *(ask(world, **how) for _ in range(times)), return_exceptions=True
    )
    refused = [each for each in answers if isinstance(each, QuotaExceeded)]
    return times - len(refused)


async def refuse(world, job):
    """Let the API refuse the content of a job, and its person be told."""
    world.upstream.submitting.script.append(ApiRejected("sensitive content", moderated=True))
    return await world.until(job, JobStatus.FAILED)


class TestPermission:
    """Before anything is judged."""

    async def test_who_is_blocked_is_told_why_and_nothing_is_written(self, world):
        """Whatever else they may."""
        block = Block(reason="spam", by_id=BOB, began_at=world.clock.now())
        await lay_down(world, blocks={ALICE: block})

        with pytest.raises(Blocked, match="blocked-person"):
            await ask(world)
        assert [] == await world.store.jobs_of(ALICE, limit=5)

    async def test_the_operators_pause_holds_in_every_server_and_in_messages(self, world):
        """It is the same key."""
        pause = Block(reason="no money", by_id=0, began_at=world.clock.now())
        await lay_down(world, EVERYWHERE, pause=pause)

        for guild_id in (GUILD, GUILD + 1, None):
            with pytest.raises(Blocked, match="blocked-paused"):
                await ask(world, guild_id=guild_id)

    @pytest.mark.parametrize("rule", [{"words": ("lighthouse",)}, {"patterns": ("l.ghth",)}])
    async def test_a_word_of_the_blocklist_is_refused_without_being_named(self, world, rule):
        """To name it would tell the way around it."""
        await lay_down(world, **rule)

        with pytest.raises(Blocked) as refused:
            await ask(world)
        assert ("words", {}) == (refused.value.rule, dict(refused.value.values))
        assert (await ask(world, prompt="a kite")).status is JobStatus.ACCEPTED

    async def test_the_highest_quality_is_what_is_sent_for_auto(self, world):
        """And held at its price."""
        await lay_down(world, highest_quality="low")
        job = await ask(world)

        assert ("low", 9_000) == (job.request.quality, job.price_microusd)
        with pytest.raises(InvalidRequest, match="quality-not-here"):
            await ask(world, quality="high")

    async def test_a_rule_for_spoilers_marks_the_job(self, world):
        """As it was when it was asked for."""
        before = await ask(world)
        await lay_down(world, posts_spoilers=True)

        assert (False, True) == (before.is_spoiler, (await ask(world)).is_spoiler)


class TestAllowance:
    """How much."""

    async def test_the_best_of_the_roles_wins(self, world):
        """Over the server's limit, which those without a role have."""
        roles = {7: PersonLimits(images_per_day=2), 8: PersonLimits(images_per_day=4)}
        await lay_down(world, limits=PersonLimits(images_per_day=1), role_limits=roles)

        assert 4 == await accepted(world, 6, roles=(7, 8))
        assert 1 == await accepted(world, 3, requester_id=BOB)

    async def test_what_a_server_laid_down_counts_there_and_the_default_everywhere(self, world):
        """So a server can neither be used up elsewhere, nor lift what the operator allows."""
        world.build(allowance=Allowance(images_per_day=3))
        await lay_down(world, limits=PersonLimits(images_per_day=2))

        assert 2 == await accepted(world, 4)
        assert 1 == await accepted(world, 4, guild_id=GUILD + 1)

    async def test_a_grant_is_used_once_and_comes_back_from_a_failure(self, world):
        """By itself: usage is read from the jobs."""
        now = world.clock.now()
        grant = Grant(
            id="g1",
            requester_id=ALICE,
            images=2,
            microusd=0,
            granted_at=now,
            expires_at=now + timedelta(days=3),
            by_id=BOB,
        )
        await lay_down(world, limits=PersonLimits(images_per_day=1), grants=(grant,))
        first, granted = await ask(world), await ask(world)
        assert 1 == await accepted(world, 3)

        await world.engine.operations.cancel(granted.id, by=ALICE)
        assert 1 == await accepted(world, 3)
        world.clock.advance(24 * 3600 + 1)
        assert 1 == await accepted(world, 3)
        assert first.left.granted_images == 2

    async def test_what_is_left_stands_on_the_job_and_in_the_report(self, world):
        """The report reads the same from the jobs."""
        world.build(allowance=Allowance(images_per_day=5, microusd_per_day=10 * PRICE))
        job = await ask(world, count=4)
        report = await world.engine.quotas.report(ALICE, origin=origin(), standing=Standing())

        assert (1, 5, 6 * PRICE) == (job.left.images, job.left.images_limit, job.left.microusd)
        assert job.left.is_near
        assert [(4, 4 * PRICE)] == [(s.images, s.microusd) for s in report.usage.spendings]
        assert report.blocked is None

    async def test_a_budget_near_its_end_is_noted_once(self, world):
        """For the managers, and for the operator."""
        world.build(
            allowance=Allowance(
                server_microusd_per_month=5 * PRICE, total_microusd_per_day=10 * PRICE
            )
        )
        for _ in range(5):
            await ask(world)
        for _ in range(3):
            await ask(world, guild_id=None)

        entries = await world.community.rules.entries(None, limit=10)
        assert [(EVERYWHERE, "near-total-per-day"), (GUILD, "near-server-per-month")] == [
            (entry.guild_id, entry.action) for entry in entries
        ]


class TestRefusals:
    """Three within the hour pause a person for an hour."""

    async def test_three_refusals_pause_and_the_report_says_until_when(self, world):
        """And the log says it once."""
        for _ in range(3):
            await refuse(world, await ask(world))
        with pytest.raises(Blocked, match="blocked-refusals") as paused:
            await ask(world)
        report = await world.engine.quotas.report(ALICE, origin=origin(), standing=Standing())

        assert paused.value.ends_at == report.blocked.ends_at
        assert timedelta(minutes=50) < paused.value.ends_at - world.clock.now()
        assert ["refusals"] == [
            entry.action for entry in await world.community.rules.entries(GUILD, limit=10)
        ]
        assert (await ask(world, BOB)).status is JobStatus.ACCEPTED

    async def test_it_ends_by_itself_and_by_a_pardon(self, world):
        """What was refused before does not count again."""
        await lay_down(world, strikes=StrikeRule(refusals=1))
        await refuse(world, await ask(world))
        with pytest.raises(Blocked):
            await ask(world)
        await lay_down(world, pardoned_at={ALICE: world.clock.now()})
        await refuse(world, await ask(world))
        with pytest.raises(Blocked):
            await ask(world)
        world.clock.advance(3601)

        assert (await ask(world)).status is JobStatus.ACCEPTED


class TestTurns:
    """Whose job is sent next."""

    async def test_one_persons_forty_do_not_delay_another(self, world):
        """The first of who came late is the second to be sent, and its place says so."""
        world.build(max_in_flight=1)
        many = [await ask(world) for _ in range(40)]
        await world.step("submit")
        one = await ask(world, BOB)
        await world.engine.board.step()
        await world.live(3)
        await world.until(many[1], JobStatus.POSTED)

        assert [ALICE, BOB, ALICE] == [
            (await world.store.get(each.id)).requester_id
            for each in sorted(
                [await world.get(job) for job in (*many[:2], one)],
                key=lambda job: job.running_at,
            )
        ]

    async def test_the_weight_of_a_role_is_its_share_of_turns(self, world):
        """Three of four go to who has three times the weight."""
        world.build(max_in_flight=1)
        await lay_down(world, role_limits={7: PersonLimits(weight=3)})
        jobs = [await ask(world, BOB) for _ in range(8)]
        jobs += [await ask(world, roles=(7,)) for _ in range(8)]
        await world.live(60)

        served = sorted([await world.get(job) for job in jobs], key=lambda job: job.running_at)
        assert 6 == [job.requester_id for job in served[:8]].count(ALICE)

    async def test_a_place_in_the_queue_comes_with_a_moment_once_times_are_known(self, world):
        """Where nothing is known, nothing is promised."""
        world.build(max_in_flight=1)
        first, second = await ask(world), await ask(world, BOB)
        await world.step("submit")
        world.clock.advance(2)
        await world.engine.board.step()
        unknown = world.discord.answers[second.id]
        await world.until(second, JobStatus.POSTED)
        world.clock.advance(10)
        third = await ask(world)
        fourth = await ask(world, BOB)
        world.clock.advance(2)
        await world.engine.board.step()
        known = [world.discord.answers[each.id] for each in (third, fourth)]

        assert (1, None) == (unknown.position, unknown.expected_at)
        assert [1, 2] == [each.position for each in known]
        assert known[0].expected_at < known[1].expected_at
        assert first.id not in world.discord.answers


class TestOwn:
    """What a person has laid down for themselves."""

    async def test_usual_options_fill_what_was_left_open(self, world):
        """And never change what was said."""
        usual = UsualOptions(size="3:2", quality="low", count=2)
        await world.community.people.change(ALICE, lambda row: replace(row, usual=usual))
        request = image_request(size=None, quality="high")
        job = await announce(world, request=request, left_open=("count",))
        again = await announce(world, parent_id=job.id)
        plain = await announce(world, request=request)

        assert ("3:2", "high", 2) == (job.request.size, job.request.quality, job.request.count)
        assert job.request == again.request
        assert ("1:1", 1) == (plain.request.size, plain.request.count)

    async def test_a_private_result_goes_into_the_answer(self, world):
        """By its secret, or without it once that has ended."""
        job = await ask(world, private=True)
        await world.until(job, JobStatus.POSTED)
        late = await ask(world, private=True)
        world.clock.advance(16 * 60)
        await world.until(late, JobStatus.POSTED)

        assert [answer_token(), None] == world.discord.private

    async def test_what_is_forgotten_cannot_be_asked_for_again(self, world):
        """Its words are gone."""
        job = await ask(world)
        await world.until(job, JobStatus.POSTED)
        await world.community.people.forget(ALICE, until=world.clock.now())

        with pytest.raises(NotFound):
            await announce(world, parent_id=job.id)
        with pytest.raises(NotFound):
            await world.engine.operations.retry(
                job.id,
                requester_id=ALICE,
                origin=origin(),
                standing=Standing(),
                progress_message_id=None,
                answer_token=None,
            )
        assert [] == await world.engine.operations.list_for(ALICE)


async def test_rules_are_read_anew_after_two_seconds_and_at_once_when_dropped(world):
    """The command line changes them beside us."""
    book = RuleBook(store=world.community.rules, clock=world.clock)
    assert (1, {}) == ((await book.of(GUILD)).weight, await book.weights())
    await world.community.rules.change(GUILD, lambda old: replace(old, weight=5), entry=None)
    assert (1, {}) == ((await book.of(GUILD)).weight, await book.weights())
    book.drop(GUILD)
    assert (5, {GUILD: 5}) == ((await book.of(GUILD)).weight, await book.weights())
    await world.community.rules.change(GUILD, lambda old: ServerRules(), entry=None)
    world.clock.advance(3)

    assert (1, {}) == ((await book.of(GUILD)).weight, await book.weights())
