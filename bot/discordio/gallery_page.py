"""`/gallery` as people read it: the best of the week, and one's own shares. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

import discord

from bot.discordio.markup import as_written, mention, message_url, moment
from bot.discordio.pages import SAFELIGHT
from bot.domain.sharing import Share, ShareStatus
from bot.text.words import Words

PROMPT_SHOWN = 80
MEDALS = ("🥇", "🥈", "🥉")


def top_page(
    shares: Sequence[Share], pictures: Sequence[str | None], words: Words, locale: str
) -> list[discord.Embed]:
    """Return the best, best first: those with a picture in an embed each, the others as lists.

    `pictures` are addresses of the first ones (None: it is not to be had). What is posted as a
    spoiler is not shown.
    """
    if not shares:
        empty = words.say("gallery-top-empty", locale)
        return [discord.Embed(description=empty, colour=SAFELIGHT)]
    title = words.say("gallery-top-title", locale)
    pages = [discord.Embed(title=title, colour=SAFELIGHT)]
    for number, (share, url) in enumerate(zip_longest(shares, pictures), 1):
        is_shown = url is not None and not share.is_spoiler
        if pages[-1].description and (is_shown or pages[-1].image.url):
            pages.append(discord.Embed(colour=SAFELIGHT))
        line = _best_line(number, share, words, locale)
        pages[-1].description = "\n".join(filter(None, (pages[-1].description, line)))
        if is_shown:
            pages[-1].set_image(url=url)
    return pages


def mine_page(shares: Sequence[Share], words: Words, locale: str) -> discord.Embed:
    """Return somebody's own shares, newest first: how each stands, and where it is."""
    if not shares:
        empty = words.say("gallery-mine-empty", locale)
        return discord.Embed(description=empty, colour=SAFELIGHT)
    lines = []
    for share in shares:
        status = words.say("gallery-status", locale, status=share.status, due=moment(share.due_at))
        facts = [moment(share.asked_at), status]
        if share.status is ShareStatus.POSTED:
            facts += [f"⭐ {share.stars}", _link(share, words, locale)]
        lines.append(" · ".join(facts) + _prompt(share))
    return discord.Embed(
        title=words.say("gallery-mine-title", locale),
        description="\n".join(lines),
        colour=SAFELIGHT,
    )


def _best_line(number: int, share: Share, words: Words, locale: str) -> str:
    place = MEDALS[number - 1] if number <= len(MEDALS) else f"**{number}**"
    facts = (mention(share.maker_id), f"⭐ {share.stars}", _link(share, words, locale))
    return f"{place} {' · '.join(facts)}{_prompt(share)}"


def _prompt(share: Share) -> str:
    """Return what was asked for, on a line of its own, where its maker shows it."""
    shown = as_written(share.prompt, PROMPT_SHOWN)
    return f"\n> {shown}" if shown else ""


def _link(share: Share, words: Words, locale: str) -> str:
    address = message_url(share.guild_id, share.channel_id, share.message_id)
    return f"[{words.say('gallery-open', locale)}]({address})"
