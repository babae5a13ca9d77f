"""`/admin usage` and `/admin audit`: what was made and spent, and who laid down what."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.discordio.admin_group import AdminGroup, put_into_admin
from bot.discordio.admin_options import Whole
from bot.discordio.admin_pages import audit_page, usage_csv, usage_page
from bot.discordio.files import picture_file

if TYPE_CHECKING:
    from bot.discordio.client import DarkroomBot

LINES = 20
USUAL_DAYS = 30


class Reports(AdminGroup, name="reports"):
    """Look back."""

    @app_commands.command()
    async def usage(
        self, interaction: discord.Interaction[DarkroomBot], days: Whole = USUAL_DAYS
    ) -> None:
        """Show the days up to today (UTC), as a chart and as a table."""
        acting = await self._begin(interaction)
        rows = await acting.verbs.report(acting.guild_id, days=days)
        until = acting.now.date()
        since = until - timedelta(days=days - 1)
        page = usage_page(rows, days=days, words=self._bot.words, locale=acting.locale)
        files = [usage_csv(rows, since=since, until=until)]
        if rows:
            chart = await self._bot.engine.chart(rows, since=since, until=until)
            files.insert(0, picture_file(chart, "usage", alt_text=page.title))
        await acting.show(page, files)

    @app_commands.command()
    async def audit(
        self,
        interaction: discord.Interaction[DarkroomBot],
        member: discord.User | None = None,
    ) -> None:
        """Show the newest lines of the audit log; those about one person."""
        acting = await self._begin(interaction)
        entries = await acting.verbs.entries(
            acting.guild_id, limit=LINES, subject_id=None if member is None else member.id
        )
        await acting.show(audit_page(entries, self._bot.words, acting.locale))


async def setup(bot: DarkroomBot) -> None:
    """Load the commands."""
    put_into_admin(bot, Reports(bot))
