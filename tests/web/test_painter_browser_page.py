"""The painter's page in a real browser: sending, what goes wrong, and how it looks."""

import pytest
from playwright.async_api import Error, expect

from bot.domain.errors import InvalidRequest
from tests.web import room
from tests.web.screen import DESKTOP, PHONE, share

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


# --- sending --------------------------------------------------------------------------------------


async def test_nothing_is_sent_before_there_is_something_to_send(show):
    """The button says what is missing."""
    screen = await show()
    at = await screen.spot()
    submit, hint = screen.page.locator("#submit"), screen.page.locator("#hint")
    await expect(submit).to_be_disabled()
    await expect(hint).to_have_text("Paint over something first.")
    await screen.drag(at(100, 100), at(200, 100))
    await expect(submit).to_be_enabled()
    await screen.page.fill("#prompt", "  ")
    await expect(submit).to_be_disabled()
    await expect(hint).to_have_text("Say what should be there.")
    await screen.page.fill("#prompt", "a hat")
    await screen.page.click("#canvas", position={"x": 5, "y": 5})
    await screen.keys("c", "i")
    await expect(hint).to_have_text("Leave some of the picture unpainted.")
    await expect(submit).to_be_disabled()


async def test_a_refusal_loses_nothing(show):
    """The painting stays, the sentence is there, and the next try arrives."""
    screen = await show()
    at = await screen.spot()
    screen.drafts.refusals = [InvalidRequest("prompt-empty", field="prompt")]
    await screen.drag(at(100, 100), at(200, 100))
    await screen.page.click("#submit")
    await expect(screen.page.locator("#problem")).to_contain_text("Your prompt is empty.")
    arrived = await screen.sent()

    assert 0 < share(arrived.mask) < 0.1


async def test_a_bot_that_cannot_be_reached_loses_nothing(show):
    """A phone in a tunnel."""
    screen = await show()
    at = await screen.spot()
    await screen.drag(at(100, 100), at(200, 100))
    await screen.page.context.set_offline(True)
    await screen.page.click("#submit")
    await expect(screen.page.locator("#problem")).to_contain_text("It is still here")
    await screen.page.context.set_offline(False)
    screen.console.clear()

    assert 0 < share((await screen.sent()).mask) < 0.1


async def test_a_link_that_was_used_meanwhile_ends_the_page(show):
    """In another window; the button stays off."""
    first, second = await show(), await show()
    for screen in (first, second):
        at = await screen.spot()
        await screen.drag(at(100, 100), at(200, 100))
    await first.sent()
    await second.page.click("#submit")
    await expect(second.page.locator("#problem")).to_contain_text("used already")

    await expect(second.page.locator("#submit")).to_be_disabled()


async def test_sending_twice_is_sending_once(show):
    """A double click."""
    screen = await show()
    at = await screen.spot()
    await screen.drag(at(100, 100), at(200, 100))
    await screen.page.dblclick("#submit")
    await expect(screen.page.locator("#done")).to_be_visible()

    assert 1 == len(screen.drafts.submissions)


async def test_leaving_with_an_unsent_painting_asks(show):
    """And not once it is sent."""
    screen = await show()
    at = await screen.spot()
    asked = []

    async def stay(dialog):
        asked.append(dialog.type)
        await dialog.dismiss()

    screen.page.on("dialog", stay)
    await screen.drag(at(100, 100), at(200, 100))
    with pytest.raises(Error):
        await screen.page.goto("about:blank")
    await screen.sent()
    await screen.page.goto("about:blank")

    assert ["beforeunload"] == asked


async def test_a_large_picture_is_painted_at_a_working_size(show):
    """At most 2048 pixels a side, whatever the picture has."""
    screen = await show()
    screen.drafts.picture = room.marked_picture(4100, 1025, mark=(100, 100, 300, 300))
    await screen.page.reload()
    await screen.page.wait_for_selector(".room.ready")
    await screen.keys("i")
    await screen.page.click("[data-tool=eraser]")
    box = await screen.page.locator("#canvas").bounding_box()
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    await screen.drag(middle, middle)
    mask = (await screen.sent()).mask

    assert (2048, 512) == mask.size
    assert (0, 255) == (mask.getpixel((1024, 256)), mask.getpixel((10, 10)))


# --- how it looks ---------------------------------------------------------------------------------


WINDOWS = ((390, 844), (360, 640), (320, 568), (390, 480), (844, 390), (1280, 800))

CONTROLS = """[...document.querySelectorAll("button, textarea, input[type=range]")]
  .filter((each) => each.offsetParent)
  .map((each) => [each.id || each.dataset.tool, each.getBoundingClientRect().toJSON()])"""


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
async def test_everything_is_within_reach(show, drafts, locale):
    """Nothing overflows, every target is large enough for a thumb, prompt and button are there."""
    drafts.speaks(locale)
    screen = await show(PHONE)
    for width, height in WINDOWS:
        await screen.page.set_viewport_size({"width": width, "height": height})
        size = await screen.page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
        )
        boxes = await screen.page.evaluate(CONTROLS)

        assert [width, height] == size
        assert {"prompt", "submit", "brush", "undo"} <= {name for name, _ in boxes}
        assert [] == [name for name, box in boxes if min(box["width"], box["height"]) < 43.9]
        assert [] == [
            name
            for name, box in boxes
            if box["left"] < 0 or box["right"] > width or box["top"] < 0 or box["bottom"] > height
        ]


CONTRASTS = """() => {
  const channel = (value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([red, green, blue]) =>
    0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue);
  const ground = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const colour = numbers(getComputedStyle(each).backgroundColor);
      if ((colour[3] ?? 1) === 1) return colour;
    }
    return [0, 0, 0];
  };
  const found = [];
  for (const element of document.querySelectorAll("body *")) {
    const hasText = [...element.childNodes].some(
      (node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim());
    if (!hasText || !element.offsetParent || element.closest(":disabled")) continue;
    const [text, back] = [getComputedStyle(element).color, ground(element)].map(
      (colour) => light(typeof colour === "string" ? numbers(colour) : colour));
    const contrast = (Math.max(text, back) + 0.05) / (Math.min(text, back) + 0.05);
    found.push([element.tagName + "." + element.className, contrast]);
  }
  return found;
}"""


async def test_every_text_stands_out_enough(show):
    """WCAG's level AA: 4.5 to 1."""
    screen = await show()
    at = await screen.spot()
    screen.drafts.refusals = [InvalidRequest("prompt-empty", field="prompt")]
    await screen.drag(at(100, 100), at(200, 100))
    await screen.page.click("#submit")
    await expect(screen.page.locator("#problem")).to_be_visible()
    contrasts = await screen.page.evaluate(CONTRASTS)

    assert len(contrasts) > 10
    assert [] == [(name, contrast) for name, contrast in contrasts if contrast < 4.5]


async def test_nothing_moves_for_who_asked_for_that(show):
    """Neither the switch nor the tray."""
    screen = await show({**DESKTOP, "reduced_motion": "reduce"})
    moving = await screen.page.evaluate(
        """[...document.querySelectorAll("body *")].filter((each) => {
             const style = getComputedStyle(each);
             return style.animationName !== "none" || style.transitionDuration !== "0s";
           }).length"""
    )

    assert 0 == moving


async def test_exact_cannot_be_turned_on_where_it_is_not_possible(show, drafts):
    """The reason stands beside it."""
    drafts.the_terms = room.Terms(is_exact=False, may_be_exact=False)
    screen = await show()
    at = await screen.spot()
    await expect(screen.page.locator("#exact")).to_be_disabled()
    await expect(screen.page.locator("#exact-not")).to_be_visible()
    await screen.drag(at(100, 100), at(200, 100))

    assert (await screen.sent()).is_exact is False


async def test_the_switch_is_sent_as_it_stands(show):
    """Off is off."""
    screen = await show()
    at = await screen.spot()
    await screen.drag(at(100, 100), at(200, 100))
    await screen.page.focus("#exact")
    await screen.keys("Space")

    assert (await screen.sent()).is_exact is False


async def test_a_picture_that_cannot_be_had_is_said(show):
    """Instead of an empty stage."""
    screen = await show()
    await screen.page.route("**/picture", lambda route: route.abort())
    await screen.page.reload()
    await expect(screen.page.locator("#loading")).to_contain_text("could not be loaded")
    await expect(screen.page.locator("#submit")).to_be_disabled()
    screen.console.clear()
