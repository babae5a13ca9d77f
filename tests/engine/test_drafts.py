"""Drafts: a request being put together, by one person, into one job at most."""

import asyncio

import pytest

from bot.domain.drafts import DraftKind, MaskReading
from bot.domain.errors import InvalidRequest, NotFound, NotYours, StaleTransition, TooLate
from bot.domain.jobs import Announcement, JobStatus
from bot.domain.rules import Standing
from bot.engine import drafts as engine_drafts
from tests.engine.pictures import Lab, mask_bytes, picture_bytes
from tests.factories import ALICE, BOB, answer_token, image_request, origin, source_image

LAKE, HILL = picture_bytes("png", 900, 600, "lake"), picture_bytes("png", 600, 900, "hill")


def pictures(world, *contents):
    """Return pictures that somebody attached, one for each content."""
    return tuple(
        world.attach(source_image(name="upload", url=f"https://cdn.discordapp.com/{n}"), content)
        for n, content in enumerate(contents, 1)
    )


async def begun(world, kind=DraftKind.MASK, *contents, **fields):
    """Begin a draft of Alice's with these pictures."""
    request = image_request(
        references=pictures(world, *(contents or (LAKE,))), **{"size": None} | fields
    )
    return await world.engine.drafts.begin(
        kind,
        requester_id=ALICE,
        origin=origin(reply_to_id=99),
        standing=Standing(),
        request=request,
    )


def submission(draft, **fields):
    """Return what a click on a draft announces."""
    usual = {
        "requester_id": ALICE,
        "origin": origin(),
        "answer_token": answer_token(),
        "draft_id": draft.id,
        "is_acknowledged": True,
    }
    return Announcement(**usual | fields)


async def submitted(world, draft, **fields):
    """Make a job of a draft."""
    return await world.engine.intake.admit(submission(draft, **fields))


# --- whose it is, and for how long ---


async def test_a_draft_is_its_persons_alone(world):
    """Somebody else can neither look at it nor make it."""
    draft = await begun(world)

    with pytest.raises(NotYours, match="draft"):
        await world.engine.drafts.get(draft.id, by=BOB)
    with pytest.raises(NotYours, match="draft"):
        await submitted(world, draft, requester_id=BOB)
    assert draft == await world.engine.drafts.get(draft.id, by=ALICE)
    assert draft == await world.engine.drafts.get(draft.id, by=None)


async def test_a_draft_ends_after_a_day(world):
    """Then nobody can go on with it."""
    draft = await begun(world)
    world.clock.advance(24 * 3600)
    await world.engine.upkeep.step()

    with pytest.raises(NotFound, match="draft"):
        await submitted(world, draft)
    assert {} == world.shelf.kept


async def test_its_pictures_are_kept_while_it_lives(world):
    """Discord may take them away before the person has decided."""
    draft = await begun(world)
    world.cdn.files.clear()
    await world.engine.upkeep.step()

    assert LAKE == (await world.engine.drafts.first_picture(draft)).content


async def test_one_draft_is_one_job(world):
    """A second click is told that it is made already, and costs nothing."""
    draft = await begun(world)
    draft = await world.engine.drafts.choose_cells(draft.id, by=ALICE, cells=[7])
    job = await submitted(world, draft)

    with pytest.raises(TooLate, match="draft"):
        await submitted(world, draft)
    with pytest.raises(TooLate, match="draft"):
        await world.engine.drafts.get(draft.id, by=ALICE)
    await world.until(job, JobStatus.POSTED)

    assert 1 == len(world.upstream.paid)
    assert [] == world.inbox.left_behind()


async def test_the_same_click_delivered_twice_is_one_job(world):
    """Discord may deliver an event twice; nobody is told that they were too late."""
    draft = await begun(world)
    draft = await world.engine.drafts.choose_cells(draft.id, by=ALICE, cells=[7])
    click = submission(draft)

    first = await world.engine.intake.admit(click)
    second = await world.engine.intake.admit(click)

    assert first.id == second.id


async def test_a_job_of_a_draft_replies_to_what_it_began_with(world):
    """The click is another event; the answer belongs to the message that asked."""
    draft = await begun(world, DraftKind.PICK)

    job = await submitted(world, draft)

    assert 99 == job.origin.reply_to_id


# --- a picture is chosen ---


@pytest.mark.parametrize(
    ("picks", "texts"), [((2,), ["hill"]), ((), ["lake", "hill"]), ((2, 1), ["hill", "lake"])]
)
async def test_the_pictures_with_these_numbers_are_taken(world, picks, texts):
    """In the order in which they were named; none named is all."""
    draft = await begun(world, DraftKind.PICK, LAKE, HILL)

    job = await world.until(await submitted(world, draft, picks=picks), JobStatus.POSTED)

    assert texts == [
        world.shelf.kept[source.sha256].decode().split(" ")[4] for source in job.request.references
    ]
    assert len(texts) == len({source.name for source in job.request.references})


async def test_a_number_that_no_picture_has_is_refused(world):
    """The draft is still there."""
    draft = await begun(world, DraftKind.PICK, LAKE, HILL)

    with pytest.raises(InvalidRequest, match="picture"):
        await submitted(world, draft, picks=(3,))
    assert draft == await world.engine.drafts.get(draft.id, by=ALICE)


async def test_thumbnails_show_all_pictures(world):
    """In order, so that their numbers are those that can be named."""
    draft = await begun(world, DraftKind.PICK, LAKE, HILL)

    assert b"sheet of lake, hill" in (await world.engine.drafts.sheet(draft)).content


async def test_a_form_adds_its_pictures_behind_those_it_was_opened_on(world):
    """What it was opened on comes first, as everywhere."""
    draft = await begun(world, DraftKind.FORM, LAKE, HILL)
    [more] = pictures(world, LAKE.replace(b"lake", b"more"))
    form = image_request(prompt="at night", references=(more,))

    job = await submitted(world, draft, request=form, picks=(2,))
    job = await world.until(job, JobStatus.POSTED)

    assert "at night" == job.request.prompt
    assert ["hill", "more"] == [
        world.shelf.kept[source.sha256].decode().split(" ")[4] for source in job.request.references
    ]


async def test_one_of_several_is_masked_alone(world):
    """The others were variants of it."""
    draft = await begun(world, DraftKind.MASK_PICK, LAKE, HILL)
    draft = await world.engine.drafts.narrow(draft.id, by=ALICE, pick=2)

    assert DraftKind.MASK is draft.kind
    assert [(600, 900)] == [(each.width, each.height) for each in draft.request.references]


# --- a mask ---


async def test_cells_become_a_mask_with_a_preview(world):
    """Chosen again, they replace what was chosen."""
    draft = await begun(world)
    await world.engine.drafts.choose_cells(draft.id, by=ALICE, cells=[9])
    draft = await world.engine.drafts.choose_cells(draft.id, by=ALICE, cells=[3, 1, 3])

    assert ((1, 3), MaskReading.CELLS, 2 / 25) == (draft.cells, draft.reading, draft.covered)
    assert b"lake masked by 0.08, numbered" in (await world.engine.drafts.preview(draft)).content
    assert b"lake under the grid" in (await world.engine.drafts.grid(draft)).content
    assert draft == await world.engine.drafts.get(draft.id, by=ALICE)


async def test_an_attached_mask_is_read_for_the_first_picture(world):
    """Whatever its size, it has that of the picture then."""
    draft = await begun(world, DraftKind.MASK, LAKE, HILL)
    mask = world.attach(source_image(name="mask", url="https://m"), mask_bytes(10, 10, 0.5))

    draft = await world.engine.drafts.read_mask(draft.id, by=ALICE, mask=mask)

    source = draft.request.mask.source
    assert (900, 600) == (source.width, source.height)
    assert mask_bytes(900, 600, 0.5) == world.shelf.kept[source.sha256]
    assert (MaskReading.ALPHA, 0.5) == (draft.reading, draft.covered)


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"hello", "reference-not-a-picture"),
        (LAKE, "mask-unreadable"),
        (mask_bytes(covered=0), "mask-empty"),
        (mask_bytes(covered=1), "mask-everything"),
        (None, "reference-gone"),
    ],
)
async def test_a_mask_that_is_none_is_refused_by_name(world, content, rule):
    """And the draft stays as it was."""
    draft = await begun(world)
    mask = source_image(name="mask", url="https://m")
    if content is not None:
        world.attach(mask, content)

    with pytest.raises(InvalidRequest) as refused:
        await world.engine.drafts.read_mask(draft.id, by=ALICE, mask=mask)

    assert (rule, "mask") == (refused.value.rule, refused.value.field)
    assert draft == await world.engine.drafts.get(draft.id, by=ALICE)


@pytest.mark.parametrize("kind", [DraftKind.MASK])
async def test_a_picture_that_cannot_be_used_begins_no_draft(world, kind):
    """It is told at once, with the name of the picture."""
    with pytest.raises(InvalidRequest) as refused:
        await begun(world, kind, b"hello")

    assert ("reference-not-a-picture", "upload") == (refused.value.rule, refused.value.field)


@pytest.mark.parametrize(
    ("size", "may_be"), [(None, True), ("3:2", True), ("1:1", False), ("2:3", False)]
)
async def test_terms_say_whether_the_rest_can_stay_as_it_is(world, size, may_be):
    """A size of another ratio than the picture's takes exactness away; the price is known."""
    draft = await begun(world, size=size, quality="low", count=2)

    terms = world.engine.drafts.terms(draft)

    assert (may_be, may_be) == (terms.is_exact, terms.may_be_exact)
    assert {"1:1": 18_000}.get(size, 26_000) == terms.price_microusd


async def test_exactness_is_switched_and_stays_switched(world):
    """Another mask does not switch it on again."""
    draft = await begun(world)
    await world.engine.drafts.choose_cells(draft.id, by=ALICE, cells=[1])
    await world.engine.drafts.set_exact(draft.id, by=ALICE, is_exact=False)
    draft = await world.engine.drafts.choose_cells(draft.id, by=ALICE, cells=[2])

    assert not draft.request.mask.is_exact
    assert not world.engine.drafts.terms(draft).is_exact
    assert world.engine.drafts.terms(draft).may_be_exact


async def test_without_a_mask_there_is_nothing_to_preview(world):
    """A mistake of ours is an error, not a picture."""
    draft = await begun(world)

    with pytest.raises(ValueError, match="no mask"):
        await world.engine.drafts.preview(draft)


# --- a picture was drawn over ---


async def test_a_drawn_over_copy_is_found_among_the_pictures(world):
    """The picture that was drawn over is masked; the copy is no reference, what else came is."""
    originals = pictures(world, LAKE, HILL)
    copy = world.attach(
        source_image(name="upload", url="https://d"), HILL.replace(b"hill", b"drawn over hill")
    )
    other = world.attach(source_image(name="upload", url="https://o"), LAKE)
    request = image_request(references=originals, size=None)

    _, found = await world.engine.drafts.find_scribble(request, [other, copy])
    draft = await world.engine.drafts.begin(
        DraftKind.MASK,
        requester_id=ALICE,
        origin=origin(),
        standing=Standing(),
        request=found.request,
        reading=MaskReading.SCRIBBLE,
        covered=found.covered,
    )

    urls = [source.url for source in draft.request.references]
    assert [originals[1].url, other.url] == urls
    assert (MaskReading.SCRIBBLE, 0.1) == (draft.reading, draft.covered)
    assert draft == await world.engine.drafts.get(draft.id, by=ALICE)
    assert b"hill masked by 0.1" in (await world.engine.drafts.preview(draft)).content


async def test_anything_else_that_is_attached_is_no_scribble(world):
    """Another picture, or one of another shape."""
    request = image_request(references=pictures(world, LAKE), size=None)
    drawn = [
        world.attach(source_image(name="upload", url=f"https://{n}"), content)
        for n, content in enumerate((HILL, LAKE))
    ]

    looked_at, found = await world.engine.drafts.find_scribble(request, drawn)

    assert found is None
    assert ["lake", "hill", "lake"] == [
        world.shelf.kept[each.sha256].decode().split(" ")[4] for each in looked_at.references
    ]


async def test_a_reply_takes_so_much_of_everybodys_time_and_no_more(world, monkeypatch):
    """Ten pictures over ten others would be a hundred comparisons."""
    monkeypatch.setattr(engine_drafts, "MOST_COMPARED", 1)
    request = image_request(references=pictures(world, LAKE), size=None)
    drawn = [
        world.attach(source_image(name="upload", url=f"https://{n}"), content)
        for n, content in enumerate((LAKE, LAKE.replace(b"lake", b"drawn over lake")))
    ]

    _, found = await world.engine.drafts.find_scribble(request, drawn)

    assert found is None


async def test_a_mask_draft_without_its_mask_is_not_made(world):
    """Whatever a late click says: without a region everything would be repainted, and paid."""
    draft = await begun(world)

    with pytest.raises(InvalidRequest, match="mask-empty"):
        await submitted(world, draft)


async def test_a_discarded_draft_is_over(world):
    """Its buttons, and its link, open nothing any more."""
    draft = await begun(world)
    with pytest.raises(NotYours):
        await world.engine.drafts.discard(draft.id, by=BOB)
    await world.engine.drafts.discard(draft.id, by=ALICE)

    with pytest.raises(NotFound, match="draft"):
        await world.engine.drafts.get(draft.id, by=None)


async def test_what_is_switched_while_a_mask_is_made_stays_switched(world):
    """The two clicks know nothing of each other."""
    draft = await begun(world)
    await world.engine.drafts.choose_cells(draft.id, by=ALICE, cells=[1])
    made = Lab.mask_of_cells

    async def switching(lab, cells, **size):
        await world.engine.drafts.set_exact(draft.id, by=ALICE, is_exact=False)
        return await made(lab, cells, **size)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Lab, "mask_of_cells", switching)
        draft = await world.engine.drafts.choose_cells(draft.id, by=ALICE, cells=[2])

    assert (2,) == draft.cells
    assert not draft.request.mask.is_exact


# --- a mask was painted ---


async def test_a_painted_mask_makes_the_job_of_its_person_once(world):
    """Whoever bears the link acts for the person it was given to, one single time."""
    draft = await begun(world)

    job = await world.engine.drafts.submit_painted(
        draft.id, content=mask_bytes(10, 10, 0.5), prompt="a boat", is_exact=False
    )
    with pytest.raises(TooLate, match="draft"):
        await world.engine.drafts.submit_painted(
            draft.id, content=mask_bytes(10, 10, 0.5), prompt="a boat", is_exact=False
        )
    posted = await world.until(job, JobStatus.POSTED)

    assert (ALICE, "a boat") == (posted.requester_id, posted.request.prompt)
    assert not posted.request.mask.is_exact


@pytest.mark.parametrize(
    ("content", "prompt", "rule"),
    [
        (mask_bytes(covered=0), "a boat", "mask-empty"),
        (b"hello", "a boat", "reference-not-a-picture"),
        (mask_bytes(), "  ", "prompt-empty"),
    ],
)
async def test_a_painted_mask_that_will_not_do_can_be_sent_anew(world, content, prompt, rule):
    """Nothing is lost, nothing is used up."""
    draft = await begun(world)

    with pytest.raises(InvalidRequest) as refused:
        await world.engine.drafts.submit_painted(
            draft.id, content=content, prompt=prompt, is_exact=True
        )
    job = await world.engine.drafts.submit_painted(
        draft.id, content=mask_bytes(), prompt="a boat", is_exact=True
    )

    assert rule == refused.value.rule
    assert JobStatus.POSTED is (await world.until(job, JobStatus.POSTED)).status
    assert [] == world.inbox.left_behind()


async def test_what_is_changed_too_late_says_that_it_is_being_made(world):
    """A job has come of the draft between the look and the change."""
    draft = await begun(world)
    draft = await world.engine.drafts.choose_cells(draft.id, by=ALICE, cells=[1])
    change = world.drafts.change

    async def late(changed, *, now):
        await submitted(world, draft)
        return await change(changed, now=now)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(world.drafts, "change", late)
        with pytest.raises(TooLate, match="draft"):
            await world.engine.drafts.set_exact(draft.id, by=ALICE, is_exact=False)


async def test_a_change_that_the_database_refuses_for_no_reason_is_an_error(world):
    """It is told as it is, and not as something else."""
    draft = await begun(world)
    draft = await world.engine.drafts.choose_cells(draft.id, by=ALICE, cells=[1])

    async def refusing(changed, *, now):
        raise StaleTransition("no reason")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(world.drafts, "change", refusing)
        with pytest.raises(StaleTransition):
            await world.engine.drafts.set_exact(draft.id, by=ALICE, is_exact=False)


async def test_cells_of_a_picture_that_nobody_has_looked_at_are_a_mistake(world):
    """Of several pictures one has to be chosen before it can be masked."""
    draft = await world.engine.drafts.begin(
        DraftKind.MASK_PICK,
        requester_id=ALICE,
        origin=origin(),
        standing=Standing(),
        request=image_request(references=(source_image(width=None),)),
    )

    with pytest.raises(ValueError, match="looked at"):
        await world.engine.drafts.choose_cells(draft.id, by=ALICE, cells=[1])


async def test_a_form_that_comes_back_before_its_draft_is_written_waits_for_it(world):
    """Both are on their way at once, so that nobody waits for the database to see the form."""
    draft_id = world.engine.drafts.new_id()
    begin, may_write = world.drafts.begin, asyncio.Event()

    async def slowly(draft):
        await may_write.wait()
        await begin(draft)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(world.drafts, "begin", slowly)
        async with asyncio.TaskGroup() as both:
            both.create_task(
                world.engine.drafts.begin(
                    DraftKind.FORM,
                    requester_id=ALICE,
                    origin=origin(),
                    standing=Standing(),
                    request=image_request(references=pictures(world, LAKE)),
                    draft_id=draft_id,
                )
            )
            form = Announcement(
                requester_id=ALICE,
                origin=origin(),
                request=image_request(prompt="at night"),
                draft_id=draft_id,
            )
            sent = both.create_task(world.engine.intake.admit(form))
            await asyncio.sleep(0)
            may_write.set()

    assert "at night" == sent.result().request.prompt
