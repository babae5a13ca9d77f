"""Buttons, `/jobs` and `/help`: they work for ever, for those who may, in one's own language."""

import pytest
import pytest_asyncio

from sandbox.world import Upload
from tests.acceptance.stage import button, embedded, picture, sha256, until, verbs, words

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def posted(studio, place, person, **options):
    """Have a picture posted; return its words and its message."""
    prompt = words("a kite")
    await person.slash(place, "imagine", prompt=prompt, **options)
    return prompt, await studio.result(place)


async def shown(studio, action):
    """Wait for an answer's embed, and that it is for the person alone; return what it says."""
    text = await until(lambda: action.response and embedded(studio, action.response) != "[]")
    assert text
    assert action.ephemeral
    return embedded(studio, action.response)


@pytest_asyncio.fixture(loop_scope="module")
async def waiting(studio, place, ada):
    """A job of ada's that is not sent for minutes: its words and its row."""
    before = studio.attempts()
    studio.api.turn(http=429, retry_after_seconds=300)
    prompt = words("a kite")
    await ada.slash(place, "imagine", prompt=prompt)
    await until(lambda: studio.attempts() > before)
    yield prompt, await studio.job_is(prompt, "accepted")
    studio.calm()
    # The pause is forgotten with the process.
    await studio.restart_hard()


@pytest.mark.parametrize("restarted", [False, True])
async def test_again_makes_the_same_once_more_for_whoever_presses(studio, place, ada, restarted):
    """In public, at their own cost, with the same options; after a restart as before it."""
    options = {"size": "2:3", "count": 2, "quality": "low", "format": "jpeg", "compression": 7}
    prompt, message = await posted(studio, place, ada, **options)
    if restarted:
        await studio.restart_hard()
    other = studio.person()
    await other.click(message, button(message, "again"))
    second = await studio.result(place, number=2)

    bodies = [each.body for each in studio.submissions(prompt)]
    assert bodies[0] == bodies[1]
    assert (other.id,) == second.mentioned_ids
    assert message.custom_ids != second.custom_ids


async def test_again_uses_the_same_references(studio, place, ada):
    """They are fetched anew if they have to be."""
    image = Upload("a.png", picture())
    prompt, message = await posted(studio, place, ada, image1=image)
    await studio.restart_hard()
    await ada.click(message, button(message, "again"))
    await studio.result(place, number=2)

    assert 2 == len(studio.submissions(prompt))
    for submission in studio.submissions(prompt):
        [url] = submission.body["image_urls"]
        assert {sha256(image.data)} == {x.sha256 for x in studio.api.ledger.uploads if x.url == url}


@pytest.mark.parametrize("restarted", [False, True])
async def test_details_tell_how_it_was_made_to_whoever_asks(studio, place, ada, restarted):
    """With the command to copy, to them alone."""
    prompt, message = await posted(studio, place, ada, size="3:2", quality="low")
    if restarted:
        await studio.restart_hard()
    action = await studio.person().click(message, button(message, "details"))
    text = await shown(studio, action)

    assert f"/imagine prompt:{prompt}" in text
    assert "size:3:2 quality:low" in text
    assert ada.mention in text
    assert studio.jobs_of(prompt)[0].id in text


@pytest.mark.parametrize("restarted", [False, True])
async def test_who_asked_may_delete_the_result(studio, place, ada, restarted):
    """Nothing is left of it in the channel."""
    _, message = await posted(studio, place, ada)
    if restarted:
        await studio.restart_hard()
    await ada.click(message, button(message, "delete"))

    assert await until(lambda: message.id in studio.world.deleted_ids)
    await studio.life_goes_on()
    assert [] == studio.messages(place)


async def test_a_stranger_may_not_delete_it_and_is_told_so(studio, place, ada):
    """To them alone."""
    _, message = await posted(studio, place, ada)
    action = await studio.person().click(message, button(message, "delete"))
    [told] = await until(lambda: action.followups)

    assert told.ephemeral
    assert told.content.startswith("Only the person who asked")
    assert message.id not in studio.world.deleted_ids


async def test_who_manages_messages_may_delete_it(studio, place, ada):
    """As they may delete any message."""
    _, message = await posted(studio, place, ada)
    moderator = studio.person(permissions=["manage_messages"])
    await moderator.click(message, button(message, "delete"))

    assert await until(lambda: message.id in studio.world.deleted_ids)


async def test_a_job_that_waits_can_be_cancelled_by_its_button(studio, place, ada, waiting):
    """Nothing is sent, nothing charged, and the answer says so."""
    prompt, _ = waiting
    answer = await until(
        lambda: [m for m in studio.messages(place) if any("cancel" in x for x in m.custom_ids)]
    )
    await ada.click(answer[0], button(answer[0], "cancel"))
    await studio.notice(place, "Cancelled, before anything was sent")

    assert "cancelled" == studio.jobs_of(prompt)[0].status
    assert [] == studio.submissions(prompt)


async def test_only_ones_own_job_can_be_cancelled(studio, place, waiting):
    """But who manages messages may."""
    prompt, job = waiting
    stranger, moderator = studio.person(), studio.person(permissions=["manage_messages"])
    refused = await stranger.slash(place, "jobs cancel", job=job.id)
    told = await studio.alone(refused)
    assert "That job belongs to somebody else." == told.content
    assert "accepted" == studio.jobs_of(prompt)[0].status

    allowed = await moderator.slash(place, "jobs cancel", job=job.id)
    told = await studio.alone(allowed)
    assert f"Job `{job.id}` is cancelled. Nothing was charged." == told.content
    assert "cancelled" == studio.jobs_of(prompt)[0].status
    assert [] == studio.submissions(prompt)


async def test_what_has_been_sent_cannot_be_cancelled(studio, place, ada):
    """It is paid for."""
    prompt, _ = await posted(studio, place, ada)
    action = await ada.slash(place, "jobs cancel", job=studio.jobs_of(prompt)[0].id)
    told = await studio.alone(action)

    assert "too late to cancel" in told.content
    assert "posted" in told.content


async def test_the_list_shows_ones_own_jobs_with_the_way_to_the_pictures(studio, place, ada):
    """And nobody else's."""
    mine, message = await posted(studio, place, ada)
    other, _ = await posted(studio, studio.channel(), studio.person())
    text = await shown(studio, await ada.slash(place, "jobs list"))

    assert mine in text
    assert other not in text
    assert f"https://discord.com/channels/{studio.server.id}/{place.id}/{message.id}" in text


async def test_who_has_no_jobs_is_told_how_to_begin(studio, place, ada):
    """An empty list would help nobody."""
    text = await shown(studio, await ada.slash(place, "jobs list"))

    assert "/imagine" in text


async def test_ones_jobs_are_suggested_while_typing(studio, place, ada):
    """By their words; the value is the id."""
    prompt, _ = await posted(studio, place, ada)
    action = await ada.autocomplete(place, "jobs show", "job", "")
    await until(lambda: action.choices)

    assert [studio.jobs_of(prompt)[0].id] == [choice["value"] for choice in action.choices]
    assert prompt in action.choices[0]["name"]


async def test_a_failed_job_is_tried_again_as_a_new_one(studio, place, ada):
    """With the old one as its parent."""
    prompt = words("a kite [[fail:task_failed]]")
    await ada.slash(place, "imagine", prompt=prompt)
    await studio.notice(place, "could not make it")
    action = await ada.slash(place, "jobs retry", job=studio.jobs_of(prompt)[0].id)
    told = await studio.alone(action)
    await until(lambda: [job.status for job in studio.jobs_of(prompt)] == ["failed", "failed"])

    first, second = studio.jobs_of(prompt)
    assert f"Trying again, as a new job: `{second.id}`." == told.content
    assert first.id != second.id


@pytest.mark.parametrize("command", ["jobs show", "jobs cancel", "jobs retry"])
async def test_a_job_that_is_not_there_is_told(studio, place, ada, command):
    """One sentence, to the person alone."""
    told = await studio.alone(await ada.slash(place, command, job="nosuchjob000"))

    assert told.content.startswith("I know no job of that id.")


async def test_help_answers_at_once_and_to_the_person_alone(studio, place, ada):
    """With what there is and what it costs."""
    text = await shown(studio, await ada.slash(place, "help"))

    assert "/imagine" in text
    assert "$0.009" in text


async def test_a_chinese_client_is_answered_in_chinese(studio, place):
    """Result, buttons, refusals and pages."""
    lin = studio.person(locale="zh-CN")
    _, message = await posted(studio, place, lin)
    labels = [each["label"] for row in message.components for each in row["components"]]
    refused = await lin.slash(place, "imagine", prompt="x", background="transparent", format="jpeg")
    told = await studio.alone(refused)
    page = await shown(studio, await lin.slash(place, "help"))

    assert f"{lin.mention}，你的 1 张图片画好了。" in message.content
    assert ["再画一次", "编辑", "生成变体", "局部重画", "分享", "详情", "删除"] == labels
    assert told.content.startswith("JPEG 不支持透明")
    assert "你好，这里是 Darkroom" in page


async def test_commands_are_named_in_the_languages_that_are_spoken(studio):
    """Discord shows everybody their own."""
    [synced] = [each for each in studio.world.requests if each.method == "PUT"]
    names = {each["name"]: each.get("name_localizations", {}) for each in synced.json}

    assert {
        "imagine": "画图",
        "edit": "改图",
        "tray": "素材盘",
        "jobs": "任务",
        "help": "帮助",
        "quota": "额度",
        "history": "历史",
        "gallery": "画廊",
        "settings": "设置",
        "forget": "遗忘",
        "admin": "管理",
        "Edit image": "编辑图片",
        "Use as reference": "用作参考图",
        "Image details": "图片详情",
    } == {name: localised["zh-CN"] for name, localised in names.items()}


async def test_a_button_of_a_job_that_is_gone_is_answered(studio, place, ada):
    """As when the database was lost: nobody waits for ever."""
    prompt, message = await posted(studio, place, ada)
    stored = studio.world.env.backend.get_message(place.id, message.id)
    for row in stored.components:
        for each in row["components"]:
            each["custom_id"] = each["custom_id"].partition(":")[0] + ":000000000000"
    message = studio.results(place)[0]
    form = await ada.click(message, button(message, "edit"))
    await until(lambda: form.modal)  # the picture is there to be edited, whatever it came of
    for verb in verbs(message):
        if verb == "edit":
            continue
        action = await ada.click(message, button(message, verb))
        told = await until(
            lambda action=action: [
                each
                for each in (action.response, *action.followups)
                if each and each.ephemeral and each.content
            ]
        )
        assert told[0].content.startswith("I know no job of that id.")
    assert 1 == len(studio.jobs_of(prompt))
