"""The words shown to people: one Fluent file a language, and `Words` to say them."""

from bot.text.words import ENGLISH, MissingWords, Words

__all__ = ["ENGLISH", "MissingWords", "Words"]
