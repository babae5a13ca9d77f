"""What Discord's errors mean for a delivery: the one place where they are mapped.

The numbers are Discord's JSON error codes (topics/opcodes-and-status-codes in its documentation).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
import discord

from bot.domain.errors import DeliveryError, DeliveryUnavailable, Undeliverable

UNKNOWN_CHANNEL = 10003
UNKNOWN_GUILD = 10004
UNKNOWN_MESSAGE = 10008
UNKNOWN_WEBHOOK = 10015
DEAD_TOKEN = 50027
MAY_NOT_REPLY = 160002
TOO_LARGE = frozenset({40005, 50045})
AUTOMOD = frozenset({200000, 200001})


@contextmanager
def discord_answers(*, forbidden: str = "forbidden") -> Iterator[None]:
    """Turn what the library raises into DeliveryUnavailable or Undeliverable, with its cause.

    `forbidden` is the rule for what we may not do.
    """
    try:
        yield
    except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
        raise _meaning(error, forbidden) from error


def _meaning(error: Exception, forbidden: str) -> DeliveryError:
    sentence = f"{type(error).__name__}: {error}"
    if not isinstance(error, discord.HTTPException) or _is_passing(error):
        return DeliveryUnavailable(sentence)
    if error.code in (UNKNOWN_CHANNEL, UNKNOWN_GUILD):
        return Undeliverable("channel-gone", sentence)
    if error.status == 403:
        return Undeliverable(forbidden, sentence)
    if is_too_large(error):
        return Undeliverable("too-large", sentence)
    return Undeliverable("refused", sentence)


def _is_passing(error: discord.HTTPException) -> bool:
    """Tell whether it may go better later; a 404 without a code is not Discord's own."""
    return error.status >= 500 or error.status == 429 or (error.status == 404 and not error.code)


def is_gone(error: BaseException | None) -> bool:
    """Tell whether the message does not exist (any more)."""
    return isinstance(error, discord.NotFound) and error.code == UNKNOWN_MESSAGE


def is_dead_token(error: BaseException | None) -> bool:
    """Tell whether an interaction's token opens nothing (any more)."""
    return isinstance(error, discord.HTTPException) and error.code in (UNKNOWN_WEBHOOK, DEAD_TOKEN)


def is_out_of_reach(error: BaseException | None) -> bool:
    """Tell whether a message, or its channel, is gone or closed to us."""
    return isinstance(error, discord.NotFound | discord.Forbidden) and bool(error.code)


def is_too_large(error: BaseException | None) -> bool:
    """Tell whether the files are too large, one of them or all together."""
    return isinstance(error, discord.HTTPException) and (
        error.status == 413 or error.code in TOO_LARGE
    )


def is_automods(error: BaseException | None) -> bool:
    """Tell whether the server's AutoMod has blocked the words."""
    return isinstance(error, discord.HTTPException) and error.code in AUTOMOD


def is_no_reply(error: BaseException | None) -> bool:
    """Tell whether we may send there, but not reply: that takes Read Message History."""
    return isinstance(error, discord.HTTPException) and error.code == MAY_NOT_REPLY
