"""Say a message in a person's language. Which message, and what fills it, whoever asks decides.

The words stand beside this file, one Fluent file a language, named as Discord names the locale.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from decimal import Decimal
from importlib import resources

from fluent.runtime import FluentBundle, FluentResource

log = logging.getLogger(__name__)

ENGLISH = "en"
"""The language that is complete by definition, and spoken to everybody whose own we do not know."""

Value = str | int | float

LARGEST = 10**20
"""From here on the library that writes numbers in people's languages fails."""


class MissingWords(LookupError):
    """A message that no file has, or that lacks a value: a mistake of ours."""


class Words:
    """Every sentence in every language."""

    def __init__(self, *, strict: bool = False) -> None:
        """Read all languages; `strict` raises `MissingWords` instead of falling back to English."""
        self._strict = strict
        self._bundles = {name: _bundle(name, text) for name, text in sorted(_texts().items())}
        self._unfilled: dict[tuple[str, str], tuple[str, str]] = {}

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages there are, by the names of their files."""
        return tuple(self._bundles)

    def language_of(self, locale: str) -> str:
        """Return the language spoken to a person of that Discord locale; all of Chinese is one."""
        spoken = locale.partition("-")[0]
        names = (locale, *(name for name in self._bundles if name.partition("-")[0] == spoken))
        return next((name for name in names if name in self._bundles), ENGLISH)

    def say(self, message_id: str, locale: str, /, **values: Value) -> str:
        """Return the message, filled; `id.attribute` names an attribute of it.

        What is missing raises `MissingWords` where strict; else it is logged and said in English.
        """
        language = self.language_of(locale)
        if values:
            text, trouble = self._format(language, message_id, values)
        else:
            text, trouble = self._unchanging(language, message_id)
        if not trouble:
            return text
        if self._strict:
            raise MissingWords(f"{language}: {message_id}: {trouble}")
        log.error("words in %s: %s: %s", language, message_id, trouble)
        if language == ENGLISH:
            return text
        return self._format(ENGLISH, message_id, values)[0]

    def _unchanging(self, language: str, message_id: str) -> tuple[str, str]:
        """Return what `_format` does of a message that nothing fills, made once."""
        key = (language, message_id)
        if key not in self._unfilled:
            self._unfilled[key] = self._format(language, message_id, {})
        return self._unfilled[key]

    def _format(
        self, language: str, message_id: str, values: Mapping[str, Value]
    ) -> tuple[str, str]:
        """Return the text and what is wrong with it (empty: nothing)."""
        bundle = self._bundles[language]
        name, _, attribute = message_id.partition(".")
        if not bundle.has_message(name):
            return message_id, "no such message"
        message = bundle.get_message(name)
        pattern = message.attributes.get(attribute) if attribute else message.value
        if pattern is None:
            return message_id, "no such text"
        sayable = {name: _sayable(value) for name, value in values.items()}
        text, errors = bundle.format_pattern(pattern, sayable)
        return str(text).strip(), "; ".join(str(error) for error in errors)


def _sayable(value: Value) -> Value:
    """Return the value; a number that nobody means as its first digits and how many there are."""
    if isinstance(value, int) and abs(value) >= LARGEST:
        return f"{Decimal(value):.2e}"
    return value


def _texts() -> dict[str, str]:
    """Return the text of every Fluent file of this package, by language."""
    return {
        file.name.removesuffix(".ftl"): file.read_text(encoding="utf-8")
        for file in resources.files(__package__).iterdir()
        if file.name.endswith(".ftl")
    }


def _bundle(language: str, text: str) -> FluentBundle:
    bundle = FluentBundle([language], use_isolating=False)
    bundle.add_resource(FluentResource(text))
    return bundle
