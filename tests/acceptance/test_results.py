"""What is posted is what the API made, in the form that is promised."""

import pytest

from tests.acceptance.stage import PATIENCE_SECONDS, sha256, verbs, words

pytestmark = pytest.mark.asyncio(loop_scope="module")

COMPONENTS_V2 = 1 << 15


@pytest.mark.parametrize(
    ("options", "extension"),
    [
        ({}, "png"),
        ({"count": 4}, "png"),
        ({"format": "jpeg"}, "jpg"),
        ({"format": "jpeg", "count": 4, "compression": 40}, "jpg"),
        ({"background": "transparent"}, "png"),
        ({"background": "transparent", "format": "png", "count": 2, "size": "2:3"}, "png"),
    ],
)
async def test_the_posted_bytes_are_those_that_the_api_served(
    studio, place, ada, options, extension
):
    """Not a bit is lost between the API and the channel, and each file is named for what it is."""
    prompt = words("a harbour at dusk")
    await ada.slash(place, "imagine", prompt=prompt, **options)
    message = await studio.result(place)

    [submission] = studio.submissions(prompt)
    [job] = studio.jobs_of(prompt)
    of = options.get("count", 1)
    assert [made.sha256 for made in submission.pictures] == [
        sha256(attachment.data) for attachment in message.attachments
    ]
    assert of == len(message.attachments)
    assert [f"darkroom-{job.id}-{number}.{extension}" for number in range(1, of + 1)] == [
        attachment.filename for attachment in message.attachments
    ]


async def test_a_result_is_an_ordinary_message_that_calls_the_requester_alone(studio, place, ada):
    """A reply to it works without any privileged intent, and nobody else is pinged by the words."""
    other = studio.person()
    prompt = words(f"@everyone {other.mention} a harbour")
    await ada.slash(place, "imagine", prompt=prompt, count=2)
    message = await studio.result(place)

    [job] = studio.jobs_of(prompt)
    assert (ada.id,) == message.mentioned_ids
    assert message.content.startswith(ada.mention)
    assert message.interaction_id is None
    assert message.reply_to_id is None
    assert [
        f"{verb}:{job.id}"
        for verb in ("again", "edit", "vary", "mask", "share", "details", "delete")
    ] == list(message.custom_ids)
    assert [
        f"Picture {number} of 2" in (a.description or "")
        for number, a in enumerate(message.attachments, 1)
    ] == [True, True]
    assert all("a harbour" in (a.description or "") for a in message.attachments)


async def test_the_request_that_posts_is_safe_to_repeat(studio, place, ada):
    """It carries the job's nonce, is enforced, and asks for no components V2 and no reply."""
    prompt = words("a harbour")
    await ada.slash(place, "imagine", prompt=prompt)
    await studio.result(place)

    [job] = studio.jobs_of(prompt)
    [posted] = [
        each
        for each in studio.world.requests
        if each.method == "POST" and each.path == f"/channels/{place.id}/messages"
    ]
    assert job.id == posted.json["nonce"]
    assert posted.json["enforce_nonce"] is True
    assert 0 == posted.json.get("flags", 0) & COMPONENTS_V2
    assert "message_reference" not in posted.json
    assert [str(ada.id)] == [str(each) for each in posted.json["allowed_mentions"]["users"]]
    assert [] == posted.json["allowed_mentions"].get("parse", [])


async def test_the_progress_answer_is_public_and_goes_when_the_result_is_there(studio, place, ada):
    """One message is left of each request."""
    action = await ada.slash(place, "imagine", prompt=words("a harbour"))
    await action.acknowledged(timeout_seconds=PATIENCE_SECONDS)
    thinking = action.response
    message = await studio.result(place)

    assert not action.ephemeral
    assert thinking is not None
    assert thinking.id in studio.world.deleted_ids
    assert [message.id] == [each.id for each in studio.world.messages(place)]


async def test_progress_tells_the_place_in_the_queue_and_then_that_it_is_drawn(studio, place, ada):
    """Whoever waits can see that something happens."""
    studio.api.turn(seconds=2.5)
    action = await ada.slash(place, "imagine", prompt=words("a harbour"), count=3)
    drawing = await studio.notice(place, "Drawing")
    await studio.result(place)

    assert "3 pictures" in drawing.content
    assert action.response is None


async def test_it_works_in_the_bots_own_direct_messages(studio, place, ada):
    """No server is needed."""
    prompt = words("a harbour")
    await ada.slash(ada.dm, "imagine", prompt=prompt)
    message = await studio.result(ada.dm)

    [submission] = studio.submissions(prompt)
    assert [submission.pictures[0].sha256] == [sha256(a.data) for a in message.attachments]
    assert ["again", "edit", "vary", "mask", "details", "delete"] == verbs(message)


async def test_a_picture_too_large_for_the_channel_is_sent_smaller_and_that_is_said(
    studio, place, ada
):
    """The one exception to the same bytes, and it does not happen silently."""
    prompt = words("a harbour")
    studio.world.fail(
        "POST", f"/channels/{place.id}/messages", status=413, code=40005, message="too large"
    )
    await ada.slash(place, "imagine", prompt=prompt)
    message = await studio.result(place)

    [submission] = studio.submissions(prompt)
    [attachment] = message.attachments
    assert len(attachment.data) < submission.pictures[0].size_bytes
    assert "smaller" in message.content
