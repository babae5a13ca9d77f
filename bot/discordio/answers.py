"""Tell people how their job stands and how it ended, in the answer to what they asked or beside it.

What is private stays in the answer that only they see; when that cannot be reached any more, it
goes into their direct messages.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import discord

from bot.discordio import render
from bot.discordio.acknowledge import ORIGINAL, answer_alone
from bot.discordio.buttons import notice_view, progress_view
from bot.discordio.reach import Reach, ViewBuilder, nobody, reference
from bot.discordio.refusals import (
    discord_answers,
    is_automods,
    is_dead_token,
    is_gone,
    is_out_of_reach,
)
from bot.domain.errors import Undeliverable, UserError
from bot.domain.jobs import Announcement, AnswerToken, Job, JobStatus
from bot.engine.ports import Progress
from bot.text import Words


class Answers:
    """Progress, notices and refusals."""

    def __init__(self, *, reach: Reach, words: Words) -> None:
        """Take the ways to send, and the words."""
        self._reach = reach
        self._words = words

    # --- what was left behind ---

    async def find(self, token: AnswerToken) -> int | None:
        """Return the message that answers an interaction; None where it was never acknowledged."""
        try:
            with discord_answers():
                return (await self._reach.webhook(token).fetch_message(ORIGINAL)).id
        except Undeliverable:
            return None

    async def refuse(self, asked: Announcement, error: UserError) -> None:
        """Tell why a request is not accepted: to the person alone, in place of the answer; to who
        wrote a message, in reply to it.
        """
        sentence = render.error_text(error, self._words, asked.origin.locale)
        origin = asked.origin
        with discord_answers():
            if asked.answer_token is not None:
                await answer_alone(self._reach.webhook(asked.answer_token), sentence)
            elif origin.reply_to_id is not None:
                await self._reach.channel(origin.channel_id, origin.guild_id).send(
                    sentence,
                    allowed_mentions=nobody(),
                    reference=reference(origin.channel_id, origin.reply_to_id),
                )

    # --- progress ---

    async def open_progress(self, job: Job, progress: Progress) -> int:
        """Reply to the person's message with how their job stands; return the reply's id.

        Safe to repeat for some minutes (nonce). Raises DeliveryUnavailable or Undeliverable; of a
        private job that has an answer, known or not, none is opened.
        """
        if _is_seen_alone(job):
            raise Undeliverable("forbidden", "what is private has its answer already")
        return await self._reach.send(
            job,
            render.progress_text(job, progress, self._words),
            nonce=f"p{job.id}",
            view=lambda: progress_view(job, self._words, job.origin.locale),
            calls=False,
        )

    async def show_progress(self, job: Job, progress: Progress, token: AnswerToken | None) -> None:
        """Edit the progress answer. A gone answer is not an error. Raises DeliveryUnavailable."""
        await self._edit(
            job,
            token,
            content=render.progress_text(job, progress, self._words),
            view=lambda: progress_view(job, self._words, job.origin.locale),
        )

    # --- notices ---

    async def tell(self, job: Job, token: AnswerToken | None, *, rule: str = "") -> None:
        """Tell how it ended, or take the progress answer away under a result.

        What only the person can mend is told to them alone while their token lives; everything else
        in the progress answer, or where that is gone in a new message. Raises DeliveryUnavailable,
        Undeliverable.
        """
        if job.status is not JobStatus.POSTED:
            if not await self._told_alone(job, token):
                await self._tell_all(job, token, rule)
        elif not _is_seen_alone(job):
            # A private answer is where the result stands now, or else out of reach.
            await self._take_away(job, token)

    async def _told_alone(self, job: Job, token: AnswerToken | None) -> bool:
        """Tell the person alone what only they can mend; False where that cannot be, or the answer
        is theirs alone already.
        """
        failure = job.failure
        if token is None or failure is None or not failure.is_the_persons_to_mend:
            return False
        if job.is_private:
            return False
        sentence = render.notice_text(job, self._words, mentioned=False)
        try:
            with discord_answers():
                await answer_alone(self._reach.webhook(token), sentence)
        except Undeliverable as refusal:
            if is_dead_token(refusal.__cause__) or is_gone(refusal.__cause__):
                return False
            raise
        return True

    async def _tell_all(self, job: Job, token: AnswerToken | None, rule: str) -> None:
        """Edit the answer into the notice, or post it; without the prompt if that is refused."""
        try:
            await self._tell_all_with(job, token, rule, has_prompt=True)
        except Undeliverable as refusal:
            if not is_automods(refusal.__cause__):
                raise
            await self._tell_all_with(job, token, rule, has_prompt=False)

    async def _tell_all_with(
        self, job: Job, token: AnswerToken | None, rule: str, *, has_prompt: bool
    ) -> None:
        content = render.notice_text(job, self._words, rule=rule, with_prompt=has_prompt)

        def view() -> discord.ui.View:
            return notice_view(job, self._words, job.origin.locale)

        is_edited = await self._edit(job, token, content=content, view=view)
        if is_edited or job.status is JobStatus.CANCELLED:
            # Who cancels is answered at once, and needs no call.
            return
        try:
            await self._reach.send(job, content, nonce=f"n{job.id}{job.status}", view=view)
        except Undeliverable as refusal:
            if not is_gone(refusal.__cause__):
                raise

    # --- the progress answer ---

    async def _edit(
        self, job: Job, token: AnswerToken | None, *, content: str, view: ViewBuilder
    ) -> bool:
        """Edit the progress answer by its token while that lives, else through the channel.

        Returns False where it is gone or out of our reach.
        """

        async def by_token(webhook: discord.Webhook) -> None:
            await webhook.edit_message(
                ORIGINAL, content=content, view=view(), allowed_mentions=nobody()
            )

        async def by_channel(message: discord.PartialMessage) -> None:
            await message.edit(content=content, view=view(), allowed_mentions=nobody())

        return await self._reach_it(job, token, by_token, by_channel)

    async def _take_away(self, job: Job, token: AnswerToken | None) -> None:
        """Delete the progress answer; a gone one is fine, and so is one out of our reach."""

        async def by_token(webhook: discord.Webhook) -> None:
            await webhook.delete_message(ORIGINAL)

        async def by_channel(message: discord.PartialMessage) -> None:
            await message.delete()

        await self._reach_it(job, token, by_token, by_channel)

    async def _reach_it(
        self,
        job: Job,
        token: AnswerToken | None,
        by_token: Callable[[discord.Webhook], Awaitable[None]],
        by_channel: Callable[[discord.PartialMessage], Awaitable[None]],
    ) -> bool:
        """Do it to the progress answer; False where it is gone or out of our reach.

        The token reaches every answer while it lives; the channel only those that others see too,
        where we have a seat.
        """
        try:
            if token is not None:
                try:
                    with discord_answers():
                        await by_token(self._reach.webhook(token))
                    return True
                except Undeliverable as refusal:
                    if not is_dead_token(refusal.__cause__):
                        raise
            if job.progress_message_id is None or _is_seen_alone(job):
                return False
            with discord_answers():
                place = await self._reach.place_of(job)
                await by_channel(place.get_partial_message(job.progress_message_id))
        except Undeliverable as refusal:
            if is_out_of_reach(refusal.__cause__):
                return False
            raise
        return True


def _is_seen_alone(job: Job) -> bool:
    """Tell whether the answer is one that Discord shows to nobody else: what began with a message
    is answered by messages.
    """
    return job.is_private and job.origin.reply_to_id is None
