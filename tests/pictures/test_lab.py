"""The lab: the same work in a process of its own, which comes, dies and goes as it should."""

import asyncio
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PIL import Image

from bot.domain.drafts import MaskReading
from bot.domain.errors import PictureRefused, PictureUnavailable
from bot.engine.ports import Picture
from bot.pictures import worker
from bot.pictures.lab import PooledPictureLab
from tests.pictures.drawing import PLENTY, bomb, decoded, drawn, encoded

ROOT = Path(__file__).parent.parent.parent

# A bot that dies while its worker lives: it tells the worker's id, waits, and never cleans up.
PARENT = """
import asyncio, multiprocessing, sys
from bot.pictures.lab import PooledPictureLab

async def main():
    lab = PooledPictureLab()  # held to the end: without it the worker would end by itself
    await lab.read(bytes.fromhex(sys.argv[1]), most_pixels=10**6)
    assert "PIL" not in sys.modules
    print(*[child.pid for child in multiprocessing.active_children()], flush=True)
    await asyncio.Event().wait()

if __name__ == "__main__":
    asyncio.run(main())
"""


@pytest.fixture
async def lab():
    """Open a lab and close it."""
    lab = PooledPictureLab()
    yield lab
    await lab.close()


def children():
    """Name the worker processes that live."""
    return [child.pid for child in multiprocessing.active_children()]


def die(*_):
    """Die as a worker does that has no memory left."""
    os.kill(os.getpid(), signal.SIGKILL)


async def test_a_picture_is_read_in_another_process(lab):
    """The bytes come back with what they are."""
    content = encoded(drawn(), "png")
    picture = await lab.read(content, most_pixels=PLENTY)

    assert (content, "png", 64, 48) == (
        picture.content,
        picture.kind,
        picture.width,
        picture.height,
    )
    assert 1 == len(children())


async def test_identifying_needs_no_process(lab):
    """A header is a few bytes."""
    picture = await lab.identify(encoded(drawn(), "webp"))

    assert ("webp", 64, 48) == (picture.kind, picture.width, picture.height)
    assert [] == children()


async def test_a_picture_is_shrunk(lab):
    """What comes back is a picture again."""
    picture = await lab.identify(encoded(drawn(300, 200, noise=True), "png"))
    small = await lab.shrink(picture, most_bytes=20_000)

    assert len(small.content) <= 20_000
    assert ("jpeg", decoded(small.content).size) == (small.kind, (small.width, small.height))


async def test_a_picture_is_normalised(lab):
    """One that needs no change comes back as it is."""
    content = encoded(drawn(), "png")
    normalised = await lab.normalise(content, most_pixels=PLENTY)

    assert Picture(content=content, kind="png", width=64, height=48) == normalised.picture
    assert (True, False) == (normalised.is_as_given, normalised.is_first_frame)


async def test_masks_are_made_of_what_people_give(lab):
    """Each in the same form, and said which way it was read."""
    first = Image.new("RGB", (50, 50), "gray")
    copy = first.copy()
    copy.paste("red", (0, 0, 10, 20))
    given = Image.new("L", (25, 25), 0)
    given.paste(255, (0, 0, 5, 10))
    cells = await lab.mask_of_cells([1, 6], width=50, height=50)
    attached = await lab.read_mask(encoded(given, "png"), width=50, height=50)
    scribble = await lab.mask_of_scribble(encoded(first, "png"), encoded(copy, "png"))

    assert [MaskReading.CELLS, MaskReading.BLACK_AND_WHITE, MaskReading.SCRIBBLE] == [
        made.reading for made in (cells, attached, scribble)
    ]
    for made in (cells, attached, scribble):
        assert ("png", 50, 50) == (made.picture.kind, made.picture.width, made.picture.height)
        assert (50, 50) == decoded(made.picture.content).size
        assert pytest.approx(0.08, abs=0.01) == made.covered


async def test_what_is_no_scribble_is_none(lab):
    """It is a reference then."""
    content = encoded(drawn(), "png")

    assert await lab.mask_of_scribble(content, content) is None


async def test_pictures_are_shown(lab):
    """The grid, the preview of a mask, and the sheet."""
    content = encoded(drawn(), "png")
    mask = (await lab.mask_of_cells([1], width=64, height=48)).picture.content
    shown = [await lab.grid(content), await lab.preview(content, mask), await lab.sheet([content])]

    assert [(picture.width, picture.height) for picture in shown] == [
        decoded(picture.content).size for picture in shown
    ]
    assert 3 == len({picture.content for picture in shown})


async def test_a_thumbnail_is_as_large_as_a_sheet_shows_it(lab):
    """So that a sheet of fifteen large pictures is made of fifteen small ones."""
    thumbnail = await lab.thumbnail(encoded(drawn(1600, 1200, "RGBA"), "png"))

    assert (400, 300, "RGBA") == (
        thumbnail.width,
        thumbnail.height,
        decoded(thumbnail.content).mode,
    )


async def test_an_exact_edit_is_framed_and_pasted_back(lab):
    """What is made of the frame lands where the picture is in it."""
    first = encoded(Image.new("RGB", (90, 60), "blue"), "png")
    mask = (await lab.mask_of_cells([13], width=90, height=60)).picture.content
    sent, sent_mask = await lab.frame(first, mask, ratio=(1, 1))
    made = encoded(Image.new("RGB", (256, 256), "red"), "png")
    result = await lab.paste_back(first, mask, made, ratio=(1, 1), kind="png")

    assert {("png", 90, 90)} == {(part.kind, part.width, part.height) for part in (sent, sent_mask)}
    assert ("png", 90, 60) == (result.kind, result.width, result.height)
    assert (255, 0, 0) == decoded(result.content).getpixel((45, 30))
    assert (0, 0, 255) == decoded(result.content).getpixel((10, 10))


async def test_the_worker_stands_back(lab):
    """On one processor, too, the bot answers people while a picture is worked on."""
    await lab.read(encoded(drawn(), "png"), most_pixels=PLENTY)
    [worker_id] = children()
    own = os.getpriority(os.PRIO_PROCESS, 0)

    assert min(19, own + worker.NICENESS) == os.getpriority(os.PRIO_PROCESS, worker_id)


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"hello", "reference-not-a-picture"),
        (bomb(60_000, 60_000), "reference-too-many-pixels"),
    ],
)
async def test_a_refusal_comes_back_with_its_rule(lab, content, rule):
    """An error that crosses processes must not lose what it carries."""
    with pytest.raises(PictureRefused) as caught:
        await lab.read(content, most_pixels=PLENTY)

    assert rule == caught.value.rule


async def test_a_worker_that_was_killed_is_replaced(lab):
    """Whoever asks next does not notice."""
    content = encoded(drawn(), "png")
    await lab.read(content, most_pixels=PLENTY)
    [worker_id] = children()
    os.kill(worker_id, signal.SIGKILL)
    picture = await lab.read(content, most_pixels=PLENTY)

    assert "png" == picture.kind
    assert [worker_id] != children()


async def test_a_picture_that_kills_its_worker_twice_is_refused(lab, monkeypatch):
    """And the next picture is read as ever."""
    with monkeypatch.context() as patch:
        patch.setattr(worker, "read", die)
        with pytest.raises(PictureRefused) as caught:
            await lab.read(b"", most_pixels=PLENTY)

    assert "reference-not-a-picture" == caught.value.rule
    assert "png" == (await lab.read(encoded(drawn(), "png"), most_pixels=PLENTY)).kind


async def test_a_picture_that_takes_too_long_kills_its_worker(lab, monkeypatch):
    """The alarm ends a decoder that would not listen, and nobody waits for it a second time."""
    monkeypatch.setattr(worker, "read", dawdle)
    monkeypatch.setattr(worker, "PATIENCE_SECONDS", 1)
    with pytest.raises(PictureRefused, match="too long"):
        await lab.read(b"", most_pixels=PLENTY)


def dawdle(*_):
    """Take longer than is allowed, with a second's patience."""
    worker.PATIENCE_SECONDS = 1
    with worker._bounded():
        threading.Event().wait()


async def test_closing_ends_the_worker_in_the_middle_of_its_work(lab, monkeypatch):
    """Stopping the bot does not wait for a picture; it will be read again after the restart."""
    monkeypatch.setattr(worker, "read", hang)
    async with asyncio.TaskGroup() as tasks:
        reading = tasks.create_task(refused_for_now(lab))
        while not children():  # noqa: ASYNC110 -- the operating system tells nobody
            await asyncio.sleep(0)
        await lab.close()

    assert reading.result()
    assert [] == children()


async def refused_for_now(lab):
    """Read, and tell that it is to be tried another time."""
    with pytest.raises(PictureUnavailable):
        await lab.read(b"", most_pixels=PLENTY)
    return True


def hang(*_):
    """Never end by itself."""
    threading.Event().wait()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_to_the_whole_group_leaves_the_worker_at_its_work(lab, number):
    """Ctrl-C is for the bot, which finishes first."""
    content = encoded(drawn(), "png")
    await lab.read(content, most_pixels=PLENTY)
    [worker_id] = children()
    os.kill(worker_id, number)
    await lab.read(content, most_pixels=PLENTY)

    assert [worker_id] == children()


def test_a_killed_bot_leaves_no_worker(tmp_path):
    """Nobody is left to end it: it sees by itself that it is alone."""
    script = tmp_path / "parent.py"
    script.write_text(PARENT, encoding="utf-8")
    parent = subprocess.Popen(
        [sys.executable, script, encoded(drawn(), "png").hex()],
        env={"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    with parent:
        [worker_id] = map(int, parent.stdout.readline().split())
        is_alive = Path(f"/proc/{worker_id}").exists()
        parent.kill()
        parent.stdout.read()  # it is the worker's, too: it ends when both have

    assert is_alive
    assert not Path(f"/proc/{worker_id}").exists() or "Z" == state(worker_id)


def state(process_id):
    """Return the state letter of a process: Z, where only its parent has still to take note."""
    return Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0]
