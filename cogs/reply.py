"""Reply to a picture to edit it: the messages that the bot hears.

What a reply asks for, and how it is answered, is `bot.discordio.replies`'.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from bot.discordio.replies import Replies

if TYPE_CHECKING:
    from bot.discordio.client import DarkroomBot


class Reply(commands.Cog):
    """Hears every message that Discord shows us, and answers the replies among them."""

    def __init__(self, replies: Replies) -> None:
        self._replies = replies

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Answer it if it concerns us."""
        await self._replies.hear(message)


async def setup(bot: DarkroomBot) -> None:
    """Load the cog, where the bot is to hear replies at all."""
    if bot.replies:
        await bot.add_cog(Reply(Replies(bot)))
