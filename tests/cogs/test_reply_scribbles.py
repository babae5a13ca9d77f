"""Pictures attached to a reply: they are looked at, and one that was drawn over is a mask."""

import asyncio
import io

import pytest
from PIL import Image, ImageDraw

from bot.discordio.replies import MOST_DRAWN, READ_AT_ONCE
from bot.domain.drafts import DraftKind
from tests.cogs.replying import ids, posted, reply, shown
from tests.discordio.world import png


def drawn_over(content):
    """Return a copy of a picture with a red stroke over it."""
    image = Image.open(io.BytesIO(content)).convert("RGB")
    ImageDraw.Draw(image).rectangle((10, 10, 25, 20), fill=(255, 0, 0))
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def original(studio, monkeypatch):
    """The picture that the API draws, large enough to be drawn over."""
    content = png(64, 48)

    async def download(url):
        return content

    monkeypatch.setattr(studio.api, "download", download)
    return content


async def test_few_are_looked_at_side_by_side(env, place, studio, monkeypatch):
    """Pictures take memory; who comes later waits, is not forgotten, and holds up nobody who
    brought none.
    """
    result = await posted(place, studio)
    fetched, is_full, opened = [], asyncio.Event(), asyncio.Event()
    fetch = studio.cdn.fetch

    async def slowly(url, *, most_bytes):
        fetched.append(url)
        if len(fetched) == READ_AT_ONCE:
            is_full.set()
        await opened.wait()
        return await fetch(url, most_bytes=most_bytes)

    monkeypatch.setattr(studio.cdn, "fetch", slowly)
    backend = env.backend
    for number in range(READ_AT_ONCE + 2):
        backend.create_message(
            place.channel.id,
            place.someone.id,
            f"make it night {number}",
            reference={"channel_id": str(place.channel.id), "message_id": str(result.id)},
            attachments=backend.store_attachments(place.channel.id, [("hat.png", png(9, 32))]),
        )
    async with asyncio.timeout(10):
        await is_full.wait()
    for _ in range(1000):
        await asyncio.sleep(0)

    typing = [each for each in env.http_requests if each.path.endswith("/typing")]
    assert (READ_AT_ONCE, READ_AT_ONCE + 2) == (len(fetched), len(typing))

    is_accepted, moved = asyncio.Event(), studio.watch.moved
    monkeypatch.setattr(studio.watch, "moved", lambda *job: (moved(*job), is_accepted.set()))
    backend.create_message(
        place.channel.id,
        place.another.id,
        "make it day",
        reference={"channel_id": str(place.channel.id), "message_id": str(result.id)},
    )
    async with asyncio.timeout(10):
        await is_accepted.wait()

    assert "make it day" == (await studio.jobs())[-1].request.prompt

    opened.set()
    await env.settle()

    assert 2 + READ_AT_ONCE + 2 == len(await studio.jobs())


async def test_what_was_looked_at_is_not_fetched_again(place, studio, monkeypatch):
    """The job takes what was kept when a scribble was looked for."""
    result = await posted(place, studio)
    fetched, fetch = [], studio.cdn.fetch

    async def fetch_once(url, *, most_bytes):
        fetched.append(url)
        return await fetch(url, most_bytes=most_bytes)

    monkeypatch.setattr(studio.cdn, "fetch", fetch_once)
    message = await reply(place, result, "this hat", files=[("hat.png", png(9, 32))])
    job = (await studio.jobs())[-1]

    assert all(source.sha256 for source in job.request.references)
    assert [result.attachments[0].url, message.attachments[0]["url"]] == fetched


class TestScribble:
    """A copy that was drawn over says where to repaint."""

    async def test_what_is_drawn_over_is_the_mask_shown_before_it_is_paid_for(
        self, place, studio, original
    ):
        """Clicking makes the job, exact."""
        result = await posted(place, studio)
        message = await reply(
            place, result, "a red boat", files=[("copy.png", drawn_over(original))]
        )
        preview = shown(place, message)
        assert "Exact" in preview.content
        assert 1 == len(preview.attachments)
        assert 1 == len(await studio.jobs())

        [make] = [each for each in ids(preview) if each.startswith("make:")]
        await place.someone.click(preview, custom_id=make)

        first, job = await studio.jobs()
        assert ("a red boat", first.id, message.id) == (
            job.request.prompt,
            job.parent_id,
            job.origin.reply_to_id,
        )
        assert [result.attachments[0].url] == [source.url for source in job.request.references]
        assert job.request.mask.is_exact

    @pytest.mark.parametrize(("flag", "is_exact"), [("off", False), ("on", True)])
    async def test_whether_it_is_exact_may_be_said(self, place, studio, original, flag, is_exact):
        """The switch on the preview stands as it was said; the prompt may follow later."""
        result = await posted(place, studio)
        message = await reply(
            place, result, f"--exact {flag}", files=[("copy.png", drawn_over(original))]
        )
        preview = shown(place, message)
        draft_id = ids(preview)[0].split(":")[1]
        draft = await studio.engine.drafts.get(draft_id, by=place.someone.id)

        assert (DraftKind.MASK, is_exact) == (draft.kind, draft.request.mask.is_exact)
        assert 1 == len(await studio.jobs())

    async def test_what_was_attached_last_goes_along_with_a_scribble(self, place, studio, original):
        """Only the first few are looked at; the rest is not lost."""
        result = await posted(place, studio)
        files = [
            ("copy.png", drawn_over(original)),
            *((f"{number}.png", png(9, 32)) for number in range(MOST_DRAWN)),
        ]
        message = await reply(place, result, "these hats", files=files)
        draft_id = ids(shown(place, message))[0].split(":")[1]
        draft = await studio.engine.drafts.get(draft_id, by=place.someone.id)

        assert [result.attachments[0].filename, "0.png", "1.png", "2.png", "3.png"] == [
            source.filename for source in draft.request.references
        ]

    async def test_behind_the_first_few_no_scribble_is_looked_for(self, place, studio, original):
        """Each comparison takes its time from everybody; it is a reference then."""
        result = await posted(place, studio)
        files = [(f"{number}.png", png(9, 32)) for number in range(MOST_DRAWN)]
        await reply(place, result, "a hat", files=[*files, ("copy.png", drawn_over(original))])
        job = (await studio.jobs())[-1]

        assert (None, "copy.png") == (job.request.mask, job.request.references[-1].filename)

    async def test_of_several_pictures_it_says_which(self, place, studio, original):
        """Nothing is left to ask; what else was attached goes along."""
        result = await posted(place, studio, count=2)
        files = [("hat.png", png(9, 32)), ("copy.png", drawn_over(original))]
        message = await reply(place, result, "this hat", files=files)
        preview = shown(place, message)
        draft_id = ids(preview)[0].split(":")[1]
        draft = await studio.engine.drafts.get(draft_id, by=place.someone.id)

        assert [result.attachments[0].url, message.attachments[0]["url"]] == [
            source.url for source in draft.request.references
        ]
