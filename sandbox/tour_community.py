"""The tour's last part: what a community does with one key. A limit that is told, a picture in the
gallery with a star, and the chart that managers look at.

How a scene is waited for and counted is `tour_scenes`'.
"""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from sandbox.tour_scenes import Scene, Scenes
from sandbox.world_people import Person
from sandbox.world_seen import SeenMessage

LEAST_COLOURS = 8
"""A chart with less on it would be empty."""


class Community:
    """Plays what members and whoever manages the server do besides asking for pictures."""

    def __init__(self, scenes: Scenes, picture: SeenMessage) -> None:
        """Take the way to play scenes, and the result that is shared."""
        self._scenes = scenes
        self._stage = scenes.stage
        self._picture = picture

    async def play(self, maker: Person, other: Person, friend: Person) -> None:
        """Play all scenes; `maker` is who asked for the picture."""
        await self._limit(other)
        await self._share(maker, friend)
        await self._usage()

    async def _limit(self, person: Person) -> None:
        """Lay down a limit that the person has reached, and see what they are told of it."""
        studio, moderator = self._stage.studio, self._stage.moderator
        await self._scenes.answered(
            "/admin limits",
            lambda: moderator.slash(studio, "admin limits member", member=person, images_per_day=1),
        )
        scene, page = await self._scenes.answered("/quota", lambda: person.slash(studio, "quota"))
        scene.check("0 of 1 left" in str(page.embeds), "the limit is not drawn")
        await self._scenes.refused(
            "refused at the limit",
            person,
            lambda: person.slash(studio, "imagine", prompt="one more"),
        )

    async def _share(self, maker: Person, friend: Person) -> None:
        """Share the picture, with its words, and have a friend give it a star."""
        gallery = self._stage.gallery

        async def act() -> None:
            opened = await maker.click(self._picture, _button(self._picture, "share"))
            await self._scenes.until(lambda: opened.modal)
            await maker.submit(opened)
            await self._scenes.until(lambda: self._stage.world.messages(gallery))
            [shared] = self._stage.world.messages(gallery)
            await friend.click(shared, _button(shared, "star"))
            await self._scenes.until(lambda: "1" in _labels(self._stage.world.messages(gallery)[0]))

        scene = await self._scenes.watched("share, and a star", act)
        [shared] = self._stage.world.messages(gallery)
        pictures = [each.data for each in shared.attachments]
        scene.posted = len(pictures)
        scene.said = " ".join(shared.content.split())
        scene.check(
            pictures == [each.data for each in self._picture.attachments],
            "another picture was shared",
        )

    async def _usage(self) -> None:
        """Have the chart drawn, and look whether there is anything on it."""
        studio, moderator = self._stage.studio, self._stage.moderator
        scene, page = await self._scenes.answered(
            "/admin usage", lambda: moderator.slash(studio, "admin usage")
        )
        _check_chart(scene, page)


def _check_chart(scene: Scene, page: SeenMessage) -> None:
    kinds = sorted(each.filename.rpartition(".")[2] for each in page.attachments)
    scene.check(kinds == ["csv", "png"], f"the files are {kinds}")
    for each in page.attachments:
        if each.filename.endswith(".png"):
            with Image.open(BytesIO(each.data)) as chart:
                colours = chart.convert("RGB").getcolors(chart.width * chart.height) or []
            scene.check(len(colours) >= LEAST_COLOURS, "the chart is empty")


def _button(message: SeenMessage, verb: str) -> str:
    """Return the id of the one button with this verb under a message."""
    [found] = [each for each in message.custom_ids if each.startswith(f"{verb}:")]
    return found


def _labels(message: SeenMessage) -> str:
    """Return what stands on the buttons under a message."""
    return " ".join(
        str(item.get("label", "")) for row in message.components for item in row["components"]
    )
