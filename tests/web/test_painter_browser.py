"""The painter in a real browser: what is painted is what arrives, by every kind of hand."""

import pytest
from playwright.async_api import expect

from tests.web.screen import DESKTOP, PHONE, painted, share

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


# --- the tools ------------------------------------------------------------------------------------


async def test_the_brush_paints_where_it_goes(show):
    """A stroke as wide as the brush; everything else stays; prompt and switch go with it."""
    screen = await show()
    at = await screen.spot()
    await screen.drag(at(100, 200), at(200, 200))
    await screen.page.fill("#prompt", "a blue hat")
    arrived = await screen.sent()
    left, top, right, bottom = painted(arrived.mask)
    width = bottom - top

    assert (640, 480) == arrived.mask.size
    assert (width, width) == pytest.approx((480 / 14, 480 / 14), abs=2)
    assert (100 - width / 2, 200 + width / 2) == pytest.approx((left, right), abs=2)
    assert 200 == pytest.approx((top + bottom) / 2, abs=1.5)
    assert ("a blue hat", True) == (arrived.prompt, arrived.is_exact)


async def test_the_eraser_takes_away(show):
    """Only where it goes."""
    screen = await show()
    at = await screen.spot()
    await screen.drag(at(100, 200), at(300, 200))
    await screen.keys("e")
    await screen.drag(at(200, 100), at(200, 300))
    mask = (await screen.sent()).mask

    assert [255, 0, 255] == [mask.getpixel((x, 200)) for x in (130, 200, 270)]


async def test_a_rectangle_is_whole_pixels(show):
    """From corner to corner, whichever comes first."""
    screen = await show()
    at = await screen.spot()
    await screen.page.click("[data-tool=rectangle]")
    await screen.drag(at(300, 350), at(100, 250))
    mask = (await screen.sent()).mask

    assert (100, 250, 300, 350) == pytest.approx(painted(mask), abs=1)
    box = painted(mask)
    assert (box[2] - box[0]) * (box[3] - box[1]) == mask.histogram()[255]


async def test_a_rectangle_may_begin_beside_the_picture(show):
    """What lies beside it is cut off."""
    screen = await show()
    at = await screen.spot()
    await screen.keys("r")
    await screen.drag(at(-20, -20), at(50, 60))

    assert (0, 0, 50, 60) == pytest.approx(painted((await screen.sent()).mask), abs=1)


async def test_the_lasso_paints_what_it_encloses(show):
    """It closes by itself."""
    screen = await show()
    at = await screen.spot()
    await screen.keys("l")
    await screen.drag(at(100, 100), at(300, 100), at(300, 300))
    mask = (await screen.sent()).mask

    assert (255, 0) == (mask.getpixel((250, 150)), mask.getpixel((150, 250)))
    assert 200 * 200 / 2 == pytest.approx(mask.histogram()[255], rel=0.03)


async def test_alt_erases_with_any_tool(show):
    """A hole in a rectangle."""
    screen = await show()
    at = await screen.spot()
    await screen.keys("r")
    await screen.drag(at(100, 100), at(300, 300))
    await screen.page.keyboard.down("Alt")
    await screen.drag(at(150, 150), at(250, 250))
    await screen.page.keyboard.up("Alt")
    mask = (await screen.sent()).mask

    assert [255, 0, 255] == [mask.getpixel((x, 200)) for x in (120, 200, 280)]


async def test_the_size_of_the_brush_is_chosen(show):
    """By the slider and by the keys; it is told."""
    screen = await show()
    at = await screen.spot()
    await screen.page.fill("#size", "1")
    await screen.keys("]", "]")
    await expect(screen.page.locator("#live")).to_have_text("Brush size 3")
    await screen.drag(at(100, 100), at(100, 100))
    left, _, right, _ = painted((await screen.sent()).mask)

    assert 2 <= right - left <= 4


# --- going back -----------------------------------------------------------------------------------


async def test_each_change_is_undone_and_redone(show):
    """Strokes, inverting and clearing; by key and by button; what is new ends what was undone."""
    screen = await show()
    at = await screen.spot()
    hint = screen.page.locator("#hint")
    await screen.keys("r")
    await screen.drag(at(0, 0), at(320, 480))
    await expect(hint).to_have_text("50% painted")
    await screen.drag(at(320, 0), at(480, 480))
    await expect(hint).to_have_text("75% painted")
    await screen.keys("i")
    await expect(hint).to_have_text("25% painted")
    await screen.keys("c")
    await expect(hint).to_have_text("Paint over something first.")
    await screen.keys("Control+z", "Control+z")
    await expect(hint).to_have_text("75% painted")
    await screen.page.click("#undo")
    await expect(hint).to_have_text("50% painted")
    await screen.page.click("#redo")
    await screen.keys("Control+Shift+z")
    await expect(hint).to_have_text("25% painted")
    await screen.keys("Control+z", "Control+z")
    await screen.drag(at(480, 0), at(640, 480))
    await expect(screen.page.locator("#redo")).to_be_disabled()
    mask = (await screen.sent()).mask

    assert [255, 0, 255] == [mask.getpixel((x, 200)) for x in (100, 400, 600)]


async def test_undoing_restores_every_pixel(show):
    """Also under a stroke that has only partly changed something."""
    screen = await show()
    at = await screen.spot()
    await screen.drag(at(100, 100), at(300, 200))
    before = await screen.page.evaluate("document.querySelector('#hint').textContent")
    await screen.drag(at(120, 200), at(280, 90))
    await screen.keys("e")
    await screen.drag(at(120, 90), at(280, 300))
    await screen.keys("Control+z", "Control+z")
    await expect(screen.page.locator("#hint")).to_have_text(before)
    mask = (await screen.sent()).mask

    assert (255, 0) == (mask.getpixel((200, 150)), mask.getpixel((130, 190)))


# --- without a pointer ----------------------------------------------------------------------------


async def _by_keyboard(screen):
    """Come to the canvas as somebody without a pointer does."""
    await screen.page.keyboard.press("Tab")
    await expect(screen.page.locator("#canvas")).to_be_focused()


async def test_the_keyboard_paints_at_its_crosshair(show):
    """It begins in the middle; a held key draws a line on the way."""
    screen = await show()
    await _by_keyboard(screen)
    await screen.keys("Space")
    await screen.keys(*["Shift+ArrowRight"] * 3)
    await screen.page.keyboard.down("Enter")
    await screen.keys(*["ArrowDown"] * 3)
    await screen.page.keyboard.up("Enter")
    mask = (await screen.sent()).mask
    left, top, right, bottom = painted(mask)
    size = 480 / 14

    assert (320 - size / 2, 240 - size / 2) == pytest.approx((left, top), abs=2)
    assert bottom > 240 + size / 2 + 10
    assert (255, 0) == (mask.getpixel((320, 240)), mask.getpixel((320, bottom - 5)))
    assert 255 == mask.getpixel((int(right - size / 2), bottom - 5))


async def test_the_keyboard_drops_the_corners_of_a_rectangle(show):
    """Two are enough; Escape gives up what was begun."""
    screen = await show()
    await _by_keyboard(screen)
    await screen.keys("r", "Space", "ArrowRight", "Escape")
    await expect(screen.page.locator("#hint")).to_have_text("Paint over something first.")
    await screen.keys("Space", *["Shift+ArrowRight"] * 2, *["Shift+ArrowDown"] * 2, "Space")
    left, top, right, bottom = painted((await screen.sent()).mask)

    assert 240 == top
    assert bottom - top == right - left > 20


async def test_the_keyboard_drops_the_corners_of_a_lasso(show):
    """Enter drops the last one, and closes it."""
    screen = await show()
    await _by_keyboard(screen)
    await screen.keys("l", "Space", *["Shift+ArrowRight"] * 2, "Space")
    await screen.keys(*["Shift+ArrowDown"] * 2, "Enter")
    mask = (await screen.sent()).mask
    left, top, right, bottom = painted(mask)

    assert (320, 240) == (left, top)
    assert 0.5 == pytest.approx(mask.histogram()[255] / ((right - left) * (bottom - top)), abs=0.05)


async def test_the_space_bar_paints_nothing_where_it_has_moved_the_picture(show):
    """Nor does a key that was held when the mouse took over."""
    screen = await show()
    await _by_keyboard(screen)
    await screen.keys("ArrowRight")
    for key in ("Space", "Enter"):
        await screen.page.keyboard.down(key)
        await screen.drag((400, 300), (430, 380), button="middle")
        await screen.page.keyboard.up(key)

    assert "Paint over something first." == await screen.page.inner_text("#hint")


async def test_letters_written_into_the_prompt_are_no_shortcuts(show):
    """Nor is undo there undone here."""
    screen = await show()
    at = await screen.spot()
    await screen.drag(at(100, 100), at(200, 100))
    await screen.page.fill("#prompt", "")
    await screen.page.type("#prompt", "brielic 0+-[]")
    arrived = await screen.sent()

    assert "brielic 0+-[]" == arrived.prompt
    assert share(arrived.mask) < 0.1


async def test_what_happens_is_told_to_those_who_do_not_see_it(show):
    """The tool, what was undone, and how much is painted."""
    screen = await show()
    at = await screen.spot()
    live = screen.page.locator("#live")
    await expect(live).to_have_attribute("aria-live", "polite")
    await screen.keys("r")
    await expect(live).to_have_text("Rectangle")
    await screen.drag(at(0, 0), at(320, 480))
    await expect(live).to_have_text("50% painted")
    await screen.keys("Control+z")
    await expect(live).to_have_text("Undone. 0% painted")
    await screen.keys("+")
    await expect(live).to_contain_text("Zoom ")


# --- zoom, touch and pen --------------------------------------------------------------------------


async def test_painting_lands_where_it_is_seen_after_zooming_and_moving(show):
    """By wheel, by button, by the space bar and by the middle button."""
    screen = await show()
    at = await screen.spot()
    await screen.page.mouse.move(*at(420, 120))
    await screen.page.mouse.wheel(0, -500)
    await screen.page.click("#zoom-in")
    await screen.page.keyboard.down("Space")
    await screen.drag((400, 300), (430, 380))
    await screen.page.keyboard.up("Space")
    await screen.drag((400, 300), (390, 320), button="middle")
    await screen.page.mouse.move(5, 5)
    closer = await screen.spot()
    await screen.keys("[", "[", "[")
    await screen.drag(closer(420, 120), closer(420, 120))
    left, top, right, bottom = painted((await screen.sent()).mask)

    assert closer.scale > 1.5 * at.scale
    assert (420, 120) == pytest.approx(((left + right) / 2, (top + bottom) / 2), abs=1.5)


async def test_fit_brings_the_whole_picture_back(show):
    """However far away it was."""
    screen = await show()
    before = await screen.spot()
    await screen.keys("+", "+", "+")
    await screen.drag((400, 300), (300, 200), button="middle")
    await screen.keys("0")
    await screen.page.mouse.move(5, 5)
    after = await screen.spot()

    assert (before.scale, before.left) == pytest.approx((after.scale, after.left), abs=0.5)


async def _touch(screen):
    """Return what moves fingers: each call is all that touch, as places of the page."""
    session = await screen.page.context.new_cdp_session(screen.page)

    async def touch(kind, *points):
        fingers = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
        await session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})

    return touch


async def test_a_finger_paints_on_a_phone(show):
    """Where it goes."""
    screen = await show(PHONE)
    at = await screen.spot()
    touch = await _touch(screen)
    await touch("touchStart", at(100, 200))
    await touch("touchMove", at(200, 200))
    await touch("touchMove", at(300, 200))
    await touch("touchEnd")
    left, top, right, bottom = painted((await screen.sent()).mask)

    assert (100, 300) == pytest.approx((left + 17, right - 17), abs=4)
    assert 200 == pytest.approx((top + bottom) / 2, abs=3)


async def test_two_fingers_never_paint(show):
    """They zoom; what the first began is taken back, and what stays of them paints nothing."""
    screen = await show(PHONE)
    at = await screen.spot()
    touch = await _touch(screen)
    await touch("touchStart", at(400, 110))
    await touch("touchMove", at(410, 130))
    await touch("touchStart", at(410, 130), at(440, 130))
    for apart in (20, 40, 60, 80):
        await touch("touchMove", at(420 - apart, 130), at(430 + apart, 130))
    await touch("touchEnd", at(340, 130))
    await touch("touchMove", at(345, 140))
    await touch("touchEnd")
    closer = await screen.spot()

    assert closer.scale > 1.5 * at.scale
    assert "Paint over something first." == await screen.page.inner_text("#hint")
    await expect(screen.page.locator("#undo")).to_be_disabled()


async def test_beside_a_pen_a_hand_only_moves_the_picture(show):
    """A palm that rests on the screen paints nothing."""
    screen = await show({"viewport": DESKTOP["viewport"], "has_touch": True})
    at = await screen.spot()
    session = await screen.page.context.new_cdp_session(screen.page)
    for kind, (x, y) in (
        ("mousePressed", at(100, 100)),
        ("mouseMoved", at(200, 100)),
        ("mouseReleased", at(200, 100)),
    ):
        pen = {"pointerType": "pen", "button": "left", "buttons": 1, "clickCount": 1}
        await session.send("Input.dispatchMouseEvent", {"type": kind, "x": x, "y": y, **pen})
    before = await screen.page.inner_text("#hint")
    touch = await _touch(screen)
    await touch("touchStart", at(300, 300))
    await touch("touchMove", at(320, 340))
    await touch("touchEnd")
    after = await screen.spot()

    assert "1% painted" == before == await screen.page.inner_text("#hint")
    assert after.left - at.left > 10
