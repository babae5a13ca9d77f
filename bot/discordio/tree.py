"""The one place where an exception becomes words: for commands, for buttons and for forms.

Which words, and in which language, is `render`'s; here it is decided what is shown, to whom, and
what is logged.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import aiohttp
import discord
from discord import app_commands

from bot.discordio import render
from bot.discordio.acknowledge import Lapsed, acknowledged, answer_alone
from bot.domain.errors import UserError
from bot.text import Words

if TYPE_CHECKING:
    from bot.discordio.client import DarkroomBot

log = logging.getLogger(__name__)

Act = Callable[["discord.Interaction[DarkroomBot]"], Awaitable[None]]


class DarkroomTree(app_commands.CommandTree["DarkroomBot"]):
    """The commands, each called once an interaction, with their errors answered in words."""

    async def interaction_check(self, interaction: discord.Interaction[DarkroomBot], /) -> bool:
        """Pass over an interaction that Discord delivers a second time."""
        return interaction.client.acknowledgements.is_first(interaction.id)

    async def on_error(
        self,
        interaction: discord.Interaction[DarkroomBot],
        error: app_commands.AppCommandError,
        /,
    ) -> None:
        """Tell the person what went wrong."""
        await answer_error(interaction, error)


async def answering_errors(interaction: discord.Interaction[DarkroomBot], act: Act) -> None:
    """Do what a click asks for, once, with the same care for errors as a command gets."""
    if not interaction.client.acknowledgements.is_first(interaction.id):
        return
    try:
        await act(interaction)
    except Exception as error:  # noqa: BLE001 - the on_error of what has none of its own
        await answer_error(interaction, error)


async def answer_error(interaction: discord.Interaction[DarkroomBot], error: Exception) -> None:
    """Turn the error into a sentence for the person alone, and into a line of the log."""
    if isinstance(error, app_commands.CommandInvokeError):
        error = error.original
    if isinstance(error, Lapsed):
        log.info("%s", error)
        return
    sentence = sentence_for(interaction, error)
    try:
        await _answer(interaction, sentence)
    except (discord.HTTPException, aiohttp.ClientError, OSError) as failure:
        log.warning("interaction %s: the error cannot be told: %s", interaction.id, failure)


def sentence_for(interaction: discord.Interaction[DarkroomBot], error: Exception) -> str:
    """Return what the person is told, and log it: the table from type to sentence."""
    words, locale = interaction.client.words, interaction.locale.value
    who = f"{_name_of(interaction)} by {interaction.user.id}"
    match error:
        case app_commands.TransformerError():
            log.info("%s: %s", who, error)
            field = _field_of(interaction, error)
            return words.say("invalid-option", locale, field=field, value=str(error.value)[:100])
        case app_commands.CheckFailure():
            log.info("%s: %s", who, error)
            return words.say("not-allowed", locale)
        case _:
            return told(error, words, locale, who=who)


def told(error: Exception, words: Words, locale: str, *, who: str) -> str:
    """Return what a person is told of any error of ours, and log it; `who` did what, for the log.

    What is not theirs to know gets a reference, under which it stands in the log.
    """
    if isinstance(error, UserError):
        log.info("%s: %s", who, error)
        return render.error_text(error, words, locale)
    reference = secrets.token_hex(4)
    log.error("%s failed; reference %s", who, reference, exc_info=error)
    return words.say("unexpected", locale, reference=reference)


def _name_of(interaction: discord.Interaction[DarkroomBot]) -> str:
    if interaction.command is not None:
        return f"/{interaction.command.qualified_name}"
    return str(dict(interaction.data or {}).get("custom_id", "an interaction"))


def _field_of(
    interaction: discord.Interaction[DarkroomBot], error: app_commands.TransformerError
) -> str:
    """Return the name of the option whose value could not be read, as the person sees it."""
    words, locale = interaction.client.words, interaction.locale.value
    for name, value in vars(interaction.namespace).items():
        if value is error.value:
            return render.option_name(name, words, locale)
    return "?"


async def _answer(interaction: discord.Interaction[DarkroomBot], sentence: str) -> None:
    """Tell it to the person alone, whatever was answered before."""
    before = acknowledged(interaction)
    if before is None and not interaction.response.is_done():
        await interaction.response.send_message(sentence, ephemeral=True)
    elif before is None or before.message_id is None:
        await interaction.followup.send(sentence, ephemeral=True)
    elif before.is_ephemeral:
        await interaction.edit_original_response(content=sentence)
    else:
        await answer_alone(interaction.followup, sentence)
