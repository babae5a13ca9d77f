"""What is begun outlives a kill, and the buttons of a result work for ever, for anybody."""

import pytest

from sandbox.world import Upload
from tests.acceptance import editing
from tests.acceptance.stage import button, embedded, picture, sha256, until, verbs, words

SETTINGS = {"DARKROOM_IMAGE_API__REFERENCES": "upload"}

pytestmark = pytest.mark.asyncio(loop_scope="module")

UNPAID = ("accepted", "submitting")
WAYS_ON = ["again", "edit", "vary", "mask", "share", "details", "delete"]


def hold(studio):
    """Let no picture reach the API: what is accepted waits, until the worlds are calm again.

    A kill while something is being sent would leave in doubt whether it is paid.
    """
    studio.api.turn(http=503, http_at="upload")


async def old(studio, place, person, **options):
    """Have a picture made, and kill the bot since; return its words and its message."""
    prompt = words("a boat")
    await person.slash(place, "imagine", prompt=prompt, **options)
    message = await editing.result(studio, place)
    await studio.restart_hard()
    return prompt, message


# --- the buttons of a result ---


async def test_every_button_of_an_old_result_answers_a_stranger(studio, place, ada):
    """After a kill, all at once: each is acknowledged, each knows its parent."""
    prompt, message = await old(studio, place, ada, quality="low")
    parent, bob = studio.jobs_of(prompt)[0], studio.person()
    clicks = {verb: await bob.click(message, button(message, verb)) for verb in WAYS_ON}
    for action in clicks.values():
        assert 3.0 > await action.acknowledged()
    fields = await editing.form(studio, clicks["edit"])
    changed = words("with a sail")
    sent = await bob.submit(clicks["edit"], prompt=changed)
    grid = await editing.shown(clicks["mask"])
    await until(lambda: clicks["details"].response and clicks["details"].response.embeds)
    told = await editing.told(clicks["delete"])
    edited = await studio.submitted(changed)
    await editing.result(studio, place, number=4)
    again, vary = sorted(studio.submissions(prompt)[1:], key=lambda each: len(each.body))

    assert WAYS_ON == verbs(message)
    assert 3.0 > await sent.acknowledged()
    assert prompt == fields["prompt"]["value"]
    assert "image_urls" not in again.body
    for submission in (vary, edited):
        assert [message.attachments[0].data] == await editing.references(submission)
        assert "low" == submission.body["quality"]
    assert grid.ephemeral
    assert prompt in embedded(studio, clicks["details"].response)
    assert told.startswith("Only the person who asked")
    children = [job for job in studio.jobs() if parent.id == editing.parent_of(studio, job.id)]
    assert sorted([prompt, prompt, changed]) == sorted(job.prompt for job in children)


async def test_vary_asks_which_of_several_pictures(studio, place, ada):
    """To the person alone; then it makes the same again from that one."""
    prompt, message = await old(studio, place, ada, count=3)
    bob = studio.person()
    sheet = await editing.shown(await bob.click(message, button(message, "vary")))
    before = studio.attempts()
    await studio.restart_hard()
    [second] = [each for each in sheet.custom_ids if each.endswith(":2")]
    await bob.click(sheet, second)
    varied = await editing.result(studio, place, number=2)
    submission = studio.submissions(prompt)[-1]

    assert sheet.ephemeral
    assert before + 1 == studio.attempts()
    assert [message.attachments[1].data] == await editing.references(submission)
    assert 3 == submission.body["n"]
    assert (bob.id,) == varied.mentioned_ids


async def test_the_form_about_an_old_result_with_several_pictures_asks_which(studio, place, ada):
    """And takes their bytes, and those of the form."""
    _, message = await old(studio, place, ada, count=2)
    bob, prompt = studio.person(), words("with a sail")
    action = await bob.click(message, button(message, "edit"))
    fields = await editing.form(studio, action)
    await studio.restart_hard()
    more = Upload("more.png", picture(colour="gold"))
    sent = await bob.submit(action, prompt=prompt, picture=["2"], files=[more])
    await sent.acknowledged()
    submission = await studio.submitted(prompt)

    assert len(fields) <= 5
    assert [message.attachments[1].data, more.data] == await editing.references(submission)


async def test_the_buttons_of_a_result_that_no_database_knows_answer_too(studio, place, ada):
    """What needs its job says so; the form is about the pictures alone, and opens."""
    message = await editing.posted(studio, place, ada)
    stored = studio.world.env.backend.get_message(message.channel_id, message.id)
    for each in [item for row in stored.components for item in row["components"]]:
        each["custom_id"] = f"{each['custom_id'].partition(':')[0]}:000000000000"
    clicks = {verb: await ada.click(message, f"{verb}:000000000000") for verb in WAYS_ON}
    for action in clicks.values():
        assert 3.0 > await action.acknowledged()
    fields = await editing.form(studio, clicks.pop("edit"))
    told = {verb: await editing.told(action) for verb, action in clicks.items()}

    assert "prompt" in fields
    assert {} == {k: v for k, v in told.items() if "I know no job of that id" not in v}


# --- kills ---


async def test_a_draft_can_be_gone_on_with_after_a_kill(studio, place, ada):
    """Its cells, its switch, its form: each works after each of three kills."""
    result = await editing.posted(studio, place, ada)
    grid = await editing.grid(ada, result)
    await studio.restart_hard()
    preview = await editing.masked(ada, grid, [1, 25])
    await studio.restart_hard()
    action = await ada.click(preview, button(preview, "exact"))
    preview = await editing.shown(action, instead_of=preview)
    action = await ada.click(preview, button(preview, "make"))
    await until(lambda: action.modal)
    await studio.restart_hard()
    prompt = words("a balloon")
    await ada.submit(action, prompt=prompt)
    message = await editing.result(studio, place, number=2)
    submission = await studio.submitted(prompt)

    keep = editing.cell_boxes((1024, 1024), 1, 25)
    assert keep.tobytes() == (await editing.mask(submission)).tobytes()
    assert submission.pictures[0].sha256 == sha256(message.attachments[0].data)
    assert 1 == len(studio.submissions(prompt))


@pytest.mark.parametrize("moment", ["acknowledged", "accepted", "running"])
async def test_a_kill_after_the_click_on_make_costs_and_posts_once(studio, place, ada, moment):
    """Whenever it comes; and Discord may deliver the click again."""
    prompt, content = words("a kite"), picture(300, 200)
    mask = editing.alpha_mask(editing.stencil((300, 200), (20, 20, 120, 90)))
    preview = await editing.previewed(
        studio,
        place,
        ada,
        prompt=prompt,
        image1=Upload("a.png", content),
        mask=Upload("mask.png", mask),
    )
    if moment != "running":
        hold(studio)
    action = await ada.click(preview, button(preview, "make"))
    await action.acknowledged()
    if moment == "accepted":
        await until(lambda: studio.jobs_of(prompt))
    elif moment == "running":
        await until(lambda: [x for x in studio.jobs_of(prompt) if x.status not in UNPAID])
    await studio.kill()
    studio.calm()
    await studio.start()
    studio.world.redeliver(action)
    await editing.result(studio, place)
    await studio.life_goes_on()

    assert 1 == len(studio.jobs_of(prompt))
    assert 1 == len(studio.submissions(prompt))
    assert 1 == len(editing.finished(studio, place))
    assert action.response is None


async def test_make_clicked_again_and_again_makes_one_picture(studio, place, ada):
    """The second click is told that it is being made already."""
    prompt = words("a kite")
    mask = editing.alpha_mask(editing.stencil((300, 200), (20, 20, 120, 90)))
    preview = await editing.previewed(
        studio,
        place,
        ada,
        prompt=prompt,
        image1=Upload("a.png", picture(300, 200)),
        mask=Upload("mask.png", mask),
    )
    clicks = [await ada.click(preview, button(preview, "make")) for _ in range(3)]
    for action in clicks:
        await action.acknowledged()
    await editing.result(studio, place)
    await studio.life_goes_on()

    assert 1 == len(studio.jobs_of(prompt))
    assert 1 == len(studio.submissions(prompt))


async def test_a_reply_right_before_a_kill_is_answered_once(studio, place, ada):
    """Once the job is written, whatever happens."""
    result = await editing.posted(studio, place, ada)
    prompt = words("at night")
    hold(studio)
    message = await ada.send(place, prompt, reply_to=result)
    await until(lambda: studio.jobs_of(prompt))
    await studio.kill()
    studio.calm()
    await studio.start()
    edited = await editing.result(studio, place, number=2)
    await studio.life_goes_on()

    assert message.id == edited.reply_to_id
    assert 1 == len(studio.submissions(prompt))
    assert 2 == len(studio.messages(place))


# --- others need not wait ---


async def test_a_large_mask_keeps_nobody_waiting(studio, place, ada):
    """Whoever clicks meanwhile is acknowledged in time."""
    result = await editing.posted(studio, place, ada)
    side = 2048
    content = editing.saved(editing.textured(side, side))
    mask = editing.alpha_mask(editing.stencil((side, side), (100, 100, 1500, 1500)))
    options = {"image1": Upload("a.png", content), "mask": Upload("mask.png", mask)}
    large = [
        await studio.person().slash(studio.channel(), "edit", prompt=words("a kite"), **options)
        for _ in range(2)
    ]
    while not all(each.response and each.response.attachments for each in large):
        action = await studio.person().click(result, button(result, "details"))
        assert 3.0 > await action.acknowledged()
        await until(lambda: action.response and action.response.embeds)  # noqa: B023 - at once

    assert all(each.ephemeral for each in large)
