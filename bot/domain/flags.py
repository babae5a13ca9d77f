"""What somebody says in a message: a prompt, with flags such as `--size 3:2` and `#2` in it.

Pure. Whether a value is on offer is judged by `requests.check`, as everywhere else.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.domain.errors import InvalidRequest
from bot.domain.models import Catalogue
from bot.domain.requests import MAX_COMPRESSION, MIN_COMPRESSION, ImageRequest, SourceImage

CHOICES = MappingProxyType(
    {
        "size": "sizes",
        "quality": "qualities",
        "background": "backgrounds",
        "format": "formats",
        "moderation": "moderations",
    }
)
"""The flags that choose among the API's words, and what the catalogue calls those."""

EXACT = MappingProxyType({"on": True, "yes": True, "off": False, "no": False})
"""How a person may say whether a masked edit is exact."""

FLAGS = (*CHOICES, "count", "compression", "model", "exact")

_FRONT = r"(?:--|[\u2013\u2014]{1,2})"
"""What begins a flag: phones make an en or em dash of two hyphens, Chinese keyboards two of them.
"""

_MARK = re.compile(
    rf"""(?<!\S)(?:
        (?P<front>{_FRONT})(?P<name>[^\W\d_][^\s=\uff1d]*)
        (?:
            (?:\s*[=\uff1d]\s*|\s+)
            (?!{_FRONT}[^\W\d_])
            (?P<value>(?:"[^"]*"|'[^']*'|\u201c[^\u201d]*\u201d|\u2018[^\u2019]*\u2019)(?!\S)|\S+)
        )?
        |\#(?P<pick>[0-9]{{1,2}})(?:[,;](?!\S)|(?!\S))
    )""",
    re.VERBOSE,
)
_QUOTES = "\"'\u201c\u201d\u2018\u2019"
_LOOKS_LIKE = 0.7
"""How like a flag's name a word after a dash must be to be taken for a misspelt one (1: equal)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """What was said. A flag that nobody gave is None; `picks` are the numbers of pictures, from 1,
    in the order in which they were named.
    """

    prompt: str
    size: str | None = None
    count: int | None = None
    quality: str | None = None
    background: str | None = None
    output_format: str | None = None
    compression: int | None = None
    moderation: str | None = None
    model: str | None = None
    is_exact: bool | None = None
    picks: tuple[int, ...] = ()


def parse(text: str, catalogue: Catalogue, *, pictures: int) -> Spoken:
    """Tell the flags from the prompt, wherever they stand.

    `#2` chooses among so many `pictures`; where there is nothing to choose, it is a word.

    Raises InvalidRequest for a flag that does not exist, has no value, is not to be understood, or
    is given twice with different values; the catalogue says in the sentence what is possible.
    """
    said: dict[str, str] = {}
    picks: dict[int, None] = {}
    prompt: list[str] = []
    read_to = looked_to = 0
    while mark := _MARK.search(text, looked_to):
        looked_to = mark.end()
        if mark["pick"] is not None:
            if pictures < 2:
                continue
            picks[int(mark["pick"])] = None
        elif _is_prose(mark["front"], mark["name"]):
            looked_to = mark.end("name")
            continue
        else:
            _note(said, mark["name"].lower(), mark["value"], catalogue)
        prompt.append(text[read_to : mark.start()])
        read_to = mark.end()
    prompt.append(text[read_to:])
    return Spoken(
        prompt=_tidied(" ".join(prompt)),
        size=said.get("size"),
        count=_number("count", said, least=1, most=_most_pictures(catalogue)),
        quality=said.get("quality"),
        background=said.get("background"),
        output_format=said.get("format"),
        compression=_number("compression", said, least=MIN_COMPRESSION, most=MAX_COMPRESSION),
        moderation=said.get("moderation"),
        model=said.get("model"),
        is_exact=_exact(said),
        picks=tuple(picks),
    )


def to_request(
    spoken: Spoken, *, default_model: str, references: tuple[SourceImage, ...] = ()
) -> ImageRequest:
    """Return what was said as a request for these pictures, unjudged."""
    return ImageRequest(
        prompt=spoken.prompt,
        model=default_model if spoken.model is None else spoken.model,
        size=spoken.size,
        count=1 if spoken.count is None else spoken.count,
        quality=spoken.quality,
        background=spoken.background,
        output_format=spoken.output_format,
        compression=spoken.compression,
        moderation=spoken.moderation,
        references=references,
    )


def _is_prose(front: str, name: str) -> bool:
    """Tell whether a dash before a word is just a dash: as in a dialogue, before no flag's name."""
    if front == "--":
        return False
    return not difflib.get_close_matches(name.lower(), FLAGS, n=1, cutoff=_LOOKS_LIKE)


def _note(said: dict[str, str], name: str, given: str | None, catalogue: Catalogue) -> None:
    """Note a flag; what is wrong with it raises InvalidRequest."""
    if name not in FLAGS:
        allowed = ", ".join(f"--{flag}" for flag in FLAGS)
        raise InvalidRequest("flag-unknown", field="prompt", flag=f"--{name}", allowed=allowed)
    value = _value(given or "")
    if not value:
        raise InvalidRequest(
            "flag-without-value",
            field=name,
            flag=f"--{name}",
            allowed=_allowed(name, catalogue),
        )
    if name != "model":
        value = value.lower()
    before = said.setdefault(name, value)
    if before != value:
        raise InvalidRequest("flag-twice", field=name, flag=f"--{name}", value=before, other=value)


def _value(given: str) -> str:
    """Return a value without its quotes, without the comma behind it, with a colon for `3:2`."""
    if len(given) > 1 and given[0] in _QUOTES and given[-1] in _QUOTES:
        return given[1:-1].strip()
    return given.rstrip(",;.").replace("\uff1a", ":")


def _allowed(name: str, catalogue: Catalogue) -> str:
    """Say what a flag's value may be."""
    match name:
        case "count":
            return f"1 – {_most_pictures(catalogue)}"
        case "compression":
            return f"{MIN_COMPRESSION} – {MAX_COMPRESSION}"
        case "exact":
            return "on, off"
        case "model":
            return ", ".join(model.name for model in catalogue)
        case _:
            return ", ".join(catalogue.union(CHOICES[name]))


def _most_pictures(catalogue: Catalogue) -> int:
    return max(model.max_count for model in catalogue)


def _number(name: str, said: Mapping[str, str], *, least: int, most: int) -> int | None:
    """Return a flag's number, whatever it is; raises InvalidRequest for what is none."""
    value = said.get(name)
    if value is None:
        return None
    if not re.fullmatch(r"-?[0-9]{1,9}", value):
        raise InvalidRequest("flag-number", field=name, value=value, least=least, most=most)
    return int(value)


def _exact(said: Mapping[str, str]) -> bool | None:
    value = said.get("exact")
    if value is None:
        return None
    if value not in EXACT:
        raise InvalidRequest("choice", field="exact", value=value, allowed="on, off")
    return EXACT[value]


def _tidied(text: str) -> str:
    """Return the words with one space between them; the lines stay lines."""
    lines = re.sub(r"[^\S\n]*\n[^\S\n]*", "\n", re.sub(r"[^\S\n]+", " ", text))
    return re.sub(r"\n{3,}", "\n\n", lines).strip()
