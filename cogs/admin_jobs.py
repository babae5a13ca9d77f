"""`/admin jobs`: the jobs of a server, and what is to become of those that hang."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.discordio import render
from bot.discordio.admin_group import Acting, AdminGroup, put_under_admin
from bot.discordio.admin_options import choice_among
from bot.discordio.admin_pages import managed_jobs_page
from bot.discordio.translation import text
from bot.domain.jobs import ON_ITS_WAY, Job, JobId, JobStatus

if TYPE_CHECKING:
    from bot.discordio.client import DarkroomBot

LISTED = 15
OPEN = ON_ITS_WAY | {JobStatus.IN_DOUBT, JobStatus.UNDELIVERED}
"""What is listed where no state is named: what is on its way, or in need of somebody."""


class ServerJobs(AdminGroup, name="jobs"):
    """Everybody's jobs in a server."""

    @app_commands.command(name="list")
    async def list_jobs(
        self,
        interaction: discord.Interaction[DarkroomBot],
        state: str | None = None,
        member: discord.User | None = None,
    ) -> None:
        """List the newest: what is open, or what is in one state."""
        acting = await self._begin(interaction)
        status = choice_among("state", state, JobStatus)
        jobs = await acting.verbs.jobs(
            acting.guild_id,
            statuses=OPEN if status is None else {status},
            requester_id=None if member is None else member.id,
            limit=LISTED,
        )
        self._bot.listed_jobs.note(
            (job for job in jobs if not job.is_private), under=acting.guild_id
        )
        await acting.show(managed_jobs_page(jobs, self._bot.words, acting.locale))

    @app_commands.command()
    async def cancel(self, interaction: discord.Interaction[DarkroomBot], job: str) -> None:
        """Withdraw one that waits."""
        acting = await self._begin(interaction)
        done = await acting.verbs.cancel(_typed(job), guild_id=acting.guild_id, by=acting.by)
        await _tell(acting, done)

    @app_commands.command()
    async def repost(self, interaction: discord.Interaction[DarkroomBot], job: str) -> None:
        """Post one again that could not be posted."""
        acting = await self._begin(interaction)
        done = await acting.verbs.repost(_typed(job), guild_id=acting.guild_id, by=acting.by)
        await _tell(acting, done)

    @app_commands.command()
    async def never_taken(self, interaction: discord.Interaction[DarkroomBot], job: str) -> None:
        """Settle one in doubt: it never arrived, and costs nothing."""
        acting = await self._begin(interaction)
        done = await acting.verbs.never_taken(_typed(job), guild_id=acting.guild_id, by=acting.by)
        await _tell(acting, done)

    @app_commands.command()
    async def send_again(self, interaction: discord.Interaction[DarkroomBot], job: str) -> None:
        """Settle one in doubt: it is sent once more."""
        acting = await self._begin(interaction)
        done = await acting.verbs.send_again(_typed(job), guild_id=acting.guild_id, by=acting.by)
        await _tell(acting, done)

    @app_commands.command()
    async def found(
        self, interaction: discord.Interaction[DarkroomBot], job: str, remote_id: str
    ) -> None:
        """Settle one in doubt: it arrived, under this id of the image API."""
        acting = await self._begin(interaction)
        done = await acting.verbs.found(
            _typed(job), remote_id, guild_id=acting.guild_id, by=acting.by
        )
        await _tell(acting, done)

    @cancel.autocomplete("job")
    @repost.autocomplete("job")
    @never_taken.autocomplete("job")
    @send_again.autocomplete("job")
    @found.autocomplete("job")
    async def suggest(
        self, interaction: discord.Interaction[DarkroomBot], typed: str
    ) -> list[app_commands.Choice[str]]:
        """Suggest what was listed last, from memory; the library does not check who asks here."""
        if interaction.guild_id is None or not await self.interaction_check(interaction):
            return []
        locale = interaction.locale.value
        return [
            app_commands.Choice(
                name=render.suggestion_text(job, self._bot.words, locale), value=job.id
            )
            for job in self._bot.listed_jobs.of(interaction.guild_id, typed)
        ]


def _typed(job: str) -> JobId:
    """Return the id as it was typed or picked; whether there is such a job, the engine says."""
    return JobId(job.strip().strip("`").lower())


async def _tell(acting: Acting, job: Job) -> None:
    status = render.status_text(job.status, acting.interaction.client.words, acting.locale)
    await acting.say(acting.text("admin-jobs-done", job=f"`{job.id}`", status=status))


async def setup(bot: DarkroomBot) -> None:
    """Load the group, with the states to choose from."""
    jobs = ServerJobs(bot)
    app_commands.choices(
        state=[
            app_commands.Choice(name=text(bot.words, f"status-{status}"), value=status.value)
            for status in JobStatus
        ]
    )(jobs.list_jobs)
    put_under_admin(bot, jobs)
