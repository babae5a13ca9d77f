"""The tour: what a first visitor would try, played by actors and checked, with the bot killed in
the middle.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.tour_community import Community
from sandbox.tour_edits import Edits
from sandbox.tour_pictures import photograph
from sandbox.tour_scenes import Scenes, table
from sandbox.world_people import Action, Person, Upload
from sandbox.world_seen import SeenMessage

if TYPE_CHECKING:
    from sandbox.demo import Stage


class Tour:
    """Plays the scenes one after another."""

    def __init__(self, scenes: Scenes) -> None:
        """Take the way to play a scene."""
        self._scenes = scenes
        self._stage = scenes.stage

    async def play(self) -> None:
        """Play all scenes."""
        ada, lin, noor = self._stage.members
        boat = "a paper boat on a quiet sea at dawn"
        picture = await self._pictures("one picture", ada, prompt=boat, quality="high")
        await self._pictures(
            "four pictures", lin, prompt="mountains above a misty forest", count=4, size="3:2"
        )
        await self._pictures(
            "transparent",
            noor,
            prompt="a red fox, sitting",
            background="transparent",
            format="png",
        )
        await self._pictures(
            "two references",
            ada,
            prompt="both on one shelf above the sea",
            image1=Upload("harbour.png", photograph((36, 92, 140), (240, 196, 120))),
            image2=Upload("meadow.jpg", photograph((60, 120, 70), (250, 240, 200), kind="JPEG")),
        )
        await self._refused(
            "refused before it costs",
            lin,
            prompt="a logo",
            background="transparent",
            format="jpeg",
        )
        await self._refused(
            "refused by the API", noor, prompt="something unkind [[fail:moderation_blocked]]"
        )
        await self._killed(ada)
        await Edits(self._scenes, picture).play(self._stage.members)
        await Community(self._scenes, picture).play(ada, lin, noor)

    async def _pictures(self, name: str, person: Person, **options: object) -> SeenMessage:
        """Ask for pictures; return the result."""
        _, result, _ = await self._scenes.pictures(
            name,
            lambda: self._asked(person, **options),
            count=int(str(options.get("count", 1))),
        )
        return result

    async def _refused(self, name: str, person: Person, **options: object) -> None:
        """Ask for what cannot be had."""
        await self._scenes.refused(name, person, lambda: self._asked(person, **options))

    async def _killed(self, person: Person) -> None:
        """Kill the bot while a job runs upstream, start it again, and see the pictures come, paid
        once.
        """

        async def act() -> None:
            prompt = "a lighthouse that stands the storm [[seconds:3]]"
            already = len(self._stage.api.ledger.submissions)
            await self._asked(person, prompt=prompt, count=2)
            await self._scenes.until(lambda: len(self._stage.api.ledger.submissions) > already)
            await self._stage.bot.kill()
            await self._stage.bot.start()

        await self._scenes.pictures("kill -9 and restart", act, count=2)

    async def _asked(self, person: Person, **options: object) -> Action:
        return await person.slash(self._stage.studio, "imagine", **options)


async def play_tour(stage: Stage, *, output: Path) -> int:
    """Play the tour, save its pictures, print the table; return 0 if all came out as it should."""
    scenes = Scenes(stage, output)
    await Tour(scenes).play()
    print(table(scenes.played))
    print(f"\nThe pictures are in {output}/")
    return 1 if any(scene.faults for scene in scenes.played) else 0
