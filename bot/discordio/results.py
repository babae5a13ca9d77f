"""Post a result, once: into the job's channel, or where it is private, to the person alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import discord

from bot.discordio import render
from bot.discordio.acknowledge import ORIGINAL
from bot.discordio.buttons import answer_view, direct_view, result_mark, result_view
from bot.discordio.files import picture_file
from bot.discordio.parcels import SURE_FILE_BYTES, Parcel, Parcels
from bot.discordio.reach import Reach, nobody
from bot.discordio.refusals import discord_answers, is_dead_token, is_gone, is_out_of_reach
from bot.domain.errors import Undeliverable
from bot.domain.jobs import AnswerToken, Job
from bot.domain.models import Catalogue
from bot.engine.ports import Picture
from bot.text import Words


class Results:
    """Posts results and finds them again."""

    def __init__(
        self, *, reach: Reach, parcels: Parcels, words: Words, catalogue: Catalogue
    ) -> None:
        """Take the ways to send, the words, and the models' names."""
        self._reach = reach
        self._parcels = parcels
        self._words = words
        self._catalogue = catalogue

    async def post(
        self, job: Job, pictures: Sequence[Picture], token: AnswerToken | None
    ) -> int | None:
        """Post the result; return the message's id, None where it was posted before, and deleted
        since. Raises DeliveryUnavailable or Undeliverable.

        A private one is put into the person's answer while its token lives, which may be repeated;
        then it goes into their direct messages.
        """
        limit_bytes = max(
            self._reach.filesize_limit(job.origin.guild_id), job.origin.filesize_limit_bytes
        )
        if job.is_private:
            answer_id = await self._in_the_answer(job, pictures, token, limit_bytes)
            if answer_id is not None:
                return answer_id
            limit_bytes = min(limit_bytes, SURE_FILE_BYTES)
        try:
            return await self._parcels.deliver(
                pictures, lambda parcel: self._send(job, parcel), limit_bytes=limit_bytes
            )
        except Undeliverable as refusal:
            if is_gone(refusal.__cause__):
                return None
            raise

    async def find(self, job: Job) -> int | None:
        """Search our messages since `posting_began_at` for the result; return its id or None.

        Of a private one only direct messages can be searched: into its answer it may be put again.
        Raises Undeliverable where we may not read the channel or cannot be sure,
        DeliveryUnavailable.
        """
        if job.posting_began_at is None:
            return None
        with discord_answers(forbidden="unsure"):
            place = await self._reach.place_of(job)
        since = _by_discords_clock(job, job.posting_began_at)
        return await self._reach.find(place, result_mark(job.id), since=since)

    async def _in_the_answer(
        self,
        job: Job,
        pictures: Sequence[Picture],
        token: AnswerToken | None,
        limit_bytes: int,
    ) -> int | None:
        """Put the result into the answer; None where that is gone, or its token is no more."""
        if token is None:
            return None
        webhook = self._reach.webhook(token)

        async def put(parcel: Parcel) -> int:
            message = await webhook.edit_message(
                ORIGINAL,
                content=self._text(job, parcel),
                attachments=self._files(job, parcel),
                view=answer_view(job, self._words, job.origin.locale),
                allowed_mentions=nobody(),
            )
            return message.id

        try:
            return await self._parcels.deliver(pictures, put, limit_bytes=limit_bytes)
        except Undeliverable as refusal:
            if is_dead_token(refusal.__cause__) or is_out_of_reach(refusal.__cause__):
                return None
            raise

    async def _send(self, job: Job, parcel: Parcel) -> int:
        build_view = direct_view if job.is_private else result_view
        return await self._reach.send(
            job,
            self._text(job, parcel),
            nonce=job.id,
            view=lambda: build_view(job, self._words, job.origin.locale),
            files=lambda: self._files(job, parcel),
        )

    def _text(self, job: Job, parcel: Parcel) -> str:
        # The sentence about smaller pictures names the limit that they were made for.
        origin = replace(job.origin, filesize_limit_bytes=parcel.limit_bytes)
        return render.result_text(
            replace(job, origin=origin),
            parcel.made,
            catalogue=self._catalogue,
            words=self._words,
            converted=parcel.converted,
            with_prompt=parcel.has_prompt,
        )

    def _files(self, job: Job, parcel: Parcel) -> list[discord.File]:
        """Build the files anew: the library closes them when it has sent them."""
        return [
            picture_file(
                picture,
                f"darkroom-{job.id}-{number}",
                alt_text=render.alt_text(job, number, len(parcel.files), self._words)
                if parcel.has_prompt
                else None,
                is_spoiler=job.is_spoiler,
            )
            for number, picture in enumerate(parcel.files, 1)
        ]


def _by_discords_clock(job: Job, at: datetime) -> datetime:
    """Return a moment of ours as Discord's clock saw it, which dates the messages, or earlier.

    Ours may be wrong by any amount; the event that the job began with bears Discord's time.
    """
    since_acceptance = at - job.accepted_at
    return min(at, discord.utils.snowflake_time(job.origin.event_id) + since_acceptance)
