"""What the acceptance tests of edits have in common: pictures, how the API got them, and drafts.

Everything is looked at from outside: the bytes are those behind the addresses that the API was
given, and a draft is what its message shows.
"""

from __future__ import annotations

import io
import random
import sqlite3
from collections.abc import Sequence
from contextlib import closing

import aiohttp
from PIL import Image, ImageChops, ImageDraw

from sandbox.image_api_ledger import Submission
from sandbox.world import Action, Person, Place, SeenMessage, Upload
from tests.acceptance.stage import Studio, button, until, words

GRID_SIDE = 5

PAINTER_AT = "https://pictures.example/bot"
"""Where people reach the painter, by what the bot is told; a proxy would stand there."""


# --- pictures ---


def textured(width: int, height: int, *, mode: str = "RGB", seed: int = 1) -> Image.Image:
    """Return a picture whose pixels all change when it is scaled."""
    rng = random.Random(seed)  # noqa: S311 - no secret
    small = (-(-width // 8), -(-height // 8))
    noise = Image.frombytes(mode, small, rng.randbytes(small[0] * small[1] * len(mode)))
    return noise.resize((small[0] * 8, small[1] * 8), Image.Resampling.NEAREST).crop(
        (0, 0, width, height)
    )


def saved(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    """Return a picture as a file."""
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def opened(content: bytes) -> Image.Image:
    """Return a file as a picture, whole."""
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def stencil(size: tuple[int, int], box: tuple[int, int, int, int]) -> Image.Image:
    """Return a mask of one channel: 0 inside the box (right and bottom excluded), else 255."""
    keep = Image.new("L", size, 255)
    keep.paste(0, box)
    return keep


def alpha_mask(keep: Image.Image) -> bytes:
    """Return a mask as a PNG that is see-through where to repaint."""
    mask = Image.new("RGBA", keep.size, "white")
    mask.putalpha(keep)
    return saved(mask)


def cell_boxes(size: tuple[int, int], *cells: int) -> Image.Image:
    """Return the mask of one channel that repaints these cells of the grid."""
    width, height = size
    keep = Image.new("L", size, 255)
    for cell in cells:
        row, column = divmod(cell - 1, GRID_SIDE)
        keep.paste(
            0,
            (
                column * width // GRID_SIDE,
                row * height // GRID_SIDE,
                (column + 1) * width // GRID_SIDE,
                (row + 1) * height // GRID_SIDE,
            ),
        )
    return keep


def drawn_over(content: bytes, box: tuple[int, int, int, int]) -> bytes:
    """Return a copy of a picture with a box drawn over it, in a colour that stands out."""
    copy = opened(content).convert("RGB")
    red = copy.getpixel((box[0], box[1]))[0]
    ImageDraw.Draw(copy).rectangle(box, fill=(255, 0, 220) if red < 128 else (0, 230, 60))
    return saved(copy)


def differs(one: Image.Image, other: Image.Image, *, where: Image.Image) -> bool:
    """Tell whether any channel of two pictures differs where `where` is 255."""
    assert one.size == other.size
    mode = "RGBA" if "A" in one.getbands() + other.getbands() else "RGB"
    nothing = Image.new(mode, one.size, 0)
    difference = ImageChops.difference(one.convert(mode), other.convert(mode))
    return Image.composite(difference, nothing, where).getbbox(alpha_only=False) is not None


# --- what the API got ---


async def fetched(url: str) -> bytes:
    """Return what is behind an address, as the API gets it."""
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        assert 200 == answer.status
        return await answer.read()


async def references(submission: Submission) -> list[bytes]:
    """Return the pictures that the API was given, in order."""
    return [await fetched(url) for url in submission.body["image_urls"]]


async def mask(submission: Submission) -> Image.Image:
    """Return the alpha of the mask that the API was given: a PNG with alpha, or the test fails."""
    image = opened(await fetched(submission.body["mask_url"]))

    assert ("PNG", "RGBA") == (image.format, image.mode)
    return image.getchannel("A")


# --- what people see ---


def finished(studio: Studio, place: Place) -> list[SeenMessage]:
    """Return the results in a channel, and no preview."""
    messages = studio.messages(place)
    return [each for each in messages if any(x.startswith("again:") for x in each.custom_ids)]


async def result(studio: Studio, place: Place, *, number: int = 1) -> SeenMessage:
    """Wait for a channel's result of that number, and until nothing else of the bot is there."""
    await until(lambda: len(finished(studio, place)) >= number)
    await until(lambda: len(studio.messages(place)) == len(finished(studio, place)))
    return finished(studio, place)[number - 1]


async def posted(studio: Studio, place: Place, person: Person, **options: object) -> SeenMessage:
    """Have a picture made in a channel where there is none; return its message."""
    await person.slash(place, "imagine", prompt=words("a boat"), **options)
    return await result(studio, place)


async def posted_from(studio: Studio, place: Place, person: Person, content: bytes) -> SeenMessage:
    """Have somebody put a picture of their own into the channel."""
    return await person.send(place, files=[Upload("picture.png", content)])


async def answer(studio: Studio, place: Place, message: SeenMessage) -> SeenMessage:
    """Wait for what the bot says in reply to a message, and return it."""

    def look() -> list[SeenMessage]:
        return [each for each in studio.messages(place) if each.reply_to_id == message.id]

    return (await until(look))[-1]


async def shown(action: Action, *, instead_of: SeenMessage | None = None) -> SeenMessage:
    """Wait for the picture that an answer shows; if need be, for another one than before."""
    before = () if instead_of is None else tuple(each.id for each in instead_of.attachments)

    def look() -> SeenMessage | None:
        seen = action.response
        if seen is None or not seen.attachments or seen.attachments[0].id in before:
            return None
        return seen

    return await until(look)


async def told(action: Action) -> str:
    """Wait for what a click is answered with to the person alone, and return it."""

    def look() -> list[str]:
        answers = [each for each in (action.response, *action.followups) if each is not None]
        alone = [each for each in answers if each.ephemeral and not each.attachments]
        return [each.content for each in alone if each.content]

    return (await until(look))[-1]


async def previewed(studio: Studio, place: Place, person: Person, **options: object) -> SeenMessage:
    """Use `/edit` with a mask; return what is shown before anything is paid."""
    return await shown(await person.slash(place, "edit", **options))


async def grid(person: Person, message: SeenMessage) -> SeenMessage:
    """Press a result's Mask button; return what is shown to the person alone."""
    return await shown(await person.click(message, button(message, "mask")))


async def masked(person: Person, before: SeenMessage, cells: Sequence[int]) -> SeenMessage:
    """Choose cells of the grid; return the preview."""
    action = await person.select(before, button(before, "cells"), [str(each) for each in cells])
    return await shown(action, instead_of=before)


async def form(studio: Studio, action: Action) -> dict[str, dict[str, object]]:
    """Wait for the form that an action opens, and until its draft is written; return its fields."""
    modal = await until(lambda: action.modal)
    draft_id = modal["custom_id"].partition(":")[2]
    await until(lambda: rows(studio, "SELECT id FROM draft WHERE id = ?", draft_id))
    fields = [each["component"] for each in modal["components"]]
    return {each["custom_id"]: each for each in fields}


def painter_path(message: SeenMessage) -> str:
    """Return where the one painter link of a message leads, past the proxy."""
    [link] = [each for each in message.links if "/mask/" in each]

    assert link.startswith(f"{PAINTER_AT}/mask/")
    return link.removeprefix(PAINTER_AT)


# --- the database ---


def rows(studio: Studio, statement: str, *values: object) -> list[tuple[object, ...]]:
    """Return what the database answers."""
    path = studio.bot.folder / "darkroom.db"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)) as database:
        return database.execute(statement, values).fetchall()


def parent_of(studio: Studio, job_id: str) -> str | None:
    """Return the job that this one was made from."""
    [[parent_id]] = rows(studio, "SELECT parent_id FROM job WHERE id = ?", job_id)
    return parent_id
