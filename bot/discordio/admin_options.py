"""What managers type after `/admin`, as our own values: money, spans of time, roles, channels.

How large a limit may be is the engine's to judge; here it is made sure that there is a number.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar

import discord
from discord import app_commands

from bot.domain.errors import InvalidRequest, NotFound
from bot.engine import bounds
from bot.text.money import typed_microusd

Choice = TypeVar("Choice", bound=StrEnum)


class WholeNumber(app_commands.Transformer):
    """A number that is one: Discord's client sees to that, others may send anything."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        """The kind of option."""
        return discord.AppCommandOptionType.integer

    async def transform(self, interaction: discord.Interaction, value: object, /) -> int:
        """Return the number; an error is told with the option's name."""
        if not isinstance(value, int):
            raise ValueError(value)
        return value


Whole = app_commands.Transform[int, WholeNumber]


class PlaceToAsk(app_commands.Transformer):
    """A channel where commands are used, or a category of such channels."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        """The kind of option."""
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        """The kinds of channel that Discord offers; its description of the API knows no others."""
        kinds = discord.ChannelType
        return [kinds.text, kinds.news, kinds.voice, kinds.stage_voice, kinds.forum, kinds.category]

    async def transform(self, interaction: discord.Interaction, value: object, /) -> int:
        """Return the channel's id; what is none is told with the option's name."""
        if not isinstance(value, app_commands.AppCommandChannel):
            raise ValueError(value)
        return value.id


Place = app_commands.Transform[int, PlaceToAsk]


def microusd_of(option: str, typed: str | None) -> int | None:
    """Return a sum as it was typed, `12.50`, in micro-dollars; raises InvalidRequest (`money`)."""
    if typed is None:
        return None
    microusd = typed_microusd(typed)
    if microusd is None:
        raise InvalidRequest("money", field=option, value=typed[:50])
    return microusd


def choice_among(option: str, value: str | None, choices: type[Choice]) -> Choice | None:
    """Return what was chosen, None where nothing was; raises InvalidRequest for another value."""
    if value is None:
        return None
    if value not in set(choices):
        allowed = ", ".join(choices)
        raise InvalidRequest("choice", field=option, value=value, allowed=allowed)
    return choices(value)


def end_of(hours: int | None, now: datetime) -> datetime | None:
    """Return when so many hours are over; None where nothing was said. Raises InvalidRequest."""
    if hours is None:
        return None
    return now + timedelta(hours=bounds.number("hours", hours, least=1, most=bounds.MOST_HOURS))


def role_id_of(guild: discord.Guild | None, role: discord.abc.Snowflake) -> int | None:
    """Return the role's id; None for @everyone, which is the server itself.

    Raises NotFound for a role that has gone meanwhile.
    """
    if guild is None or guild.get_role(role.id) is None:
        raise NotFound("role")
    return None if role.id == guild.id else role.id


def lacking(
    guild: discord.Guild | None, channel: discord.abc.Snowflake, needed: tuple[str, ...]
) -> list[str]:
    """Return which of these permissions the bot lacks in a channel; raises NotFound for one that
    has gone.
    """
    there = guild.get_channel(channel.id) if guild is not None else None
    if guild is None or there is None:
        raise NotFound("channel")
    granted = there.permissions_for(guild.me)
    return [name for name in needed if not getattr(granted, name)]
