"""Where a message can go: a channel, the answer to an interaction, somebody's direct messages; and
which of ours are there already.

What is said is the callers'; what Discord's errors mean is `refusals`'. Nobody but who asked is
ever called.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import discord

from bot.discordio.refusals import discord_answers, is_gone, is_no_reply
from bot.domain.errors import DeliveryUnavailable, Undeliverable
from bot.domain.jobs import AnswerToken, Job
from bot.text.words import ENGLISH

CLOCK_SKEW = timedelta(minutes=2)
MOST_SEARCHED = 1000
"""How many messages are looked through for one of ours."""

MOST_NONCE_CHARS = 25

ViewBuilder = Callable[[], discord.ui.View | None]
FilesBuilder = Callable[[], list[discord.File]]
Place = discord.PartialMessageable | discord.DMChannel


class Reach:
    """The places that the client can send to, over its own connection."""

    def __init__(self, *, client: discord.Client) -> None:
        """Take the client; nothing is sent before it has logged in."""
        self._client = client

    # --- places ---

    def webhook(self, token: AnswerToken) -> discord.Webhook:
        """Rebuild what `interaction.followup` is, from the secret.

        Raises DeliveryUnavailable where we have not logged in.
        """
        self._check_login()
        return discord.Webhook.from_state(
            {"id": token.application_id, "type": 3, "token": token.token},
            state=self._client._connection,
        )

    def channel(self, channel_id: int, guild_id: int | None) -> discord.PartialMessageable:
        """Return the channel, unseen; raises DeliveryUnavailable where we have not logged in."""
        self._check_login()
        return self._client.get_partial_messageable(channel_id, guild_id=guild_id)

    async def place_of(self, job: Job) -> Place:
        """Return where a job's messages go: its channel; for one that is private, the person's
        direct messages, and never the channel.
        """
        if not job.is_private:
            return self.channel(job.origin.channel_id, job.origin.guild_id)
        self._check_login()
        return await self._client.create_dm(discord.Object(job.requester_id))

    def filesize_limit(self, guild_id: int | None) -> int:
        """Return how many bytes a server's files may have, as far as we know it; else 0."""
        guild = self._client.get_guild(guild_id or 0)
        return 0 if guild is None else guild.filesize_limit

    def locale_of(self, guild_id: int) -> str:
        """Return the language that a server prefers, as far as we know it; else English."""
        guild = self._client.get_guild(guild_id)
        return ENGLISH if guild is None else guild.preferred_locale.value

    def _check_login(self) -> None:
        if self._client.user is None or self._client.is_closed():
            raise DeliveryUnavailable("not connected to Discord")

    # --- messages ---

    async def send(
        self,
        job: Job,
        content: str,
        *,
        nonce: str,
        view: ViewBuilder,
        files: FilesBuilder = list,
        calls: bool = True,
    ) -> int:
        """Send to where the job's messages go; where it began with a message there, in reply to
        that. Return the message's id; raises DeliveryUnavailable, Undeliverable.

        `calls` the requester, or else nobody, and then silently. Where we may not reply, it is sent
        all the same. The views and files are built anew for every attempt.
        """
        with discord_answers(forbidden="dm-closed" if job.is_private else "forbidden"):
            place = await self.place_of(job)

            async def send(reply: dict[str, Any]) -> int:
                message = await place.send(
                    content,
                    files=files(),
                    view=view() or discord.utils.MISSING,
                    nonce=nonce[:MOST_NONCE_CHARS],
                    silent=not calls,
                    allowed_mentions=only_the_requester(job) if calls else nobody(),
                    **reply,
                )
                return message.id

            answered, channel_id = job.origin.reply_to_id, job.origin.channel_id
            if answered is None or place.id != channel_id:
                return await send({})
            try:
                return await send({"reference": reference(channel_id, answered)})
            except discord.HTTPException as error:
                if not is_no_reply(error):
                    raise
            return await send({})

    async def find(self, place: Place, mark: str, *, since: datetime) -> int | None:
        """Search a place for our message with the button of that id, no older than `since` by
        Discord's clock; return its id, or None.

        Raises Undeliverable (`unsure`) where we may not read it, or cannot be sure;
        DeliveryUnavailable.
        """
        oldest_at = since - CLOCK_SKEW
        searched = 0
        with discord_answers(forbidden="unsure"):
            async for message in place.history(limit=MOST_SEARCHED):
                if message.created_at < oldest_at:
                    return None
                if self._is_ours(message) and mark in _custom_ids(message):
                    return message.id
                searched += 1
            if searched == 0:
                await _check_history(place, discord.utils.time_snowflake(oldest_at))
        if searched == MOST_SEARCHED:
            raise Undeliverable("unsure", f"more than {MOST_SEARCHED} messages since")
        return None

    def _is_ours(self, message: discord.Message) -> bool:
        return self._client.user is not None and message.author.id == self._client.user.id


async def _check_history(place: Place, message_id: int) -> None:
    """Tell an empty channel from a hidden history, which Discord shows as empty too.

    To ask for one message, which need not exist, is refused without the permission.
    """
    try:
        await place.fetch_message(message_id)
    except discord.NotFound as error:
        if not is_gone(error):
            raise


def reference(channel_id: int, message_id: int) -> discord.MessageReference:
    """Name a message to reply to; one that is gone is no obstacle."""
    return discord.MessageReference(
        channel_id=channel_id, message_id=message_id, fail_if_not_exists=False
    )


def only_the_requester(job: Job) -> discord.AllowedMentions:
    """Let a message call who asked for the job, whatever else its text says."""
    return discord.AllowedMentions(
        everyone=False, roles=False, replied_user=False, users=[discord.Object(job.requester_id)]
    )


def nobody() -> discord.AllowedMentions:
    """Let a message call nobody, whatever its text says."""
    return discord.AllowedMentions.none()


def _custom_ids(message: discord.Message) -> set[str]:
    """Return the ids of the buttons under a message."""
    return {
        child.custom_id
        for row in message.components
        if isinstance(row, discord.ActionRow)
        for child in row.children
        if isinstance(child, discord.Button) and child.custom_id is not None
    }
