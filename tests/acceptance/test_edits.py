"""`/edit`, the menus and the tray: what the API gets of the pictures that people give."""

import itertools

import pytest
from PIL import Image

from sandbox.world import Upload
from tests.acceptance import editing
from tests.acceptance.stage import button, embedded, open_studio, picture, sha256, until, words
from tests.acceptance.test_references import huge_png

pytestmark = pytest.mark.asyncio(loop_scope="module")

WAYS = ["auto", "upload", "discord"]
TURNED = 6
"""The EXIF orientation of a camera held upright."""

UPLOAD = "/applications/*/attachment"
"""Where the bot may put files that belong to no message."""


def fifteen() -> dict[str, Upload]:
    """Return fifteen different pictures, by their options; the first one is 96 x 64."""
    return {
        f"image{number}": Upload(
            f"{number}.png", picture(95 + number, 64, colour=f"rgb({number * 9}, 80, 120)")
        )
        for number in range(1, 16)
    }


def photograph(**exif) -> bytes:
    """Return a JPEG as a camera writes it, lying on its side, with where it was taken."""
    image = editing.textured(96, 64)
    tags = image.getexif()
    tags[0x0112] = TURNED
    tags[0x010F] = "A camera"
    return editing.saved(image, "JPEG", quality=95, exif=tags, **exif)


def animated() -> bytes:
    """Return a GIF of three frames, the first one teal."""
    frames = [editing.opened(picture(40, 30, colour=each)) for each in ("teal", "gold", "plum")]
    return editing.saved(frames[0], "GIF", save_all=True, append_images=frames[1:])


async def check_all_fifteen(studio):
    """Use `/edit` with everything it takes: see the preview, agree, look at what arrives."""
    place, person, images, prompt = studio.channel(), studio.person(), fifteen(), words("all")
    keep = editing.stencil((96, 64), (10, 10, 40, 30))
    before = studio.attempts()
    preview = await editing.previewed(
        studio,
        place,
        person,
        prompt=prompt,
        mask=Upload("mask.png", editing.alpha_mask(keep)),
        size="3:2",
        quality="low",
        **images,
    )
    paid_before = studio.attempts() - before
    await person.click(preview, button(preview, "make"))
    submission = await studio.submitted(prompt)
    mask = await editing.mask(submission)
    message = await editing.result(studio, place)

    assert preview.ephemeral
    assert 0 == paid_before
    assert [each.data for each in images.values()] == await editing.references(submission)
    assert keep.tobytes() == mask.tobytes()
    assert (96, 64) == editing.opened(message.attachments[0].data).size
    assert 1 == len(studio.submissions(prompt))
    return submission


async def check_what_needs_a_change(studio):
    """A turned photograph and a GIF arrive upright, without what they tell of their makers."""
    place, person, prompt = studio.channel(), studio.person(), words("these")
    sound = picture()
    await person.slash(
        place,
        "edit",
        prompt=prompt,
        image1=Upload("photo.jpg", photograph()),
        image2=Upload("film.gif", animated()),
        image3=Upload("sound.png", sound),
    )
    submission = await studio.submitted(prompt)
    first, second, third = await editing.references(submission)
    message = await editing.result(studio, place)
    upright = editing.opened(photograph()).rotate(270, expand=True)

    everywhere = Image.new("L", upright.size, 255)
    assert not editing.differs(upright, editing.opened(first), where=everywhere)
    assert {} == dict(editing.opened(first).getexif())
    assert 1 == getattr(editing.opened(second), "n_frames", 1)
    assert (40, 30, (0, 128, 128)) == (
        *editing.opened(second).size,
        editing.opened(second).convert("RGB").getpixel((20, 15)),
    )
    assert sound == third
    assert "first frame" in message.content
    assert "image2" in message.content
    return submission


@pytest.mark.parametrize("way", WAYS)
async def test_however_pictures_travel_they_arrive_in_order_and_upright(tmp_path, way):
    """Fifteen and a mask byte for byte, changed ones as they are said to be."""
    settings = {"DARKROOM_IMAGE_API__REFERENCES": way}
    async with open_studio(tmp_path, settings=settings) as studio:
        whole = await check_all_fifteen(studio)
        changed = await check_what_needs_a_change(studio)

        urls = [*whole.body["image_urls"], whole.body["mask_url"], *changed.body["image_urls"]]
        at_discord = [url for url in urls if url.startswith(studio.world.cdn_url)]
        attached = [
            file.sha256
            for each in studio.world.requests
            if each.path.endswith("/attachment")
            for file in each.files
        ]
        photo, film, sound = map(sha256, await editing.references(changed))
        mask = sha256(await editing.fetched(whole.body["mask_url"]))
        assert (urls if way == "discord" else []) == at_discord
        assert (way == "discord") == (() == studio.api.ledger.uploads)
        assert (way == "discord") == ({photo, film, mask} <= set(attached))
        # What nobody changed, or has looked at long before, keeps the address that it has.
        assert not {sound, *(sha256(x.data) for x in [*fifteen().values()][1:])} & set(attached)


@pytest.mark.parametrize("by_reply", [False, True], ids=["command", "reply"])
async def test_without_an_endpoint_for_files_they_stand_on_the_progress_answer(tmp_path, by_reply):
    """Discord does not grant that endpoint to every application."""
    settings = {"DARKROOM_IMAGE_API__REFERENCES": "discord"}
    async with open_studio(tmp_path, settings=settings) as studio:
        place, person, prompt = studio.channel(), studio.person(), words("this")
        photo = Upload("photo.jpg", photograph())
        result = await editing.posted(studio, place, person)
        studio.world.fail("POST", UPLOAD, status=403, code=20012, times=None)
        if by_reply:
            await person.send(place, prompt, reply_to=result, files=[photo])
        else:
            await person.slash(place, "edit", prompt=prompt, image1=photo)
        submission = await studio.submitted(prompt)
        arrived = (await editing.references(submission))[-1]
        await editing.result(studio, place, number=2)
        edits = [
            each
            for each in studio.world.requests
            if each.method == "PATCH" and sha256(arrived) in [file.sha256 for file in each.files]
        ]

        assert (64, 96) == editing.opened(arrived).size
        assert 1 == len(edits)


# --- the tray ---


async def test_the_tray_comes_after_a_commands_own_pictures(studio, place, ada):
    """It is filled from anybody's message, shown, and taken where it is asked for."""
    theirs = [picture(colour=each) for each in ("gold", "plum")]
    own = Upload("own.png", picture(colour="navy"))
    message = await studio.person().send(
        place, files=[Upload(f"{n}.png", each) for n, each in enumerate(theirs)]
    )
    added = await editing.shown(await ada.menu(place, "Use as reference", message))
    tray = await editing.shown(await ada.slash(place, "tray"))
    prompts = [words(each) for each in ("edited", "imagined", "left out")]
    await ada.slash(place, "edit", prompt=prompts[0], image1=own)
    await ada.slash(place, "imagine", prompt=prompts[1], image1=own, tray="yes")
    await ada.slash(place, "imagine", prompt=prompts[2], image1=own)
    arrived = [await editing.references(await studio.submitted(each)) for each in prompts]

    assert added.ephemeral
    assert tray.ephemeral
    assert [[own.data, *theirs], [own.data, *theirs], [own.data]] == arrived


async def test_a_tray_alone_is_enough_for_an_edit(studio, place, ada):
    """And once it is cleared, there is none."""
    message = await editing.posted_from(studio, place, studio.person(), picture(colour="gold"))
    tray = await editing.shown(await ada.menu(place, "Use as reference", message))
    prompt = words("only the tray")
    await ada.slash(place, "edit", prompt=prompt)
    arrived = await editing.references(await studio.submitted(prompt))
    cleared = await ada.click(tray, "trayclear")
    await until(lambda: cleared.response and "empty" in cleared.response.content)
    told = await studio.alone(await ada.slash(place, "edit", prompt=words("nothing")))

    assert [message.attachments[0].data] == arrived
    assert "I need a picture" in told.content


async def test_a_tray_outlives_a_kill_and_takes_fifteen(studio, place, ada):
    """More are refused in a sentence; one can be taken away."""
    others = studio.person()
    for first in (1, 8):
        files = [Upload(f"{n}.png", picture(64, 40 + n)) for n in range(first, min(first + 7, 16))]
        message = await others.send(place, files=files)
        await editing.shown(await ada.menu(place, "Use as reference", message))
    last = await others.send(place, files=[Upload("15.png", picture(64, 55))])
    await editing.shown(await ada.menu(place, "Use as reference", last))
    await studio.restart_hard()
    more = await editing.posted_from(studio, place, others, picture(64, 99))
    told = await studio.alone(await ada.menu(place, "Use as reference", more))
    tray = await editing.shown(await ada.slash(place, "tray"))
    [menu] = [x for row in tray.components for x in row["components"] if x["type"] == 3]
    dropped = await ada.select(tray, "traydrop", [menu["options"][0]["value"]])
    await until(lambda: dropped.response and "14 of 15" in dropped.response.content)

    assert "15 pictures at most" in told.content
    assert "15 of 15" in tray.content


# --- the form ---


@pytest.mark.parametrize("killed", [False, True])
async def test_anybodys_picture_is_edited_in_a_form(studio, place, ada, killed):
    """Its pictures first, then the files of the form; a kill while it is open loses nothing."""
    theirs = await editing.posted_from(studio, place, studio.person(), picture(90, 60))
    files = [Upload(f"{each}.png", picture(colour=each)) for each in ("gold", "plum")]
    action = await ada.menu(place, "Edit image", theirs)
    fields = await editing.form(studio, action)
    if killed:
        await studio.restart_hard()
    prompt = words("on a meadow")
    sent = await ada.submit(
        action, prompt=prompt, size=["2:3"], quality=["low"], files=files, count=["2"]
    )
    await sent.acknowledged()
    submission = await studio.submitted(prompt)
    message = await editing.result(studio, place)

    assert {"prompt", "size", "quality", "files", "count"} == fields.keys()
    assert [theirs.attachments[0].data, *(each.data for each in files)] == (
        await editing.references(submission)
    )
    assert ("2:3", "low", 2) == tuple(submission.body[x] for x in ("size", "quality", "n"))
    assert (ada.id,) == message.mentioned_ids
    assert 1 == len(studio.submissions(prompt))


async def test_a_form_about_several_pictures_asks_which(studio, place, ada):
    """In the place of how many."""
    contents = [picture(colour=each) for each in ("gold", "plum", "navy")]
    files = [Upload(f"{n}.png", each) for n, each in enumerate(contents)]
    theirs = await studio.person().send(place, files=files)
    action = await ada.menu(place, "Edit image", theirs)
    fields = await editing.form(studio, action)
    prompt = words("on a meadow")
    await ada.submit(action, prompt=prompt, picture=["3", "1"])
    arrived = await editing.references(await studio.submitted(prompt))

    assert {"prompt", "size", "quality", "files", "picture"} == fields.keys()
    assert sorted([contents[0], contents[2]]) == sorted(arrived)


async def test_a_form_that_discord_delivers_twice_makes_one_job(studio, place, ada):
    """As it sometimes does."""
    theirs = await editing.posted_from(studio, place, studio.person(), picture())
    action = await ada.menu(place, "Edit image", theirs)
    await editing.form(studio, action)
    prompt = words("on a meadow")
    sent = await ada.submit(action, prompt=prompt)
    studio.world.redeliver(sent)
    await editing.result(studio, place)
    studio.world.redeliver(sent)
    await studio.life_goes_on()

    assert 1 == len(studio.jobs_of(prompt))
    assert 1 == len(studio.submissions(prompt))
    assert 1 == len(studio.messages(place))


@pytest.mark.parametrize("menu", ["Edit image", "Use as reference", "Image details"])
async def test_a_menu_on_a_message_without_what_it_needs_says_so(studio, place, ada, menu):
    """At once, to the person alone."""
    action = await ada.menu(place, menu, await studio.person().send(place, "only words"))
    told = await studio.alone(action)

    assert ("result" if menu == "Image details" else "picture") in told.content
    assert [] == studio.messages(place)


# --- what cannot be ---

SOUND = picture(400, 300, kind="JPEG")
BAD = {
    "text": (b"these are only words", "not a picture"),
    "truncated": (SOUND[:700], "not a picture"),
    "bomb": (huge_png(8000, 7504), "50 million pixels"),
}


@pytest.mark.parametrize(
    ("kind", "way"), list(itertools.product(BAD, ["edit", "reply", "form", "mask", "tray"]))
)
async def test_what_is_no_usable_picture_is_told_and_costs_nothing(studio, place, ada, kind, way):
    """In one sentence, whichever way it came."""
    content, reason = BAD[kind]
    bad, good = Upload("bad.png", content), Upload("good.png", picture())
    result = await editing.posted(studio, place, ada)
    before, prompt = studio.attempts(), words("with this")
    if way == "reply":
        message = await ada.send(place, prompt, reply_to=result, files=[bad])
        told = await editing.answer(studio, place, message)
    elif way == "form":
        action = await ada.menu(place, "Edit image", result)
        await editing.form(studio, action)
        told = await studio.alone(await ada.submit(action, prompt=prompt, files=[bad]))
    elif way == "mask":
        options = {"image1": good, "mask": bad}
        told = await studio.alone(await ada.slash(place, "edit", prompt=prompt, **options))
    elif way == "tray":
        message = await studio.person().send(place, files=[bad])
        told = await studio.alone(await ada.menu(place, "Use as reference", message))
    else:
        options = {"image1": good, "image2": bad}
        told = await studio.alone(await ada.slash(place, "edit", prompt=prompt, **options))
    await studio.life_goes_on()

    assert reason in told.content
    assert "charged" in told.content
    assert before + 1 == studio.attempts()
    assert [] == studio.submissions(prompt)


async def test_sixteen_pictures_are_one_too_many(studio, place, ada):
    """Also where the last one lies on the tray; and a mask alone masks nothing."""
    theirs = await editing.posted_from(studio, place, studio.person(), picture(33, 33))
    await editing.shown(await ada.menu(place, "Use as reference", theirs))
    before = studio.attempts()
    many = await studio.alone(await ada.slash(place, "edit", prompt=words("all"), **fifteen()))
    mask = Upload("m.png", editing.alpha_mask(editing.stencil((8, 8), (0, 0, 4, 4))))
    other = studio.person()
    alone = await studio.alone(await other.slash(place, "edit", prompt=words("x"), mask=mask))
    none = await studio.alone(await other.slash(place, "edit", prompt=words("x")))
    await studio.life_goes_on()

    assert "16 pictures" in many.content
    assert "15 at most" in many.content
    assert "picture" in alone.content
    assert "I need a picture" in none.content
    assert before + 1 == studio.attempts()


async def test_the_details_of_an_edit_have_a_command_to_copy(studio, place, ada):
    """With its references named."""
    prompt = words("copied")
    await ada.slash(place, "edit", prompt=prompt, image1=Upload("a.png", picture()), quality="low")
    message = await editing.result(studio, place)
    action = await studio.person().menu(place, "Image details", message)
    await until(lambda: action.response and action.response.embeds)
    text = embedded(studio, action.response)

    assert f"/edit prompt:{prompt}" in text
    assert "quality:low" in text
