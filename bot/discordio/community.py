"""What a community gets to see besides results: shared pictures, and the lines of its audit log.

When something is shared, by whom and how often is the engine's.
"""

from __future__ import annotations

from bot.discordio.audit_text import entry_text
from bot.discordio.files import picture_file
from bot.discordio.gallery_buttons import share_mark, share_view
from bot.discordio.markup import as_written, mention, one_line, shortened
from bot.discordio.message_pictures import pictures_in
from bot.discordio.parcels import SURE_FILE_BYTES, Parcel, Parcels
from bot.discordio.reach import Reach, nobody
from bot.discordio.refusals import discord_answers, is_gone
from bot.domain.audit import AuditEntry
from bot.domain.errors import Undeliverable
from bot.domain.sharing import Share
from bot.engine.ports import Picture
from bot.text import Words

PROMPT_IN_SHARE = 800
PROMPT_IN_ALT_TEXT = 500
MOST_CHARS = 2000
"""What Discord allows of a message's text."""


class CommunityPosts:
    """Posts shared pictures and lines of the log, and takes the former away again."""

    def __init__(self, *, reach: Reach, parcels: Parcels, words: Words) -> None:
        """Take the ways to send, and the words."""
        self._reach = reach
        self._parcels = parcels
        self._words = words

    async def log(self, entry: AuditEntry, *, channel_id: int) -> None:
        """Put a line into the server's log channel, in the server's language, calling nobody.

        Raises DeliveryUnavailable or Undeliverable.
        """
        sentence = entry_text(entry, self._words, self._reach.locale_of(entry.guild_id))
        try:
            with discord_answers():
                await self._reach.channel(channel_id, entry.guild_id).send(
                    shortened(sentence, MOST_CHARS),
                    nonce=f"l{entry.number}",
                    suppress_embeds=True,
                    allowed_mentions=nobody(),
                )
        except Undeliverable as refusal:
            # It was there, and somebody has deleted it since.
            if not is_gone(refusal.__cause__):
                raise

    async def share(self, share: Share, picture: Picture) -> int:
        """Post a shared picture with who made it; return the message's id. It calls nobody.

        Raises DeliveryUnavailable or Undeliverable.
        """
        limit_bytes = self._reach.filesize_limit(share.guild_id) or SURE_FILE_BYTES
        return await self._parcels.deliver(
            (picture,), lambda parcel: self._send(share, parcel), limit_bytes=limit_bytes
        )

    async def _send(self, share: Share, parcel: Parcel) -> int:
        prompt = share.prompt if parcel.has_prompt else ""
        message = await self._reach.channel(share.channel_id, share.guild_id).send(
            self._text(share, prompt),
            files=[
                picture_file(
                    picture,
                    f"darkroom-{share.id}",
                    alt_text=shortened(one_line(prompt), PROMPT_IN_ALT_TEXT) or None,
                    is_spoiler=share.is_spoiler,
                )
                for picture in parcel.files
            ],
            view=share_view(share, self._words),
            nonce=f"s{share.id}",
            allowed_mentions=nobody(),
        )
        return message.id

    def _text(self, share: Share, prompt: str) -> str:
        lines = [self._words.say("share-header", share.locale, who=mention(share.maker_id))]
        if shown := as_written(prompt, PROMPT_IN_SHARE):
            lines.append(f"> {shown}")
        return "\n".join(lines)

    async def find(self, share: Share) -> int | None:
        """Search our messages since `posting_began_at` for the share's; return its id or None.

        Raises Undeliverable where we may not read the channel or cannot be sure,
        DeliveryUnavailable.
        """
        if share.posting_began_at is None:
            return None
        channel = self._reach.channel(share.channel_id, share.guild_id)
        return await self._reach.find(channel, share_mark(share.id), since=share.posting_began_at)

    async def unshare(self, share: Share) -> None:
        """Delete the share's message; one that is gone, by itself or with its channel, is fine.

        Raises DeliveryUnavailable or Undeliverable.
        """
        if share.message_id is None:
            return
        channel = self._reach.channel(share.channel_id, share.guild_id)
        try:
            with discord_answers():
                await channel.get_partial_message(share.message_id).delete()
        except Undeliverable as refusal:
            if refusal.rule != "channel-gone" and not is_gone(refusal.__cause__):
                raise

    async def picture_urls(self, channel_id: int, message_id: int) -> list[str]:
        """Return fresh addresses of the pictures of a message of ours, in order; empty where it is
        gone. Raises DeliveryUnavailable or Undeliverable.
        """
        try:
            with discord_answers():
                message = await self._reach.channel(channel_id, None).fetch_message(message_id)
        except Undeliverable as refusal:
            if is_gone(refusal.__cause__):
                return []
            raise
        return [picture.url for picture in pictures_in(message)]
