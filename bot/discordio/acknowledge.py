"""Acknowledge interactions before anything else, and let other work wait for that.

Discord wants an acknowledgement within three seconds, whatever else is going on. What is said later
is the callers'.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import aiohttp
import discord

if TYPE_CHECKING:
    from bot.discordio.client import DarkroomBot

ALREADY_ACKNOWLEDGED = 40060
UNKNOWN_INTERACTION = 10062

QUIET_SECONDS = 1.0
"""The longest that work waits for the acknowledgements of others."""

ORIGINAL = cast(int, "@original")
"""How Discord names the message that answers an interaction; goes where an id goes."""

REMEMBERED = 4096
"""How many interactions are remembered, to know one that Discord delivers twice."""

_ACKNOWLEDGED = "acknowledged"


class Lapsed(Exception):
    """The interaction ended before we answered, or is answered elsewhere: nobody is to be told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledged:
    """How an interaction was acknowledged.

    `message_id` is the answer that shows "thinking" (None: there is none, or we do not know it);
    `is_ephemeral` what Discord made of it, which may be more private than what was asked for.
    """

    message_id: int | None
    is_ephemeral: bool


class Acknowledgements:
    """Sends acknowledgements, counts those on the wire, and knows what was seen before."""

    def __init__(self) -> None:
        self._on_the_wire = 0
        self._is_quiet = asyncio.Event()
        self._is_quiet.set()
        self._seen: OrderedDict[int, None] = OrderedDict()

    def is_first(self, interaction_id: int) -> bool:
        """Tell whether this interaction comes for the first time; Discord may deliver one twice."""
        if interaction_id in self._seen:
            return False
        self._seen[interaction_id] = None
        while len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        return True

    async def defer(
        self,
        interaction: discord.Interaction[DarkroomBot],
        *,
        ephemeral: bool = False,
        thinking: bool = True,
    ) -> Acknowledged:
        """Acknowledge; the answer comes later. Must be the first thing that a callback awaits.

        Without `thinking` a click is acknowledged silently. Raises Lapsed where Discord no longer
        knows the interaction; one that is acknowledged already (by an attempt whose answer was
        lost) is taken as it is.
        """
        self._on_the_wire += 1
        self._is_quiet.clear()
        try:
            answer = await self._send(interaction, ephemeral=ephemeral, thinking=thinking)
        finally:
            self._on_the_wire -= 1
            if not self._on_the_wire:
                self._is_quiet.set()
        if answer is None:
            acknowledged = await _as_it_stands(interaction, ephemeral, thinking=thinking)
        else:
            acknowledged = Acknowledged(
                message_id=await _message_id(interaction, answer) if thinking else None,
                is_ephemeral=answer.is_ephemeral(),
            )
        interaction.extras[_ACKNOWLEDGED] = acknowledged
        return acknowledged

    async def quiet(self) -> None:
        """Wait, a second at most, until no acknowledgement is on the wire: theirs come first.

        Who waited longest goes on first.
        """
        # The last one, for which nothing is left to wait, must not overtake those that it woke.
        await asyncio.sleep(0)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(QUIET_SECONDS):
                while self._on_the_wire:
                    await self._is_quiet.wait()

    async def _send(
        self, interaction: discord.Interaction[DarkroomBot], *, ephemeral: bool, thinking: bool
    ) -> discord.InteractionCallbackResponse[DarkroomBot] | None:
        """Return Discord's answer, or None where the interaction was acknowledged before.

        A lost connection is tried once more: if the first attempt did arrive, Discord says so.
        """
        try:
            try:
                return await interaction.response.defer(ephemeral=ephemeral, thinking=thinking)
            except (aiohttp.ClientError, OSError):
                return await interaction.response.defer(ephemeral=ephemeral, thinking=thinking)
        except discord.NotFound as error:
            if error.code == UNKNOWN_INTERACTION:
                raise Lapsed(
                    f"interaction {interaction.id} ended before it was answered"
                ) from error
            raise
        except discord.HTTPException as error:
            if error.code == ALREADY_ACKNOWLEDGED:
                return None
            raise


async def _message_id(
    interaction: discord.Interaction[DarkroomBot],
    answer: discord.InteractionCallbackResponse[DarkroomBot],
) -> int | None:
    """Return the answer's message; Discord names it with the acknowledgement, others may not."""
    if answer.message_id is not None:
        return answer.message_id
    if isinstance(answer.resource, discord.InteractionMessage):
        return answer.resource.id
    try:
        return (await interaction.original_response()).id
    except discord.HTTPException:
        return None


async def _as_it_stands(
    interaction: discord.Interaction[DarkroomBot], ephemeral: bool, *, thinking: bool
) -> Acknowledged:
    """Look up the answer that an earlier acknowledgement has made."""
    if not thinking:
        return Acknowledged(message_id=None, is_ephemeral=ephemeral)
    try:
        message = await interaction.original_response()
    except discord.NotFound as error:
        raise Lapsed(f"interaction {interaction.id} was answered elsewhere") from error
    return Acknowledged(message_id=message.id, is_ephemeral=message.flags.ephemeral)


async def answer_alone(webhook: discord.Webhook, sentence: str) -> None:
    """Replace a public answer by a message that only the person who asked can see.

    What is public cannot become private; and while an answer "thinks", the next message is put into
    it (and lost with it). So it is filled first, and goes last.
    """
    nobody = discord.AllowedMentions.none()
    await webhook.edit_message(ORIGINAL, content="…", view=None, allowed_mentions=nobody)
    await webhook.send(sentence, ephemeral=True, allowed_mentions=nobody)
    with contextlib.suppress(discord.NotFound):
        await webhook.delete_message(ORIGINAL)


def acknowledged(interaction: discord.Interaction[DarkroomBot]) -> Acknowledged | None:
    """Return how the interaction was acknowledged by `defer`, if it was."""
    found = interaction.extras.get(_ACKNOWLEDGED)
    return found if isinstance(found, Acknowledged) else None


def answer_message_id_of(interaction: discord.Interaction[DarkroomBot]) -> int | None:
    """Return the message that answers an acknowledged interaction, if it is known."""
    answer = acknowledged(interaction)
    return answer.message_id if answer is not None else None
