"""`image_api.references = "discord"`: what is sent changed, or has a short-lived address, is put
where the API can fetch it: among the application's files, or on the progress answer.
"""

import aiohttp
import pytest

from sandbox.world import Upload
from tests.acceptance import editing
from tests.acceptance.stage import button, picture, sha256, until, words

SETTINGS = {
    "DARKROOM_IMAGE_API__REFERENCES": "discord",
    "DARKROOM_WEB__PUBLIC_URL": editing.PAINTER_AT,
}

ATTACHMENT = "/applications/*/attachment"
MINUTES, HOURS = 60, 3600

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(autouse=True)
def signed_for_a_day(studio):
    """Let addresses live as long as they usually do, before and after each test."""
    rules = studio.world.rules
    usual, rules.link_lifetime_seconds = rules.link_lifetime_seconds, 24 * HOURS
    yield
    rules.link_lifetime_seconds = usual


def put_to_the_application(studio):
    """Return the fingerprints of what was put among the application's files."""
    return [
        file.sha256
        for each in studio.world.requests
        if each.path.endswith("/attachment") and each.status == 200
        for file in each.files
    ]


@pytest.mark.parametrize(
    ("lives_seconds", "again"), [(50 * MINUTES, True), (2 * HOURS, False), (24 * HOURS, False)]
)
async def test_an_address_that_ends_within_the_hour_is_not_handed_on(
    studio, place, ada, lives_seconds, again
):
    """The API may fetch it late; then the picture is put elsewhere."""
    studio.world.rules.link_lifetime_seconds = lives_seconds
    content, prompt = picture(71, 40 + lives_seconds // HOURS), words("this")
    await ada.slash(place, "edit", prompt=prompt, image1=Upload("a.png", content))
    arrived = await editing.references(await studio.submitted(prompt))

    assert [content] == arrived
    assert again == (sha256(content) in put_to_the_application(studio))


async def by_grid(studio, place, person, result, prompt):
    """Mask a result in the grid."""
    preview = await editing.masked(person, await editing.grid(person, result), [13])
    action = await person.click(preview, button(preview, "make"))
    await until(lambda: action.modal)
    await person.submit(action, prompt=prompt)


async def by_painter(studio, place, person, result, prompt):
    """Mask a result on the painter's page."""
    path = editing.painter_path(await editing.grid(person, result))
    size = editing.opened(result.attachments[0].data).size
    mask = editing.alpha_mask(editing.stencil(size, (100, 100, 400, 400)))
    form = aiohttp.FormData()
    form.add_field("mask", mask, filename="mask.png", content_type="image/png")
    form.add_field("prompt", prompt)
    form.add_field("exact", "on")
    async with (
        aiohttp.ClientSession(studio.web_url) as session,
        session.post(path, data=form) as answered,
    ):
        assert 200 == answered.status


async def by_scribble(studio, place, person, result, prompt):
    """Mask a result by drawing over it."""
    copy = editing.drawn_over(result.attachments[0].data, (90, 90, 300, 260))
    message = await person.send(place, prompt, reply_to=result, files=[Upload("a.png", copy)])
    preview = await editing.answer(studio, place, message)
    await person.click(preview, button(preview, "make"))


async def by_command(studio, place, person, result, prompt):
    """Mask a picture that needs padding with an attached mask."""
    mask = editing.alpha_mask(editing.stencil((301, 177), (100, 10, 200, 100)))
    preview = await editing.previewed(
        studio,
        place,
        person,
        prompt=prompt,
        image1=Upload("a.png", editing.saved(editing.textured(301, 177))),
        mask=Upload("mask.png", mask),
    )
    await person.click(preview, button(preview, "make"))


# One that has refused is not asked again for a while: so first all that need it.
@pytest.mark.parametrize("way", [by_grid, by_painter, by_scribble, by_command])
@pytest.mark.parametrize("granted", [True, False])
async def test_a_mask_reaches_the_api_through_discord(studio, place, ada, way, granted):
    """Whether Discord lets the application keep files, or not; nothing of it is left behind."""
    result = await editing.posted(studio, place, ada)
    before = len(put_to_the_application(studio))
    if not granted:
        studio.world.fail("POST", ATTACHMENT, status=403, code=20012, times=None)
    prompt = words("a balloon")
    await way(studio, place, ada, result, prompt)
    submission = await studio.submitted(prompt)
    mask = await editing.mask(submission)
    [first] = await editing.references(submission)
    await editing.result(studio, place, number=2)
    urls = [*submission.body["image_urls"], submission.body["mask_url"]]

    assert all(each.startswith(studio.world.cdn_url) for each in urls)
    assert editing.opened(first).size == mask.size
    assert granted == (len(put_to_the_application(studio)) > before)
    assert () == studio.api.ledger.uploads
