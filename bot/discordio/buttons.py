"""The buttons under results, progress and notices. They carry a job's id and work for ever.

Views hold these items alone (anything else in a view can make the library forget them all), and are
built anew for every message. What a click means is the engine's; how its answer reads is
`render`'s.
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Self

import discord
from discord import ui

from bot.discordio import render
from bot.discordio.acknowledge import answer_message_id_of
from bot.discordio.admission import admit
from bot.discordio.draft_buttons import DRAFT_ITEMS
from bot.discordio.drafting import DraftMessage, mask_message, pick_message
from bot.discordio.forgetting import FORGET_ITEMS
from bot.discordio.forms import ask_for_edit, soon
from bot.discordio.gallery_buttons import SHARE_ITEMS, ask_what_to_share, share_here
from bot.discordio.history import HISTORY_ITEMS
from bot.discordio.message_pictures import pictures_in
from bot.discordio.pages import details_page
from bot.discordio.params import (
    answer_token_of,
    managed_guild_of,
    origin_of,
    requester_of,
    standing_of,
)
from bot.discordio.tray import TRAY_ITEMS
from bot.discordio.tree import answering_errors
from bot.domain.drafts import Draft, DraftKind
from bot.domain.errors import NotFound, TooLate
from bot.domain.jobs import JOB_ID_PATTERN, Job, JobId, JobStatus
from bot.domain.outcomes import FailureReason
from bot.domain.requests import ImageRequest, SourceImage
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

    def __init__(self, job_id: JobId, *, label: str, row: int | None = None) -> None:
        super().__init__(
            ui.Button(style=self.style, label=label, custom_id=f"{self.verb}:{job_id}", row=row)
        )
        self.job_id = job_id

    @classmethod
    def of(cls, job: Job, words: Words, locale: str, *, row: int | None = None) -> Self:
        """Build the button for a message about the job."""
        return cls(job.id, label=words.say(f"button-{cls.verb}", locale), row=row)

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
        """Answer in public, as `/imagine` does; to the person alone, where they alone see this."""
        await admit(interaction, parent_id=self.job_id, is_private=_is_seen_alone(interaction))


class Edit(JobButton, template=f"edit:{JOB_PATTERN}"):
    """Ask what to change about the result, in a form."""

    verb = "edit"

    async def press(self, interaction: Click) -> None:
        """Open the form, filled in with how the result was made where that is known in time."""
        bot = interaction.client
        pictures = _shown_on(interaction)
        before = ImageRequest(prompt="", model=bot.default_model)
        with contextlib.suppress(NotFound):
            shown = bot.engine.operations.shown_to(requester_of(interaction), self.job_id)
            job = await soon(shown)
            before = before if job is None else job.request
        request = replace(before, references=pictures, mask=None)
        await ask_for_edit(interaction, request, parent_id=self.job_id)


class Vary(JobButton, template=f"vary:{JOB_PATTERN}"):
    """Make the same again from one picture of the result, as a new job of whoever clicks."""

    verb = "vary"

    async def press(self, interaction: Click) -> None:
        """Answer in public, as `/imagine` does; of several pictures first ask which."""
        pictures = _shown_on(interaction)
        if len(pictures) == 1:
            await admit(interaction, parent_id=self.job_id, references=pictures)
            return
        await _defer_alone(interaction)
        bot = interaction.client
        job = await bot.engine.operations.shown_to(requester_of(interaction), self.job_id)
        request = replace(job.request, references=pictures, mask=None)
        draft = await _begin(interaction, DraftKind.PICK, request, parent_id=job.id)
        await _show(interaction, await pick_message(bot, draft, interaction.locale.value))


class Mask(JobButton, template=f"mask:{JOB_PATTERN}"):
    """Repaint a part of the result, as a new job of whoever clicks."""

    verb = "mask"

    async def press(self, interaction: Click) -> None:
        """Answer to the person alone: there they choose the part, and then say what it is to show.

        One picture of the result's own shape is made: that is what can be exact.
        """
        pictures = _shown_on(interaction)
        await _defer_alone(interaction)
        bot = interaction.client
        job = await bot.engine.operations.shown_to(requester_of(interaction), self.job_id)
        request = replace(
            job.request, prompt="", references=pictures, mask=None, size=None, count=1
        )
        kind = DraftKind.MASK if len(pictures) == 1 else DraftKind.MASK_PICK
        draft = await _begin(interaction, kind, request, parent_id=job.id)
        await _show(interaction, await mask_message(bot, draft, interaction.locale.value))


class MaskJob(JobButton, template=f"maskjob:{JOB_PATTERN}"):
    """Ask for the same with a mask over its first picture, in place of a job that still waits."""

    verb = "maskjob"

    async def press(self, interaction: Click) -> None:
        """Answer to the person alone. What they gave us is shown to nobody else.

        A job that has been sent goes on, and is paid for: then that is said.
        """
        await _defer_alone(interaction)
        bot = interaction.client
        job = await bot.engine.operations.with_own_pictures(
            self.job_id, by=requester_of(interaction)
        )
        locale = interaction.locale.value
        draft = await _begin(interaction, DraftKind.MASK, job.request, parent_id=job.parent_id)
        message = await mask_message(bot, draft, locale)
        try:
            job = await bot.engine.operations.cancel(job.id, by=job.requester_id)
        except TooLate as error:
            if error.values["status"] not in (JobStatus.FAILED, JobStatus.CANCELLED):
                goes_on = bot.words.say("draft-first-goes-on", locale)
                message = replace(message, content=f"{goes_on}\n{message.content}")
        bot.recent_jobs.note([job])
        await _show(interaction, message)


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


class Share(JobButton, template=f"share:{JOB_PATTERN}"):
    """Ask what of one's own result to show in the server's gallery."""

    verb = "share"

    async def press(self, interaction: Click) -> None:
        """Open the form; that it is not theirs, or there is no gallery, is told instead of it."""
        await ask_what_to_share(interaction, self.job_id, _shown_on(interaction))


class ShareHere(JobButton, template=f"sharehere:{JOB_PATTERN}"):
    """Show a private result to the channel in which it was asked for."""

    verb = "sharehere"

    async def press(self, interaction: Click) -> None:
        """Answer to the person alone: all its pictures are on their way, with the prompt."""
        pictures = _shown_on(interaction)
        await _defer_alone(interaction)
        await share_here(interaction, self.job_id, pictures)


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
        """Acknowledge silently, then say to the person alone what is done.

        What is private comes into the message that was clicked on, which they alone see.
        """
        bot, clicked = interaction.client, interaction.message
        await bot.acknowledgements.defer(interaction, thinking=False)
        await bot.acknowledgements.quiet()
        is_private = (await bot.engine.operations.get(self.job_id)).is_private
        job = await bot.engine.operations.retry(
            self.job_id,
            requester_id=interaction.user.id,
            origin=origin_of(interaction),
            standing=standing_of(interaction),
            progress_message_id=clicked.id if is_private and clicked is not None else None,
            answer_token=answer_token_of(interaction) if is_private else None,
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
    """Put everything about a job into the deferred answer.

    Raises NotFound; so, too, for somebody else's that is private.
    """
    bot = interaction.client
    details = await bot.engine.operations.details(job_id)
    if not details.job.is_shown_to(requester_of(interaction)):
        raise NotFound("job")
    page = details_page(
        details,
        catalogue=bot.engine.catalogue,
        words=bot.words,
        locale=interaction.locale.value,
    )
    await interaction.edit_original_response(embed=page.embed, attachments=page.files())


DYNAMIC_ITEMS = (
    *(Again, Edit, Vary, Mask, MaskJob, Share, ShareHere, Details, Delete),
    *(Cancel, AskAgain, PostAgain),
    *SHARE_ITEMS,
    *DRAFT_ITEMS,
    *TRAY_ITEMS,
    *HISTORY_ITEMS,
    *FORGET_ITEMS,
)
"""What the client must know to recognise a click on a message of any age."""


def result_mark(job_id: JobId) -> str:
    """Return the button id that only the result of this job carries, where it is a message."""
    return f"{Delete.verb}:{job_id}"


def result_view(job: Job, words: Words, locale: str) -> ui.View:
    """Build the buttons under a result: what can be made of it, then what can be done with it.

    It is shared in servers only.
    """
    ways_on: list[type[JobButton]] = [Again, Edit, Vary, Mask]
    if job.origin.guild_id is not None:
        ways_on.append(Share)
    return _view(
        *(button.of(job, words, locale, row=0) for button in ways_on),
        *(button.of(job, words, locale, row=1) for button in (Details, Delete)),
    )


def answer_view(job: Job, words: Words, locale: str) -> ui.View:
    """Build the buttons under a private result, in the answer that only its person sees."""
    buttons = (Again, Details) if job.origin.guild_id is None else (ShareHere, Again, Details)
    return _view(*(button.of(job, words, locale) for button in buttons))


def direct_view(job: Job, words: Words, locale: str) -> ui.View:
    """Build the buttons under a private result that came as a direct message."""
    return _view(*(button.of(job, words, locale) for button in (Again, Details, Delete)))


def progress_view(job: Job, words: Words, locale: str) -> ui.View | None:
    """Build the buttons under the progress of a job: to withdraw it while that can be done, and to
    ask with a mask for what was asked for without. What comes of a mask is not private.
    """
    buttons: list[JobButton] = []
    if job.status is JobStatus.ACCEPTED:
        buttons.append(Cancel.of(job, words, locale))
    if job.request.references and job.request.mask is None and not job.is_private:
        buttons.append(MaskJob.of(job, words, locale))
    return _view(*buttons) if buttons else None


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


def _shown_on(interaction: Click) -> tuple[SourceImage, ...]:
    """Return the pictures of the message that was clicked on; raises NotFound where it has none."""
    pictures = () if interaction.message is None else pictures_in(interaction.message)
    if not pictures:
        raise NotFound("picture")
    return pictures


def _is_seen_alone(interaction: Click) -> bool:
    """Tell whether the message that was clicked on is shown to the person alone."""
    return interaction.message is not None and interaction.message.flags.ephemeral


async def _defer_alone(interaction: Click) -> None:
    """Acknowledge with an answer to the person alone."""
    await interaction.client.acknowledgements.defer(interaction, ephemeral=True)
    await interaction.client.acknowledgements.quiet()


async def _begin(
    interaction: Click, kind: DraftKind, request: ImageRequest, *, parent_id: JobId | None
) -> Draft:
    return await interaction.client.engine.drafts.begin(
        kind,
        requester_id=requester_of(interaction),
        origin=origin_of(interaction),
        standing=standing_of(interaction),
        request=request,
        parent_id=parent_id,
        answer_token=answer_token_of(interaction),
        answer_message_id=answer_message_id_of(interaction),
    )


async def _show(interaction: Click, message: DraftMessage) -> None:
    """Put a draft into the deferred answer."""
    await interaction.edit_original_response(
        content=message.content, attachments=[message.file()], view=message.view
    )
