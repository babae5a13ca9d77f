"""Bring results, progress and notices to people, in the way that Discord allows at that moment.

What is said is `render`'s, which buttons stand under it `buttons`', what Discord's errors mean
`refusals`'; when it is said, and again after a fault, is the engine's.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import discord

from bot.discordio import render
from bot.discordio.acknowledge import ORIGINAL, answer_alone
from bot.discordio.buttons import notice_view, progress_view, result_mark, result_view
from bot.discordio.files import picture_file
from bot.discordio.refusals import (
    discord_answers,
    is_automods,
    is_dead_token,
    is_gone,
    is_no_reply,
    is_out_of_reach,
    is_too_large,
)
from bot.domain.errors import DeliveryUnavailable, PictureRefused, Undeliverable, UserError
from bot.domain.jobs import Announcement, AnswerToken, Job, JobStatus
from bot.domain.models import Catalogue
from bot.engine.ports import Picture, PictureLab, Progress
from bot.text import Words

MEBIBYTE = 1024**2
MOST_FILE_BYTES = 90 * MEBIBYTE
"""Discord's word on larger files is not to be relied on."""

SURE_FILE_BYTES = 10 * MEBIBYTE
SURE_MESSAGE_BYTES = 25 * MEBIBYTE - 64 * 1024
"""What every channel takes: a file, and the pictures of a whole message beside its text."""

CLOCK_SKEW = timedelta(minutes=2)
MOST_SEARCHED = 1000
"""How many messages are looked through for one of ours."""

MOST_NONCE_CHARS = 25

ViewBuilder = Callable[[], discord.ui.View | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parcel:
    """A result as it is sent: the pictures as they were made, and as files for a limit."""

    made: tuple[Picture, ...]
    files: tuple[Picture, ...]
    limit_bytes: int
    is_last_size: bool = False
    has_prompt: bool = True

    @property
    def converted(self) -> int:
        """How many pictures are sent smaller than they were made."""
        return sum(file is not made for file, made in zip(self.files, self.made, strict=True))


class DiscordCourier:
    """The way to the people, over the client's own connection."""

    def __init__(
        self, *, client: discord.Client, words: Words, catalogue: Catalogue, lab: PictureLab
    ) -> None:
        """Take the client, the words, the models' names, and the lab that makes pictures fit."""
        self._client = client
        self._words = words
        self._catalogue = catalogue
        self._lab = lab

    # --- results ---

    async def post(self, job: Job, pictures: Sequence[Picture]) -> int | None:
        """Post the result as a new message and return its id.

        None: it was posted before, and deleted since. Safe to repeat for some minutes: the nonce is
        the job's id. A refusal of the size or of the words is answered once with less. Raises
        DeliveryUnavailable or Undeliverable.
        """
        parcel = await self._fitted(tuple(pictures), limit_bytes=self._limit_bytes(job))
        while True:
            try:
                with discord_answers():
                    return await self._send_result(job, parcel)
            except Undeliverable as refusal:
                error = refusal.__cause__
                if is_gone(error):
                    return None
                if is_too_large(error) and not parcel.is_last_size:
                    parcel = await self._smaller(parcel)
                elif is_automods(error) and parcel.has_prompt:
                    parcel = replace(parcel, has_prompt=False)
                else:
                    raise

    async def _send_result(self, job: Job, parcel: _Parcel) -> int:
        # The sentence about smaller pictures names the limit that they were made for.
        origin = replace(job.origin, filesize_limit_bytes=parcel.limit_bytes)
        content = render.result_text(
            replace(job, origin=origin),
            parcel.made,
            catalogue=self._catalogue,
            words=self._words,
            converted=parcel.converted,
            with_prompt=parcel.has_prompt,
        )
        return await self._send(
            job,
            content,
            nonce=job.id,
            view=lambda: result_view(job, self._words, job.origin.locale),
            files=lambda: self._files(job, parcel),
        )

    async def _send(
        self,
        job: Job,
        content: str,
        *,
        nonce: str,
        view: ViewBuilder,
        files: Callable[[], list[discord.File]] = list,
        calls: bool = True,
    ) -> int:
        """Send to the job's channel; where the job began with a message, in reply to that.

        `calls` the requester, or else nobody, and then silently. Where we may not reply, it is sent
        all the same.
        """
        mentions = _only_the_requester(job) if calls else discord.AllowedMentions.none()

        async def send(reference: dict[str, Any]) -> int:
            message: discord.Message = await self._channel(job).send(
                content,
                files=files(),
                view=view() or discord.utils.MISSING,
                nonce=nonce[:MOST_NONCE_CHARS],
                silent=not calls,
                allowed_mentions=mentions,
                **reference,
            )
            return message.id

        if job.origin.reply_to_id is None:
            return await send({})
        try:
            return await send(
                {"reference": _reference(job.origin.channel_id, job.origin.reply_to_id)}
            )
        except discord.HTTPException as error:
            if not is_no_reply(error):
                raise
        return await send({})

    def _files(self, job: Job, parcel: _Parcel) -> list[discord.File]:
        """Build the files anew: the library closes them when it has sent them."""
        return [
            picture_file(
                picture,
                f"darkroom-{job.id}-{number}",
                alt_text=render.alt_text(job, number, len(parcel.files), self._words)
                if parcel.has_prompt
                else None,
            )
            for number, picture in enumerate(parcel.files, 1)
        ]

    def _limit_bytes(self, job: Job) -> int:
        guild = self._client.get_guild(job.origin.guild_id or 0)
        known = guild.filesize_limit if guild is not None else 0
        return min(max(known, job.origin.filesize_limit_bytes), MOST_FILE_BYTES)

    async def _fitted(self, pictures: tuple[Picture, ...], *, limit_bytes: int) -> _Parcel:
        """Make what is larger than the limit smaller; raises Undeliverable where it cannot be."""
        try:
            files = [
                picture
                if len(picture.content) <= limit_bytes
                else await self._lab.shrink(picture, most_bytes=limit_bytes)
                for picture in pictures
            ]
        except PictureRefused as error:
            raise Undeliverable("too-large", str(error)) from error
        return _Parcel(made=pictures, files=tuple(files), limit_bytes=limit_bytes)

    async def _smaller(self, parcel: _Parcel) -> _Parcel:
        """Make it fit where Discord says that it is too large, against its word on the limit."""
        share = SURE_MESSAGE_BYTES // len(parcel.made)
        limit_bytes = min(parcel.limit_bytes, SURE_FILE_BYTES, share)
        largest = max(len(file.content) for file in parcel.files)
        if largest <= limit_bytes:
            limit_bytes = largest // 2
        smaller = await self._fitted(parcel.made, limit_bytes=limit_bytes)
        return replace(smaller, is_last_size=True, has_prompt=parcel.has_prompt)

    async def find_posted(self, job: Job) -> int | None:
        """Search our messages since `posting_began_at` for the result; return its id or None.

        Raises Undeliverable where we may not read the channel or cannot be sure,
        DeliveryUnavailable.
        """
        if job.posting_began_at is None:
            return None
        oldest_at = _by_discords_clock(job, job.posting_began_at) - CLOCK_SKEW
        searched = 0
        with discord_answers(forbidden="unsure"):
            async for message in self._channel(job).history(limit=MOST_SEARCHED):
                if message.created_at < oldest_at:
                    return None
                if self._is_result(message, job):
                    return message.id
                searched += 1
            if searched == 0:
                await self._check_history(job)
        if searched == MOST_SEARCHED:
            raise Undeliverable("unsure", f"more than {MOST_SEARCHED} messages since")
        return None

    def _is_result(self, message: discord.Message, job: Job) -> bool:
        return (
            self._client.user is not None
            and message.author.id == self._client.user.id
            and result_mark(job.id) in _custom_ids(message)
        )

    async def _check_history(self, job: Job) -> None:
        """Tell an empty channel from a hidden history, which Discord shows as empty too.

        To ask for one message, which need not exist, is refused without the permission.
        """
        try:
            await self._channel(job).fetch_message(job.origin.event_id)
        except discord.NotFound as error:
            if not is_gone(error):
                raise

    # --- what was left behind ---

    async def find_answer(self, token: AnswerToken) -> int | None:
        """Return the message that answers an interaction; None where it was never acknowledged."""
        try:
            with discord_answers():
                return (await self._webhook(token).fetch_message(ORIGINAL)).id
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
                await answer_alone(self._webhook(asked.answer_token), sentence)
            elif origin.reply_to_id is not None:
                self._check_login()
                channel = self._client.get_partial_messageable(
                    origin.channel_id, guild_id=origin.guild_id
                )
                await channel.send(
                    sentence,
                    allowed_mentions=discord.AllowedMentions.none(),
                    reference=_reference(origin.channel_id, origin.reply_to_id),
                )

    # --- progress and notices ---

    async def open_progress(self, job: Job, progress: Progress) -> int:
        """Reply to the person's message with how their job stands; return the reply's id.

        Safe to repeat for some minutes (nonce). Raises DeliveryUnavailable or Undeliverable.
        """
        with discord_answers():
            return await self._send(
                job,
                render.progress_text(job, progress, self._words),
                nonce=f"p{job.id}",
                view=lambda: progress_view(job, self._words, job.origin.locale),
                calls=False,
            )

    async def show_progress(self, job: Job, progress: Progress, token: AnswerToken | None) -> None:
        """Edit the progress answer. A gone answer is not an error. Raises DeliveryUnavailable."""
        locale = job.origin.locale
        await self._edit_answer(
            job,
            token,
            content=render.progress_text(job, progress, self._words),
            view=lambda: progress_view(job, self._words, locale),
        )

    async def tell(self, job: Job, token: AnswerToken | None, *, rule: str = "") -> None:
        """Tell how it ended, or take the progress answer away under a result.

        What only the person can mend is told to them alone while their token lives; everything else
        in the progress answer, or where that is gone in a new message. Raises DeliveryUnavailable,
        Undeliverable.
        """
        if job.status is JobStatus.POSTED:
            await self._take_answer_away(job, token)
        elif not await self._told_alone(job, token):
            await self._tell_all(job, token, rule)

    async def _told_alone(self, job: Job, token: AnswerToken | None) -> bool:
        """Tell the person alone what only they can mend; False where that cannot be."""
        failure = job.failure
        if token is None or failure is None or not failure.is_the_persons_to_mend:
            return False
        sentence = render.notice_text(job, self._words, mentioned=False)
        try:
            with discord_answers():
                await answer_alone(self._webhook(token), sentence)
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
        is_edited = await self._edit_answer(
            job,
            token,
            content=content,
            view=lambda: notice_view(job, self._words, job.origin.locale),
        )
        if is_edited or job.status is JobStatus.CANCELLED:
            # Who cancels is answered at once, and needs no call.
            return
        try:
            with discord_answers():
                await self._send(
                    job,
                    content,
                    nonce=f"n{job.id}{job.status}",
                    view=lambda: notice_view(job, self._words, job.origin.locale),
                )
        except Undeliverable as refusal:
            if not is_gone(refusal.__cause__):
                raise

    # --- the progress answer ---

    async def _edit_answer(
        self, job: Job, token: AnswerToken | None, *, content: str, view: ViewBuilder
    ) -> bool:
        """Edit the progress answer by its token while that lives, else through the channel.

        Returns False where it is gone or out of our reach.
        """
        nobody = discord.AllowedMentions.none()

        async def by_token(webhook: discord.Webhook) -> None:
            await webhook.edit_message(
                ORIGINAL, content=content, view=view(), allowed_mentions=nobody
            )

        async def by_channel(message: discord.PartialMessage) -> None:
            await message.edit(content=content, view=view(), allowed_mentions=nobody)

        return await self._reach_answer(job, token, by_token, by_channel)

    async def _take_answer_away(self, job: Job, token: AnswerToken | None) -> None:
        """Delete the progress answer; a gone one is fine, and so is one out of our reach."""

        async def by_token(webhook: discord.Webhook) -> None:
            await webhook.delete_message(ORIGINAL)

        async def by_channel(message: discord.PartialMessage) -> None:
            await message.delete()

        await self._reach_answer(job, token, by_token, by_channel)

    async def _reach_answer(
        self,
        job: Job,
        token: AnswerToken | None,
        by_token: Callable[[discord.Webhook], Awaitable[None]],
        by_channel: Callable[[discord.PartialMessage], Awaitable[None]],
    ) -> bool:
        """Do it to the progress answer; False where it is gone or out of our reach.

        The token reaches every answer while it lives; the channel only public ones, where we have a
        seat.
        """
        channel = self._channel(job)
        try:
            if token is not None:
                try:
                    with discord_answers():
                        await by_token(self._webhook(token))
                    return True
                except Undeliverable as refusal:
                    if not is_dead_token(refusal.__cause__):
                        raise
            if job.progress_message_id is None:
                return False
            with discord_answers():
                await by_channel(channel.get_partial_message(job.progress_message_id))
        except Undeliverable as refusal:
            if is_out_of_reach(refusal.__cause__):
                return False
            raise
        return True

    def _webhook(self, token: AnswerToken) -> discord.Webhook:
        """Rebuild what `interaction.followup` is, from the secret.

        Raises DeliveryUnavailable where we have not logged in.
        """
        self._check_login()
        return discord.Webhook.from_state(
            {"id": token.application_id, "type": 3, "token": token.token},
            state=self._client._connection,
        )

    def _check_login(self) -> None:
        if self._client.user is None or self._client.is_closed():
            raise DeliveryUnavailable("not connected to Discord")

    def _channel(self, job: Job) -> discord.PartialMessageable:
        """Return the channel, unseen; raises DeliveryUnavailable where we have not logged in."""
        self._check_login()
        return self._client.get_partial_messageable(
            job.origin.channel_id, guild_id=job.origin.guild_id
        )


def _by_discords_clock(job: Job, at: datetime) -> datetime:
    """Return a moment of ours as Discord's clock saw it, which dates the messages, or earlier.

    Ours may be wrong by any amount; the event that the job began with bears Discord's time.
    """
    since_acceptance = at - job.accepted_at
    return min(at, discord.utils.snowflake_time(job.origin.event_id) + since_acceptance)


def _reference(channel_id: int, message_id: int) -> discord.MessageReference:
    """Name a message to reply to; one that is gone is no obstacle."""
    return discord.MessageReference(
        channel_id=channel_id, message_id=message_id, fail_if_not_exists=False
    )


def _only_the_requester(job: Job) -> discord.AllowedMentions:
    return discord.AllowedMentions(
        everyone=False, roles=False, replied_user=False, users=[discord.Object(job.requester_id)]
    )


def _custom_ids(message: discord.Message) -> set[str]:
    """Return the ids of the buttons under a message."""
    return {
        child.custom_id
        for row in message.components
        if isinstance(row, discord.ActionRow)
        for child in row.children
        if isinstance(child, discord.Button) and child.custom_id is not None
    }
