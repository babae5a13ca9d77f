"""Make pictures fit into the message that carries them, and send less where Discord wants less."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from bot.discordio.refusals import discord_answers, is_automods, is_too_large
from bot.domain.errors import PictureRefused, Undeliverable
from bot.engine.ports import Picture, PictureLab

MEBIBYTE = 1024**2
MOST_FILE_BYTES = 90 * MEBIBYTE
"""Discord's word on larger files is not to be relied on."""

SURE_FILE_BYTES = 10 * MEBIBYTE
SURE_MESSAGE_BYTES = 25 * MEBIBYTE - 64 * 1024
"""What every channel takes: a file, and the pictures of a whole message beside its text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """Pictures as they are sent: as they were made, and as files for a limit.

    Without the prompt nothing of what the person wrote goes with them.
    """

    made: tuple[Picture, ...]
    files: tuple[Picture, ...]
    limit_bytes: int
    is_last_size: bool = False
    has_prompt: bool = True

    @property
    def converted(self) -> int:
        """How many pictures are sent smaller than they were made."""
        return sum(file is not made for file, made in zip(self.files, self.made, strict=True))


class Parcels:
    """Packs pictures, and packs them anew when they are refused."""

    def __init__(self, *, lab: PictureLab) -> None:
        """Take the lab, which makes pictures smaller."""
        self._lab = lab

    async def deliver(
        self,
        pictures: Sequence[Picture],
        send: Callable[[Parcel], Awaitable[int]],
        *,
        limit_bytes: int,
    ) -> int:
        """Send pictures that have at most so many bytes each; return the message's id.

        A refusal of the size or of the words is answered once with less. Raises
        DeliveryUnavailable or Undeliverable.
        """
        parcel = await self._fitted(tuple(pictures), min(limit_bytes, MOST_FILE_BYTES))
        while True:
            try:
                with discord_answers():
                    return await send(parcel)
            except Undeliverable as refusal:
                if is_too_large(refusal.__cause__) and not parcel.is_last_size:
                    parcel = await self._smaller(parcel)
                elif is_automods(refusal.__cause__) and parcel.has_prompt:
                    parcel = replace(parcel, has_prompt=False)
                else:
                    raise

    async def _fitted(self, pictures: tuple[Picture, ...], limit_bytes: int) -> Parcel:
        """Make what is larger than the limit smaller; raises Undeliverable where it cannot be."""
        try:
            files = [
                picture
                if len(picture.content) <= limit_bytes
                else await self._lab.shrink(picture, most_bytes=limit_bytes)
                for picture in pictures
            ]
        except PictureRefused as error:
            raise Undeliverable("too-large", str(error)) from error
        return Parcel(made=pictures, files=tuple(files), limit_bytes=limit_bytes)

    async def _smaller(self, parcel: Parcel) -> Parcel:
        """Make it fit where Discord says that it is too large, against its word on the limit."""
        share = SURE_MESSAGE_BYTES // len(parcel.made)
        limit_bytes = min(parcel.limit_bytes, SURE_FILE_BYTES, share)
        largest = max(len(file.content) for file in parcel.files)
        if largest <= limit_bytes:
            limit_bytes = largest // 2
        smaller = await self._fitted(parcel.made, limit_bytes)
        return replace(smaller, is_last_size=True, has_prompt=parcel.has_prompt)
