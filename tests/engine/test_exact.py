"""Exact edits: framed before they are sent, put back around what was made when it comes."""

import pytest

from bot.domain.drafts import DraftKind
from bot.domain.errors import PictureUnavailable
from bot.domain.jobs import JobStatus
from bot.domain.models import DEFAULT_CATALOGUE, Catalogue
from bot.domain.requests import Mask
from bot.domain.rules import Standing
from tests.engine.pictures import Lab, mask_bytes, picture_bytes
from tests.factories import ALICE, image_request, origin, source_image

MASK_URL = "https://cdn.discordapp.com/mask.png"


async def masked_job(world, width, height, *, is_exact=True, **fields):
    """Ask for a masked edit of a picture of that size."""
    picture = world.attach(source_image(), picture_bytes("png", width, height, "lake"))
    mask = world.attach(source_image(name="mask", url=MASK_URL), mask_bytes(covered=0.5))
    return await world.ask(
        references=(picture,), mask=Mask(source=mask, is_exact=is_exact), **{"size": None} | fields
    )


async def test_an_exact_edit_is_framed_and_put_back(world):
    """The API gets picture and mask in its own ratio; the channel the picture's own size."""
    job = await masked_job(world, 1000, 900)
    posted = await world.until(job, JobStatus.POSTED)

    first, mask = posted.request.sources
    assert "1:1" == posted.request.size
    assert picture_bytes("png", 1000, 1000, "lake padded") == world.shelf.kept[first.sent_sha256]
    assert mask_bytes(1000, 1000, 0.5) == world.shelf.kept[mask.sent_sha256]
    [message] = world.discord.messages
    assert message.pictures[0].endswith("pasted at None")


async def test_a_picture_of_the_apis_ratio_is_sent_as_it_is(world):
    """Nothing is padded, so nothing changes; the rest is put back all the same."""
    posted = await world.until(await masked_job(world, 900, 600), JobStatus.POSTED)

    assert [None, None] == [source.sent_sha256 for source in posted.request.sources]
    assert world.discord.messages[0].pictures[0].endswith("pasted at None")


@pytest.mark.parametrize(
    "fields", [{"is_exact": False}, {"size": "2:3"}], ids=["switched off", "another ratio"]
)
async def test_an_edit_that_is_not_exact_stays_as_it_was_made(world, fields):
    """The mask is guidance then, and the job says that it was no more."""
    posted = await world.until(await masked_job(world, 1000, 800, **fields), JobStatus.POSTED)

    assert not posted.request.mask.is_exact
    assert [None, None] == [source.sent_sha256 for source in posted.request.sources]
    assert "pasted" not in world.discord.messages[0].pictures[0]


async def test_an_exact_jpeg_has_the_quality_that_was_asked_for(world):
    """The bytes are ours, so the format is, too."""
    job = await masked_job(world, 900, 600, output_format="jpeg", compression=80)

    await world.until(job, JobStatus.POSTED)

    assert world.discord.messages[0].pictures[0].endswith("pasted at 80")


async def test_what_was_made_is_shown_even_if_it_cannot_be_put_back(world, caplog):
    """It is paid for."""
    job = await masked_job(world, 900, 600)
    await world.step("prepare")
    world.shelf.kept.clear()

    await world.until(job, JobStatus.POSTED)

    assert "cannot be put back" in caplog.text
    assert "pasted" not in world.discord.messages[0].pictures[0]


async def drafted_job(world):
    """Return a job whose mask was made of cells: it has no address that it could be had from."""
    picture = world.attach(source_image(), picture_bytes("png", 900, 600, "lake"))
    draft = await world.engine.drafts.begin(
        DraftKind.MASK,
        requester_id=ALICE,
        origin=origin(),
        standing=Standing(),
        request=image_request(references=(picture,), size=None),
    )
    draft = await world.engine.drafts.choose_cells(draft.id, by=ALICE, cells=[1, 2, 3])
    return await accept(world, draft.request, draft_id=draft.id)


async def accept(world, request, **more):
    """Accept a request as a click does."""
    return await world.engine.intake.accept(
        request,
        requester_id=ALICE,
        origin=origin(),
        progress_message_id=None,
        answer_token=None,
        **more,
    )


async def test_the_same_again_finds_its_mask_for_a_day(world):
    """The button under a masked result asks for the same, mask and all."""
    job = await world.until(await drafted_job(world), JobStatus.POSTED)
    world.clock.advance(23 * 3600)
    await world.engine.upkeep.step()

    again = await accept(world, job.request, parent_id=job.id)
    await world.until(again, JobStatus.POSTED)

    assert 2 == len(world.upstream.paid)


async def test_a_mask_of_a_draft_is_not_read_twice(world):
    """What the preview showed is what is sent."""
    await world.until(await drafted_job(world), JobStatus.POSTED)

    [request] = world.upstream.paid
    assert mask_bytes(900, 600, 3 / 25) == world.shelf.kept[request.mask.source.sha256]


async def test_what_was_made_is_shown_even_if_its_model_is_no_longer_on_offer(world, caplog):
    """The ratio that it was framed in is not known any more."""
    job = await drafted_job(world)
    await world.until(job, JobStatus.RUNNING)
    others = tuple(model for model in DEFAULT_CATALOGUE if model.name != job.request.model)
    world.build(catalogue=Catalogue(others))

    await world.until(job, JobStatus.POSTED)

    assert "cannot be put back" in caplog.text
    assert "pasted" not in world.discord.messages[0].pictures[0]


async def test_what_cannot_be_finished_now_is_finished_later(world):
    """The lab is busy, or closed: nothing is shown that is not as it should be."""
    job = await drafted_job(world)
    paste_back, tries = Lab.paste_back, []

    async def once_closed(lab, *given, **more):
        tries.append(given)
        if len(tries) == 1:
            raise PictureUnavailable("picture-lab-closed")
        return await paste_back(lab, *given, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Lab, "paste_back", once_closed)
        await world.until(job, JobStatus.POSTED)

    assert 2 == len(tries)
    assert "pasted" in world.discord.messages[0].pictures[0]
