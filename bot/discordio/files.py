"""Turn a picture into a file that a message can carry."""

from __future__ import annotations

import io

import discord

from bot.engine.ports import Picture


def picture_file(
    picture: Picture, stem: str, *, alt_text: str | None = None, is_spoiler: bool = False
) -> discord.File:
    """Return the picture as a file of that name; new at every call, since a file is sent once.

    `alt_text` is for who cannot see it. A spoiler is hidden until somebody clicks on it; Discord
    knows it by the name.
    """
    extension = "jpg" if picture.kind == "jpeg" else picture.kind
    return discord.File(
        io.BytesIO(picture.content),
        filename=f"{stem}.{extension}",
        description=alt_text,
        spoiler=is_spoiler,
    )
