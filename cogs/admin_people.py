"""`/admin grant`, `revoke`, `block` and `unblock`: what is laid down for one person."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.discordio.admin_group import AdminGroup, put_into_admin
from bot.discordio.admin_options import Whole, end_of, microusd_of
from bot.discordio.markup import mention, moment
from bot.engine import bounds

if TYPE_CHECKING:
    from bot.discordio.client import DarkroomBot


class People(AdminGroup, name="people"):
    """Give somebody more, or nothing."""

    @app_commands.command()
    async def grant(
        self,
        interaction: discord.Interaction[DarkroomBot],
        member: discord.User,
        images: Whole = 0,
        usd: str = "0",
        days: Whole = 30,
        note: str = "",
    ) -> None:
        """Grant pictures or dollars beyond the daily limits, for some days."""
        acting = await self._begin(interaction)
        days = bounds.number("days", days, least=1, most=bounds.MOST_DAYS)
        granted = await acting.verbs.grant(
            acting.guild_id,
            member.id,
            images=images,
            microusd=microusd_of("usd", usd) or 0,
            expires_at=acting.now + timedelta(days=days),
            note=note,
            by=acting.by,
        )
        sentence = acting.text(
            "admin-grant-done",
            who=mention(member.id),
            ends=moment(granted.expires_at),
            id=f"`{granted.id}`",
        )
        rules = await acting.verbs.rules(acting.guild_id)
        await acting.show_rules(rules, "people", said=sentence)

    @app_commands.command()
    async def revoke(self, interaction: discord.Interaction[DarkroomBot], grant: str) -> None:
        """Take a grant back; what was drawn from it is used."""
        acting = await self._begin(interaction)
        await acting.verbs.revoke(acting.guild_id, grant.strip().strip("`"), by=acting.by)
        await acting.say(acting.text("admin-revoke-done"))

    @app_commands.command()
    async def block(
        self,
        interaction: discord.Interaction[DarkroomBot],
        member: discord.User,
        reason: str,
        hours: Whole | None = None,
    ) -> None:
        """Keep somebody from asking, for a reason that they are told."""
        acting = await self._begin(interaction)
        rules = await acting.verbs.block(
            acting.guild_id,
            member.id,
            reason=reason,
            ends_at=end_of(hours, acting.now),
            by=acting.by,
        )
        sentence = acting.text("admin-block-done", who=mention(member.id))
        await acting.show_rules(rules, "people", said=sentence)

    @app_commands.command()
    async def unblock(
        self, interaction: discord.Interaction[DarkroomBot], member: discord.User
    ) -> None:
        """Let somebody ask again, and forgive what the API refused."""
        acting = await self._begin(interaction)
        await acting.verbs.unblock(acting.guild_id, member.id, by=acting.by)
        await acting.say(acting.text("admin-unblock-done", who=mention(member.id)))


async def setup(bot: DarkroomBot) -> None:
    """Load the commands."""
    put_into_admin(bot, People(bot))
