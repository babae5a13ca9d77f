"""What the bot may do in a channel, asked of Discord itself: for who has no bot running at hand."""

from __future__ import annotations

import aiohttp
import discord

from bot.domain.errors import DeliveryUnavailable, NotFound

LOG_PERMISSIONS = ("view_channel", "send_messages")
GALLERY_PERMISSIONS = (*LOG_PERMISSIONS, "attach_files")
"""What the bot needs in such a channel."""


async def lacking_by_discord(
    token: str, *, guild_id: int, channel_id: int, needed: tuple[str, ...]
) -> list[str]:
    """Return which of these permissions the bot lacks in a server's channel.

    Raises NotFound where there is no such channel, or none that messages are sent to;
    DeliveryUnavailable where Discord does not answer.
    """
    async with discord.Client(intents=discord.Intents.none()) as client:
        try:
            await client.login(token)
            guild = await client.fetch_guild(guild_id, with_counts=False)
            channel = await guild.fetch_channel(channel_id)
            me = await guild.fetch_member(client.user.id if client.user is not None else 0)
        except (discord.NotFound, discord.Forbidden, discord.InvalidData) as error:
            raise NotFound("channel") from error
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            raise DeliveryUnavailable(
                f"Discord cannot be asked about that channel now: {type(error).__name__}"
            ) from error
        if not isinstance(channel, discord.TextChannel):
            raise NotFound("channel")
        granted = channel.permissions_for(me)
        return [name for name in needed if not getattr(granted, name)]
