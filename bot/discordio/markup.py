"""Small pieces of Discord's markup: money, moments, mentions, and what people wrote, made harmless.

Pure text; the sentences around it are `bot.text`'s.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

from bot.text.money import money as money  # beside the moments, for who writes a message

_FORMATTING = re.compile(r"[\\`*_~|\[<]|(?<=:)/(?=/)")
"""What begins formatting, a mention, a timestamp or a link."""

_BLOCK = re.compile(r"(?:#{1,3}|-#|[->+]|\d+\.)\s")
"""What makes a heading, small print, a list or a quote where it begins a line."""

_INVITE = re.compile(r"discord(?:(?:app)?\.com/(?:invite|gifts)|\.gg|\.gift|\.new)/", re.IGNORECASE)
"""What Discord makes a card of, without any `https`: an advertisement in our name."""

_CALL = re.compile(r"@(?=everyone|here|[!&]?\d)")

_DIRECTIONS = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the direction of what stands beside them."""

_NOTHING = "\u200b"
"""A space of no width: it separates, and nobody sees it."""


def file_size(size_bytes: int) -> str:
    """Write a file's size in whole MiB, below one MiB in KiB; never more than it is."""
    if size_bytes < 1024**2:
        return f"{size_bytes // 1024} KiB"
    return f"{size_bytes // 1024**2} MiB"


def moment(at: datetime, style: str = "R") -> str:
    """Write a moment that each reader's Discord shows in their own time; `R` is relative to now."""
    return f"<t:{int(at.timestamp())}:{style}>"


def mention(user_id: int) -> str:
    """Write somebody's name; whether it calls them is for the sender to allow."""
    return f"<@{user_id}>"


def message_url(guild_id: int | None, channel_id: int | None, message_id: int | None) -> str:
    """Write the address of a message; that of direct messages, where there is no server."""
    return f"https://discord.com/channels/{guild_id or '@me'}/{channel_id}/{message_id}"


def one_line(text: str) -> str:
    """Return the text in one line, without control characters and turns of direction."""
    kept = (
        " " if unicodedata.category(character) == "Cc" else character
        for character in text
        if character not in _DIRECTIONS
    )
    return " ".join("".join(kept).split())


def shortened(text: str, most: int) -> str:
    """Return at most so many characters of the text, with an ellipsis where some are left out."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def as_written(text: str, most: int) -> str:
    """Return what a person wrote, in one line, so that Discord does nothing but show it.

    At most `most` characters of it are shown; what is returned has up to twice as many.
    """
    line = _FORMATTING.sub(r"\\\g<0>", shortened(one_line(text), most))
    line = _CALL.sub(f"@{_NOTHING}", line)
    line = _INVITE.sub(rf"\g<0>{_NOTHING}", line)
    return _NOTHING + line if _BLOCK.match(line) else line


def code_block(text: str) -> str:
    """Return the text as a block to copy from; what would end the block is parted invisibly."""
    parted = text.replace("``", f"`{_NOTHING}`")
    return f"```\n{parted}\n```"
