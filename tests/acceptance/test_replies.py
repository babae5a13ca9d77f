"""Replies to pictures, over the wire and without the message content intent."""

import pytest

from sandbox.world import Upload
from tests.acceptance.stage import picture, sha256, until, words

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def posted(studio, place, person, **options):
    """Have a picture posted; return its message."""
    await person.slash(place, "imagine", prompt=words("a boat"), **options)
    return await studio.result(place)


async def answer(studio, place, message):
    """Wait for what the bot says in reply to a message, and return it."""

    def look():
        return [each for each in studio.messages(place) if each.reply_to_id == message.id]

    return (await until(look))[-1]


def references(studio, submission):
    """Return the fingerprints of the pictures that the API was given, in order."""
    uploads = {each.url: each.sha256 for each in studio.api.ledger.uploads}
    return [uploads[url] for url in submission.body["image_urls"]]


async def test_a_reply_to_a_result_edits_it_and_is_answered(studio, place, ada):
    """The picture's own bytes are sent; the flags are understood, wherever they stand."""
    result = await posted(studio, place, ada)
    hat = Upload("hat.png", picture(colour="red"))
    other, prompt = studio.person(), words("a hat on it")
    message = await other.send(
        place, f"--size 3:2 {prompt} —quality=high", reply_to=result, files=[hat]
    )
    submission = await studio.submitted(prompt)
    edited = await studio.result(place, number=2)

    assert [sha256(result.attachments[0].data), sha256(hat.data)] == references(studio, submission)
    assert ("3:2", "high") == (submission.body["size"], submission.body["quality"])
    assert message.id == edited.reply_to_id
    assert (other.id,) == edited.mentioned_ids


async def test_a_wrong_flag_is_answered_and_costs_nothing(studio, place, ada):
    """With what is allowed."""
    result = await posted(studio, place, ada)
    before = studio.attempts()
    message = await ada.send(place, "make it night --size 16:9", reply_to=result)
    told = await answer(studio, place, message)
    await studio.life_goes_on()

    assert "1:1, 3:2, 2:3" in told.content
    assert () == told.mentioned_ids
    assert before + 1 == studio.attempts()


async def test_where_discord_hides_the_picture_or_the_text_it_is_said(studio, place, ada):
    """Never silence: somebody else's picture, and a reply without a ping."""
    result = await posted(studio, place, ada)
    theirs = await ada.send(place, files=[Upload("a.png", picture())])
    unseen = await ada.send(place, f"{studio.world.bot_mention} make it night", reply_to=theirs)
    unread = await ada.send(place, "make it night", reply_to=result, ping=False)

    assert "Apps → Edit image" in (await answer(studio, place, unseen)).content
    assert "with the ping on" in (await answer(studio, place, unread)).content


async def test_a_reply_after_a_restart_is_heard(studio, place, ada):
    """All that is needed comes with the message."""
    result = await posted(studio, place, ada, count=2)
    await studio.restart_hard()
    prompt = words("make it night")
    await ada.send(place, f"#2 {prompt}", reply_to=result)
    submission = await studio.submitted(prompt)
    await studio.result(place, number=2)

    assert [sha256(result.attachments[1].data)] == references(studio, submission)
