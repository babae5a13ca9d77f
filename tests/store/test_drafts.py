"""What is being put together: kept for a day, for one job."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import MISSING, fields, replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from bot.domain.drafts import DRAFTS_MOST, Draft, DraftId, DraftKind, MaskReading
from bot.domain.errors import NotFound, StaleTransition, StoreError
from bot.domain.jobs import JobId, JobStatus
from bot.domain.requests import Mask, SourceImage
from bot.domain.rules import Standing
from bot.store.database import open_database
from bot.store.drafts import SqlDraftStore
from bot.store.schema import metadata
from tests.factories import BOB, NOON, answer_token, image_request, mask, new_draft, source_image
from tests.store.machine import accepted, job_in
from tests.store.test_prompts_of_any_kind import PROMPTS
from tests.store.test_rows import MAYBE_WORDS, REQUESTS, SNOWFLAKES

MICROSECOND = timedelta(microseconds=1)
NOBODY = DraftId("nobody000000")


def masked(draft, **changes):
    """Return the draft as it is when cells of the grid have been chosen."""
    chosen = {"reading": MaskReading.CELLS, "covered": 0.08, "cells": (7, 8)}
    request = replace(draft.request, mask=mask(sha256="mask"))
    return replace(draft, **{"request": request} | chosen | changes)


async def test_a_draft_comes_back_as_it_was_begun(drafts):
    """With nothing chosen yet, and its secret."""
    draft = new_draft(answer_token=answer_token(), prompt="", reply_to_id=71)
    await drafts.begin(draft)

    assert draft == await drafts.get(draft.id, now=NOON)


async def test_every_field_of_a_draft_is_stored(store, drafts):
    """A field that is added to `Draft` and forgotten here would come back as its default."""
    parent = await accepted(store)
    draft = masked(
        new_draft(
            answer_token=answer_token(),
            parent_id=parent.id,
            choice_count=1,
            answer_message_id=5,
            standing=Standing(role_ids=(41, 2**63), place_ids=(31,), is_age_restricted=True),
        )
    )
    await drafts.begin(draft)
    job = await accepted(store, draft_id=draft.id)
    read = await drafts.get(draft.id, now=NOON)

    assert replace(draft, job_id=job.id) == read
    for field in fields(Draft):
        if field.default is not MISSING:
            assert getattr(read, field.name) != field.default, field.name


@settings(max_examples=30)
@given(
    kind=st.sampled_from(DraftKind),
    requester_id=SNOWFLAKES,
    request=REQUESTS,
    reading=st.none() | st.sampled_from(MaskReading),
    covered=st.none() | st.floats(0, 1),
    cells=st.lists(st.integers(1, 25), max_size=25).map(tuple),
    quality=MAYBE_WORDS,
)
async def test_a_draft_comes_back_as_it_was_changed(
    kind, requester_id, request, reading, covered, cells, quality
):
    """Every field that may change, in every language; all others are as they were."""
    draft = new_draft(requester_id=requester_id, quality=quality)
    changed = replace(
        draft, kind=kind, request=request, reading=reading, covered=covered, cells=cells
    )
    async with open_database("sqlite://") as database:
        async with database.writing() as connection:
            await connection.run_sync(metadata.create_all)
        drafts = SqlDraftStore(database)
        await drafts.begin(draft)
        before = await drafts.get(draft.id, now=NOON)
        await drafts.change(changed, now=NOON)
        after = await drafts.get(draft.id, now=NOON)

    assert (draft, changed) == (before, after)


@pytest.mark.parametrize("prompt", PROMPTS.values(), ids=PROMPTS)
async def test_a_draft_keeps_a_prompt_of_any_kind(drafts, prompt):
    """Nobody has checked it yet; that comes when it becomes a job."""
    draft = new_draft(prompt=prompt)
    await drafts.begin(draft)

    assert draft == await drafts.get(draft.id, now=NOON)


async def test_a_draft_of_another_version_is_read(drafts, database):
    """Keys that it did not know take their defaults; keys that we do not know are left alone."""
    draft = new_draft()
    await drafts.begin(draft)
    async with database.writing() as connection:
        await connection.execute(
            text("UPDATE draft SET request = :request"),
            {
                "request": '{"prompt": "p", "model": "m", "seed": 7, "mask":'
                ' {"name": "mask", "url": "u", "colour": "red"}}'
            },
        )

    assert (
        image_request(
            prompt="p", model="m", size=None, mask=Mask(source=SourceImage(name="mask", url="u"))
        )
        == (await drafts.get(draft.id, now=NOON)).request
    )


async def test_a_draft_that_nobody_began_is_not_found(drafts):
    """Its button is of another bot, or of another database."""
    with pytest.raises(NotFound) as caught:
        await drafts.get(NOBODY, now=NOON)

    assert "draft" == caught.value.rule


async def test_a_draft_lives_until_it_ends(drafts):
    """To the microsecond, whether or not it has been deleted by then."""
    draft = new_draft()
    await drafts.begin(draft)

    assert draft == await drafts.get(draft.id, now=draft.expires_at - MICROSECOND)
    with pytest.raises(NotFound):
        await drafts.get(draft.id, now=draft.expires_at)


async def test_a_draft_s_secret_lives_until_it_ends(drafts):
    """After fifteen minutes it opens nothing, so nobody gets it; the draft goes on."""
    secret = answer_token()
    draft = new_draft(answer_token=secret)
    await drafts.begin(draft)
    before = await drafts.get(draft.id, now=secret.expires_at - MICROSECOND)
    after = await drafts.get(draft.id, now=secret.expires_at)

    assert (secret, None) == (before.answer_token, after.answer_token)
    assert draft == replace(after, answer_token=secret)


async def test_a_draft_s_id_is_one_draft_s(drafts):
    """Twelve random letters that fall together are an error, never another person's draft."""
    draft = new_draft()
    await drafts.begin(draft)

    with pytest.raises(StoreError, match="UNIQUE"):
        await drafts.begin(new_draft(id=draft.id, answer_token=answer_token()))

    assert draft == await drafts.get(draft.id, now=NOON)


async def test_a_draft_s_parent_has_to_exist(drafts):
    """A lineage that leads nowhere would be a lie."""
    with pytest.raises(StoreError, match="FOREIGN KEY"):
        await drafts.begin(new_draft(parent_id=JobId("nobody000000")))


async def test_changing_leaves_other_drafts_and_the_secret_alone(drafts):
    """One person's cells are not another's."""
    mine, another = new_draft(answer_token=answer_token()), new_draft()
    await drafts.begin(mine)
    await drafts.begin(another)
    # A change is written by whoever holds the draft, with or without its secret.
    await drafts.change(replace(masked(mine), answer_token=None), now=NOON)

    assert masked(mine) == await drafts.get(mine.id, now=NOON)
    assert another == await drafts.get(another.id, now=NOON)


async def test_a_draft_tells_its_job(store, drafts):
    """However that one ends."""
    draft, another = new_draft(), new_draft()
    await drafts.begin(draft)
    await drafts.begin(another)
    job = await job_in(store, JobStatus.FAILED, draft_id=draft.id)

    assert job.id == (await drafts.get(draft.id, now=NOON)).job_id
    assert (await drafts.get(another.id, now=NOON)).job_id is None


async def test_a_draft_of_which_a_job_has_come_is_changed_no_more(store, drafts):
    """What was submitted is what was shown."""
    draft = new_draft()
    await drafts.begin(draft)
    job = await accepted(store, draft_id=draft.id)

    with pytest.raises(StaleTransition):
        await drafts.change(masked(draft), now=NOON)

    assert replace(draft, job_id=job.id) == await drafts.get(draft.id, now=NOON)


async def test_a_draft_that_has_ended_is_changed_no_more(drafts):
    """Its pictures may be gone already."""
    draft = new_draft()
    await drafts.begin(draft)
    await drafts.change(masked(draft), now=draft.expires_at - MICROSECOND)

    with pytest.raises(StaleTransition):
        await drafts.change(masked(draft, cells=(9,)), now=draft.expires_at)

    assert masked(draft) == await drafts.get(draft.id, now=NOON)


async def test_a_draft_that_is_gone_is_changed_no_more(drafts):
    """As one that has ended."""
    with pytest.raises(StaleTransition):
        await drafts.change(new_draft(), now=NOON)


async def test_drafts_that_have_ended_are_forgotten(drafts, database):
    """With their secrets; a secret that has ended goes before its draft does."""
    over = new_draft(expires_at=NOON, answer_token=answer_token())
    ends_secret = new_draft(answer_token=answer_token(expires_at=NOON))
    both = new_draft(answer_token=answer_token())
    for draft in (over, ends_secret, both):
        await drafts.begin(draft)

    assert 0 == await drafts.forget(now=NOON - MICROSECOND)
    assert 1 == await drafts.forget(now=NOON)
    assert {ends_secret.id, both.id} == await ids_in(database, "SELECT id FROM draft")
    assert {both.id} == await ids_in(database, "SELECT draft_id FROM draft_token")
    assert 0 == await drafts.forget(now=NOON)


async def test_a_forgotten_draft_leaves_its_job(store, drafts):
    """And the job still says that there is to be no second one."""
    draft = new_draft(expires_at=NOON)
    await drafts.begin(draft)
    job = await accepted(store, draft_id=draft.id)
    await drafts.forget(now=NOON)

    assert job == await store.get(job.id)
    assert job == await accepted(store, draft_id=draft.id)


async def test_pictures_of_drafts_are_needed_until_they_end(drafts):
    """References and masks, of whatever has not ended."""
    over = new_draft(references=(source_image(sha256="gone"),), expires_at=NOON)
    begun = new_draft(references=(source_image(sha256="lake"), source_image(sha256=None)))
    later = masked(new_draft(references=(source_image(sha256="boat"),)))
    assert frozenset() == await drafts.needed_pictures(now=NOON)

    for draft in (over, begun, later):
        await drafts.begin(draft)

    assert frozenset({"lake", "boat", "mask"}) == await drafts.needed_pictures(now=NOON)
    before = await drafts.needed_pictures(now=NOON - MICROSECOND)
    assert frozenset({"gone", "lake", "boat", "mask"}) == before


async def ids_in(database, query):
    """Return the first column of a query, as a set."""
    async with database.reading() as connection:
        return set((await connection.execute(text(query))).scalars())


async def test_a_person_has_so_many_drafts_and_no_more(drafts):
    """The oldest ends when another begins; other people's stay."""
    others = new_draft(requester_id=BOB, began_at=NOON)
    await drafts.begin(others)
    begun = [
        new_draft(began_at=NOON + timedelta(seconds=number)) for number in range(DRAFTS_MOST + 2)
    ]
    for draft in begun:
        await drafts.begin(draft)
    now = begun[-1].began_at
    alive = []
    for draft in (others, *begun):
        with suppress(NotFound):
            alive.append((await drafts.get(draft.id, now=now)).id)

    assert [others.id, *(draft.id for draft in begun[2:])] == alive


async def test_a_draft_can_be_ended(drafts):
    """Then it is not there; to end it again does no harm."""
    draft = new_draft()
    await drafts.begin(draft)
    await drafts.end(draft.id, now=NOON)
    await drafts.end(draft.id, now=NOON)

    with pytest.raises(NotFound, match="draft"):
        await drafts.get(draft.id, now=NOON)
