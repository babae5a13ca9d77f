"""What people keep with us for themselves, and that they are forgotten when they say so."""

import asyncio

import pytest

from bot.domain.errors import InvalidRequest
from bot.domain.jobs import JobStatus
from bot.domain.people import UsualOptions
from bot.domain.rules import GalleryRule
from bot.domain.sharing import ShareStatus
from tests.engine import test_sharing as sharing
from tests.engine import test_way as way
from tests.factories import ALICE, BOB, GALLERY


@pytest.fixture
def people(world):
    """Everybody's own settings."""
    return world.engine.people


async def test_usual_options_are_kept_changed_and_reset(people):
    """What is not named stays; None says nothing."""
    await people.set_usual(ALICE, size="3:2", quality="low")
    changed = await people.set_usual(ALICE, quality=None, model="gpt-image-1-official")

    assert UsualOptions(model="gpt-image-1-official", size="3:2") == changed
    assert changed == await people.usual(ALICE)
    assert UsualOptions() == await people.usual(BOB)
    assert UsualOptions() == await people.reset(ALICE) == await people.usual(ALICE)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"size": "9:1"}, "size"),
        ({"count": 9}, "count"),
        ({"model": "dall-e"}, "model"),
        ({"background": "transparent", "output_format": "jpeg"}, "background"),
    ],
)
async def test_what_no_model_can_do_is_refused(people, changes, field):
    """What was kept stays."""
    await people.set_usual(ALICE, quality="low")

    with pytest.raises(InvalidRequest) as refusal:
        await people.set_usual(ALICE, **changes)

    assert field == refusal.value.field
    assert UsualOptions(quality="low") == await people.usual(ALICE)


async def test_who_wants_results_private_is_known_without_asking(world, people):
    """Also after a restart; a request is acknowledged by it before anything is awaited."""
    await people.set_usual(ALICE, is_private=True)
    await people.set_usual(BOB, is_private=False)
    assert [True, False] == [people.wants_private(each) for each in (ALICE, BOB)]

    await world.restart()

    people = world.engine.people
    assert [True, False] == [people.wants_private(each) for each in (ALICE, BOB)]
    await people.reset(ALICE)
    assert not people.wants_private(ALICE)


async def test_who_is_forgotten_leaves_nothing_but_bare_rows(world, people):
    """What waits is withdrawn, what was shared goes, what has ended is blank; others are not
    touched.
    """
    rule = GalleryRule(channel_id=GALLERY)
    await sharing.lay_down(world, gallery=rule)
    one = await sharing.shared(world, 1)
    await sharing.drip(world)
    waiting, other = await world.ask(prompt="a secret"), await world.ask(BOB)
    await people.set_usual(ALICE, is_private=True)

    await people.forget(ALICE)
    await sharing.drip(world)

    assert (ShareStatus.REMOVED, []) == (
        await sharing.status(world, one),
        sharing.texts(world),
    )
    for job in (waiting, await world.store.get(one.job_id)):
        row = await world.get(job)
        assert ("", True) == (row.request.prompt, row.is_forgotten)
    assert JobStatus.CANCELLED is (await world.get(waiting)).status
    assert "a lighthouse" == (await world.get(other)).request.prompt
    assert not people.wants_private(ALICE)
    assert UsualOptions() == await people.usual(ALICE)


async def test_what_is_being_made_is_blanked_when_it_has_ended(world, people):
    """It is paid, and comes; then it is forgotten as well."""
    job = await way.running(world)
    await people.forget(ALICE)
    assert 0 == await people.step()

    job = await world.until(job, JobStatus.POSTED)

    assert 1 == await people.step()
    assert ("", True) == ((row := await world.get(job)).request.prompt, row.is_forgotten)
    assert 0 == await people.step()


async def test_a_job_that_is_sent_meanwhile_hinders_nothing(world, people, monkeypatch):
    """It is blanked when it has ended."""
    job = await world.ask()
    jobs_in = world.store.jobs_in

    async def too_late(*place, **what):
        found = await jobs_in(*place, **what)
        await world.engine.drain()
        return found

    monkeypatch.setattr(world.store, "jobs_in", too_late)

    await people.forget(ALICE)

    assert JobStatus.RUNNING is (await world.get(job)).status


async def test_to_be_forgotten_is_finished_though_the_click_is_not_waited_for(world, people):
    """Half forgotten is not forgotten."""
    job = await world.ask()
    forgetting = asyncio.create_task(people.forget(ALICE))
    await asyncio.sleep(0)
    forgetting.cancel()

    with pytest.raises(asyncio.CancelledError):
        await forgetting

    assert (await world.get(job)).is_forgotten
