"""The engine's `WordMatcher`: what is in a text, of a server's words and patterns.

Patterns come from people, and some take longer than the world will last: each search has an end, in
a thread that lets the event loop run meanwhile. The threads are this module's own: whoever fills
them holds up words alone. What a match means is decided elsewhere.
"""

from __future__ import annotations

import asyncio
import logging
import time
import unicodedata
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import regex

from bot.domain.errors import InvalidRequest

log = logging.getLogger(__name__)

SEARCH_SECONDS = 0.25
"""How long one pattern may look at one prompt. Like the library, in seconds of the processor."""

PROMPT_SECONDS = 1.0
"""How long all patterns together may look at one prompt, in seconds of the thread."""

SEARCHES_AT_ONCE = 2

TRIAL_SECONDS = 0.1
"""How long it may look at each of the texts on which it is tried: others' prompts are longer."""

TRIAL_CHARS = 1000
"""Of a text that is nothing but one thing over and over. What takes the square of it still passes,
what takes the cube does not."""

ORDINARY = "the quick brown fox jumps over the lazy dog, " * 50

MOST_PIECES = 12
"""How many characters of a pattern are tried over and over."""

BROKEN = (regex.error, ValueError)
"""What the library raises for a pattern that is none; ValueError for flags that exclude another."""

FLAGS = regex.IGNORECASE | regex.FULLCASE

JOINED = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]"
"""The letters of scripts that put no spaces between words, or put endings to them without one."""

LETTER = rf"[[\p{{L}}\p{{M}}\p{{N}}_]--{JOINED}]"
"""What a word may be a mere part of."""

UNSEEN = regex.compile(r"[\p{Cf}\p{Default_Ignorable_Code_Point}]")
"""What nobody sees between two letters."""

STRUCK_THROUGH = 1
"""The combining class of strokes through a letter."""

STARTS_WITH_LETTER = regex.compile(rf"^{LETTER}", regex.V1)
ENDS_WITH_LETTER = regex.compile(rf"{LETTER}$", regex.V1)


class RegexMatcher:
    """Looks for words and patterns; keeps no more than its threads."""

    def __init__(self) -> None:
        """Start no thread yet."""
        self._threads = ThreadPoolExecutor(SEARCHES_AT_ONCE, thread_name_prefix="words")

    async def check_pattern(self, pattern: str) -> None:
        """Return quietly where a pattern can be used; else raise InvalidRequest: `pattern-broken`,
        `pattern-matches-nothing-said` or `pattern-slow`.

        It is slow where it is slow on any of the texts that are the worst for many.
        """
        await asyncio.get_running_loop().run_in_executor(self._threads, _check, pattern)

    async def found(
        self, text: str, *, words: Sequence[str], patterns: Sequence[str]
    ) -> str | None:
        """Return the first word, else the first pattern, that is in the text; None where none is.

        Words are found whole, in any case, width and composition, and in spite of characters that
        nobody sees. In scripts that put no spaces between words they are found anywhere. Patterns
        see the text as it is, and with its compatible forms made one (NFKC), once with and once
        without what nobody sees; one that takes too long, or comes after others that do, counts as
        found.
        """
        if not words and not patterns:
            return None
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, _found, text, words, patterns)


def _found(text: str, words: Sequence[str], patterns: Sequence[str]) -> str | None:
    folded = _folded(text)
    for word in words:
        if _has_word(folded, _folded(word)):
            return word
    ways = (text, unicodedata.normalize("NFKC", text), unicodedata.normalize("NFKC", _seen(text)))
    texts, until = dict.fromkeys(ways), time.thread_time() + PROMPT_SECONDS
    return next(
        (each for each in patterns if any(_has_pattern(way, each, until=until) for way in texts)),
        None,
    )


def _seen(text: str) -> str:
    """Return the text without what nobody sees, and without strokes through it."""
    shown = UNSEEN.sub("", text)
    return "".join(char for char in shown if unicodedata.combining(char) != STRUCK_THROUGH)


def _folded(text: str) -> str:
    """Return the text as every other way of writing it would be returned, on one line."""
    folded = unicodedata.normalize("NFKC", _seen(text)).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split())


def _has_word(text: str, word: str) -> bool:
    """Tell whether a word is in a text, both folded, and not as a part of another."""
    if not word or word not in text:
        return False
    before = rf"(?<!{LETTER})" if STARTS_WITH_LETTER.search(word) else ""
    after = rf"(?!{LETTER})" if ENDS_WITH_LETTER.search(word) else ""
    whole = f"{before}{regex.escape(word, literal_spaces=True)}{after}"
    return regex.search(whole, text, regex.V1) is not None


def _has_pattern(text: str, pattern: str, *, until: float) -> bool:
    seconds = min(SEARCH_SECONDS, until - time.thread_time())
    try:
        return seconds <= 0 or _search(pattern, text, seconds=seconds)
    except TimeoutError:
        return True
    except BROKEN as error:
        # It was looked at when it was laid down: by another version of the library, then.
        log.error("a pattern is passed over: %s: %r", error, pattern)
        return False


def _search(pattern: str, text: str, *, seconds: float) -> bool:
    """Search; raises TimeoutError, and one of `BROKEN` where it is no pattern."""
    found = regex.search(pattern, text, FLAGS, timeout=seconds, concurrent=True)
    return found is not None


def _check(pattern: str) -> None:
    try:
        if _search(pattern, "", seconds=TRIAL_SECONDS):
            raise InvalidRequest("pattern-matches-nothing-said", field="pattern")
        for text in _trials(pattern):
            _search(pattern, text, seconds=TRIAL_SECONDS)
    except BROKEN as error:
        raise InvalidRequest("pattern-broken", field="pattern", reason=str(error)) from error
    except TimeoutError as error:
        raise InvalidRequest("pattern-slow", field="pattern") from error


def _trials(pattern: str) -> list[str]:
    """Return texts that nearly match: the pattern's own pieces over and over, then something else.

    All of its pieces stand at the end: the library looks whether they are there before it begins.
    """
    pieces = [char for char in dict.fromkeys(pattern) if char.isalnum()][:MOST_PIECES]
    letters = "".join(pieces)
    repeated = dict.fromkeys([*pieces, *filter(None, [letters]), "a", "0", " ", "a ", "字", "."])
    return [
        *(f"{piece * (TRIAL_CHARS // len(piece))}\n!{letters}" for piece in repeated),
        ORDINARY,
    ]
