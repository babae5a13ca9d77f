"""The smallest bot that does on Discord what Darkroom does, as a process for tests of the world.

Takes the world's API address and token as arguments; knows nothing of the world itself.
"""

import asyncio
import io
import re
import sys
from typing import Self

import discord
import yarl
from discord import app_commands
from discord.ext import commands

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000020000000308060000"
    "00b9eade810000000c49444154789c6360a017000000630001f7c7a5"
    "d30000000049454e44ae426082"
)


class Again(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=r"again:(?P<id>\w+)"
):
    """A button whose identity is all in its custom id, so that it survives a restart."""

    def __init__(self, name: str) -> None:
        super().__init__(discord.ui.Button(label="Again", custom_id=f"again:{name}"))

    @classmethod
    async def from_custom_id(
        cls,
        interaction: discord.Interaction,
        item: discord.ui.Item[discord.ui.View],
        match: re.Match[str],
    ) -> Self:
        """Make the button that was pressed."""
        return cls(match["id"])

    async def callback(self, interaction: discord.Interaction) -> None:
        """Open a form."""
        await interaction.response.send_modal(Words())


class Words(discord.ui.Modal, title="Again"):
    """A form with one field; the bot itself hears of its answer."""

    prompt: discord.ui.TextInput[Self] = discord.ui.TextInput(label="Prompt", custom_id="prompt")


class TinyBot(commands.AutoShardedBot):
    """A bot with one command, one button and one ear."""

    async def setup_hook(self) -> None:
        """Register everything before the gateway."""
        # A session that cannot be resumed is begun anew there, wherever the first one was.
        _shards, url, _limit = await self.http.get_bot_gateway()
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(url)
        self.add_dynamic_items(Again)
        self.tree.add_command(imagine)
        await self.tree.sync()

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Answer a form, to the person alone.

        The library knows a form once it has read that Discord took it. A person is never as quick
        as that, a test sometimes is, and its answer would be dropped.
        """
        if interaction.type is discord.InteractionType.modal_submit:
            words = dict(interaction.data or {})["components"][0]["components"][0]["value"]
            await interaction.response.send_message(f"noted: {words}", ephemeral=True)

    async def on_message(self, message: discord.Message) -> None:
        """Answer whoever mentions us with what we could read."""
        if not message.author.bot and self.user in message.mentions:
            await message.reply(f"read: {message.content}", mention_author=False)


@app_commands.command(description="Make a picture")
async def imagine(
    interaction: discord.Interaction, prompt: str, image1: discord.Attachment | None = None
) -> None:
    """Acknowledge, post a new message, take the acknowledgement away."""
    await interaction.response.defer(thinking=True)
    data = await image1.read() if image1 is not None else PICTURE
    view = discord.ui.View(timeout=None)
    view.add_item(Again(str(interaction.id)))
    assert isinstance(interaction.channel, discord.abc.Messageable)
    await interaction.channel.send(
        f"{interaction.user.mention} {prompt}",
        file=discord.File(io.BytesIO(data), "picture.png", description=prompt),
        view=view,
        nonce=str(interaction.id),
        allowed_mentions=discord.AllowedMentions(users=[interaction.user]),
    )
    await interaction.delete_original_response()


async def main(api_url: str, token: str) -> None:
    """Run the bot until the process is ended."""
    discord.http.Route.BASE = f"{api_url}/v10"
    intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
    bot = TinyBot(command_prefix="\0", intents=intents, help_command=None, max_messages=None)
    async with bot:
        await bot.start(token)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
