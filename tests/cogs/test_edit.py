"""`/edit`: fifteen pictures and a mask, from the command to the API."""

import pytest

from bot.discordio.render import option_name
from tests.cogs.pictures import (
    SIDE,
    alpha_of_first_row,
    come_to_the_api,
    custom_ids,
    id_of,
    mask,
    named,
    picture,
    pictures,
)
from tests.discordio.world import altered_interactions, saying, speaking


async def collect(place, count):
    """Put so many pictures on somebody's tray; return their bytes."""
    files = [named(number) for number in range(20, 20 + count)]
    message = await place.another.send(place.channel, "look", attachments=files)
    await place.someone.context_menu(place.channel, "Use as reference", message)
    return [content for _, content in files]


async def test_fifteen_pictures_reach_the_api_in_order(place, studio):
    """Byte for byte, since nothing about them needs a change."""
    asked = await place.someone.slash(place.channel, "edit", prompt="a collage", **pictures(15))
    assert asked.deferred
    assert not asked.ephemeral

    await studio.finish()

    [sent] = studio.api.submitted
    assert [picture(number) for number in range(1, 16)] == (
        await come_to_the_api(studio, sent.references)
    )
    assert sent.mask is None
    assert f"<@{place.someone.id}>, your picture is ready." in place.texts()[-1]


async def test_every_option_reaches_the_engine_as_the_apis_own_word(place, studio):
    """The whole image API, and nothing that nobody chose."""
    await place.someone.slash(
        place.channel,
        "edit",
        prompt=" a lighthouse ",
        model="gpt-image-1-official",
        size="3:2",
        count=3,
        quality="high",
        background="opaque",
        format="jpeg",
        compression=80,
        moderation="low",
        **pictures(1),
    )

    request = (await studio.only_job()).request
    assert ("a lighthouse", "gpt-image-1-official", "3:2", 3, "high") == (
        request.prompt,
        request.model,
        request.size,
        request.count,
        request.quality,
    )
    assert ("opaque", "jpeg", 80, "low") == (
        request.background,
        request.output_format,
        request.compression,
        request.moderation,
    )


async def test_a_tray_comes_after_the_commands_own_pictures(place, studio):
    """In the order in which it was filled; its pictures say where they are from."""
    collected = await collect(place, 2)
    await place.someone.slash(place.channel, "edit", prompt="a collage", **pictures(2))
    await studio.finish()

    [sent] = studio.api.submitted
    assert [picture(1), picture(2), *collected] == await come_to_the_api(studio, sent.references)
    assert ["image1", "image2", "tray1", "tray2"] == [each.name for each in sent.references]


async def test_a_tray_alone_is_enough(place, studio):
    """Whoever collected references need not attach them again."""
    collected = await collect(place, 3)
    await place.someone.slash(place.channel, "edit", prompt="a collage")
    await studio.finish()

    [sent] = studio.api.submitted
    assert collected == await come_to_the_api(studio, sent.references)


async def test_pictures_and_tray_together_are_too_many(place, studio):
    """The model takes so many, wherever they come from; nothing is sent."""
    await collect(place, 10)

    asked = await place.someone.slash(place.channel, "edit", prompt="a collage", **pictures(15))

    assert asked.response is None
    [told] = asked.followups
    assert told.ephemeral
    assert "That is 25 pictures" in told.content
    assert [] == await studio.jobs()


@pytest.mark.parametrize("with_mask", [False, True])
async def test_without_a_picture_there_is_nothing_to_edit(place, studio, with_mask):
    """Neither here nor on the tray: one sentence, to the person alone."""
    given = {"mask": mask()} if with_mask else {}

    asked = await place.someone.slash(place.channel, "edit", prompt="a fox", **given)

    [told] = asked.followups or [asked.response]
    assert told.ephemeral
    assert "I need a picture to start from: attach one as `image1`" in told.content
    assert [] == await studio.jobs()


@pytest.mark.parametrize("with_mask", [False, True])
async def test_what_is_not_possible_is_said_at_once(place, studio, with_mask):
    """It is the acknowledgement itself, with a mask or without."""
    given = pictures(1) | ({"mask": mask()} if with_mask else {})

    with altered_interactions(place.env, saying(count=5)):
        asked = await place.someone.slash(place.channel, "edit", prompt="a fox", **given)

    assert asked.response.ephemeral
    assert "`count` cannot be 5. It goes from 1 to 4." in asked.response.content
    assert [] == await studio.jobs()


async def test_a_file_that_is_no_picture_is_named_and_costs_nothing(place, studio):
    """Found before anything is sent."""
    bad = {"image2": ("2.png", b"not a picture")}
    asked = await place.someone.slash(
        place.channel, "edit", prompt="a collage", **pictures(3) | bad
    )
    await studio.finish()

    assert asked.response is None
    [told] = asked.followups
    assert told.ephemeral
    assert "The file in `image2` is not a picture" in told.content
    assert [] == studio.api.submitted


async def test_a_mask_is_shown_before_anything_is_asked_for(place, studio):
    """What it repaints, what that costs, and a way out, to the person alone."""
    shown = await place.someone.slash(
        place.channel, "edit", prompt="a *red* door", mask=mask(), **pictures(2)
    )

    assert shown.ephemeral
    assert "50" in shown.response.content
    assert "> a \\*red\\* door" in shown.response.content
    assert 1 == len(shown.response.attachments)
    assert {"cells", "make", "exact", "discard"} == {
        each.partition(":")[0] for each in custom_ids(shown.response)
    }
    assert [] == await studio.jobs()
    assert [] == place.messages()


async def test_a_mask_and_fifteen_pictures_reach_the_api(place, studio):
    """Once the preview is agreed to; the mask has the size of the first picture, and alpha."""
    shown = await place.someone.slash(
        place.channel,
        "edit",
        prompt="a red door",
        size="1:1",
        mask=mask(side=4 * SIDE),
        **pictures(15),
    )

    await place.someone.click(shown.response, custom_id=id_of(shown.response, "make"))
    await studio.finish()

    [sent] = studio.api.submitted
    assert ("a red door", "1:1") == (sent.prompt, sent.size)
    assert [picture(number) for number in range(1, 16)] == (
        await come_to_the_api(studio, sent.references)
    )
    [its_mask] = await come_to_the_api(studio, [sent.mask.source])
    assert [0] * (SIDE // 2) + [255] * (SIDE // 2) == alpha_of_first_row(its_mask)
    assert f"<@{place.someone.id}>, your picture is ready." in place.texts()[-1]


async def test_a_tray_goes_along_with_a_mask(place, studio):
    """After the command's own pictures, as without one."""
    collected = await collect(place, 1)
    shown = await place.someone.slash(
        place.channel, "edit", prompt="a door", mask=mask(), **pictures(1)
    )

    await place.someone.click(shown.response, custom_id=id_of(shown.response, "make"))
    await studio.finish()

    [sent] = studio.api.submitted
    assert [picture(1), *collected] == await come_to_the_api(studio, sent.references)


@pytest.mark.parametrize(
    ("unusable", "rule"),
    [
        (("mask.png", b"not a picture"), "reference-not-a-picture"),
        (mask(clear=0), "mask-empty"),
        (mask(clear=1), "mask-everything"),
    ],
    ids=["no picture", "nothing", "everything"],
)
async def test_a_mask_that_cannot_be_used_is_said_so(place, studio, words, unusable, rule):
    """One sentence that names it, and nothing to click on."""
    asked = await place.someone.slash(
        place.channel, "edit", prompt="a door", mask=unusable, **pictures(1)
    )

    assert asked.ephemeral
    assert words.say(f"invalid-{rule}", "en-US", field="mask", most=0) == asked.response.content
    assert [] == asked.response.components
    assert [] == await studio.jobs()


async def test_it_speaks_the_persons_language(place, studio, words):
    """The preview, too."""
    with altered_interactions(place.env, speaking("zh-CN")):
        asked = await place.someone.slash(place.channel, "edit", prompt="一扇门")

    [told] = asked.followups
    assert f"`{option_name('image1', words, 'zh-CN')}`" in told.content
