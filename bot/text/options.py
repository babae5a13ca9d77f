"""Which message names an option, for the commands in Discord and the sentences everywhere."""

from __future__ import annotations

from bot.text.words import Value


def option_message(name: str) -> tuple[str, dict[str, Value]]:
    """Return the message that names an option, and its values: `image3` is number 3."""
    stem = name.rstrip("0123456789")
    return f"option-{stem}", {"number": name[len(stem) :]}
