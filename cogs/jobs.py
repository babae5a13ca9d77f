"""`/jobs`: look at one's jobs, withdraw one, try one again. Answered to the person alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.discordio import render
from bot.discordio.buttons import show_details
from bot.discordio.pages import jobs_page
from bot.discordio.params import (
    answer_token_of,
    managed_guild_of,
    origin_of,
    requester_of,
    standing_of,
)
from bot.domain.jobs import JobId

if TYPE_CHECKING:
    from bot.discordio.acknowledge import Acknowledged
    from bot.discordio.client import DarkroomBot

LISTED = 10


@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
class Jobs(commands.GroupCog, group_name="jobs"):
    """A person's own jobs."""

    def __init__(self, bot: DarkroomBot) -> None:
        self._bot = bot
        self._words = bot.words

    @app_commands.command(name="list")
    async def list_jobs(self, interaction: discord.Interaction[DarkroomBot]) -> None:
        """Show the newest."""
        await self._acknowledge(interaction)
        jobs = await self._bot.engine.operations.list_for(requester_of(interaction), limit=LISTED)
        self._bot.recent_jobs.note(jobs)
        page = jobs_page(jobs, self._words, interaction.locale.value)
        await interaction.edit_original_response(embed=page)

    @app_commands.command()
    async def show(self, interaction: discord.Interaction[DarkroomBot], job: str) -> None:
        """Show everything about one."""
        await self._acknowledge(interaction)
        await show_details(interaction, _typed(job))

    @app_commands.command()
    async def cancel(self, interaction: discord.Interaction[DarkroomBot], job: str) -> None:
        """Withdraw one that waits."""
        await self._acknowledge(interaction)
        cancelled = await self._bot.engine.operations.cancel(
            _typed(job),
            by=requester_of(interaction),
            manages_guild_id=managed_guild_of(interaction),
        )
        self._bot.recent_jobs.note([cancelled])
        sentence = self._words.say(
            "jobs-cancelled", interaction.locale.value, job=f"`{cancelled.id}`"
        )
        await interaction.edit_original_response(content=sentence)

    @app_commands.command()
    async def retry(self, interaction: discord.Interaction[DarkroomBot], job: str) -> None:
        """Try one again, in the way that its state allows."""
        answer = await self._acknowledge(interaction)
        asked_id = _typed(job)
        tried = await self._bot.engine.operations.retry(
            asked_id,
            requester_id=requester_of(interaction),
            origin=origin_of(interaction),
            standing=standing_of(interaction),
            progress_message_id=answer.message_id,
            answer_token=answer_token_of(interaction),
        )
        self._bot.recent_jobs.note([tried])
        sentence = render.retried_text(asked_id, tried, self._words, interaction.locale.value)
        await interaction.edit_original_response(content=sentence)

    @show.autocomplete("job")
    @cancel.autocomplete("job")
    @retry.autocomplete("job")
    async def suggest(
        self, interaction: discord.Interaction[DarkroomBot], typed: str
    ) -> list[app_commands.Choice[str]]:
        """Suggest one's newest jobs, from memory: it must be answered at once."""
        locale = interaction.locale.value
        return [
            app_commands.Choice(name=render.suggestion_text(job, self._words, locale), value=job.id)
            for job in self._bot.recent_jobs.of(requester_of(interaction), typed)
        ]

    async def _acknowledge(self, interaction: discord.Interaction[DarkroomBot]) -> Acknowledged:
        answer = await self._bot.acknowledgements.defer(interaction, ephemeral=True)
        await self._bot.acknowledgements.quiet()
        return answer


def _typed(job: str) -> JobId:
    """Return the id as it was typed or picked; whether there is such a job, the engine says."""
    return JobId(job.strip().strip("`").lower())


async def setup(bot: DarkroomBot) -> None:
    """Load the cog."""
    await bot.add_cog(Jobs(bot))
