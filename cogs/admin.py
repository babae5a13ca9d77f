"""`/admin`: what those who manage a server can lay down. Here: all of it at a glance, and pause.

The other commands stand in the cogs beside this one, which has to be loaded before them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.discordio.admin_group import AdminGroup
from bot.discordio.admin_options import Whole, end_of

if TYPE_CHECKING:
    from bot.discordio.client import DarkroomBot


@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
@app_commands.default_permissions(manage_guild=True)
class Admin(AdminGroup, name="admin"):
    """The one group that everything goes under."""

    @app_commands.command()
    async def show(self, interaction: discord.Interaction[DarkroomBot]) -> None:
        """Show everything that is laid down here."""
        acting = await self._begin(interaction)
        await acting.show_rules(await acting.verbs.rules(acting.guild_id))

    @app_commands.command()
    async def pause(
        self,
        interaction: discord.Interaction[DarkroomBot],
        reason: str,
        hours: Whole | None = None,
    ) -> None:
        """Take no requests here, for a reason, until an hour or until `resume`."""
        acting = await self._begin(interaction)
        rules = await acting.verbs.pause(
            acting.guild_id, reason=reason, ends_at=end_of(hours, acting.now), by=acting.by
        )
        await acting.show_rules(rules, "pause", said=acting.text("admin-pause-done"))

    @app_commands.command()
    async def resume(self, interaction: discord.Interaction[DarkroomBot]) -> None:
        """Take requests again."""
        acting = await self._begin(interaction)
        await acting.verbs.resume(acting.guild_id, by=acting.by)
        await acting.say(acting.text("admin-resume-done"))


async def setup(bot: DarkroomBot) -> None:
    """Load the group that the other parts go under."""
    bot.tree.add_command(Admin(bot))
