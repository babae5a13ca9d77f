"""The mask painter from outside: its link, its page and its form, over plain HTTP and in a browser.

The bot is told of an address where a proxy would stand; the tests go past it.
"""

import asyncio
import hashlib
import hmac
import html
import io
import re
import time

import aiohttp
import pytest
from itsdangerous import TimestampSigner
from PIL import Image, ImageDraw

from sandbox.world import Upload
from tests.acceptance import editing
from tests.acceptance.stage import TOKEN, button, picture, until, verbs, words
from tests.web import conftest as painter_tests

SETTINGS = {
    "DARKROOM_WEB__PUBLIC_URL": editing.PAINTER_AT,
    "DARKROOM_IMAGE_API__REFERENCES": "upload",
}

QUARTER_OF_AN_HOUR = 900

pytestmark = pytest.mark.asyncio(loop_scope="module")

browser = painter_tests.browser


def filled(keep=None, prompt="a balloon", exact="on", *, content=None):
    """Fill in the form as a browser does, with a mask that is see-through where to repaint."""
    form = aiohttp.FormData(default_to_multipart=True)
    mask = editing.alpha_mask(keep) if content is None else content
    form.add_field("mask", io.BytesIO(mask), filename="mask.png", content_type="image/png")
    form.add_field("prompt", prompt)
    if exact is not None:
        form.add_field("exact", exact)
    return form


async def asked(studio, path, *, form=None, headers=None):
    """Get a page, or send the form there; return status, headers, and bytes."""
    async with (
        aiohttp.ClientSession(studio.web_url) as session,
        session.request(
            "GET" if form is None else "POST", path, data=form, headers=headers
        ) as answered,
    ):
        return answered.status, answered.headers, await answered.read()


def sentence(page):
    """Read what a page without a painter says."""
    return html.unescape(re.search(rb"<p>(.*?)</p>", page, re.DOTALL)[1].decode())


def tokens(*, age_seconds):
    """Return what signs links as the bot does, so long ago."""

    class Signer(TimestampSigner):
        def get_timestamp(self):
            return int(time.time()) - age_seconds

    secret = hmac.digest(TOKEN.encode(), b"links to the mask painter", "sha256")
    return Signer(secret, salt=b"mask painter", key_derivation="hmac", digest_method=hashlib.sha256)


async def linked(studio, place, person, **options):
    """Have a picture made and press its Mask button; return both messages and the link's path."""
    result = await editing.posted(studio, place, person, **options)
    grid = await editing.grid(person, result)
    return result, grid, editing.painter_path(grid)


@pytest.mark.parametrize("exact", ["on", None])
async def test_a_painted_mask_makes_the_picture(studio, place, ada, exact):
    """The page shows the picture, the form is taken once, the channel gets the result."""
    other = studio.person()
    result = await editing.posted(studio, place, ada, size="3:2")
    grid = await editing.grid(other, result)
    path, prompt = editing.painter_path(grid), words("a balloon")
    keep = Image.new("L", (1536, 1024), 255)
    ImageDraw.Draw(keep).ellipse((300, 200, 700, 640), fill=0)
    page = await asked(studio, path)
    shown = await asked(studio, f"{path}/picture")
    sent = await asked(studio, path, form=filled(keep, prompt, exact))
    message = await editing.result(studio, place, number=2)
    submission = await studio.submitted(prompt)
    before, after = (editing.opened(x.attachments[0].data) for x in (result, message))

    assert grid.ephemeral
    assert [200, 200, 200] == [page[0], shown[0], sent[0]]
    assert "default-src 'none'" in page[1]["Content-Security-Policy"]
    assert result.attachments[0].data == shown[2]
    assert [result.attachments[0].data] == await editing.references(submission)
    assert keep.tobytes() == (await editing.mask(submission)).tobytes()
    assert ("unchanged" in message.content) == (exact is not None)
    assert exact is None or not editing.differs(before, after, where=keep)
    assert (other.id,) == message.mentioned_ids
    parent, child = studio.jobs()[-2:]
    assert parent.id == editing.parent_of(studio, child.id)


async def test_a_link_is_good_for_one_submission(studio, place, ada):
    """After it neither the page nor another form is to be had, and nothing is paid."""
    _, _, path = await linked(studio, place, ada)
    keep, prompt = editing.stencil((1024, 1024), (100, 100, 400, 400)), words("a balloon")
    answers = await asyncio.gather(
        *(asked(studio, path, form=filled(keep, prompt)) for _ in range(4))
    )
    await editing.result(studio, place, number=2)
    again = [await asked(studio, path, form=filled(keep, prompt)), await asked(studio, path)]
    await studio.life_goes_on()

    assert 1 == [each[0] for each in answers].count(200)
    assert all(400 <= each[0] < 500 for each in again)
    assert {"This link has been used already. Press Mask in Discord for a new one."} == {
        sentence(each[2]) for each in again
    }
    assert 1 == len(studio.submissions(prompt))


async def test_what_a_form_may_not_say_is_told_and_the_link_stays_good(studio, place, ada):
    """Nothing is paid for it."""
    _, _, path = await linked(studio, place, ada)
    size, prompt, before = (1024, 1024), words("a balloon"), studio.attempts()
    good = editing.stencil(size, (100, 100, 400, 400))
    refused = {
        "covers nothing": filled(Image.new("L", size, 255), prompt),
        "covers the whole picture": filled(Image.new("L", size, 0), prompt),
        "not a picture": filled(prompt=prompt, content=b"these are only words"),
        "empty": filled(good, ""),
        "another website": filled(good, prompt),
    }
    told = {}
    for name, form in refused.items():
        headers = {"Sec-Fetch-Site": "cross-site"} if name == "another website" else None
        status, _, page = await asked(studio, path, form=form, headers=headers)
        told[name] = sentence(page)
        assert 400 <= status < 500
    await studio.life_goes_on()
    paid = studio.attempts() - before - 1
    last, _, _ = await asked(studio, path, form=filled(good, prompt))
    await editing.result(studio, place, number=2)

    assert [] == [name for name, said in told.items() if name not in said]
    assert 0 == paid
    assert 200 == last
    assert 1 == len(studio.submissions(prompt))


async def test_a_link_that_has_ended_or_was_made_up_opens_nothing(studio, place, ada):
    """Whoever has it is told how to get another one."""
    _, grid, path = await linked(studio, place, ada)
    draft_id, prompt = button(grid, "discard").partition(":")[2], words("a balloon")
    form = {"keep": editing.stencil((1024, 1024), (100, 100, 400, 400)), "prompt": prompt}
    ended = "/mask/" + tokens(age_seconds=QUARTER_OF_AN_HOUR + 5).sign(draft_id).decode()
    fresh = "/mask/" + tokens(age_seconds=5).sign(draft_id).decode()
    made_up = path[:-3] + ("AAA" if path[-3:] != "AAA" else "BBB")
    answers = {}
    for name, where in {"ended": ended, "not valid": made_up}.items():
        answers[name] = [
            await asked(studio, where),
            await asked(studio, f"{where}/picture"),
            await asked(studio, where, form=filled(**form)),
        ]
    await studio.life_goes_on()

    for name, answered in answers.items():
        assert all(400 <= each[0] < 500 for each in answered)
        assert [True, True] == [name in sentence(answered[index][2]) for index in (0, 2)]
    assert [] == studio.submissions(prompt)
    assert 200 == (await asked(studio, fresh))[0]


async def test_a_link_stands_in_no_message_that_others_see_and_in_no_log(studio, place, ada):
    """It is a bearer credential."""
    result, _, path = await linked(studio, place, ada)
    await asked(studio, path)
    copy = editing.drawn_over(result.attachments[0].data, (90, 90, 300, 260))
    message = await ada.send(
        place, words("a balloon"), reply_to=result, files=[Upload("a.png", copy)]
    )
    preview = await editing.answer(studio, place, message)

    assert () == preview.links
    assert "/mask/" not in preview.content
    assert path.rpartition("/")[2] not in studio.log
    assert path.rpartition(".")[2] not in studio.log


async def test_a_mask_that_was_attached_may_be_painted_anew(studio, place, ada):
    """`/edit` with a mask gives a link beside its preview; its words and references are kept."""
    first, second = picture(300, 200, colour="navy"), picture(colour="gold")
    keep, prompt = editing.stencil((300, 200), (10, 10, 90, 90)), words("a kite")
    preview = await editing.previewed(
        studio,
        place,
        ada,
        prompt=prompt,
        image1=Upload("a.png", first),
        image2=Upload("b.png", second),
        mask=Upload("mask.png", editing.alpha_mask(keep)),
    )
    path = editing.painter_path(preview)
    _, _, page = await asked(studio, path)
    painted = editing.stencil((300, 200), (150, 50, 250, 150))
    status, _, _ = await asked(studio, path, form=filled(painted, prompt))
    message = await editing.result(studio, place)
    submission = await studio.submitted(prompt)

    assert prompt in page.decode()
    assert 200 == status
    assert [first, second] == await editing.references(submission)
    assert painted.tobytes() == (await editing.mask(submission)).tobytes()
    assert (300, 200) == editing.opened(message.attachments[0].data).size


async def test_an_edit_without_a_mask_offers_the_painter_to_who_asked_alone(studio, place, ada):
    """By a button on its progress; to anybody else it is refused."""
    image, prompt = Upload("a.png", picture(300, 200)), words("a kite [[seconds:2]]")
    await ada.slash(place, "edit", prompt=prompt, image1=image)
    [progress] = await until(lambda: [x for x in studio.messages(place) if "maskjob" in verbs(x)])
    refused = await studio.person().click(progress, button(progress, "maskjob"))
    grid = await editing.shown(await ada.click(progress, button(progress, "maskjob")))
    told, path = await editing.told(refused), editing.painter_path(grid)
    painted = editing.stencil((300, 200), (150, 50, 250, 150))
    status, _, _ = await asked(studio, path, form=filled(painted, "a lantern"))
    await editing.result(studio, place, number=2)
    [submission] = studio.submissions("a lantern")

    assert "belongs to somebody else" in told
    assert 200 == status
    assert (300, 200) == (await editing.mask(submission)).size
    assert painted.tobytes() == (await editing.mask(submission)).tobytes()


async def test_a_heavy_mask_of_another_size_is_taken(studio, place, ada):
    """Several MiB of it, from a script of somebody's own."""
    _, _, path = await linked(studio, place, ada)
    keep, prompt = editing.stencil((1600, 1600), (400, 400, 800, 800)), words("a balloon")
    noise = Image.effect_noise((1600, 1600), 90)
    content = editing.saved(Image.merge("RGBA", (noise, noise, noise, keep)))
    status, _, _ = await asked(studio, path, form=filled(prompt=prompt, content=content))
    arrived = await editing.mask(await studio.submitted(prompt))
    left, top, right, bottom = arrived.point(lambda value: 255 - value).getbbox()

    assert 2 * 1024 * 1024 < len(content)
    assert 200 == status
    assert (256, 256, 512, 512) == pytest.approx((left, top, right, bottom), abs=1)


async def test_a_kill_after_the_forms_answer_loses_nothing(studio, place, ada):
    """The picture is made once, paid once and posted once."""
    _, _, path = await linked(studio, place, ada)
    keep, prompt = editing.stencil((1024, 1024), (100, 100, 400, 400)), words("a balloon")
    # Nothing can be sent before the kill: after it nobody would know whether it was paid.
    studio.api.turn(http=503, http_at="upload")
    status, _, _ = await asked(studio, path, form=filled(keep, prompt))
    await studio.kill()
    studio.calm()
    await studio.start()
    message = await editing.result(studio, place, number=2)
    used, _, _ = await asked(studio, path, form=filled(keep, prompt))
    await studio.life_goes_on()

    assert 200 == status
    assert (ada.id,) == message.mentioned_ids
    assert 400 <= used < 500
    assert 1 == len(studio.submissions(prompt))
    assert 2 == len(studio.messages(place))


async def test_a_link_outlives_a_kill_and_fits_the_button_beside_it(studio, place, ada):
    """Of a draft comes one job, painted or chosen in the grid."""
    _, grid, path = await linked(studio, place, ada)
    preview = await editing.masked(ada, grid, [13])
    await studio.restart_hard()
    keep, prompt = editing.stencil((1024, 1024), (100, 100, 400, 400)), words("a balloon")
    status, _, _ = await asked(studio, path, form=filled(keep, prompt))
    told = await editing.told(await ada.click(preview, button(preview, "make")))
    await editing.result(studio, place, number=2)

    assert 200 == status
    assert "already being made" in told
    assert keep.tobytes() == (await editing.mask(await studio.submitted(prompt))).tobytes()


@pytest.mark.browser
async def test_what_is_painted_in_a_browser_is_repainted(studio, place, ada, browser):
    """A rectangle over the middle of the picture, with its words; the rest is as it was."""
    result, _, path = await linked(studio, place, ada, size="3:2")
    prompt = words("a balloon")
    context = await browser.new_context(viewport={"width": 1000, "height": 800})
    try:
        page = await context.new_page()
        await page.goto(f"{studio.web_url}{path}")
        await page.wait_for_selector(".room.ready")
        box = await page.locator("#canvas").bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        await page.click("[data-tool=rectangle]")
        await page.mouse.move(x - 90, y - 60)
        await page.mouse.down()
        await page.mouse.move(x + 90, y + 60, steps=4)
        await page.mouse.up()
        await page.fill("#prompt", prompt)
        await page.click("#submit")
        await page.wait_for_selector("#done:not([hidden])")
    finally:
        await context.close()
    message = await editing.result(studio, place, number=2)
    mask = await editing.mask(await studio.submitted(prompt))
    left, top, right, bottom = mask.point(lambda value: 255 - value).getbbox()
    shown = [editing.opened(each.attachments[0].data) for each in (result, message)]

    assert (1536, 1024) == mask.size
    assert (768, 512) == pytest.approx(((left + right) / 2, (top + bottom) / 2), abs=12)
    assert 1.5 == pytest.approx((right - left) / (bottom - top), abs=0.05)
    assert (0, 0) == mask.crop((left, top, right, bottom)).getextrema()
    assert not editing.differs(*shown, where=mask)
    assert await until(lambda: 1 == len(studio.submissions(prompt)))
