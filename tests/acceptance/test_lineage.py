"""Chains of replies: each result replies to its message, shows its flags, and knows its parent."""

import pytest

from sandbox.world import Upload
from tests.acceptance import editing
from tests.acceptance.stage import button, embedded, picture, until, words

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def said(studio, place, message):
    """Wait for what is said in reply to a message; return it, once it is sure that nothing more
    comes of it.
    """
    told = await editing.answer(studio, place, message)
    await studio.life_goes_on()
    return told


async def test_a_chain_of_replies_edits_each_time_what_it_replies_to(studio, place, ada):
    """The very bytes, each time; the database knows the way back."""
    message = await editing.posted(studio, place, ada)
    ids = [studio.jobs()[-1].id]
    for number in (2, 3, 4):
        prompt = words("more of it")
        reply = await ada.send(place, prompt, reply_to=message)
        submission = await studio.submitted(prompt)
        before, message = message, await editing.result(studio, place, number=number)
        ids.append(studio.jobs_of(prompt)[0].id)

        assert [before.attachments[0].data] == await editing.references(submission)
        assert reply.id == message.reply_to_id
        assert ids[-2] == editing.parent_of(studio, ids[-1])


async def test_the_details_of_a_result_name_what_it_was_made_from(studio, place, ada):
    """And what was made from it: by the button and by the menu."""
    first = await editing.posted(studio, place, ada)
    prompt = words("at night")
    await ada.send(place, prompt, reply_to=first)
    second = await editing.result(studio, place, number=2)
    child = studio.jobs_of(prompt)[0].id
    parent = editing.parent_of(studio, child)
    of_first = await ada.menu(place, "Image details", first)
    of_second = await ada.click(second, button(second, "details"))
    await until(lambda: of_first.response and of_first.response.embeds)
    await until(lambda: of_second.response and of_second.response.embeds)

    assert child in embedded(studio, of_first.response)
    assert parent in embedded(studio, of_second.response)
    assert of_first.ephemeral
    assert of_second.ephemeral


async def test_every_flag_of_a_reply_becomes_a_field_of_the_api(studio, place, ada):
    """Wherever it stands; nothing of it is left in the prompt."""
    result = await editing.posted(studio, place, ada)
    prompt = words("at night")
    text = (
        f"--size 2:3 --count 2 {prompt} --quality high --format=jpeg --compression 80"
        " --moderation low --model gpt-image-1-official"
    )
    await ada.send(place, text, reply_to=result)
    submission = await studio.submitted(prompt)
    edited = await editing.result(studio, place, number=2)
    expected = {
        "prompt": prompt,
        "model": "gpt-image-1-official",
        "size": "2:3",
        "n": 2,
        "quality": "high",
        "output_format": "jpeg",
        "output_compression": 80,
        "moderation": "low",
    }

    assert {**expected, "image_urls": submission.body["image_urls"]} == submission.body
    assert 2 == len(edited.attachments)


async def test_a_transparent_background_can_be_asked_for_in_a_reply(studio, place, ada):
    """By the API's own word."""
    result = await editing.posted(studio, place, ada)
    prompt = words("only the boat")
    await ada.send(place, f"{prompt} --background transparent", reply_to=result)
    submission = await studio.submitted(prompt)

    assert "transparent" == submission.body["background"]


async def test_several_pictures_are_asked_about_and_the_words_remembered(studio, place, ada):
    """Nothing is paid before the answer, which only the person who asked may give."""
    result = await editing.posted(studio, place, ada, count=3)
    prompt = words("at night")
    message = await ada.send(place, f"{prompt} --quality low", reply_to=result)
    asked = await editing.answer(studio, place, message)
    [pick] = [each for each in asked.custom_ids if each.endswith(":3")]
    refused = await studio.person().click(asked, pick)
    [told] = await until(lambda: refused.followups)
    paid_before = studio.submissions(prompt)
    await ada.click(asked, pick)
    submission = await studio.submitted(prompt)
    edited = await editing.result(studio, place, number=2)

    assert told.ephemeral
    assert told.content.startswith("This was started by somebody else")
    assert [] == paid_before
    assert [result.attachments[2].data] == await editing.references(submission)
    assert "low" == submission.body["quality"]
    assert message.id == edited.reply_to_id
    assert 1 == len(studio.submissions(prompt))


async def test_numbers_choose_among_several_pictures(studio, place, ada):
    """In the order in which they are named."""
    result = await editing.posted(studio, place, ada, count=3)
    prompt = words("together")
    await ada.send(place, f"#3 #1 {prompt}", reply_to=result)
    submission = await studio.submitted(prompt)
    await editing.result(studio, place, number=2)

    expected = [result.attachments[index].data for index in (2, 0)]
    assert expected == await editing.references(submission)


async def test_a_number_in_a_reply_to_one_picture_is_a_word(studio, place, ada):
    """There is nothing to choose."""
    result = await editing.posted(studio, place, ada)
    prompt = words("the jersey of player #7")
    await ada.send(place, prompt, reply_to=result)
    submission = await studio.submitted(prompt)

    assert [result.attachments[0].data] == await editing.references(submission)


@pytest.mark.parametrize(
    ("text", "words_of_it"),
    [
        ("at night --sise 3:2", "--size"),
        ("at night --quality best", "high"),
        ("at night --count 9", "4"),
        ("at night --model dall-e", "gpt-image-1-official"),
        ("at night --exact on", "mask"),
        ("#7 at night", "1"),
        ("--size 3:2", "prompt"),
    ],
    ids=["unknown", "value", "count", "model", "exact", "number", "no words"],
)
async def test_what_a_reply_may_not_say_is_answered_in_a_sentence(
    studio, place, ada, text, words_of_it
):
    """With what is allowed; nothing is paid and nobody is pinged."""
    result = await editing.posted(studio, place, ada, count=2)
    before = studio.attempts()
    told = await said(studio, place, await ada.send(place, text, reply_to=result))

    assert words_of_it in told.content
    assert () == told.mentioned_ids
    assert before + 1 == studio.attempts()


async def test_where_discord_hides_something_one_sentence_says_what_to_do(studio, place, ada):
    """An interaction's answer, an answer without the ping, somebody else's picture: nothing is
    paid.
    """
    await ada.slash(place, "imagine", prompt=words("a boat [[seconds:600]]"))
    [progress] = await until(lambda: studio.messages(place))
    other = studio.channel()
    result = await editing.posted(studio, other, ada)
    theirs = await editing.posted_from(studio, other, studio.person(), picture())
    before, mentioned = studio.attempts(), f"{studio.world.bot_mention} at night"
    told = [
        (await editing.answer(studio, message_place, message)).content
        for message_place, message in [
            (place, await ada.send(place, mentioned, reply_to=progress)),
            (place, await ada.send(place, "at night", reply_to=progress)),
            (other, await ada.send(other, "at night", reply_to=result, ping=False)),
            (other, await ada.send(other, mentioned, reply_to=theirs)),
        ]
    ]
    await studio.life_goes_on()

    assert "There is no finished picture" in told[0]
    assert "`/edit`" in told[1]
    assert "with the ping on" in told[2]
    assert "Apps → Edit image" in told[3]
    assert before + 1 == studio.attempts()


async def test_a_reply_in_direct_messages_needs_no_ping(studio, ada):
    """There Discord hides nothing from the bot."""
    studio.calm()
    result = await editing.posted(studio, ada.dm, ada)
    prompt = words("at night")
    message = await ada.send(ada.dm, prompt, reply_to=result, ping=False)
    submission = await studio.submitted(prompt)
    edited = await editing.result(studio, ada.dm, number=2)

    assert [result.attachments[0].data] == await editing.references(submission)
    assert message.id == edited.reply_to_id


async def test_what_is_attached_to_a_reply_comes_after_the_picture(studio, place, ada):
    """One that has nothing to do with it is a reference, not a mask."""
    result = await editing.posted(studio, place, ada)
    prompt = words("with these")
    files = [Upload(f"{each}.png", picture(colour=each)) for each in ("gold", "plum")]
    await ada.send(place, prompt, reply_to=result, files=files)
    submission = await studio.submitted(prompt)
    await editing.result(studio, place, number=2)

    assert "mask_url" not in submission.body
    assert [
        result.attachments[0].data,
        *(each.data for each in files),
    ] == await editing.references(submission)
