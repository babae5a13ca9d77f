"""The tray: references that a person collects, used by their next requests for a day."""

import pytest

from bot.domain.errors import InvalidRequest
from bot.domain.jobs import Announcement, JobStatus
from tests.engine.pictures import picture_bytes
from tests.factories import ALICE, BOB, answer_token, image_request, origin, source_image


def pictures(world, *texts):
    """Return pictures that somebody points at."""
    return [
        world.attach(
            source_image(url=f"https://cdn.discordapp.com/{text}"), picture_bytes(text=text)
        )
        for text in texts
    ]


def request_of(requester_id=ALICE, **fields):
    """Return what a command announces that takes the tray."""
    usual = {
        "requester_id": requester_id,
        "origin": origin(),
        "answer_token": answer_token(),
        "request": image_request(size=None),
        "takes_tray": True,
        "is_acknowledged": True,
    }
    return Announcement(**usual | fields)


async def test_what_lies_there_is_appended_in_order(world):
    """Behind the command's own pictures, though Discord may have removed it meanwhile."""
    [own, *collected] = pictures(world, "own", "a", "b")
    await world.engine.tray.add(ALICE, collected)
    del world.cdn.files[collected[0].url]
    request = image_request(references=(own,), size=None)

    job = await world.engine.intake.admit(request_of(request=request))
    job = await world.until(job, JobStatus.POSTED)

    assert ["image1", "tray1", "tray2"] == [each.name for each in job.request.references]
    assert ["own", "a", "b"] == [
        world.shelf.kept[each.sha256].decode().split(" ")[4] for each in job.request.references
    ]


async def test_it_is_its_persons_alone(world):
    """Another person's request takes nothing from it."""
    await world.engine.tray.add(ALICE, pictures(world, "a"))

    job = await world.engine.intake.admit(request_of(BOB))

    assert () == job.request.references


async def test_a_request_that_needs_a_picture_is_refused_without_one(world):
    """An edit of nothing is told so; the tray may be what it needs."""
    with pytest.raises(InvalidRequest, match="no-picture"):
        await world.engine.intake.admit(request_of(needs_picture=True))
    await world.engine.tray.add(ALICE, pictures(world, "a"))

    job = await world.engine.intake.admit(request_of(needs_picture=True))

    assert 1 == len(job.request.references)
    assert [] == world.inbox.left_behind()


async def test_a_picture_that_cannot_be_used_is_not_put_there(world):
    """It is told now, by its name, and not when it is to be used."""
    [good] = pictures(world, "good")
    bad = world.attach(source_image(name="image2", url="https://b"), b"hello")

    with pytest.raises(InvalidRequest) as refused:
        await world.engine.tray.add(ALICE, [good, bad])

    assert ("reference-not-a-picture", "image2") == (refused.value.rule, refused.value.field)
    assert [] == await world.engine.tray.of(ALICE)


async def test_pictures_are_taken_away_by_number_or_all_at_once(world):
    """What is left is numbered anew."""
    await world.engine.tray.add(ALICE, pictures(world, "a", "b", "c"))
    left = await world.engine.tray.remove(ALICE, [1, 3])
    sheet = await world.engine.tray.sheet(left)

    assert [1] == [each.number for each in left]
    assert b"sheet of b" in sheet.content
    await world.engine.tray.clear(ALICE)
    assert [] == await world.engine.tray.of(ALICE)


async def test_it_is_emptied_after_a_day(world):
    """And its pictures go."""
    await world.engine.tray.add(ALICE, pictures(world, "a"))
    await world.engine.upkeep.step()
    assert 1 == len(world.shelf.kept)
    world.clock.advance(24 * 3600)

    await world.engine.upkeep.step()

    assert [] == await world.engine.tray.of(ALICE)
    assert {} == world.shelf.kept
