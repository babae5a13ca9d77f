"""What the commands that make pictures share: choices from the catalogue, options
as our own values, and what the engine gets to know of an interaction.

A cog offers the choices in its `setup`, when the catalogue is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import discord
from discord import app_commands

from bot.discordio.translation import text
from bot.domain.errors import InvalidRequest
from bot.domain.jobs import AnswerToken, Origin
from bot.domain.models import Catalogue
from bot.domain.requests import ImageRequest, SourceImage
from bot.domain.rules import Standing
from bot.text.words import Value, Words

MAX_CHOICES = 25
"""The most choices that Discord allows for an option."""

MOST_FILE_BYTES = 90 * 1024 * 1024
"""What one upload may surely have: Discord promises more to people with Nitro."""

AGE_RESTRICTABLE = (
    discord.TextChannel,
    discord.VoiceChannel,
    discord.StageChannel,
    discord.ForumChannel,
)
"""The channels that a server may keep from young people; a thread goes by its channel."""

YES, NO = "yes", "no"
"""The choices of an option that switches something."""

_SWITCHES = ("tray", "private", "show")
"""The options that are yes or no."""

_KINDS = {
    "model": "models",
    "size": "sizes",
    "quality": "qualities",
    "background": "backgrounds",
    "format": "formats",
    "moderation": "moderations",
}
"""The option, and what `choices_for` calls its choices."""


def choices_for(
    catalogue: Catalogue, kind: str, words: Words, *, default_model: str = ""
) -> list[app_commands.Choice[str]]:
    """Return the choices of a kind: `models`, `sizes`, `qualities`, `backgrounds`, `formats`,
    `moderations`.

    The values are the API's own words. `default_model` is marked among the models.
    """
    if kind == "models":
        labels = {
            model.name: text(
                words,
                "choice-model",
                label=model.label,
                is_default="yes" if model.name == default_model else "no",
            )
            for model in catalogue
        }
    elif kind == "sizes":
        labels = {}
        for ratio in catalogue.union("sizes"):
            message_id, values = size_message(catalogue, ratio)
            labels[ratio] = text(words, message_id, **values)
    else:
        option = next(option for option, its_kind in _KINDS.items() if its_kind == kind)
        labels = {
            value: text(words, f"choice-{option}", value=value) for value in catalogue.union(kind)
        }
    choices = [app_commands.Choice(name=label, value=value) for value, label in labels.items()]
    return choices[:MAX_CHOICES]


def count_choices(catalogue: Catalogue, words: Words) -> list[app_commands.Choice[int]]:
    """Return the counts to choose from: as many pictures as some model makes at once."""
    most = min(max(model.max_count for model in catalogue), MAX_CHOICES)
    return [
        app_commands.Choice(name=text(words, "choice-count", count=count), value=count)
        for count in range(1, most + 1)
    ]


def switch_choices(option: str, words: Words) -> list[app_commands.Choice[str]]:
    """Return yes and no, as what they mean for the option."""
    return [
        app_commands.Choice(name=text(words, f"choice-{option}", value=value), value=value)
        for value in (YES, NO)
    ]


def offer_choices(
    command: app_commands.Command[Any, ..., Any],
    catalogue: Catalogue,
    words: Words,
    *,
    default_model: str = "",
) -> None:
    """Offer the choices of every option of the command that has some, by its name: mostly the
    catalogue's.
    """
    offered: dict[str, Any] = {}
    for parameter in command.parameters:
        option = parameter.display_name
        if option == "count":
            offered[parameter.name] = count_choices(catalogue, words)
        elif option in _SWITCHES:
            offered[parameter.name] = switch_choices(option, words)
        elif option in _KINDS:
            offered[parameter.name] = choices_for(
                catalogue, _KINDS[option], words, default_model=default_model
            )
    app_commands.choices(**offered)(command)


def request_of(
    *,
    prompt: str,
    default_model: str,
    model: str | None = None,
    size: str | None = None,
    count: int | None = None,
    quality: str | None = None,
    background: str | None = None,
    output_format: str | None = None,
    compression: int | None = None,
    moderation: str | None = None,
    images: Mapping[str, discord.Attachment | None] | None = None,
) -> ImageRequest:
    """Return the options as they were given, unjudged; what nobody gave stays None.

    `images` are the attachments by the names of their options, in order.
    """
    return ImageRequest(
        prompt=prompt,
        model=default_model if model is None else model,
        size=size,
        count=1 if count is None else count,
        quality=quality,
        background=background,
        output_format=output_format,
        compression=compression,
        moderation=moderation,
        references=sources_of(images or {}),
    )


def left_open(**given: object) -> tuple[str, ...]:
    """Return the names of those options that nobody gave: the person's usual ones fill them."""
    return tuple(name for name, value in given.items() if value is None)


def sources_of(images: Mapping[str, discord.Attachment | None]) -> tuple[SourceImage, ...]:
    """Return the attachments that were given, each named by its option, as Discord declares it."""
    return tuple(
        SourceImage(
            name=name,
            url=attachment.url,
            filename=attachment.filename,
            size_bytes=attachment.size,
            width=attachment.width,
            height=attachment.height,
        )
        for name, attachment in images.items()
        if attachment is not None
    )


def is_yes(option: str, value: str | None) -> bool:
    """Tell whether a yes-or-no option was set; raises InvalidRequest for another value."""
    return bool(yes_or_no(option, value))


def yes_or_no(option: str, value: str | None) -> bool | None:
    """Return what was said by a yes-or-no option, if anything was; raises InvalidRequest for
    another value.
    """
    if value not in (YES, NO, None):
        raise InvalidRequest("choice", field=option, value=value, allowed=f"{YES}, {NO}")
    return None if value is None else value == YES


def requester_of(interaction: discord.Interaction[Any]) -> int:
    """Return who asks."""
    return interaction.user.id


def managed_guild_of(interaction: discord.Interaction[Any]) -> int | None:
    """Return the guild where the person may manage messages, if this is one."""
    return interaction.guild_id if interaction.permissions.manage_messages else None


def origin_of(interaction: discord.Interaction[Any]) -> Origin:
    """Return where the interaction came from and what may be sent there.

    Where the bot has a seat, the server's own limit holds for its files; the interaction's limit
    may be that of the person.
    """
    if interaction.channel_id is None:
        raise ValueError(f"interaction {interaction.id} came from no channel")
    guild = interaction.client.get_guild(interaction.guild_id or 0)
    limit = interaction.filesize_limit if guild is None else guild.filesize_limit
    return Origin(
        event_id=interaction.id,
        channel_id=interaction.channel_id,
        guild_id=interaction.guild_id,
        locale=interaction.locale.value,
        filesize_limit_bytes=min(limit, MOST_FILE_BYTES),
    )


def standing_of(asked: discord.Interaction[Any] | discord.Message) -> Standing:
    """Return what the person is at the place where they ask, as Discord said with it."""
    person = asked.user if isinstance(asked, discord.Interaction) else asked.author
    roles = person.roles if isinstance(person, discord.Member) else []
    channel = asked.channel
    places: list[int] = [] if channel is None else [channel.id]
    if isinstance(channel, discord.Thread):
        places.append(channel.parent_id)
        channel = channel.parent
    category_id = getattr(channel, "category_id", None)
    if category_id is not None:
        places.append(category_id)
    return Standing(
        role_ids=tuple(role.id for role in roles),
        place_ids=tuple(places),
        is_age_restricted=isinstance(channel, AGE_RESTRICTABLE) and channel.is_nsfw(),
    )


def answer_token_of(interaction: discord.Interaction[Any]) -> AnswerToken:
    """Return the secret that edits the answer, for 15 minutes from the interaction's beginning."""
    return AnswerToken(
        application_id=interaction.application_id,
        token=interaction.token,
        expires_at=interaction.expires_at,
    )


def size_message(catalogue: Catalogue, ratio: str) -> tuple[str, dict[str, Value]]:
    """Return the message that names a size, and its values: the shape, and the pixels where all
    models agree on them.
    """
    pixels = {model.sizes[ratio] for model in catalogue if ratio in model.sizes}
    width, height = next(iter(pixels))
    shape = "square" if width == height else "landscape" if width > height else "portrait"
    values: dict[str, Value] = {"shape": shape, "ratio": ratio}
    if len(pixels) > 1:
        return "choice-size", values
    return "choice-size.pixels", values | {"pixels": f"{width} × {height}"}
