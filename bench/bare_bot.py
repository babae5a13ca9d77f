"""The baseline: a bare discord.py bot whose `/imagine` only defers. The library's own limit."""

from __future__ import annotations

import asyncio
import os

import discord
from discord import app_commands


class BareBot(discord.AutoShardedClient):
    """A client with one command."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True), max_messages=None)
        self.tree = app_commands.CommandTree(self)

    async def setup_hook(self) -> None:
        """Define the command and tell Discord."""

        @self.tree.command(description="defer")
        async def imagine(interaction: discord.Interaction[BareBot], prompt: str) -> None:
            await interaction.response.defer(thinking=True)

        await self.tree.sync()


async def main() -> None:
    """Run until killed."""
    discord.http.Route.BASE = os.environ["BENCH_API_URL"] + "/v10"
    async with BareBot() as bot:
        await bot.start(os.environ["BENCH_TOKEN"])


if __name__ == "__main__":
    asyncio.run(main())
