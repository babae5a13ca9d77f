"""A page of the painter in a browser, as a test uses it and looks at it.

Where the picture lies on the screen is read off the screen: a mark in it is looked for there.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field

from PIL import Image, ImageChops
from playwright.async_api import Page, expect

from tests.web import room

DESKTOP = {"viewport": {"width": 1000, "height": 700}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@dataclass
class Screen:
    """A page, and what it has said into its console."""

    page: Page
    drafts: room.Drafts
    console: list[str] = field(default_factory=list)

    async def spot(self):
        """Look for the picture; return how its pixels become those of the page."""
        seen = await self._seen()
        blue = _box_of(seen, (0, 0, 255))
        mark = room.MARK
        scale = (blue[2] - blue[0]) / (mark[2] - mark[0])
        green = _box_of(seen, (0, 255, 0))
        if green[0] > 0 and green[2] < seen.width:
            scale = (green[2] - green[0]) / self.drafts.picture.width
        left = (blue[0] + blue[2]) / 2 - scale * (mark[0] + mark[2]) / 2
        top = (blue[1] + blue[3]) / 2 - scale * (mark[1] + mark[3]) / 2
        box = await self.page.locator("#canvas").bounding_box()
        return Spot(scale=scale, left=left + box["x"], top=top + box["y"])

    async def _seen(self):
        shot = await self.page.locator("#canvas").screenshot()
        return Image.open(io.BytesIO(shot)).convert("RGB")

    async def drag(self, *points, button="left"):
        """Press at the first place of the page, go to the others, let go at the last."""
        await self.page.mouse.move(*points[0])
        await self.page.mouse.down(button=button)
        for point in points[1:]:
            await self.page.mouse.move(*point, steps=4)
        await self.page.mouse.up(button=button)

    async def keys(self, *names):
        """Press keys, one after the other."""
        for name in names:
            await self.page.keyboard.press(name)

    async def sent(self):
        """Send the form; return what arrived."""
        await self.page.click("#submit")
        await expect(self.page.locator("#done")).to_be_visible()
        return self.drafts.submissions[-1]


@dataclass(frozen=True)
class Spot:
    """Where the picture lies on the page."""

    scale: float
    left: float
    top: float

    def __call__(self, x, y):
        """Return where a place of the picture is on the page."""
        return self.left + x * self.scale, self.top + y * self.scale


def _box_of(image, colour):
    """Return the box of all pixels of nearly that colour."""
    far = ImageChops.difference(image, Image.new("RGB", image.size, colour))
    near = [band.point(lambda value: 255 if value < 90 else 0) for band in far.split()]
    box = ImageChops.multiply(ImageChops.multiply(near[0], near[1]), near[2]).getbbox()
    assert box, "the picture is not seen"
    return box


def painted(mask):
    """Return the box of what is painted; everything must be black or white."""
    assert {0, 255} >= {value for _, value in mask.getcolors()}
    return mask.getbbox()


def share(mask):
    """Return which share of the mask is painted."""
    return mask.histogram()[255] / (mask.width * mask.height)
