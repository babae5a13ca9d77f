"""What is kept about people, and how all of it is forgotten."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.domain.drafts import TRAY_LIVES
from bot.domain.errors import NotFound
from bot.domain.jobs import Draw, JobStatus, Left, undelivered_rule
from bot.domain.outcomes import Failure, FailureReason
from bot.domain.people import PersonRow, UsualOptions
from bot.domain.quota import Verdict
from bot.domain.sharing import ShareStatus
from bot.store.community_schema import person
from bot.store.schema import metadata
from tests.factories import (
    ALICE,
    BOB,
    NOON,
    answer_token,
    image_request,
    new_draft,
    new_job,
    source_image,
)
from tests.store.machine import accepted, job_in
from tests.store.test_shares import anything_goes, claim, shared

SECOND = timedelta(seconds=1)
MONTH = timedelta(days=31)
YEAR = timedelta(days=366)
BEFORE = NOON - SECOND
USUAL = UsualOptions(size="1:1", count=2, is_private=False)
WITH_PICTURE = {"references": (source_image(),), "size": "3:2", "prompt": "a secret garden"}


def saying(**said):
    """Return a change to that."""
    return lambda row: replace(row, **said)


async def everything_in(database):
    """Return what stands in all tables, as one text."""
    async with database.reading() as connection:
        found = [
            (await connection.execute(select(table))).all() for table in metadata.sorted_tables
        ]
    return repr(found)


async def test_where_nothing_is_kept_the_plain_row_is_there(people, database):
    """And who goes back to it leaves no row behind."""
    plain = PersonRow(id=ALICE)
    first = await people.person(ALICE)
    await people.change(ALICE, saying(usual=USUAL, is_listed=False))
    await people.change(ALICE, saying(usual=UsualOptions(), is_listed=True))

    assert plain == first == await people.person(ALICE)
    async with database.reading() as connection:
        assert [] == (await connection.execute(select(person))).all()


async def test_what_is_kept_comes_back(people):
    """One change after another, of that person alone."""
    await people.change(ALICE, saying(usual=USUAL))
    changed = await people.change(ALICE, saying(is_listed=False, forgotten_at=NOON))

    assert PersonRow(id=ALICE, usual=USUAL, is_listed=False, forgotten_at=NOON) == changed
    assert changed == await people.person(ALICE)
    assert PersonRow(id=BOB) == await people.person(BOB)
    assert [changed] == await people.to_forget()


async def test_private_people_are_those_whose_results_are_usually_private(people):
    """The bot has to know that before it can ask."""
    for person_id, is_private in ((ALICE, True), (BOB, False), (13, None)):
        await people.change(person_id, saying(usual=UsualOptions(is_private=is_private)))

    assert frozenset({ALICE}) == await people.private_people()


async def test_no_change_is_lost_when_two_come_at_once(people):
    """Each sees what the other has written."""
    await asyncio.gather(
        people.change(ALICE, saying(usual=USUAL)), people.change(ALICE, saying(is_listed=False))
    )

    assert PersonRow(id=ALICE, usual=USUAL, is_listed=False) == await people.person(ALICE)


async def test_a_forgotten_job_is_bare(store, people, database):
    """Who, when, at what price and how it ended: everything else is blank, and others' stays."""
    others = await job_in(store, JobStatus.POSTED, requester_id=BOB, prompt="another garden")
    job = await store.accept(
        new_job(**WITH_PICTURE, parent_id=others.id),
        judge=lambda usage: Verdict(left=Left(images=1, images_limit=3)),
        refused_since=NOON,
    )
    failure = Failure(reason=FailureReason.REJECTED, detail="no secret gardens", field="prompt")
    failed = await store.fail(job.id, failure, was=JobStatus.ACCEPTED, now=NOON)
    posted = await job_in(store, JobStatus.POSTED, **WITH_PICTURE)

    assert 2 == await people.forget(ALICE, until=NOON)
    assert 0 == await people.forget(ALICE, until=NOON)
    blank = replace(failed.request, prompt="", size=None, references=())
    assert replace(
        failed,
        request=blank,
        parent_id=None,
        left=None,
        failure=replace(failure, detail=""),
        is_forgotten=True,
    ) == await store.get(job.id)
    assert replace(
        posted, request=blank, pictures=(), remote_ids=(), left=None, is_forgotten=True
    ) == await store.get(posted.id)
    assert others == await store.get(others.id)
    left = await everything_in(database)
    assert [] == [word for word in ("secret", "lake.png") if word in left]
    assert "another garden" in left


async def test_forgotten_words_stand_in_no_file(store, people, database):
    """Nor in the log beside it, while the bot runs on."""
    job = await job_in(store, JobStatus.POSTED, request=image_request(prompt="xylophone " * 900))
    files = [database.path, database.path.with_name(f"{database.path.name}-wal")]
    assert any(b"xylophone" in file.read_bytes() for file in files)
    await people.forget(ALICE, until=NOON)

    assert (await store.get(job.id)).is_forgotten
    assert not any(b"xylophone" in file.read_bytes() for file in files)


async def test_a_forgotten_job_has_no_children(store, drafts, people):
    """What anybody made from it stays, and what anybody is about to make."""
    parent = await job_in(store, JobStatus.POSTED)
    child = await accepted(store, requester_id=BOB, parent_id=parent.id)
    draft = new_draft(requester_id=BOB, parent_id=parent.id)
    await drafts.begin(draft)
    await people.forget(ALICE, until=NOON)

    assert replace(child, parent_id=None) == await store.get(child.id)
    assert replace(draft, parent_id=None) == await drafts.get(draft.id, now=NOON)


async def test_history_keeps_no_words_but_why_something_could_not_be_delivered(store, people):
    """That is a rule's name, which its person is still told by."""
    job = await job_in(store, JobStatus.UNDELIVERED)
    failed = await job_in(store, JobStatus.FAILED)
    await people.forget(ALICE, until=NOON)
    history = await store.history(job.id)

    assert "channel-gone" == undelivered_rule(history)
    assert {""} == {move.note for move in await store.history(failed.id)}


async def test_what_has_not_ended_is_blanked_once_it_has(store, people):
    """It is paid for, and its person may still want it."""
    job = await accepted(store)
    await people.forget(ALICE, until=NOON)
    before = await store.get(job.id)
    await store.cancel(job.id, now=NOON)

    assert job == before
    assert 1 == await people.forget(ALICE, until=NOON)
    assert (await store.get(job.id)).is_forgotten


async def test_drafts_tray_stars_and_options_are_gone(store, drafts, trays, shares, people):
    """Those of other people stay, and whether they want to be listed."""
    (share,) = await shared(store, shares, maker_id=BOB)
    await claim(shares)
    await shares.record_posted(share.id, message_id=51, now=NOON)
    mine, others = new_draft(answer_token=answer_token()), new_draft(requester_id=BOB)
    for draft in (mine, others):
        await drafts.begin(draft)
        person_id = draft.requester_id
        await trays.add(person_id, [source_image()], now=NOON, expires_at=NOON + TRAY_LIVES)
        await shares.star(share.id, person_id=person_id, now=NOON)
        await people.change(person_id, saying(usual=USUAL, is_listed=False))
    await people.forget(ALICE, until=NOON)

    with pytest.raises(NotFound):
        await drafts.get(mine.id, now=NOON)
    assert others == await drafts.get(others.id, now=NOON)
    assert [] == await trays.of(ALICE, now=NOON)
    assert 1 == len(await trays.of(BOB, now=NOON))
    assert 1 == (await shares.get(share.id)).stars
    assert PersonRow(id=ALICE, is_listed=False, forgotten_at=NOON) == replace(
        await people.person(ALICE), forgotten_at=NOON
    )
    assert PersonRow(id=BOB, usual=USUAL, is_listed=False) == await people.person(BOB)


async def test_what_came_since_is_not_forgotten(store, drafts, trays, shares, people):
    """A person goes on after it, while what they left behind is still being blanked."""
    draft = new_draft()
    await drafts.begin(draft)
    await trays.add(ALICE, [source_image()], now=NOON, expires_at=NOON + TRAY_LIVES)
    (share,) = await shared(store, shares, maker_id=BOB)
    await claim(shares)
    await shares.record_posted(share.id, message_id=51, now=NOON)
    await shares.star(share.id, person_id=ALICE, now=NOON)
    await people.change(ALICE, saying(usual=USUAL))
    job = await job_in(store, JobStatus.FAILED)

    assert 0 == await people.forget(ALICE, until=BEFORE)
    assert draft == await drafts.get(draft.id, now=NOON)
    assert 1 == len(await trays.of(ALICE, now=NOON))
    assert 1 == (await shares.get(share.id)).stars
    assert PersonRow(id=ALICE, usual=USUAL) == await people.person(ALICE)
    assert job == await store.get(job.id)


async def test_shares_of_forgotten_jobs_leave(store, shares, people):
    """Their words and addresses go at once, their messages as soon as they can."""
    job = await job_in(store, JobStatus.POSTED)
    (waiting,) = await shared(store, shares)
    wish = replace(waiting, id="abcdefghijkl", job_id=job.id, prompt="a lighthouse")
    await shares.share([wish], judge=anything_goes, seconds_between=9)
    await people.forget(ALICE, until=NOON)
    leaving = await shares.get(wish.id)

    assert (ShareStatus.LEAVING, NOON, "", "") == (
        leaving.status,
        leaving.due_at,
        leaving.prompt,
        leaving.url,
    )
    # Its job has not ended.
    assert waiting == await shares.get(waiting.id)


async def test_bare_jobs_go_when_they_count_no_more(store, shares, people, clock):
    """With them the last that is kept of their person; what may count for long stays longer."""
    plain = await job_in(store, JobStatus.POSTED)
    granted = await store.accept(
        new_job(),
        judge=lambda usage: Verdict(draws=(Draw(grant_id="grant", images=1),)),
        refused_since=NOON,
    )
    await store.cancel(granted.id, now=NOON)
    refused = await accepted(store)
    moderated = Failure(reason=FailureReason.MODERATED)
    await store.fail(refused.id, moderated, was=JobStatus.ACCEPTED, now=NOON)
    await people.forget(ALICE, until=NOON)

    async def left():
        return {job.id for job in await store.jobs_of(ALICE, limit=9)}

    async def after(passed):
        clock.advance((NOON + passed - clock.now()).total_seconds())
        await people.forget(ALICE, until=NOON)
        return await left()

    everything = {plain.id, granted.id, refused.id}
    assert everything == await after(MONTH - SECOND)
    assert {granted.id, refused.id} == await after(MONTH)
    assert {granted.id, refused.id} == await after(YEAR - SECOND)
    assert [NOON] == [row.forgotten_at for row in await people.to_forget()]
    assert set() == await after(YEAR)
    assert [] == await people.to_forget()
    assert PersonRow(id=ALICE) == await people.person(ALICE)


async def test_a_bare_job_stays_until_its_shares_have_left(store, shares, people, clock):
    """Else nobody would know what to take out of the gallery."""
    (share,) = await shared(store, shares)
    await store.cancel(share.job_id, now=NOON)
    clock.advance(MONTH.total_seconds())
    await people.forget(ALICE, until=NOON)
    await claim(shares, clock.now(), lease_until=clock.now() + SECOND)
    await shares.record_removed(share.id)
    before = await people.to_forget()
    await people.forget(ALICE, until=NOON)

    assert [ALICE] == [row.id for row in before]
    assert [] == await people.to_forget()
    with pytest.raises(NotFound):
        await shares.get(share.id)


async def test_a_later_wish_to_be_forgotten_stays(store, people):
    """Whoever goes on with the earlier one knows nothing of it."""
    await job_in(store, JobStatus.POSTED)
    await people.change(ALICE, saying(forgotten_at=NOON))
    await people.forget(ALICE, until=BEFORE)

    assert [NOON] == [row.forgotten_at for row in await people.to_forget()]
