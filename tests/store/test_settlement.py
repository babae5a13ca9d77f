"""The sums of ended days: always what adding up the jobs would find."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.domain.jobs import HELD, SPENT, JobStatus
from bot.store.schema import job as job_table
from bot.store.schema import server_day
from tests.factories import GUILD, NOON, image_request
from tests.store.machine import LATER, STEPS, accepted, fresh_store, job_in

S = JobStatus
DAY = timedelta(days=1)
MIDNIGHT = NOON.replace(hour=0)
COUNTED = HELD | SPENT | {S.IN_DOUBT}


async def kept_sums(store):
    """Return the sums that are kept, by server and day, those that come to nothing left out."""
    async with store._database.reading() as connection:
        rows = await connection.execute(select(server_day))
        return {(row.guild_id, row.day): row.microusd for row in rows if row.microusd}


async def added_up(store, *, until):
    """Add up the jobs of the days before then, by server and day."""
    async with store._database.reading() as connection:
        rows = (await connection.execute(select(job_table))).all()
    sums = Counter()
    for row in rows:
        if row.status in COUNTED and row.accepted_at < until and row.guild_id is not None:
            sums[row.guild_id, row.accepted_at.replace(hour=0, minute=0)] += row.price_microusd
    return dict(+sums)


async def test_a_day_is_settled_when_it_has_ended_and_nothing_of_it_is_on_its_way(store):
    """The days after it wait for it, so that one moment says which have their sums."""
    await job_in(store, S.POSTED, accepted_at=MIDNIGHT - 3 * DAY)
    running = await job_in(store, S.RUNNING, accepted_at=MIDNIGHT - 2 * DAY)
    await job_in(store, S.IN_DOUBT, accepted_at=MIDNIGHT - DAY)
    await job_in(store, S.POSTED, accepted_at=MIDNIGHT)
    await store.settle_days(now=NOON)
    first = await kept_sums(store)
    await store.record_ready(running.id, pictures=(), price_microusd=7, now=NOON)
    await STEPS[S.READY, S.FAILED](store, running.id)
    days = [await store.settle_days(now=NOON) for _ in range(2)]

    assert {(GUILD, MIDNIGHT - 3 * DAY): 30_000} == first
    assert [2, 0] == days
    assert {**first, (GUILD, MIDNIGHT - DAY): 40_000} == await kept_sums(store)


async def test_the_sums_of_the_month_before_last_are_let_go(store):
    """No budget asks for them any more."""
    await job_in(store, S.POSTED, accepted_at=NOON - 30 * DAY)
    await store.settle_days(now=NOON)
    before = await kept_sums(store)
    days = await store.settle_days(now=NOON + 31 * DAY)

    assert (1, 31) == (len(before), days)
    assert {} == await kept_sums(store)


async def test_another_price_changes_the_sum_of_its_day(store):
    """What was in doubt may be asked again, and prepared anew, long after its day."""
    doubtful = await job_in(store, S.IN_DOUBT, accepted_at=NOON - DAY)
    await store.settle_days(now=NOON)
    await store.ask_again(doubtful.id, now=NOON)
    await store.record_sources(
        doubtful.id, request=image_request(), price_microusd=55_000, prepared_until=LATER
    )

    assert {(GUILD, MIDNIGHT - DAY): 55_000} == await kept_sums(store)


PLACES = st.fixed_dictionaries(
    {
        "guild_id": st.sampled_from([GUILD, 22, None]),
        "accepted_at": st.integers(0, 2).map(lambda days: NOON - days * DAY),
        "price_microusd": st.integers(0, 9),
    }
)
LEFT = st.sampled_from([S.POSTED, S.UNDELIVERED, S.IN_DOUBT, S.FAILED])
MOVES = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=15)


@settings(max_examples=25)
@given(
    early=st.lists(st.tuples(LEFT, PLACES), max_size=4),
    late=st.lists(PLACES, max_size=3),
    moves=MOVES,
)
async def test_sums_are_what_the_jobs_of_their_days_add_up_to(early, late, moves):
    """Whatever comes, moves or is taken back at a restart after the days were settled."""
    async with fresh_store() as store:
        jobs = [await job_in(store, status, **place) for status, place in early]
        await store.settle_days(now=NOON + DAY)
        jobs += [await accepted(store, **place) for place in late]
        for number, pick in moves:
            job = await store.get(jobs[number % len(jobs)].id) if jobs else None
            arrows = [arrow for arrow in STEPS if job is not None and arrow[0] is job.status]
            if job is not None and arrows:
                await STEPS[arrows[pick % len(arrows)]](store, job.id)
        await store.recover(now=NOON)
        kept, wanted = await kept_sums(store), await added_up(store, until=MIDNIGHT + DAY)

    assert wanted == kept
