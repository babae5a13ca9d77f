"""Make a picture reachable through Discord, where the API takes none itself."""

from __future__ import annotations

import io
from collections import OrderedDict
from typing import Any, cast

import discord

from bot.clock import Clock
from bot.discordio.acknowledge import ORIGINAL
from bot.discordio.refusals import discord_answers, is_gone
from bot.domain.errors import DeliveryError, DeliveryUnavailable, Undeliverable
from bot.domain.jobs import AnswerToken, Job, JobId
from bot.engine.ports import Picture, Uploaded
from bot.engine.preparer import discord_url_ends_at
from bot.text import Words

MIME_TYPES = {"png": "image/png", "jpeg": "image/jpeg", "webp": "image/webp"}

MOST_ATTACHMENTS = 10
"""How many files a message of Discord's holds."""

REMEMBERED = 1000
"""Of how many jobs it is remembered which further message holds their pictures."""

REFUSED_SECONDS = 3600.0
"""For how long an endpoint that refused is not asked again: refusals are counted by Discord."""


class DiscordAttachmentHost:
    """Uploads pictures as the application's own attachments, else onto a job's progress answer or
    beside it.

    The endpoint is in Discord's published description (`upload_application_attachment`), and not
    granted to every application.
    """

    def __init__(self, *, client: discord.Client, words: Words, clock: Clock) -> None:
        """Take the client, whose connection and login are used, the words and the clock."""
        self._client = client
        self._words = words
        self._clock = clock
        self._further: OrderedDict[JobId, int] = OrderedDict()
        self._refused_until_seconds = float("-inf")

    async def attach(
        self, picture: Picture, *, name: str, job: Job, token: AnswerToken | None
    ) -> Uploaded:
        """Upload a picture; return its signed address and when that ends.

        Raises DeliveryUnavailable or Undeliverable.
        """
        application_id = self._client.application_id
        if application_id is None or self._client.is_closed():
            raise DeliveryUnavailable("not connected to Discord")
        if self._clock.monotonic() >= self._refused_until_seconds:
            try:
                with discord_answers():
                    return await self._as_the_applications(picture, name, application_id)
            except DeliveryError as error:
                if _is_refused(error):
                    self._refused_until_seconds = self._clock.monotonic() + REFUSED_SECONDS
        with discord_answers():
            return await self._onto_the_answer(picture, name, job, token)

    async def _as_the_applications(
        self, picture: Picture, name: str, application_id: int
    ) -> Uploaded:
        route = discord.http.Route(
            "POST", "/applications/{application_id}/attachment", application_id=application_id
        )
        field = {
            "name": "file",
            "value": picture.content,
            "filename": name,
            "content_type": MIME_TYPES.get(picture.kind, "application/octet-stream"),
        }
        answer: dict[str, Any] = await self._client.http.request(route, form=[field])
        return self._uploaded(str(answer["attachment"]["url"]))

    async def _onto_the_answer(
        self, picture: Picture, name: str, job: Job, token: AnswerToken | None
    ) -> Uploaded:
        file = discord.File(io.BytesIO(picture.content), filename=name)
        message: discord.Message
        if token is not None:
            message = await self._by_token(file, job, token)
        elif job.progress_message_id is not None:
            channel = self._client.get_partial_messageable(
                job.origin.channel_id, guild_id=job.origin.guild_id
            )
            shown = _with_room(await channel.fetch_message(job.progress_message_id))
            message = await shown.edit(attachments=[*map(_kept, shown.attachments), file])
        elif job.origin.reply_to_id is not None:
            # Who wrote a message has no answer at once: the progress of a young job is not shown.
            raise DeliveryUnavailable("there is no answer yet to put a picture onto")
        else:
            raise Undeliverable("refused", "there is no answer to put a picture onto")
        found = [each for each in message.attachments if each.filename == name]
        if not found:
            raise Undeliverable("refused", f"Discord took {name} and does not show it")
        return self._uploaded(found[-1].url)

    async def _by_token(self, file: discord.File, job: Job, token: AnswerToken) -> discord.Message:
        """Put a file onto the answer; where that is full or gone, onto a message that only the
        person sees, which goes when they dismiss it.
        """
        webhook = discord.Webhook.from_state(
            {"id": token.application_id, "type": 3, "token": token.token},
            state=self._client._connection,
        )
        message_id = self._further.get(job.id, ORIGINAL)
        try:
            before = await webhook.fetch_message(message_id)
        except discord.NotFound as error:
            if not is_gone(error):
                raise
        else:
            if len(before.attachments) < MOST_ATTACHMENTS:
                kept = map(_kept, before.attachments)
                return await webhook.edit_message(message_id, attachments=[*kept, file])
        sentence = self._words.say("attached-for-the-api", job.origin.locale)
        further = await webhook.send(sentence, file=file, ephemeral=True, wait=True)
        self._further[job.id] = further.id
        while len(self._further) > REMEMBERED:
            self._further.popitem(last=False)
        return further

    def _uploaded(self, url: str) -> Uploaded:
        return Uploaded(url=url, expires_at=discord_url_ends_at(url, now=self._clock.now()))


class _Kept:
    """An attachment that stays, as an edit names it: the library would send all that it knows."""

    def __init__(self, attachment: discord.Attachment) -> None:
        self._attachment = attachment

    def to_dict(self) -> dict[str, Any]:
        """Return what Discord takes."""
        return {"id": self._attachment.id, "filename": self._attachment.filename}


def _is_refused(error: DeliveryError) -> bool:
    """Tell whether the endpoint is not granted to us, or not there: whoever answers in Discord's
    place need not have it.
    """
    cause = error.__cause__
    return isinstance(cause, discord.HTTPException) and cause.status in (401, 403, 404, 405, 501)


def _with_room(message: discord.Message) -> discord.Message:
    """Return the message; raises Undeliverable where it holds as much as a message can."""
    if len(message.attachments) >= MOST_ATTACHMENTS:
        raise Undeliverable("refused", "the answer can hold no more pictures")
    return message


def _kept(attachment: discord.Attachment) -> discord.Attachment:
    return cast(discord.Attachment, _Kept(attachment))
