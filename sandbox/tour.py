"""The tour: what a first visitor would try, played by actors and checked, with the bot killed in
the middle.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from sandbox.world_people import Person, SeenMessage, Upload

if TYPE_CHECKING:
    from sandbox.demo import Stage

SCENE_SECONDS = 60.0


@dataclass(slots=True)
class Scene:
    """One row of the table: what was asked, and what came of it."""

    name: str
    asked: int
    paid: int = 0
    posted: int = 0
    seconds: float = 0.0
    said: str = ""
    faults: list[str] = field(default_factory=list)


class Tour:
    """Plays the scenes one after another on a stage that is set up."""

    def __init__(self, stage: Stage, output: Path) -> None:
        """Take the stage and the folder for the pictures."""
        self._stage = stage
        self._output = output
        self.scenes: list[Scene] = []

    async def play(self) -> None:
        """Play all scenes."""
        ada, lin, noor = self._stage.members
        boat = "a paper boat on a quiet sea at dawn"
        await self._pictures("one picture", ada, prompt=boat, quality="high")
        await self._pictures(
            "four pictures", lin, prompt="mountains above a misty forest", count=4, size="3:2"
        )
        await self._pictures(
            "transparent",
            noor,
            prompt="a red fox, sitting",
            background="transparent",
            output_format="png",
        )
        await self._pictures(
            "two references",
            ada,
            prompt="both on one shelf above the sea",
            image1=Upload("harbour.png", _photograph((36, 92, 140), (240, 196, 120))),
            image2=Upload("meadow.jpg", _photograph((60, 120, 70), (250, 240, 200), kind="JPEG")),
        )
        await self._refused(
            "refused before it costs",
            lin,
            prompt="a logo",
            background="transparent",
            output_format="jpeg",
        )
        await self._refused(
            "refused by the API", noor, prompt="something unkind [[fail:moderation_blocked]]"
        )
        await self._killed(ada)

    async def _pictures(self, name: str, person: Person, **options: object) -> Scene:
        """Ask for pictures and wait until they are in the channel."""
        return await self._scene(name, person, options, interlude=None)

    async def _killed(self, person: Person) -> None:
        """Kill the bot while a job runs upstream, start it again, and see the pictures come, paid
        once.
        """

        paid = len(self._stage.api.ledger.submissions)

        async def interlude() -> None:
            await self._until_submitted(paid)
            await self._stage.bot.kill()
            await self._stage.bot.start()

        await self._scene(
            "kill -9 and restart",
            person,
            {"prompt": "a lighthouse that stands the storm [[seconds:5]]", "count": 2},
            interlude=interlude,
        )

    async def _scene(
        self,
        name: str,
        person: Person,
        options: dict[str, object],
        *,
        interlude: Callable[[], Awaitable[None]] | None,
    ) -> Scene:
        scene = Scene(name, asked=int(str(options.get("count", 1))))
        before, began = self._mark(), time.monotonic()
        await person.slash(self._stage.studio, "imagine", **_spelled(options))
        if interlude is not None:
            await interlude()
        result = await self._stage.world.wait_for(
            lambda: self._result(before), timeout_seconds=SCENE_SECONDS
        )
        await self._stage.world.wait_for(
            lambda: not self._answers(before), timeout_seconds=SCENE_SECONDS
        )
        self._finish(scene, before, began)
        self._save(scene, result)
        if scene.paid != scene.asked:
            scene.faults.append(f"paid for {scene.paid} of {scene.asked}")
        if scene.posted != scene.asked:
            scene.faults.append(f"posted {scene.posted} of {scene.asked}")
        return scene

    async def _refused(self, name: str, person: Person, **options: object) -> None:
        """Ask for what cannot be had, and read why."""
        scene = Scene(name, asked=1)
        before, began = self._mark(), time.monotonic()
        action = await person.slash(self._stage.studio, "imagine", **_spelled(options))

        def notice() -> str:
            said = [message for message in (action.response, *action.followups) if message]
            return next((m.content for m in said if _is_notice(m)), "")

        said = await self._stage.world.wait_for(notice, timeout_seconds=SCENE_SECONDS)
        scene.said = said.removeprefix(person.mention).strip()
        self._finish(scene, before, began)
        if scene.paid or scene.posted:
            scene.faults.append(f"paid for {scene.paid}, posted {scene.posted}")

    def _mark(self) -> tuple[set[int], int]:
        """Return what is there already: messages, and submissions in the API's books."""
        messages = {message.id for message in self._stage.world.messages(self._stage.studio)}
        return messages, len(self._stage.api.ledger.submissions)

    def _new(self, before: tuple[set[int], int]) -> list[SeenMessage]:
        world = self._stage.world
        return [
            message
            for message in world.messages(self._stage.studio)
            if message.id not in before[0] and message.author_id == world.bot_id
        ]

    def _result(self, before: tuple[set[int], int]) -> SeenMessage | None:
        return next((m for m in self._new(before) if m.attachments), None)

    def _answers(self, before: tuple[set[int], int]) -> list[SeenMessage]:
        """Return the progress answers that still stand."""
        return [m for m in self._new(before) if not m.attachments]

    async def _until_submitted(self, paid: int) -> None:
        api = self._stage.api
        await self._stage.world.wait_for(
            lambda: len(api.ledger.submissions) > paid, timeout_seconds=SCENE_SECONDS
        )

    def _finish(self, scene: Scene, before: tuple[set[int], int], began: float) -> None:
        scene.seconds = time.monotonic() - began
        for submission in self._stage.api.ledger.submissions[before[1] :]:
            scene.paid += len(submission.pictures)
        results = [message for message in self._new(before) if message.attachments]
        scene.posted = sum(len(message.attachments) for message in results)
        if len(results) > 1:
            scene.faults.append(f"{len(results)} messages")
        self.scenes.append(scene)

    def _save(self, scene: Scene, result: SeenMessage) -> None:
        self._output.mkdir(parents=True, exist_ok=True)
        stem = f"{len(self.scenes)}-{scene.name.replace(' ', '-')}"
        for number, attachment in enumerate(result.attachments, 1):
            suffix = Path(attachment.filename).suffix
            (self._output / f"{stem}-{number}{suffix}").write_bytes(attachment.data)
        served = {
            picture.sha256
            for submission in self._stage.api.ledger.submissions
            for picture in submission.pictures
        }
        scene.faults += [
            f"{attachment.filename} is not what the API served"
            for attachment in result.attachments
            if _sha256(attachment.data) not in served
        ]


def _is_notice(message: SeenMessage) -> bool:
    """Tell a final word from progress: it is for one person alone, or offers details."""
    offers = any(custom_id.startswith("details:") for custom_id in message.custom_ids)
    return bool(message.content) and (message.ephemeral or offers)


def _spelled(options: dict[str, object]) -> dict[str, object]:
    """Spell the options as the command does (`format` is a word of Python's)."""
    return {{"output_format": "format"}.get(name, name): value for name, value in options.items()}


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _photograph(
    low: tuple[int, int, int], high: tuple[int, int, int], *, kind: str = "PNG"
) -> bytes:
    """Return a picture that somebody might attach: a soft gradient with a sun in it."""
    height = Image.linear_gradient("L").resize((640, 480))
    picture = Image.composite(
        Image.new("RGB", (640, 480), low), Image.new("RGB", (640, 480), high), height
    )
    sun = ImageDraw.Draw(picture)
    sun.ellipse((400, 90, 500, 190), fill=(255, 250, 235))
    file = BytesIO()
    picture.save(file, kind)
    return file.getvalue()


def table(scenes: Sequence[Scene]) -> str:
    """Return the scenes as a table: asked, paid, posted, seconds, and what was wrong or said."""
    rows = [("scene", "asked", "paid", "posted", "seconds", "")]
    for scene in scenes:
        remark = "; ".join(scene.faults) or scene.said.partition("\n")[0]
        numbers = (str(scene.asked), str(scene.paid), str(scene.posted), f"{scene.seconds:.1f}")
        rows.append((scene.name, *numbers, remark))
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    lines = []
    for row in rows:
        cells = [row[0].ljust(widths[0])]
        cells += [row[column].rjust(widths[column]) for column in range(1, 5)]
        lines.append("  ".join([*cells, row[5]]).rstrip())
    lines.insert(1, "-" * max(len(line) for line in lines))
    return "\n".join(lines)


async def play_tour(stage: Stage, *, output: Path) -> int:
    """Play the tour, save its pictures, print the table; return 0 if all came out as it should."""
    tour = Tour(stage, output)
    await tour.play()
    print(table(tour.scenes))
    print(f"\nThe pictures are in {output}/")
    return 1 if any(scene.faults for scene in tour.scenes) else 0
