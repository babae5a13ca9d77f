"""Sharing, by clicks: who may, what is shown, and what becomes of it."""

import discord
import pytest

from bot.discordio import forms
from bot.domain.audit import Actor, By
from tests.discordio.clicks import click, id_of, ids_on
from tests.discordio.world import altered_interactions

PROMPT = "@everyone a lighthouse"


@pytest.fixture
async def result(place, studio):
    """A result of somebody's, of two pictures."""
    await place.someone.slash(place.channel, "imagine", prompt=PROMPT, count=2)
    await studio.finish()
    [message] = place.messages()
    return message


@pytest.fixture
async def gallery(place, studio):
    """The channel of the server's gallery."""
    channel = place.guild.create_text_channel("gallery")
    await studio.engine.administration.set_gallery(
        place.guild.id, channel.id, seconds_between=1, by=By(actor=Actor.OPERATOR)
    )
    return channel


@pytest.fixture
async def shared(place, studio, result, gallery):
    """One picture of it, in the gallery."""
    opened = await click(place.someone, result, "share")
    await place.someone.submit_modal(opened, {"picture": ["2"], "prompt": ["yes"]})
    await studio.engine.drip.step()
    [message] = gallery.history()
    return message


def choosing(field, values):
    """Return an alteration by which a form comes back with these choices, whatever it offered."""

    def alter(payload):
        for label in payload["data"]["components"]:
            if label["component"]["custom_id"] == field:
                label["component"]["values"] = values

    return alter


async def test_a_result_is_shared_as_the_form_says(place, studio, result, gallery):
    """The first picture is chosen, with the prompt; here it is the second, without."""
    opened = await click(place.someone, result, "share")
    answer = await place.someone.submit_modal(opened, {"picture": ["2"], "prompt": ["no"]})
    await studio.engine.drip.step()

    assert ["picture", "prompt"] == [
        label["component"]["custom_id"] for label in opened.modal["components"]
    ]
    assert answer.ephemeral
    assert f"on the way to <#{gallery.id}>" in answer.response.content
    [message] = gallery.history()
    assert "lighthouse" not in message.content
    link = f"https://discord.com/channels/{place.guild.id}/{place.channel.id}/{result.id}"
    assert [link] == [
        button.url for row in message.components for button in row.children if button.url
    ]


async def test_what_has_to_wait_for_its_turn_says_when_it_comes(place, studio, result, gallery):
    """Pictures drip into the gallery; how many more may follow is said, too."""
    await studio.engine.administration.set_gallery(
        place.guild.id, gallery.id, seconds_between=600, by=By(actor=Actor.OPERATOR)
    )
    opened = await click(place.someone, result, "share")
    answer = await place.someone.submit_modal(opened, {"picture": ["1", "2"], "prompt": ["yes"]})

    assert "all is there <t:" in answer.response.content
    assert "You can share 8 more today." in answer.response.content


async def test_nothing_that_is_shared_calls_anybody(place, shared):
    """Not even the one whose picture it is."""
    [body] = place.posts("POST", f"/channels/{shared.channel.id}/messages")

    assert "lighthouse" in body["content"]
    assert {"parse": []} == body["allowed_mentions"]


async def test_what_is_shared_already_is_told(place, result, shared):
    """Each picture once."""
    opened = await click(place.someone, result, "share")
    answer = await place.someone.submit_modal(opened, {"picture": ["2"], "prompt": ["yes"]})

    assert answer.ephemeral
    assert "on the way" not in answer.response.content


async def test_only_who_asked_for_it_may_share_it(place, result, gallery):
    """They are told instead of being asked."""
    clicked = await click(place.another, result, "share")

    assert clicked.ephemeral
    assert clicked.modal is None
    assert clicked.response.content


async def test_a_server_without_a_gallery_is_told(place, result):
    """Before anything is filled in; and who sets one up."""
    clicked = await click(place.someone, result, "share")

    assert clicked.ephemeral
    assert clicked.modal is None
    assert "gallery" in clicked.response.content


async def test_the_form_opens_where_nothing_can_be_read_in_time(
    place, result, gallery, monkeypatch
):
    """Then it is told when the form comes back."""
    monkeypatch.setattr(forms, "READ_SECONDS", 0)

    opened = await click(place.another, result, "share")
    answer = await place.another.submit_modal(opened, {"picture": ["1"], "prompt": ["yes"]})

    assert answer.ephemeral
    assert [] == gallery.history()


@pytest.mark.parametrize("values", [[], ["3"], ["x"]])
async def test_a_form_that_nobody_could_fill_in_is_answered(env, place, result, gallery, values):
    """It may be forged; nothing is shared."""
    opened = await click(place.someone, result, "share")
    with altered_interactions(env, choosing("picture", values)):
        answer = await place.someone.submit_modal(opened, {"picture": ["1"], "prompt": ["yes"]})

    assert answer.ephemeral
    assert "on the way" not in answer.response.content


async def test_nobody_shares_anothers_picture_as_their_own(env, place, studio, result, gallery):
    """A form about one's own result, sent from under somebody else's."""
    await place.another.slash(place.channel, "imagine", prompt="a kite")
    await studio.finish()
    own = id_of(place.messages()[-1], "share").partition(":")[2]

    opened = await click(place.another, result, "edit")

    def forge(payload):
        filled = {"type": 3, "id": 2, "custom_id": "picture", "values": ["1"]}
        payload["data"]["components"] = [{"type": 18, "id": 1, "component": filled}]
        payload["data"]["custom_id"] = f"shareform:{own}"

    with altered_interactions(env, forge):
        answer = await place.another.submit_modal(opened, {"prompt": "a kite", "picture": ["1"]})
    await studio.engine.drip.step()

    assert answer.ephemeral
    assert [] == gallery.history()


async def test_a_star_is_given_and_taken_back(place, shared):
    """The label counts them."""
    [star] = [item for row in shared.components for item in row.children][:1]
    assert "⭐" == star.label

    labels = []
    for _ in range(2):
        await click(place.another, shared, "star")
        [message] = [await shared.channel.fetch_message(shared.id)]
        labels.append(message.components[0].children[0].label)

    assert ["⭐ 1", "⭐"] == labels


async def test_ones_own_picture_gets_no_star_and_that_is_told(place, shared):
    """A click is always answered."""
    clicked = await click(place.someone, shared, "star")

    [told] = clicked.followups
    assert told.ephemeral


async def test_who_shared_it_and_who_manages_messages_take_it_away(place, shared, gallery):
    """Nobody else; they are told so."""
    clicked = await click(place.another, shared, "takedown")
    [told] = clicked.followups
    assert told.ephemeral
    assert 1 == len(gallery.history())

    role = place.guild.create_role(
        "moderator", permissions=discord.Permissions(manage_messages=True)
    )
    moderator = place.guild.add_member(place.env.create_user("moderator"), roles=[role])
    await click(moderator, shared, "takedown")

    assert [] == gallery.history()


@pytest.fixture
async def alone(place, studio):
    """A private result of somebody's."""
    asked = await place.someone.slash(place.channel, "imagine", prompt=PROMPT, private="yes")
    await studio.finish()
    return asked


async def test_a_private_result_stands_in_the_answer(place, alone):
    """In the channel there is nothing."""
    assert alone.ephemeral
    assert 1 == len(alone.response.attachments)
    assert ["sharehere", "again", "details"] == [
        found.split(":")[0] for found in ids_on(alone.response.message)
    ]
    assert [] == place.messages()


async def test_a_private_result_is_shown_to_the_channel_by_a_click(place, studio, alone):
    """With who made it and what they asked for."""
    clicked = await click(place.someone, alone.response.message, "sharehere")
    await studio.engine.drip.step()

    assert clicked.ephemeral
    [message] = place.messages()
    assert f"<@{place.someone.id}>" in message.content
    assert "lighthouse" in message.content
    assert 1 == len(message.attachments)


async def test_the_details_of_a_private_result_are_its_persons(place, studio, alone):
    """Whoever guesses its id sees nothing of it."""
    job = await studio.only_job()
    theirs = await place.someone.slash(place.channel, "jobs show", job=job.id)
    others = await place.another.slash(place.channel, "jobs show", job=job.id)

    assert "lighthouse" in theirs.response.embeds[0].description
    assert "I know no job" in others.response.content


async def test_again_of_a_private_result_is_private(place, studio, alone):
    """What is seen by one person stays with them."""
    clicked = await click(place.someone, alone.response.message, "again")
    await studio.finish()

    assert clicked.ephemeral
    assert 1 == len(clicked.response.attachments)
    assert [] == place.messages()


async def test_a_private_result_that_takes_too_long_comes_as_a_direct_message(env, place, studio):
    """The answer can be edited for 15 minutes. There is no way to share it from there."""
    await place.someone.slash(place.channel, "imagine", prompt=PROMPT, private="yes")
    await env.advance_time(16 * 60)
    await studio.finish()

    [message] = place.direct.history()
    assert 1 == len(message.attachments)
    assert id_of(message, "delete")
    assert [] == place.messages()


async def test_what_could_not_be_posted_to_one_person_is_posted_to_them_alone(env, place, studio):
    """The click brings an answer of its own, which the result goes into."""
    env.inject_error("PATCH", "/webhooks/*", status=400, code=50035, times=1)
    asked = await place.someone.slash(place.channel, "imagine", prompt=PROMPT, private="yes")
    await studio.finish()
    assert "could not be posted" in asked.response.content
    await env.advance_time(16 * 60)

    await click(place.someone, asked.response.message, "postagain")
    await studio.finish()

    assert 1 == len(asked.response.attachments)
    assert [] == place.messages()
