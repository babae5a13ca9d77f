"""Replies to pictures: what one asks for, and how it is answered.

What Discord shows us of a message depends on who wrote it and whom it calls; where it hides what is
needed, the person is told what to do instead. Which words are flags is `domain.flags`'.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import aiohttp
import discord

from bot.discordio.drafting import MOST_NUMBERS, DraftMessage, mask_message, pick_message
from bot.discordio.message_pictures import attached_to, pictures_in, result_job_of
from bot.discordio.params import MOST_FILE_BYTES, left_open, standing_of
from bot.discordio.tree import told
from bot.domain import flags
from bot.domain.drafts import DraftKind, MaskReading, chosen, numbered
from bot.domain.errors import Blocked, InvalidRequest, NotFound
from bot.domain.flags import Spoken
from bot.domain.jobs import Announcement, Job, JobId, Origin
from bot.domain.requests import ImageRequest, SourceImage
from bot.text.words import ENGLISH

if TYPE_CHECKING:
    from bot.discordio.client import DarkroomBot

log = logging.getLogger(__name__)

MISSING = discord.utils.MISSING

READ_AT_ONCE = 4
"""How many replies have their pictures looked at side by side; the rest wait for their turn."""

MOST_DRAWN, MOST_ORIGINALS = 4, 10
"""Among how many attached pictures a scribble is looked for, and over how many others."""

_SOMETHING = "…"
"""Stands in for a prompt that is not there, while all the rest is checked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """What a reply asks for: words about the pictures of a message, and pictures beside them."""

    spoken: Spoken
    pictures: tuple[SourceImage, ...]
    beside: tuple[SourceImage, ...]
    parent_id: JobId | None

    def request(self, default_model: str) -> ImageRequest:
        """Return it as a request for all of these pictures."""
        return flags.to_request(
            self.spoken,
            default_model=default_model,
            references=numbered((*self.pictures, *self.beside)),
        )


class Replies:
    """Hears replies, and answers each with a job, a question or a sentence."""

    def __init__(self, bot: DarkroomBot) -> None:
        """Take the bot, whose engine is set later."""
        self._bot = bot
        self._places = asyncio.Semaphore(READ_AT_ONCE)

    async def hear(self, message: discord.Message) -> None:
        """Answer a message if it is a reply that concerns us, once; every error becomes words."""
        if not self._concerns_us(message) or not self._bot.acknowledgements.is_first(message.id):
            return
        try:
            await self._answer(message)
        except Exception as error:  # noqa: BLE001 - the on_error of what has none of its own
            who = f"message {message.id} by {message.author.id}"
            await say(message, told(error, self._bot.words, locale_of(message), who=who))

    def _concerns_us(self, message: discord.Message) -> bool:
        """Tell whether it is a person's reply that calls us, or is about a result of ours."""
        reference = message.reference
        if (
            message.author.bot
            or message.webhook_id is not None
            or message.type is not discord.MessageType.reply
            or reference is None
            or reference.message_id is None
            or reference.type is not discord.MessageReferenceType.reply
        ):
            return False
        return any(user.id == self._own_id for user in message.mentions) or (
            isinstance(reference.resolved, discord.Message)
            and result_job_of(reference.resolved) is not None
            and bool(pictures_in(reference.resolved))
        )

    @property
    def _own_id(self) -> int:
        return self._bot.user.id if self._bot.user is not None else 0

    async def _answer(self, message: discord.Message) -> None:
        """Do what the reply asks for; raises UserError for what cannot be."""
        wish = self._wish_of(message, await answered_by(message))
        check_permissions(message)
        intake, spoken = self._bot.engine.intake, wish.spoken
        request = wish.request(self._bot.default_model)
        # The flags first: what is wrong with them is told before anything is fetched.
        intake.check(replace(request, prompt=spoken.prompt or _SOMETHING, references=()))
        if wish.beside:
            async with self._looking(message):
                request, preview = await self._look_for_scribble(message, wish, request)
            if preview is not None:
                await show(message, preview)
                return
        if spoken.is_exact:
            raise InvalidRequest("exact-without-mask", field="exact")
        intake.check(replace(request, references=()))
        if self._must_choose(wish, request):
            async with self._looking(message):
                question = await self._ask_which(message, wish, request)
            await show(message, question)
        else:
            request = intake.check(request)
            await admit_reply(
                self._bot,
                message,
                request=request,
                parent_id=wish.parent_id,
                left_open=left_open(model=spoken.model, count=spoken.count),
            )

    # --- what is asked for ---

    def _wish_of(self, message: discord.Message, answered: discord.Message) -> _Wish:
        """Put together what is seen of a reply and of the message that it answers.

        Raises NotFound where Discord hides what is needed, or there is no picture; InvalidRequest
        for a flag, a number that no picture has, or an attachment that is no picture.
        """
        sees_all = self._bot.message_content or message.guild is None
        parent_id = result_job_of(answered)
        if answered.author.id == self._own_id:
            # A sheet to choose from, a mask's preview: these show pictures, and are none.
            pictures = pictures_in(answered) if parent_id is not None else ()
            if not pictures and not message.attachments:
                raise NotFound("result-there")
        else:
            pictures = pictures_in(answered)
            if not pictures and not sees_all:
                raise NotFound("picture-unseen")
        if not sees_all and _is_blank(message):
            raise NotFound("text-unseen")
        beside = attached_to(message, first=len(pictures) + 1)
        if not pictures:
            # Nothing of the message replied to is used: a notice of ours has a job, too.
            pictures, beside, parent_id = beside, (), None
        if not pictures:
            raise NotFound("picture")
        own_mention = re.compile(rf"<@!?{self._own_id}>")
        text = own_mention.sub(" ", message.content)
        spoken = flags.parse(text, self._bot.engine.catalogue, pictures=len(pictures))
        return _Wish(
            spoken=spoken,
            pictures=chosen(pictures, spoken.picks),
            beside=beside,
            parent_id=parent_id,
        )

    def _must_choose(self, wish: _Wish, request: ImageRequest) -> bool:
        """Tell whether the person has still to say which pictures are meant.

        Several of a result are versions of one thing; several of anything else belong together, as
        long as the model takes so many.
        """
        if wish.spoken.picks or len(wish.pictures) == 1:
            return False
        most = self._bot.engine.catalogue.get(request.model).max_references
        is_too_much = most < len(request.references) and len(wish.pictures) <= MOST_NUMBERS
        return wish.parent_id is not None or is_too_much

    # --- what is answered ---

    @asynccontextmanager
    async def _looking(self, message: discord.Message) -> AsyncIterator[None]:
        """Hold one of the few places for what takes pictures into memory; the person sees that
        something is being done.
        """
        await show_typing(message)
        async with self._places:
            yield

    async def _look_for_scribble(
        self, message: discord.Message, wish: _Wish, request: ImageRequest
    ) -> tuple[ImageRequest, DraftMessage | None]:
        """Return the request with what was looked at kept; and where an attached picture is one
        that was drawn over, what will be repainted.
        """
        drafts, most = self._bot.engine.drafts, len(wish.pictures) + MOST_DRAWN
        looked, scribble = await drafts.find_scribble(
            replace(request, references=request.references[: len(wish.pictures)][:MOST_ORIGINALS]),
            request.references[len(wish.pictures) : most],
        )
        kept = {source.url: source for source in looked.references}
        references = (kept.get(each.url, each) for each in request.references)
        request = replace(request, references=numbered(tuple(references)))
        if scribble is None:
            return request, None
        draft = await drafts.begin(
            DraftKind.MASK,
            request=_as_said(scribble.request, wish, beside=request.references[most:]),
            reading=MaskReading.SCRIBBLE,
            covered=scribble.covered,
            requester_id=message.author.id,
            origin=origin_of_message(message),
            standing=standing_of(message),
            parent_id=wish.parent_id,
        )
        return request, await mask_message(self._bot, draft, locale_of(message))

    async def _ask_which(
        self, message: discord.Message, wish: _Wish, request: ImageRequest
    ) -> DraftMessage:
        """Return the question which of several pictures is meant, and keep all that was said."""
        draft = await self._bot.engine.drafts.begin(
            DraftKind.PICK,
            requester_id=message.author.id,
            origin=origin_of_message(message),
            standing=standing_of(message),
            request=request,
            parent_id=wish.parent_id,
            choice_count=len(wish.pictures),
        )
        return await pick_message(self._bot, draft, locale_of(message))


async def admit_reply(
    bot: DarkroomBot,
    message: discord.Message,
    *,
    request: ImageRequest,
    parent_id: JobId | None = None,
    left_open: tuple[str, ...] | None = None,
) -> Job:
    """Bring a checked request from a message to a job; nobody waits for an acknowledgement.
    `left_open` is as in `Announcement`.

    Raises InvalidRequest, QuotaExceeded, StoreError.
    """
    asked = Announcement(
        requester_id=message.author.id,
        origin=origin_of_message(message),
        standing=standing_of(message),
        request=request,
        parent_id=parent_id,
        is_acknowledged=True,
        left_open=left_open,
    )
    bot.engine.intake.announce(asked)
    job = await bot.engine.intake.admit(asked)
    bot.recent_jobs.note([job])
    return job


def origin_of_message(message: discord.Message) -> Origin:
    """Return where a message was written, and that the result replies to it."""
    guild = message.guild
    limit = discord.utils.DEFAULT_FILE_SIZE_LIMIT_BYTES if guild is None else guild.filesize_limit
    return Origin(
        event_id=message.id,
        channel_id=message.channel.id,
        guild_id=guild.id if guild is not None else None,
        locale=locale_of(message),
        filesize_limit_bytes=min(limit, MOST_FILE_BYTES),
        reply_to_id=message.id,
    )


def locale_of(message: discord.Message) -> str:
    """Return the server's language: a message does not tell its author's."""
    return message.guild.preferred_locale.value if message.guild is not None else ENGLISH


async def answered_by(message: discord.Message) -> discord.Message:
    """Return the message that this one replies to, asking Discord where it did not come along.

    Raises NotFound where it is gone, or not ours to read.
    """
    reference = message.reference
    if reference is None or reference.message_id is None:
        raise ValueError(f"message {message.id} replies to nothing")
    if isinstance(reference.resolved, discord.Message):
        return reference.resolved
    if isinstance(reference.resolved, discord.DeletedReferencedMessage):
        raise NotFound("answered")
    try:
        return await message.channel.fetch_message(reference.message_id)
    except discord.NotFound as error:
        raise NotFound("answered") from error
    except discord.Forbidden as error:
        raise NotFound("picture-unseen") from error


def check_permissions(message: discord.Message) -> None:
    """Raise Blocked where the result could not be posted: before it is paid for."""
    channel, guild = message.channel, message.guild
    if guild is None or isinstance(channel, discord.PartialMessageable | discord.DMChannel):
        return
    granted = channel.permissions_for(guild.me)
    if isinstance(channel, discord.Thread):
        may_send = granted.send_messages_in_threads
    else:
        may_send = granted.send_messages
    if not (may_send and granted.attach_files):
        raise Blocked("channel")


def _may_reply(message: discord.Message) -> bool:
    """Tell whether a reply would be taken: it needs Read Message History (error 160002)."""
    channel, guild = message.channel, message.guild
    if guild is None or isinstance(channel, discord.PartialMessageable | discord.DMChannel):
        return True
    return channel.permissions_for(guild.me).read_message_history


async def show(message: discord.Message, shown: DraftMessage) -> None:
    """Reply with a draft's message."""
    await say(message, shown.content, file=shown.file(), view=shown.view)


async def say(
    message: discord.Message,
    sentence: str,
    *,
    file: discord.File = MISSING,
    view: discord.ui.View = MISSING,
) -> None:
    """Reply without calling anybody; that it cannot be said is only logged."""
    reference: dict[str, Any] = {}
    if _may_reply(message):
        reference = {"reference": message.to_reference(fail_if_not_exists=False)}
    try:
        await message.channel.send(
            sentence,
            allowed_mentions=discord.AllowedMentions.none(),
            file=file,
            view=view,
            **reference,
        )
    except (discord.HTTPException, aiohttp.ClientError, OSError) as failure:
        log.warning("message %s cannot be answered: %s", message.id, failure)


async def show_typing(message: discord.Message) -> None:
    """Show for some seconds that something is being done."""
    try:
        await message.channel.typing()
    except (discord.HTTPException, aiohttp.ClientError, OSError) as failure:
        log.info("message %s: cannot show that we are typing: %s", message.id, failure)


def _is_blank(message: discord.Message) -> bool:
    """Tell whether nothing is seen of a message: Discord hides it, for nobody can send that."""
    return not (message.content or message.attachments or message.stickers)


def _as_said(
    request: ImageRequest, wish: _Wish, *, beside: tuple[SourceImage, ...]
) -> ImageRequest:
    """Return a scribble's request as exact as was said, with what else was attached."""
    if request.mask is None:
        raise ValueError("a scribble has a mask")
    mask = replace(request.mask, is_exact=wish.spoken.is_exact is not False)
    return replace(request, mask=mask, references=numbered((*request.references, *beside)))
