"""Wherever a message shows a picture, it can be edited: by the menu, and where Discord shows it to
the bot by a reply.
"""

import pytest

from sandbox.world import Upload
from tests.acceptance import editing
from tests.acceptance.stage import button, open_studio, picture, sha256, until, words

pytestmark = pytest.mark.asyncio(loop_scope="module")

WITH_INTENT = {"DARKROOM_DISCORD__MESSAGE_CONTENT_INTENT": "true"}
CONTENTS = [picture(60 + number, 48, colour="gold") for number in range(3)]


async def attached(studio, place):
    """Attach pictures, and something that is none."""
    files = [Upload(f"{number}.png", each) for number, each in enumerate(CONTENTS)]
    return await studio.person().send(place, files=[Upload("notes.txt", b"words"), *files])


async def embedded(studio, place):
    """Show a picture in an embed, as bots do, its thumbnail, and one beside them."""
    files = [Upload(f"{number}.png", each) for number, each in enumerate(CONTENTS)]
    embed = {"image": {"url": "attachment://1.png"}, "thumbnail": {"url": "attachment://2.png"}}
    bot = studio.server.add_bot(words("bot").replace(" ", ""))
    return await bot.send(place, files=files, embeds=[embed])


async def laid_out(studio, place):
    """Show pictures in the components of a message that has nothing else."""
    files = [Upload(f"{number}.png", each) for number, each in enumerate(CONTENTS)]
    first, *others = ({"media": {"url": f"attachment://{number}.png"}} for number in range(3))
    components = [
        {"type": 12, "items": [first]},
        {"type": 17, "components": [{"type": 12, "items": others}]},
    ]
    bot = studio.server.add_bot(words("bot").replace(" ", ""))
    return await bot.send(place, files=files, components=components)


async def forwarded(studio, place):
    """Forward a message with pictures from another channel."""
    message = await attached(studio, studio.channel())
    return await studio.person().forward(place, message)


@pytest.mark.parametrize("shown", [attached, embedded, laid_out, forwarded])
async def test_the_menu_finds_pictures_wherever_they_are(studio, place, ada, shown):
    """All of them, in order, once each; all are taken where all are chosen."""
    message = await shown(studio, place)
    action = await ada.menu(place, "Edit image", message)
    fields = await editing.form(studio, action)
    prompt = words("together")
    await ada.submit(action, prompt=prompt, picture=["1", "2", "3"])
    arrived = await editing.references(await studio.submitted(prompt))

    assert ["1", "2", "3"] == [each["value"] for each in fields["picture"]["options"]]
    assert CONTENTS == arrived


async def test_a_picture_that_was_deleted_meanwhile_is_told(studio, place, ada):
    """While its form was open."""
    message = await editing.posted_from(studio, place, studio.person(), picture(51, 47))
    action = await ada.menu(place, "Edit image", message)
    await editing.form(studio, action)
    cdn = studio.world.env.backend.cdn
    read, cdn.get = cdn.get, lambda url: None
    try:
        prompt = words("too late")
        told = await studio.alone(await ada.submit(action, prompt=prompt))
    finally:
        cdn.get = read

    assert "no longer there" in told.content
    assert [] == studio.submissions(prompt)


async def test_a_result_that_was_deleted_while_somebody_replied_is_no_obstacle(studio, place, ada):
    """What the reply needs came with it."""
    result = await editing.posted(studio, place, ada)
    prompt = words("at night")
    message = await ada.send(place, prompt, reply_to=result)
    await ada.click(result, button(result, "delete"))
    await until(lambda: result.id in studio.world.deleted_ids)
    [edited] = await until(lambda: editing.finished(studio, place))

    assert message.id == edited.reply_to_id
    assert 1 == len(studio.submissions(prompt))


async def test_a_reply_whose_message_is_gone_by_then_is_answered_all_the_same(studio, place, ada):
    """The result is posted without it."""
    result = await editing.posted(studio, place, ada)
    prompt = words("at night [[seconds:1.5]]")
    message = await ada.send(place, prompt, reply_to=result)
    await studio.submitted(prompt)
    await ada.delete(message)
    edited = await editing.result(studio, place, number=2)

    assert (ada.id,) == edited.mentioned_ids


async def test_with_the_intent_replies_to_anybodys_pictures_work_directly(tmp_path):
    """With a mention to everybody's; without a ping to the bot's own results."""
    async with open_studio(tmp_path, settings=WITH_INTENT, message_content=True) as studio:
        place, ada = studio.channel(), studio.person()
        mention = studio.world.bot_mention
        for number, shown in enumerate([attached, embedded, laid_out, forwarded], 1):
            prompt = words("together")
            message = await ada.send(
                place, f"{mention} {prompt}", reply_to=await shown(studio, place)
            )
            submission = await studio.submitted(prompt)
            edited = await editing.result(studio, place, number=number)
            assert CONTENTS == await editing.references(submission)
            assert message.id == edited.reply_to_id
        prompt = words("once more")
        await ada.send(place, prompt, reply_to=edited, ping=False)
        submission = await studio.submitted(prompt)
        chosen = words("only two")
        await ada.send(place, f"{mention} #3 {chosen} #2", reply_to=await attached(studio, place))
        of_two = await editing.references(await studio.submitted(chosen))
        silent = words("not for the bot")
        await ada.send(place, silent, reply_to=await attached(studio, place))
        await studio.life_goes_on()

        assert [sha256(edited.attachments[0].data)] == [
            sha256(each) for each in await editing.references(submission)
        ]
        assert [CONTENTS[2], CONTENTS[1]] == of_two
        assert [] == studio.jobs_of(silent)
