"""The tray: filled from any message, looked at, and taken from, each person's their own."""

import shutil

import pytest

from bot.domain.drafts import TRAY_LIVES, TRAY_MOST
from tests.cogs.pictures import come_to_the_api, custom_ids, id_of, named, picture
from tests.discordio.world import altered_interactions, saying, speaking

HOUR = 3600


async def collect(place, *numbers, by=None):
    """Put the pictures of a message on a tray; return the answer."""
    files = [named(number) for number in numbers]
    message = await place.another.send(place.channel, "look", attachments=files)
    return await (by or place.someone).context_menu(place.channel, "Use as reference", message)


async def looked_at(place, by=None):
    """Return what a person is shown as their tray."""
    return (await (by or place.someone).slash(place.channel, "tray")).response


def lines(message):
    """Return the lines of the menu that takes pictures away, as label -> value."""
    [menu] = [part for row in message.components for part in row["components"] if "options" in part]
    return {option["label"]: option["value"] for option in menu["options"]}


async def take_away(place, message, *labels):
    """Choose lines of the menu."""
    values = [lines(message)[label] for label in labels]
    return await place.someone.select(message, values, custom_id=id_of(message, "traydrop"))


async def test_the_pictures_of_a_message_are_put_there_and_shown(place, studio):
    """To the person alone: what was added, how many lie there, until when, and which."""
    added = await collect(place, 1, 2)

    assert added.ephemeral
    ends = int((place.env.now() + TRAY_LIVES).timestamp())
    holds = f"Your tray holds 2 of {TRAY_MOST} pictures."
    assert added.response.content.startswith(f"2 pictures added.\n{holds}")
    assert f"<t:{ends}:R>" in added.response.content
    [sheet] = added.response.attachments
    assert ("tray.jpg", "The 2 pictures on your tray, numbered") == (
        sheet.filename,
        sheet.description,
    )
    assert ["Picture 1: 1.png", "Picture 2: 2.png"] == list(lines(added.response))
    assert ["traydrop", "trayclear"] == custom_ids(added.response)
    assert [] == await studio.jobs()


async def test_what_lies_there_already_is_not_put_there_twice(place):
    """The same picture of another message is the same picture."""
    await collect(place, 1)

    again = await collect(place, 1)
    more = await collect(place, 1, 2)

    assert again.response.content.startswith("That was there already.\nYour tray holds 1 of")
    assert more.response.content.startswith("Added.\nYour tray holds 2 of")


async def test_what_leaves_meanwhile_is_not_counted(place, studio, monkeypatch):
    """Two were there, one has come, two have gone: one was added."""
    await collect(place, 1, 2)
    now, fetch = studio.clock.now, studio.cdn.fetch

    async def slowly(url, *, most_bytes):
        monkeypatch.setattr(studio.clock, "now", lambda: now() + TRAY_LIVES)
        return await fetch(url, most_bytes=most_bytes)

    monkeypatch.setattr(studio.cdn, "fetch", slowly)
    added = await collect(place, 3)

    assert added.response.content.startswith("Added.\nYour tray holds 1 of")


async def test_a_message_without_pictures_is_said_to_be_one(place):
    """At once, to the person alone."""
    message = await place.another.send(place.channel, "just words")

    answered = await place.someone.context_menu(place.channel, "Use as reference", message)

    assert answered.response.ephemeral
    assert "I see no picture in that message." in answered.response.content


async def test_a_file_that_is_no_picture_is_not_put_there(place):
    """Nor are those beside it: nothing is half done."""
    files = [named(1), ("2.png", b"not a picture")]
    message = await place.another.send(place.channel, "look", attachments=files)

    answered = await place.someone.context_menu(place.channel, "Use as reference", message)

    assert answered.ephemeral
    assert "The file in `image2` is not a picture" in answered.response.content
    assert "Your tray is empty." in (await looked_at(place)).content


async def test_a_full_tray_takes_nothing_more(place):
    """It says how many there may be, and what to do."""
    await collect(place, *range(1, 11))
    await collect(place, *range(11, 16))

    answered = await collect(place, 16)

    assert f"Your tray holds {TRAY_MOST} pictures at most" in answered.response.content
    assert f"Your tray holds {TRAY_MOST} of" in (await looked_at(place)).content


async def test_an_empty_tray_says_how_to_fill_it(place):
    """With nothing to click on."""
    message = await looked_at(place)

    assert "Your tray is empty." in message.content
    assert "**Apps → Use as reference**" in message.content
    assert [] == message.attachments
    assert [] == message.components


async def test_a_tray_is_nobody_elses(place):
    """Neither shown nor filled."""
    await collect(place, 1)

    assert "Your tray is empty." in (await looked_at(place, by=place.another)).content
    assert "Your tray holds 1 of" in (await looked_at(place)).content


async def test_after_a_day_a_picture_leaves(place):
    """Each by itself, counted from when it was put there."""
    await collect(place, 1)
    await place.env.advance_time(23 * HOUR)
    await collect(place, 2)
    await place.env.advance_time(2 * HOUR)

    assert ["Picture 1: 2.png"] == list(lines(await looked_at(place)))


async def test_chosen_pictures_are_taken_away_and_the_rest_is_shown(place):
    """In the same answer, numbered anew."""
    shown = await collect(place, 1, 2, 3)

    await take_away(place, shown.response, "Picture 1: 1.png", "Picture 3: 3.png")

    assert ["Picture 1: 2.png"] == list(lines(shown.response))
    assert shown.response.content.startswith("Your tray holds 1 of")
    assert 1 == len(shown.response.attachments)


async def test_an_old_answer_takes_away_what_it_shows(place):
    """The numbers may mean others by now: its second picture is the first."""
    old = await collect(place, 1, 2, 3)
    await take_away(place, await looked_at(place), "Picture 1: 1.png")

    await take_away(place, old.response, "Picture 2: 2.png")

    assert ["Picture 1: 3.png"] == list(lines(await looked_at(place)))


async def test_what_is_gone_already_can_be_taken_away_again(place):
    """An old answer then shows how it is."""
    old = await collect(place, 1, 2)
    await take_away(place, await looked_at(place), "Picture 1: 1.png")

    await take_away(place, old.response, "Picture 1: 1.png")

    assert ["Picture 1: 2.png"] == list(lines(old.response))


async def test_a_tray_is_cleared_by_one_click(place):
    """The answer then says that it is empty."""
    shown = await collect(place, 1, 2)

    await place.someone.click(shown.response, custom_id="trayclear")

    assert "Your tray is empty." in shown.response.content
    assert [] == shown.response.attachments
    assert [] == shown.response.components
    assert "Your tray is empty." in (await looked_at(place)).content


async def test_a_picture_that_was_lost_can_be_taken_away(place, tmp_path):
    """It is named, and is not in the way."""
    shown = await collect(place, 1, 2)
    shutil.rmtree(tmp_path / "pictures")

    await take_away(place, shown.response, "Picture 2: 2.png")
    assert "is no longer there" in shown.response.content
    assert [] == shown.response.attachments
    await take_away(place, shown.response, "Picture 1: 1.png")

    assert "Your tray is empty." in shown.response.content


async def test_a_tray_can_be_cleared_after_a_restart(place, studio):
    """Nothing of it is kept in memory."""
    shown = await collect(place, 1)
    studio.bot._connection._view_store._views.clear()

    await place.someone.click(shown.response, custom_id="trayclear")

    assert "Your tray is empty." in shown.response.content


@pytest.mark.parametrize(("tray", "names"), [("yes", ["image1", "tray1"]), ("no", ["image1"])])
async def test_imagine_takes_the_tray_where_it_is_told_to(place, studio, tray, names):
    """After its own pictures."""
    await collect(place, 2)
    await place.someone.slash(
        place.channel, "imagine", prompt="a collage", tray=tray, image1=named(1)
    )
    await studio.finish()

    [sent] = studio.api.submitted
    assert names == [each.name for each in sent.references]
    assert [picture(1), picture(2)][: len(names)] == await come_to_the_api(studio, sent.references)


async def test_imagine_leaves_a_tray_alone_that_nobody_mentioned(place, studio):
    """Words are enough there."""
    await collect(place, 1)
    await place.someone.slash(place.channel, "imagine", prompt="a fox")

    assert () == (await studio.only_job()).request.references


async def test_imagine_with_an_empty_tray_says_so(place, studio):
    """Whoever wants the tray means something by it."""
    asked = await place.someone.slash(place.channel, "imagine", prompt="a fox", tray="yes")

    [told] = asked.followups
    assert told.ephemeral
    assert "I need a picture to start from" in told.content
    assert [] == await studio.jobs()


async def test_a_switch_that_discord_would_not_offer_is_named(place, studio):
    """A client may send anything."""
    with altered_interactions(place.env, saying(tray="maybe")):
        asked = await place.someone.slash(place.channel, "imagine", prompt="a fox")

    assert asked.response.ephemeral
    assert "not possible for `tray`. You can choose: yes, no." in asked.response.content
    assert [] == await studio.jobs()


async def test_it_speaks_the_persons_language(place):
    """All of the answer."""
    with altered_interactions(place.env, speaking("zh-CN")):
        shown = await collect(place, 1)

    assert shown.response.content.startswith("放进了 1 张。\n素材盘里有 1 张")
    assert ["第 1 张：1.png"] == list(lines(shown.response))
