"""The tour's second half: a picture is edited by a reply, in a form, and under two kinds of mask.

Each scene checks what the API was asked for; the masked ones also that no pixel outside the mask
has changed. How a scene is waited for and counted is `tour_scenes`'.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import aiohttp
from PIL import Image, ImageChops, ImageDraw

from sandbox.image_api_ledger import Submission
from sandbox.tour_pictures import photograph
from sandbox.tour_scenes import Scene, Scenes, sha256
from sandbox.world_people import Action, Person, Upload
from sandbox.world_seen import SeenMessage

CELLS = ("7", "8", "12", "13")
"""Of the 5 × 5 grid over a picture, numbered row by row: a square a little above its middle."""

GRID_SIDE = 5


class Edits:
    """Edits one picture that stands in the channel."""

    def __init__(self, scenes: Scenes, picture: SeenMessage) -> None:
        """Take the way to play scenes, and the result that is edited."""
        self._scenes = scenes
        self._stage = scenes.stage
        self._picture = picture

    async def play(self, people: Sequence[Person]) -> None:
        """Play all scenes, each by the next person."""
        ada, lin, noor = people
        await self._reply(ada)
        await self._form(lin)
        await self._grid(noor)
        await self._painter(ada)

    async def _reply(self, person: Person) -> None:
        """Reply to the picture, with a flag among the words."""
        replies: list[SeenMessage] = []

        async def act() -> None:
            text = "the same boat in a storm --size 3:2"
            replies.append(await person.send(self._stage.studio, text, reply_to=self._picture))

        scene, result, submission = await self._scenes.pictures("reply with a size", act)
        scene.check(result.reply_to_id == replies[0].id, "the result replies to something else")
        scene.check(
            (submission.body["prompt"], submission.body["size"])
            == ("the same boat in a storm", "3:2"),
            "the words were read wrongly",
        )
        self._check_references(scene, submission, self._picture.attachments[0].data)

    async def _form(self, person: Person) -> None:
        """Fill in the form of the message's menu, with another picture in it."""
        meadow = photograph((60, 120, 70), (250, 240, 200), kind="JPEG")

        async def act() -> None:
            opened = await person.menu(self._stage.studio, "Edit image", self._picture)
            await self._opened(opened)
            prompt, files = "the boat, on a green meadow", [Upload("meadow.jpg", meadow)]
            await person.submit(opened, prompt=prompt, files=files)

        scene, _, submission = await self._scenes.pictures("edit in a form", act)
        self._check_references(scene, submission, self._picture.attachments[0].data, meadow)

    async def _grid(self, person: Person) -> None:
        """Choose cells of the grid over the picture, look at the preview, say what goes there."""

        async def act() -> None:
            grid = await self._masking(person)
            chosen = await person.select(grid, _control(grid, "cells"), CELLS)
            preview = await self._scenes.until(lambda: _shown(chosen, instead_of=grid))
            pressed = await person.click(preview, _control(preview, "make"))
            await self._opened(pressed)
            await person.submit(pressed, prompt="a hot air balloon")

        scene, result, _ = await self._scenes.pictures("mask in the grid", act, is_exact=True)
        mask = Image.new("L", self._size, 255)
        for cell in map(int, CELLS):
            ImageDraw.Draw(mask).rectangle(_cell_box(cell, self._size), fill=0)
        self._check_exact(scene, result, mask)

    async def _painter(self, person: Person) -> None:
        """Paint a mask on the page behind the link, which can be used once."""
        mask = Image.new("L", self._size, 255)
        width, height = self._size
        ImageDraw.Draw(mask).ellipse((width // 4, 0, width // 2, height // 4), fill=0)
        statuses: list[int] = []

        async def act() -> None:
            [link] = [each for each in (await self._masking(person)).links if "/mask/" in each]
            async with aiohttp.ClientSession() as session:
                for address in (link, f"{link}/picture"):
                    async with session.get(address) as page:
                        statuses.append(page.status)
                for _ in range(2):
                    form = _painted(mask, prompt="a rainbow", exact="on")
                    async with session.post(link, data=form) as answer:
                        statuses.append(answer.status)

        scene, result, _ = await self._scenes.pictures("paint a mask", act, is_exact=True)
        *good, again = statuses
        scene.check(good == [200, 200, 200], f"the page answered {good}")
        scene.check(again >= 400, "the link could be used twice")
        self._check_exact(scene, result, mask)

    @property
    def _size(self) -> tuple[int, int]:
        with Image.open(BytesIO(self._picture.attachments[0].data)) as picture:
            return picture.size

    async def _masking(self, person: Person) -> SeenMessage:
        """Press the picture's Mask button, and return the grid that is shown."""
        pressed = await person.click(self._picture, _control(self._picture, "mask"))
        return await self._scenes.until(lambda: _shown(pressed))

    async def _opened(self, action: Action) -> None:
        """Wait for the form, and read it."""
        await self._scenes.until(lambda: action.modal)

    def _check_references(self, scene: Scene, submission: Submission, *pictures: bytes) -> None:
        """See whether the API got these pictures, byte for byte and in this order."""
        uploads = {each.url: each.sha256 for each in self._stage.api.ledger.uploads}
        urls = submission.body.get("image_urls")
        given = [uploads.get(url) for url in urls] if isinstance(urls, list) else []
        scene.check(given == [sha256(each) for each in pictures], "other pictures were sent")

    def _check_exact(self, scene: Scene, result: SeenMessage, mask: Image.Image) -> None:
        """See whether the result is the picture, but for where the mask is black."""
        before, after = (
            Image.open(BytesIO(each.attachments[0].data)).convert("RGBA")
            for each in (self._picture, result)
        )
        if before.size != after.size:
            scene.faults.append(f"{after.size} instead of {before.size}")
            return
        difference = ImageChops.difference(before, after)
        nothing = Image.new("RGBA", before.size)
        outside = Image.composite(difference, nothing, mask)
        scene.check(outside.getbbox(alpha_only=False) is None, "pixels outside the mask changed")
        scene.check(difference.getbbox(alpha_only=False) is not None, "nothing was repainted")


def _shown(action: Action, *, instead_of: SeenMessage | None = None) -> SeenMessage | None:
    """Return the picture that an answer shows, once it is another than before."""
    shown = action.response
    if shown is None or not shown.attachments:
        return None
    is_old = instead_of is not None and instead_of.attachments[0].id == shown.attachments[0].id
    return None if is_old else shown


def _control(message: SeenMessage, verb: str) -> str:
    """Return the id of the one control with this verb under a message."""
    [found] = [each for each in message.custom_ids if each.startswith(f"{verb}:")]
    return found


def _cell_box(cell: int, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Return the outermost pixels of a cell: left, top, right, bottom."""
    row, column = divmod(cell - 1, GRID_SIDE)
    width, height = size
    return (
        column * width // GRID_SIDE,
        row * height // GRID_SIDE,
        (column + 1) * width // GRID_SIDE - 1,
        (row + 1) * height // GRID_SIDE - 1,
    )


def _painted(keep: Image.Image, **fields: str) -> aiohttp.FormData:
    """Return the painter's form: transparent where to repaint."""
    mask = Image.new("RGBA", keep.size)
    mask.putalpha(keep)
    file = BytesIO()
    mask.save(file, "PNG")
    form = aiohttp.FormData()
    form.add_field("mask", file.getvalue(), filename="mask.png", content_type="image/png")
    for name, value in fields.items():
        form.add_field(name, value)
    return form
