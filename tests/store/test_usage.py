"""What counts against a limit: every status, every window, by exact arithmetic."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.errors import StaleTransition
from bot.domain.jobs import HELD, ON_ITS_WAY, SPENT, Draw, JobStatus, Left
from bot.domain.outcomes import Failure, FailureReason
from bot.domain.quota import Spending, Usage, Verdict, month_began_at
from tests.factories import ALICE, BOB, GUILD, NOON, new_job, source_image
from tests.store.machine import PICTURES, STEPS, fresh_store, job_in

S = JobStatus
DAY = timedelta(hours=24)
MICROSECOND = timedelta(microseconds=1)
OTHER_GUILD = 22
SPENT_MICROUSD = 30_000
"""What `machine.STEPS` makes every finished job cost."""


async def usage_of(store, **fields):
    """Return what a judge of a new job would see."""
    seen = []

    class Refused(Exception):
        pass

    def look(usage):
        seen.append(usage)
        raise Refused

    new = new_job(**fields)
    since = NOON - timedelta(hours=2)
    with pytest.raises(Refused):
        await store.accept(new, judge=look, refused_since=since)
    assert seen[0] == await store.usage(
        new.requester_id, new.origin.guild_id, now=new.accepted_at, refused_since=since
    )
    return seen[0]


async def test_an_empty_store_counts_nothing(store):
    """The first request of all."""
    assert Usage() == await usage_of(store)


@pytest.mark.parametrize("status", JobStatus)
async def test_each_status_counts_as_the_table_says(store, status):
    """Held by what was asked for, spent by what was made, in doubt for the purse only."""
    await job_in(store, status, count=3, price_microusd=90_000)
    usage = await usage_of(store)

    person = {
        **dict.fromkeys(HELD, (3, 90_000)),
        **dict.fromkeys(SPENT, (len(PICTURES), SPENT_MICROUSD)),
    }.get(status)
    expected = ()
    if person is not None:
        spent = {"images": person[0], "microusd": person[1], "is_held": status in HELD}
        expected = (Spending(accepted_at=NOON, **spent),)
    purse = 90_000 if status is S.IN_DOUBT else (person or (0, 0))[1]
    assert expected == usage.spendings
    assert (purse, purse) == (usage.server_microusd, usage.total_microusd)
    assert (NOON if purse else None) == usage.total_oldest_at
    assert (int(status in ON_ITS_WAY),) * 2 == (usage.jobs, usage.jobs_here)
    assert int(status is S.ACCEPTED) == usage.waiting
    assert (NOON, NOON) == (usage.last_accepted_at, usage.last_accepted_here_at)


async def refused(store, *, at, reason=FailureReason.MODERATED, **fields):
    """Have a job's content refused by the API."""
    job = await job_in(store, S.SUBMITTING, **fields)
    return await store.fail(job.id, Failure(reason=reason), was=S.SUBMITTING, now=at)


async def test_refusals_of_the_content_count_everywhere_and_where_they_happened(store):
    """By when the API said no, from the given moment on; other failures are nobody's fault."""
    hours = [NOON - timedelta(hours=age) for age in (3, 2, 1)]
    for at in reversed(hours):
        await refused(store, at=at)
    await refused(store, at=NOON, guild_id=OTHER_GUILD)
    await refused(store, at=NOON, guild_id=None)
    await refused(store, at=NOON, requester_id=BOB)
    await refused(store, at=NOON, reason=FailureReason.REJECTED)

    here, in_messages = await usage_of(store), await usage_of(store, guild_id=None)
    assert (*hours[1:], NOON, NOON) == here.refused_at == in_messages.refused_at
    assert tuple(hours[1:]) == here.refused_here_at
    assert (NOON,) == in_messages.refused_here_at


DRAWS = (Draw(grant_id="one", images=1), Draw(grant_id="two", images=2, microusd=20_000))


async def drawing(store, **fields):
    """Accept a job of which grants bear a part."""
    verdict = Verdict(draws=DRAWS, left=Left(images=0, images_limit=3, is_near=True))
    new = new_job(count=4, price_microusd=40_000, **fields)
    return await store.accept(new, judge=lambda usage: verdict, refused_since=NOON)


async def test_what_grants_bear_counts_at_any_age_and_comes_back(store):
    """Two of four made: what was drawn last comes back first; a failure gives all back."""
    old = await drawing(store, accepted_at=NOON - timedelta(days=40))
    failed = await drawing(store)
    held = await usage_of(store)
    await store.fail(failed.id, Failure(reason=FailureReason.REJECTED), was=S.ACCEPTED, now=NOON)
    for arrow in ((S.ACCEPTED, S.SUBMITTING), (S.SUBMITTING, S.RUNNING), (S.RUNNING, S.READY)):
        await STEPS[arrow](store, old.id)
    made = await usage_of(store)

    assert [DRAWS, DRAWS] == [spending.draws for spending in held.granted]
    assert [DRAWS] == [spending.draws for spending in held.spendings]
    assert Left(images=0, images_limit=3, is_near=True) == old.left
    (spent,) = made.granted
    assert (old.accepted_at, len(PICTURES), SPENT_MICROUSD) == (
        spent.accepted_at,
        spent.images,
        spent.microusd,
    )
    assert (DRAWS[0], Draw(grant_id="two", microusd=10_000)) == spent.draws
    assert () == made.spendings


async def test_what_a_cheaper_size_is_held_for_leaves_its_grants_alone(store):
    """The pictures that it is given settle the size, before it is sent."""
    job = await drawing(store, references=(source_image(),))
    cheaper = {"price_microusd": 25_000, "prepared_until": NOON + DAY}
    await store.record_sources(job.id, request=job.request, **cheaper)
    (held,) = (await usage_of(store)).granted

    assert (DRAWS[0], Draw(grant_id="two", images=2, microusd=5_000)) == held.draws


async def test_asked_again_it_bears_what_it_is_judged_to(store):
    """What grants bore of it came back with the doubt, and may be somebody's already."""
    job = await job_in(store, S.IN_DOUBT, count=4)
    seen, verdict = [], Verdict(draws=DRAWS, left=Left(images=0, images_limit=3))

    def judge(usage):
        seen.append(usage.jobs)
        return verdict

    again = {"judge": judge, "refused_since": NOON, "now": NOON}
    asked = await store.ask_again_if_it_fits(job.id, **again)
    (held,) = (await usage_of(store)).granted

    assert (S.ACCEPTED, verdict.left, DRAWS) == (asked.status, asked.left, held.draws)
    with pytest.raises(StaleTransition):
        await store.ask_again_if_it_fits(job.id, **again)
    assert [0] == seen


async def test_a_job_that_comes_to_less_leaves_its_grants_alone(store):
    """Where nothing is borne any more, the job is none of theirs."""
    verdict = Verdict(draws=(Draw(grant_id="one", images=1),))
    new = new_job(count=3, price_microusd=90_000)
    job = await store.accept(new, judge=lambda usage: verdict, refused_since=NOON)
    for arrow in ((S.ACCEPTED, S.SUBMITTING), (S.SUBMITTING, S.RUNNING), (S.RUNNING, S.READY)):
        await STEPS[arrow](store, job.id)
    usage = await usage_of(store)

    assert () == usage.granted
    assert [()] == [spending.draws for spending in usage.spendings]


async def test_a_day_is_over_to_the_microsecond(store):
    """`ends_at` tells the moment at which there is room, and then there is."""
    await job_in(store, S.POSTED, accepted_at=NOON)
    last = await usage_of(store, accepted_at=NOON + DAY - MICROSECOND)
    over = await usage_of(store, accepted_at=NOON + DAY)

    assert (1, SPENT_MICROUSD, NOON) == (
        len(last.spendings),
        last.total_microusd,
        last.total_oldest_at,
    )
    assert ((), 0, None) == (over.spendings, over.total_microusd, over.total_oldest_at)
    assert NOON == over.last_accepted_at


async def test_a_month_begins_with_its_first_moment(store):
    """The server's budget is by the calendar, UTC."""
    first = month_began_at(NOON)
    await job_in(store, S.POSTED, accepted_at=first - MICROSECOND)
    await job_in(store, S.POSTED, accepted_at=first)

    assert SPENT_MICROUSD == (await usage_of(store)).server_microusd


async def test_a_free_job_frees_no_money_when_it_leaves(store):
    """The total's oldest part is the oldest that cost something."""
    await job_in(store, S.SUBMITTING, price_microusd=0, accepted_at=NOON - timedelta(hours=2))
    await job_in(store, S.SUBMITTING, accepted_at=NOON - timedelta(hours=1))

    assert NOON - timedelta(hours=1) == (await usage_of(store)).total_oldest_at


async def test_a_private_message_is_no_server(store):
    """None is not one place."""
    await job_in(store, S.POSTED, guild_id=None)

    usage = await usage_of(store, guild_id=None)
    assert (0, SPENT_MICROUSD) == (usage.server_microusd, usage.total_microusd)


JOBS = st.lists(
    st.builds(
        dict,
        status=st.sampled_from(JobStatus),
        requester_id=st.sampled_from([ALICE, BOB]),
        guild_id=st.sampled_from([GUILD, OTHER_GUILD, None]),
        count=st.integers(1, 4),
        price_microusd=st.integers(0, 10**12),
        accepted_at=st.one_of(
            st.timedeltas(timedelta(0), timedelta(days=40)),
            st.sampled_from([DAY, NOON - month_began_at(NOON)]),
        ).map(lambda age: NOON - age),
    ),
    max_size=8,
)


def expected_usage(jobs):
    """Work out in Python what SQL has to find, from (status, fields) in the order of acceptance."""

    def spent(job):
        """Return the pictures and the money of a job."""
        if job["status"] in SPENT:
            return len(PICTURES), SPENT_MICROUSD
        return job["count"], job["price_microusd"]

    counted = [job for job in jobs if job["status"] in HELD | SPENT | {S.IN_DOUBT}]
    today = [job for job in counted if job["accepted_at"] > NOON - DAY]
    theirs = [job for job in jobs if job["requester_id"] == ALICE]
    here = [job for job in theirs if job["guild_id"] == GUILD]
    return Usage(
        spendings=tuple(
            Spending(
                accepted_at=job["accepted_at"],
                images=spent(job)[0],
                microusd=spent(job)[1],
                is_here=job["guild_id"] == GUILD,
                is_held=job["status"] in HELD,
            )
            for job in sorted(today, key=lambda job: job["accepted_at"])
            if job["requester_id"] == ALICE and job["status"] is not S.IN_DOUBT
        ),
        last_accepted_at=max((job["accepted_at"] for job in theirs), default=None),
        last_accepted_here_at=max((job["accepted_at"] for job in here), default=None),
        jobs=sum(job["status"] in ON_ITS_WAY for job in theirs),
        jobs_here=sum(job["status"] in ON_ITS_WAY for job in here),
        waiting=sum(job["status"] is S.ACCEPTED for job in jobs),
        server_microusd=sum(
            spent(job)[1]
            for job in counted
            if job["guild_id"] == GUILD and job["accepted_at"] >= month_began_at(NOON)
        ),
        total_microusd=sum(spent(job)[1] for job in today),
        total_oldest_at=min(
            (job["accepted_at"] for job in today if spent(job)[1] > 0), default=None
        ),
    )


@settings(max_examples=25)
@given(jobs=JOBS, settled_after=st.integers(0, 8))
async def test_usage_is_what_the_jobs_add_up_to(jobs, settled_after):
    """Any mixture of people, places, times and outcomes, whenever days are settled."""
    # A job that stays accepted would be the next one submitted, so these come last.
    jobs = sorted(jobs, key=lambda job: job["status"] is S.ACCEPTED)
    async with fresh_store() as store:
        for number, job in enumerate(jobs):
            if number == settled_after:
                await store.settle_days(now=NOON)
            await job_in(store, **job)
        usage = await usage_of(store)

    assert expected_usage(jobs) == usage
