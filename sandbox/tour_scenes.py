"""How a scene of the tour is played: somebody acts, pictures come, and the books are looked at.

What is played is the tour's; here it is waited for, counted, saved, and put into a table.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from sandbox.image_api_ledger import Submission
from sandbox.world_people import Action, Person
from sandbox.world_seen import SeenMessage

if TYPE_CHECKING:
    from sandbox.demo import Stage

Seen = TypeVar("Seen")

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

    def check(self, holds: bool, fault: str) -> None:
        """Note the fault where something does not hold."""
        if not holds:
            self.faults.append(fault)


@dataclass(frozen=True, slots=True)
class Before:
    """What was there before a scene: messages, and submissions in the API's books."""

    message_ids: frozenset[int]
    submissions: int


class Scenes:
    """Plays one scene after another on a stage that is set up, and keeps the books of them."""

    def __init__(self, stage: Stage, output: Path) -> None:
        """Take the stage and the folder for the pictures."""
        self.stage = stage
        self.played: list[Scene] = []
        self._output = output

    async def pictures(
        self,
        name: str,
        act: Callable[[], Awaitable[object]],
        *,
        count: int = 1,
        is_exact: bool = False,
    ) -> tuple[Scene, SeenMessage, Submission]:
        """Act, and wait until so many pictures are in the channel and no progress is shown.

        The bytes are those that the API served, unless the result `is_exact`: then the bot has put
        the rest of the first picture back. Returns the result and what the API was asked for.
        """
        scene, before, began = Scene(name, asked=count), self._mark(), time.monotonic()
        await act()
        result = await self.until(lambda: self._result(before))
        await self.until(lambda: not self._progress(before))
        self._finish(scene, before, began)
        self._save(scene, result)
        if not is_exact:
            self._compare(scene, result)
        scene.check(scene.paid == scene.asked, f"paid for {scene.paid} of {scene.asked}")
        scene.check(scene.posted == scene.asked, f"posted {scene.posted} of {scene.asked}")
        return scene, result, self.stage.api.ledger.submissions[-1]

    async def refused(
        self, name: str, person: Person, act: Callable[[], Awaitable[Action]]
    ) -> None:
        """Ask for what cannot be had, and read why."""
        scene, before, began = Scene(name, asked=1), self._mark(), time.monotonic()
        action = await act()

        def notice() -> str:
            said = [message for message in (action.response, *action.followups) if message]
            return next((m.content for m in said if _is_notice(m)), "")

        said = await self.until(notice)
        scene.said = said.removeprefix(person.mention).strip()
        self._finish(scene, before, began)
        scene.check(not scene.paid and not scene.posted, f"paid for {scene.paid}")

    async def answered(
        self, name: str, act: Callable[[], Awaitable[Action]]
    ) -> tuple[Scene, SeenMessage]:
        """Use what makes no picture, and read the answer; returns it."""
        scene, before, began = Scene(name, asked=0), self._mark(), time.monotonic()
        action = await act()
        answer = await self.until(lambda: _answer(action))
        titles = [str(embed.get("title", "")) for embed in answer.embeds]
        scene.said = " · ".join(each for each in (answer.content, *titles) if each)
        self._finish(scene, before, began)
        scene.check(not scene.paid and not scene.posted, f"paid for {scene.paid}")
        self._save(scene, answer, only=".png")
        return scene, answer

    async def watched(self, name: str, act: Callable[[], Awaitable[object]]) -> Scene:
        """Act where nothing is made and whoever acts sees for themselves what came of it."""
        scene, before, began = Scene(name, asked=0), self._mark(), time.monotonic()
        await act()
        self._finish(scene, before, began)
        scene.check(not scene.paid, f"paid for {scene.paid}")
        return scene

    async def until(self, look: Callable[[], Seen | None]) -> Seen:
        """Return the first true value of `look`; raises TimeoutError where none comes."""
        return await self.stage.world.wait_for(look, timeout_seconds=SCENE_SECONDS)

    def _mark(self) -> Before:
        messages = self.stage.world.messages(self.stage.studio)
        return Before(
            frozenset(message.id for message in messages),
            len(self.stage.api.ledger.submissions),
        )

    def _new(self, before: Before) -> list[SeenMessage]:
        """Return what the bot has written since, for everybody to see."""
        world = self.stage.world
        return [
            message
            for message in world.messages(self.stage.studio)
            if message.id not in before.message_ids
            and message.author_id == world.bot_id
            and not message.ephemeral
        ]

    def _result(self, before: Before) -> SeenMessage | None:
        return next((m for m in self._new(before) if m.attachments), None)

    def _progress(self, before: Before) -> list[SeenMessage]:
        return [m for m in self._new(before) if not m.attachments]

    def _finish(self, scene: Scene, before: Before, began: float) -> None:
        scene.seconds = time.monotonic() - began
        for submission in self.stage.api.ledger.submissions[before.submissions :]:
            scene.paid += len(submission.pictures)
        results = [message for message in self._new(before) if message.attachments]
        scene.posted = sum(len(message.attachments) for message in results)
        scene.check(len(results) <= 1, f"{len(results)} messages")
        self.played.append(scene)

    def _save(self, scene: Scene, result: SeenMessage, *, only: str = "") -> None:
        self._output.mkdir(parents=True, exist_ok=True)
        stem = f"{len(self.played)}-{scene.name.replace(' ', '-').replace('/', '')}"
        for number, attachment in enumerate(result.attachments, 1):
            suffix = Path(attachment.filename).suffix
            if not suffix.endswith(only):
                continue
            (self._output / f"{stem}-{number}{suffix}").write_bytes(attachment.data)

    def _compare(self, scene: Scene, result: SeenMessage) -> None:
        served = {
            picture.sha256
            for submission in self.stage.api.ledger.submissions
            for picture in submission.pictures
        }
        for attachment in result.attachments:
            is_served = sha256(attachment.data) in served
            scene.check(is_served, f"{attachment.filename} is not what the API served")


def _answer(action: Action) -> SeenMessage | None:
    """Return the answer, once it is no mere acknowledgement."""
    answer = action.response
    return None if answer is None or answer.thinking else answer


def _is_notice(message: SeenMessage) -> bool:
    """Tell a final word from progress: it is for one person alone, or offers details."""
    offers = any(custom_id.startswith("details:") for custom_id in message.custom_ids)
    return bool(message.content) and (message.ephemeral or offers)


def sha256(data: bytes) -> str:
    """Return the fingerprint of some bytes."""
    return hashlib.sha256(data).hexdigest()


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
