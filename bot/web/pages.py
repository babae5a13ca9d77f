"""What the painter shows: its page, a notice, and the sentence for everything that goes wrong.

The pages are templates beside this file, filled with words in the language of the draft's person.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from string import Template
from typing import Protocol

from bot.domain.drafts import Draft
from bot.domain.errors import (
    DarkroomError,
    InvalidRequest,
    NotFound,
    QuotaExceeded,
    TooLate,
    UserError,
)
from bot.text import Words
from bot.text.money import money
from bot.text.options import option_message
from bot.web.links import LinkExpired, LinkForged
from bot.web.painting import MOST_BYTES, FormTooLarge, FormUnreadable

PAGE_WORDS = (
    *("painter-title", "painter-lead", "painter-picture", "painter-loading", "painter-no-script"),
    *("painter-tools", "painter-brush", "painter-eraser", "painter-rectangle", "painter-lasso"),
    *("painter-size", "painter-changes", "painter-undo", "painter-redo", "painter-invert"),
    *("painter-clear", "painter-view", "painter-zoom-in", "painter-zoom-out", "painter-fit"),
    *("painter-prompt", "painter-prompt-hint", "painter-exact", "painter-exact-why"),
    *("painter-exact-not", "painter-price", "painter-submit", "painter-keys"),
    *("painter-keys-tools", "painter-keys-size", "painter-keys-undo", "painter-keys-mask"),
    *("painter-keys-zoom", "painter-keys-pan", "painter-keys-paint", "painter-keys-corners"),
)
"""What stands on the page; each goes where the template names it."""

SCRIPT_WORDS = (
    *("painter-said-undone", "painter-said-redone", "painter-said-inverted"),
    *("painter-said-cleared", "painter-said-first", "painter-said-last", "painter-said-corner"),
    *("painter-said-given-up", "painter-sending", "painter-offline", "painter-picture-trouble"),
    *("painter-hint-paint", "painter-hint-everything", "painter-hint-prompt", "painter-expired"),
    "painter-done-title",
)
SCRIPT_WORDS_WITH_VALUES = {
    "painter-share": "share",
    "painter-life": "minutes",
    "painter-said-size": "size",
    "painter-said-zoom": "zoom",
}
"""What the page's script says; it puts the values in, so they come to it as `{name}`."""


class LinkForeign(DarkroomError):
    """The form was sent from another site's page."""


class Busy(DarkroomError):
    """Too many are being served at this moment."""


class Terms(Protocol):
    """What a job of a draft costs, and whether it is exact."""

    @property
    def price_microusd(self) -> int:
        """The price of all its pictures."""
        ...

    @property
    def is_exact(self) -> bool:
        """Whether it will be exact, as it stands."""
        ...

    @property
    def may_be_exact(self) -> bool:
        """Whether its size allows that."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """What somebody is told instead: the HTTP status, and one sentence."""

    status: int
    sentence: str


class _Page(Template):
    """A template whose places are named as words are."""

    idpattern = r"[a-z]+(?:-[a-z]+)*"
    flags = re.ASCII


class Pages:
    """Fills the templates."""

    def __init__(self, words: Words) -> None:
        """Read the templates of this package."""
        self._words = words
        folder = resources.files(__package__) / "templates"
        self._painter = _Page((folder / "painter.html").read_text(encoding="utf-8"))
        self._notice = _Page((folder / "notice.html").read_text(encoding="utf-8"))

    def painter(self, draft: Draft, terms: Terms, *, token: str, seconds_left: int) -> str:
        """Return the page for a draft; every address on it is relative to its own."""
        locale = draft.origin.locale
        said = {name: self._words.say(name, locale) for name in SCRIPT_WORDS}
        for name, value in SCRIPT_WORDS_WITH_VALUES.items():
            said[name] = self._words.say(name, locale, **{value: f"{{{value}}}"})
        return self._filled(
            self._painter,
            locale,
            {name: self._words.say(name, locale) for name in PAGE_WORDS},
            words=json.dumps(said, ensure_ascii=False),
            token=token,
            seconds=str(seconds_left),
            prompt=draft.request.prompt,
            price=money(terms.price_microusd),
            checked="checked" if terms.is_exact and terms.may_be_exact else "",
            may="may" if terms.may_be_exact else "may-not",
            disabled="" if terms.may_be_exact else "disabled",
        )

    def done(self, locale: str) -> str:
        """Return the sentence that a painting has arrived."""
        return self._words.say("painter-done", locale)

    def done_page(self, locale: str) -> str:
        """Return the page that says so."""
        title = self._words.say("painter-done-title", locale)
        return self._filled(self._notice, locale, {"title": title, "sentence": self.done(locale)})

    def refusal_page(self, refusal: Refusal, locale: str) -> str:
        """Return the page that says why it cannot be."""
        title = self._words.say("painter-refused-title", locale)
        return self._filled(self._notice, locale, {"title": title, "sentence": refusal.sentence})

    def refusal(self, error: DarkroomError, locale: str) -> Refusal:
        """Return what somebody is told about an error, without Discord's markup."""
        match error:
            case LinkForged():
                return Refusal(status=403, sentence=self._words.say("painter-forged", locale))
            case LinkForeign():
                return Refusal(status=403, sentence=self._words.say("painter-foreign", locale))
            case LinkExpired():
                return Refusal(status=410, sentence=self._words.say("painter-expired", locale))
            case TooLate():
                return Refusal(status=410, sentence=self._words.say("painter-used", locale))
            case NotFound():
                return Refusal(status=404, sentence=self._words.say("painter-gone", locale))
            case FormTooLarge():
                most = MOST_BYTES // 1024**2
                sentence = self._words.say("painter-too-large", locale, most=most)
                return Refusal(status=413, sentence=sentence)
            case FormUnreadable():
                return Refusal(status=400, sentence=self._words.say("painter-unreadable", locale))
            case Busy():
                return Refusal(status=503, sentence=self._words.say("painter-busy", locale))
            case UserError():
                return Refusal(status=_status(error), sentence=self._error_text(error, locale))
            case _:
                return Refusal(status=503, sentence=self._words.say("painter-trouble", locale))

    def _error_text(self, error: UserError, locale: str) -> str:
        """Return the sentence `<kind>-<rule>`, filled."""
        values: dict[str, str | int] = {}
        for name, value in error.values.items():
            if name.endswith("_microusd"):
                values[name.removesuffix("_microusd")] = money(int(value))
            else:
                values[name] = value
        if isinstance(error, InvalidRequest):
            values["field"] = self._field_name(error.field, locale)
        if isinstance(error, QuotaExceeded):
            values["ends"] = "none"
            if error.ends_at is not None:
                ends_at = f"{error.ends_at:%Y-%m-%d %H:%M} UTC"
                values["ends"] = self._words.say("painter-moment", locale, moment=ends_at)
        sentence = self._words.say(f"{error.kind}-{error.rule}", locale, **values)
        return sentence.replace("`", "")

    def _field_name(self, name: str, locale: str) -> str:
        message_id, values = option_message(name)
        return self._words.say(message_id, locale, **values)

    def _filled(self, page: _Page, locale: str, texts: Mapping[str, str], /, **more: str) -> str:
        """Return a page with everything put in as text: nothing of it can become markup."""
        every = {"language": self._words.language_of(locale), **texts, **more}
        return page.substitute({name: html.escape(text) for name, text in every.items()})


def _status(error: UserError) -> int:
    if isinstance(error, QuotaExceeded):
        return 429
    return 400 if isinstance(error, InvalidRequest) else 403
