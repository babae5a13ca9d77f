"""Upkeep: what nobody needs any more goes by itself."""

from datetime import timedelta

from bot.domain.jobs import JobStatus
from tests.engine.pictures import picture_bytes
from tests.factories import ALICE, source_image


async def test_a_secret_goes_when_it_has_ended(world, caplog):
    """It opens the answer for 15 minutes, and is not kept for longer."""
    caplog.set_level("DEBUG", logger="bot.engine.upkeep")
    job = await world.ask()
    began = world.clock.now()
    await world.engine.upkeep.step()
    assert await world.store.answer_token(job.id, now=began) is not None

    world.clock.advance(15 * 60)
    await world.engine.upkeep.step()

    assert await world.store.answer_token(job.id, now=began) is None
    assert "tidied 1 secrets, 0 drafts, 0 of trays, 0 pictures" in caplog.text


async def test_pictures_are_kept_while_a_job_needs_them(world):
    """Of a job that has ended nothing is kept; a picture that another job needs stays."""
    first = world.attach(source_image(url="https://a"), picture_bytes(text="a"))
    second = world.attach(source_image(url="https://b"), picture_bytes(text="b"))
    one = await world.ask(references=(first,))
    await world.ask(references=(first, second))
    while await world.step("prepare"):
        pass

    await world.engine.upkeep.step()
    assert {picture_bytes(text="a"), picture_bytes(text="b")} == set(world.shelf.kept.values())
    await world.engine.operations.cancel(one.id, by=ALICE)
    await world.engine.upkeep.step()
    assert 2 == len(world.shelf.kept)
    await world.live(60)
    await world.engine.upkeep.step()

    assert {} == world.shelf.kept
    assert {JobStatus.POSTED: 1, JobStatus.CANCELLED: 1} == {
        status: count
        for status, count in (await world.engine.operations.count_by_status()).items()
        if count
    }


async def test_with_nothing_to_tidy_nothing_is_said(world, caplog):
    """The log is for news."""
    caplog.set_level("DEBUG", logger="bot.engine.upkeep")

    await world.engine.upkeep.step()

    assert "tidied" not in caplog.text
    assert timedelta() == timedelta(seconds=world.clock.monotonic())
