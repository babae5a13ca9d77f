"""The buttons under results, progress and notices. They carry a job's id and work for ever.

Views hold these items alone (anything else in a view can make the library forget them all), and are
built anew for every message. What a click means is the engine's; how its answer reads is
`render`'s.
"""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING, Any, ClassVar, Self

import discord
from discord import ui

from bot.discordio import render
from bot.discordio.admission import admit
from bot.discordio.pages import details_page
from bot.discordio.params import managed_guild_of, origin_of
from bot.discordio.tree import answering_errors
from bot.domain.jobs import JOB_ID_PATTERN, Job, JobId, JobStatus
from bot.domain.outcomes import FailureReason
from bot.text import Words

if TYPE_CHECKING:
    from bot.discordio.client import DarkroomBot

    Click = discord.Interaction[DarkroomBot]

JOB_PATTERN = rf"(?P<job>{JOB_ID_PATTERN})"
"""The part of a button's id that names the job."""

AGAIN_IS_NO_USE = frozenset({FailureReason.REJECTED, FailureReason.MODERATED})
"""Failures after which the very same request fails again."""


class JobButton(ui.DynamicItem[ui.Button[ui.View]], template=r"(?!)"):
    """A button about one job. `verb` begins its id, and names its label: `button-<verb>`."""

    verb: ClassVar[str]
    style: ClassVar[discord.ButtonStyle] = discord.ButtonStyle.secondary

    def __init__(self, job_id: JobId, *, label: str) -> None:
        super().__init__(
            ui.Button(style=self.style, label=label, custom_id=f"{self.verb}:{job_id}")
        )
        self.job_id = job_id

    @classmethod
    def of(cls, job: Job, words: Words, locale: str) -> Self:
        """Build the button for a message about the job."""
        return cls(job.id, label=words.say(f"button-{cls.verb}", locale))

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Rebuild the button that was clicked from its id."""
        return cls(JobId(match["job"]), label=cls.verb)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Do what the click asks for; errors become words."""
        await answering_errors(interaction, self.press)

    async def press(self, interaction: Click) -> None:
        """Do what the click asks for; the first await is the acknowledgement."""
        raise NotImplementedError


class Again(JobButton, template=f"again:{JOB_PATTERN}"):
    """Ask for the same once more, as a new job of whoever clicks."""

    verb = "again"
    style = discord.ButtonStyle.primary

    async def press(self, interaction: Click) -> None:
        """Answer in public, as `/imagine` does."""
        await admit(interaction, parent_id=self.job_id)


class Details(JobButton, template=f"details:{JOB_PATTERN}"):
    """Show how it was made, to whoever clicks."""

    verb = "details"

    async def press(self, interaction: Click) -> None:
        """Answer to the person alone."""
        bot = interaction.client
        await bot.acknowledgements.defer(interaction, ephemeral=True)
        await bot.acknowledgements.quiet()
        await show_details(interaction, self.job_id)


class Delete(JobButton, template=f"delete:{JOB_PATTERN}"):
    """Delete the result that the button stands on. By it, a result is found again."""

    verb = "delete"
    style = discord.ButtonStyle.danger

    async def press(self, interaction: Click) -> None:
        """Acknowledge silently; who asked for it and who manages messages may."""
        bot = interaction.client
        await bot.acknowledgements.defer(interaction, thinking=False)
        await bot.acknowledgements.quiet()
        if not interaction.permissions.manage_messages:
            job = await bot.engine.operations.get(self.job_id)
            if job.requester_id != interaction.user.id:
                sentence = bot.words.say("button-delete-not-yours", interaction.locale.value)
                await interaction.followup.send(sentence, ephemeral=True)
                return
        # Acknowledged silently, the "original response" is the message of the button.
        with contextlib.suppress(discord.NotFound):
            await interaction.delete_original_response()


class Cancel(JobButton, template=f"cancel:{JOB_PATTERN}"):
    """Withdraw a job that waits."""

    verb = "cancel"

    async def press(self, interaction: Click) -> None:
        """Acknowledge silently: the progress answer, which the button stands on, tells the rest."""
        bot = interaction.client
        await bot.acknowledgements.defer(interaction, thinking=False)
        await bot.acknowledgements.quiet()
        job = await bot.engine.operations.cancel(
            self.job_id,
            by=interaction.user.id,
            manages_guild_id=managed_guild_of(interaction),
        )
        bot.recent_jobs.note([job])


class _Retry(JobButton, template=r"(?!)"):
    """Try one's own job again, in the way that its state allows."""

    style = discord.ButtonStyle.primary

    async def press(self, interaction: Click) -> None:
        """Acknowledge silently, then say to the person alone what is done."""
        bot = interaction.client
        await bot.acknowledgements.defer(interaction, thinking=False)
        await bot.acknowledgements.quiet()
        job = await bot.engine.operations.retry(
            self.job_id,
            requester_id=interaction.user.id,
            origin=origin_of(interaction),
            progress_message_id=None,
            answer_token=None,
        )
        bot.recent_jobs.note([job])
        sentence = render.retried_text(self.job_id, job, bot.words, interaction.locale.value)
        await interaction.followup.send(sentence, ephemeral=True)


class AskAgain(_Retry, template=f"askagain:{JOB_PATTERN}"):
    """Send again what may never have arrived."""

    verb = "askagain"


class PostAgain(_Retry, template=f"postagain:{JOB_PATTERN}"):
    """Post again what could not be posted."""

    verb = "postagain"


async def show_details(interaction: Click, job_id: JobId) -> None:
    """Put everything about a job into the deferred answer; raises NotFound."""
    bot = interaction.client
    page = details_page(
        await bot.engine.operations.details(job_id),
        catalogue=bot.engine.catalogue,
        words=bot.words,
        locale=interaction.locale.value,
    )
    await interaction.edit_original_response(embed=page.embed, attachments=page.files())


DYNAMIC_ITEMS = (Again, Details, Delete, Cancel, AskAgain, PostAgain)
"""What the client must know to recognise a click on a message of any age."""


def result_mark(job_id: JobId) -> str:
    """Return the button id that only the result of this job carries."""
    return f"{Delete.verb}:{job_id}"


def result_view(job: Job, words: Words, locale: str) -> ui.View:
    """Build the buttons under a result."""
    return _view(
        Again.of(job, words, locale),
        Details.of(job, words, locale),
        Delete.of(job, words, locale),
    )


def progress_view(job: Job, words: Words, locale: str) -> ui.View | None:
    """Build the button under the progress of a job, while it can be withdrawn."""
    if job.status is not JobStatus.ACCEPTED:
        return None
    return _view(Cancel.of(job, words, locale))


def notice_view(job: Job, words: Words, locale: str) -> ui.View:
    """Build the buttons under a notice: the way on, where there is one, and the details."""
    buttons: list[JobButton] = []
    if job.status is JobStatus.IN_DOUBT:
        buttons.append(AskAgain.of(job, words, locale))
    elif job.status is JobStatus.UNDELIVERED:
        buttons.append(PostAgain.of(job, words, locale))
    elif job.failure is None or not (
        job.failure.is_the_persons_to_mend or job.failure.reason in AGAIN_IS_NO_USE
    ):
        buttons.append(Again.of(job, words, locale))
    return _view(*buttons, Details.of(job, words, locale))


def _view(*buttons: JobButton) -> ui.View:
    view = ui.View(timeout=None)
    for button in buttons:
        view.add_item(button)
    return view
