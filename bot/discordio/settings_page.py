"""A person's usual options as they read them. Pure functions.

What may be chosen is the engine's to say.
"""

from __future__ import annotations

import discord

from bot.discordio.pages import SAFELIGHT
from bot.discordio.params import NO, YES, size_message
from bot.discordio.render import model_label, option_name
from bot.domain.models import Catalogue
from bot.domain.people import UsualOptions
from bot.text.words import Words

OPTIONS = {
    "model": "model",
    "size": "size",
    "count": "count",
    "quality": "quality",
    "background": "background",
    "format": "output_format",
    "compression": "compression",
    "moderation": "moderation",
    "private": "is_private",
}
"""The options that somebody may have a usual choice of, as they know them, and as we do."""

_LABELLED = ("quality", "background", "format", "moderation")
"""Options whose values have a sentence each."""


def settings_page(
    usual: UsualOptions, *, catalogue: Catalogue, words: Words, locale: str
) -> discord.Embed:
    """Return the usual options, a line each; what is left open stands in the small print."""
    lines, left_open = [], []
    for option, name in OPTIONS.items():
        value = getattr(usual, name)
        shown = option_name(option, words, locale)
        if value is None:
            left_open.append(shown)
        else:
            lines.append(f"**{shown}** · {_value(option, value, catalogue, words, locale)}")
    if not lines:
        return discord.Embed(description=words.say("settings-empty", locale), colour=SAFELIGHT)
    if left_open:
        names = ", ".join(left_open)
        lines.append("-# " + words.say("settings-open", locale, names=names))
    return discord.Embed(
        title=words.say("settings-title", locale), description="\n".join(lines), colour=SAFELIGHT
    )


def _value(
    option: str, value: str | int | bool, catalogue: Catalogue, words: Words, locale: str
) -> str:
    """Return a choice as it is offered; one that is offered no more as the API calls it."""
    if isinstance(value, bool):
        return words.say("choice-private", locale, value=YES if value else NO)
    if isinstance(value, int):
        return words.say("choice-count", locale, count=value) if option == "count" else str(value)
    if option == "model":
        return model_label(catalogue, value)
    if option == "size" and value in catalogue.union("sizes"):
        message_id, values = size_message(catalogue, value)
        return words.say(message_id, locale, **values)
    if option in _LABELLED:
        return words.say(f"choice-{option}", locale, value=value)
    return value
