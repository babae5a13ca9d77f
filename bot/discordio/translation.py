"""Give the commands their words before they are sent to Discord, in every language.

The words of a command hang on its name, so that a cog spells no sentence and importing it reads no
file: the command `/jobs show` is the message `command-jobs-show`, its option `job` is `option-job`
(the number of `image3` is a value of `option-image`), each with a `description`. The menu `Edit
image` is `menu-edit-image`, and has none. A choice carries its message itself: `text`.
"""

from __future__ import annotations

from typing import Any

from discord import Locale, app_commands

from bot.text.options import option_message
from bot.text.words import ENGLISH, Value, Words

_ENGLISH_LOCALES = frozenset({Locale.american_english, Locale.british_english})
"""Where the default is said once more: Discord lets the one fall back to the other, not to it."""


def text(words: Words, message_id: str, **values: Value) -> app_commands.locale_str:
    """Return a message's English text, which `FluentTranslator` says in the other languages."""
    return app_commands.locale_str(
        words.say(message_id, ENGLISH, **values), id=message_id, values=values
    )


def localise_tree(tree: app_commands.CommandTree[Any], words: Words) -> None:
    """Write the English descriptions into every slash command, before the tree is synced."""
    for command in tree.walk_commands():
        command.description = words.say(f"{_command_message(command)}.description", ENGLISH)
        if isinstance(command, app_commands.Command):
            descriptions = {}
            for parameter in command.parameters:
                message_id, values = option_message(parameter.display_name)
                descriptions[parameter.name] = text(words, f"{message_id}.description", **values)
            app_commands.describe(**descriptions)(command)


class FluentTranslator(app_commands.Translator):
    """Says names and descriptions of commands, options and choices in the languages of `Words`."""

    def __init__(self, words: Words) -> None:
        """Take the words."""
        self._words = words
        # Discord asks for all of its thirty languages, thousands of times at a start.
        self._spoken = frozenset(
            locale
            for locale in Locale
            if words.language_of(locale.value) != ENGLISH or locale in _ENGLISH_LOCALES
        )

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        """Return the text for that locale; None where it is English anyway, or has no message."""
        if locale not in self._spoken:
            return None
        if "id" in string.extras:
            return self._words.say(string.extras["id"], locale.value, **string.extras["values"])
        message = _message_in(context)
        if message is None:
            return None
        message_id, values = message
        return self._words.say(message_id, locale.value, **values)


def _message_in(
    context: app_commands.TranslationContextTypes,
) -> tuple[str, dict[str, Value]] | None:
    """Return the message that a command, a group, a menu or an option has by its name."""
    place = app_commands.TranslationContextLocation
    if isinstance(context.data, app_commands.Command | app_commands.Group):
        message_id, values = _command_message(context.data), dict[str, Value]()
    elif isinstance(context.data, app_commands.ContextMenu):
        message_id, values = f"menu-{context.data.name.lower().replace(' ', '-')}", {}
    elif isinstance(context.data, app_commands.Parameter):
        message_id, values = option_message(context.data.display_name)
    else:
        return None
    if context.location in (
        place.command_description,
        place.group_description,
        place.parameter_description,
    ):
        message_id += ".description"
    return message_id, values


def _command_message(command: app_commands.Command[Any, ..., Any] | app_commands.Group) -> str:
    return "command-" + command.qualified_name.replace(" ", "-")
