"""The languages side by side: nothing is lacking, nothing is unused, and Discord's limits hold."""

import ast as python
import re
from importlib import resources
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

import bot
from bot.discordio.buttons import DYNAMIC_ITEMS
from bot.domain.jobs import JobStatus
from bot.domain.outcomes import FailureReason
from bot.text import ENGLISH, Words

ROOT = Path(bot.__file__).parent.parent
SOURCES = sorted(
    path
    for package in ("bot/discordio", "bot/web", "cogs")
    for path in (ROOT / package).rglob("*.py")
)
"""Where people are spoken to."""

SPEAKERS = {"say", "text"}
"""The functions that are given a message's id: the first text among what they are given."""

NAME = re.compile(r"[-_'\w]{1,32}")
"""A command's or an option's name, as Discord allows it."""

NAMED_BY_VALUES = (
    *("command-", "menu-", "option-", "choice-", "button-", "status-", "failed-"),
    *("invalid-", "quota-", "not-found-", "not-yours-", "too-late-", "blocked-"),
    *("audit-", "content-"),
)
"""Messages whose ids are put together from a value; that each value has one is tested by itself."""


class Needs(Visitor):
    """Collects what a text needs from outside: variables, and other messages."""

    def __init__(self):
        self.variables = set()
        self.references = set()

    def visit_VariableReference(self, node):
        """Note a variable."""
        self.variables.add(node.id.name)

    def visit_MessageReference(self, node):
        """Note another message."""
        self.references.add(node.id.name)


def files():
    """Return the text of each language's file."""
    folder = resources.files("bot.text")
    return {
        file.name.removesuffix(".ftl"): file.read_text(encoding="utf-8")
        for file in folder.iterdir()
        if file.name.endswith(".ftl")
    }


LANGUAGES = {name: FluentParser().parse(text) for name, text in files().items()}
OTHERS = sorted(set(LANGUAGES) - {ENGLISH})


def texts(language):
    """Return every message and attribute of a language as `id` or `id.attribute` -> its pattern."""
    found = {}
    for entry in LANGUAGES[language].body:
        if isinstance(entry, ast.Message):
            found[entry.id.name] = entry.value
            for attribute in entry.attributes:
                found[f"{entry.id.name}.{attribute.id.name}"] = attribute.value
    return found


def variables(language, message_id):
    """Return the variables that a text needs, itself and by the messages that it refers to."""
    needs = Needs()
    needs.visit(texts(language)[message_id])
    below = (variables(language, reference) for reference in needs.references)
    return needs.variables.union(*below)


def nodes(kind):
    """Yield every syntax node of a kind in our sources."""
    for path in SOURCES:
        tree = python.parse(path.read_text(encoding="utf-8"))
        yield from (node for node in python.walk(tree) if isinstance(node, kind))


def ids_said():
    """Return every id that stands literally in a call of our sources."""
    said = set()
    for call in nodes(python.Call):
        name = getattr(call.func, "attr", getattr(call.func, "id", None))
        given = [a.value for a in call.args if isinstance(a, python.Constant)]
        if name in SPEAKERS and given and isinstance(given[0], str):
            said.add(given[0])
    return said


@pytest.fixture(scope="module")
def words():
    """What is looked at."""
    return Words(strict=True)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_line_is_understood(language):
    """The parser passes over what it does not understand; people would miss it."""
    junk = [entry.content for entry in LANGUAGES[language].body if isinstance(entry, ast.Junk)]

    assert [] == junk


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_no_message_stands_twice(language):
    """The second would never be said."""
    ids = [entry.id.name for entry in LANGUAGES[language].body if isinstance(entry, ast.Message)]

    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("language", OTHERS)
def test_no_language_lacks_a_message_or_has_one_of_its_own(language):
    """English is complete by definition."""
    assert set(texts(ENGLISH)) == set(texts(language))


@pytest.mark.parametrize("language", OTHERS)
def test_no_language_lacks_a_variable_or_has_one_of_its_own(language):
    """What a sentence tells, it tells in every language."""
    differing = {
        message_id: variables(ENGLISH, message_id) ^ variables(language, message_id)
        for message_id in texts(ENGLISH)
        if variables(ENGLISH, message_id) != variables(language, message_id)
    }

    assert {} == differing


def test_every_message_that_is_said_exists():
    """An id is a string; nobody else looks whether it is right."""
    said = ids_said()

    assert "notice-job" in said
    assert set() == said - set(texts(ENGLISH))


def test_every_message_is_said_somewhere():
    """A message that nobody says is a line to take away."""
    spoken = {constant.value for constant in nodes(python.Constant)}
    unused = {
        message_id
        for message_id in texts(ENGLISH)
        if not message_id.startswith(NAMED_BY_VALUES) and message_id not in spoken
    }

    assert set() == unused


@pytest.mark.parametrize("language", sorted(LANGUAGES))
@pytest.mark.parametrize(
    ("prefix", "names"),
    [
        ("status", [status.value for status in JobStatus]),
        ("failed", [reason.value for reason in FailureReason]),
        ("button", [item.verb for item in DYNAMIC_ITEMS]),
    ],
)
def test_every_value_that_names_a_message_has_one_and_no_other_does(language, prefix, names):
    """A new status, reason or button needs its words; an old one's go with it."""
    there = {text for text in texts(language) if text.startswith(f"{prefix}-")}

    assert {f"{prefix}-{name}" for name in names} <= there
    assert {text for text in there if text.count("-") == 1} <= {f"{prefix}-{n}" for n in names}


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_names_and_descriptions_are_as_discord_takes_them(words, language):
    """A name out of order would keep all commands from being told to Discord."""
    for message_id in texts(language):
        if message_id.startswith(("command-", "option-")):
            text = words.say(message_id, language, number="15")
            if message_id.endswith(".description"):
                assert 1 <= len(text) <= 100
            else:
                assert NAME.fullmatch(text)
                assert text.lower() == text


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_names_of_menus_are_as_discord_takes_them(words, language):
    """They may have spaces and capitals; the English one is the one that comes back."""
    menus = [message_id for message_id in texts(language) if message_id.startswith("menu-")]

    assert ["menu-edit-image", "menu-image-details", "menu-use-as-reference"] == sorted(menus)
    for message_id in menus:
        assert 1 <= len(words.say(message_id, language)) <= 32
        english = words.say(message_id, ENGLISH)
        assert message_id == f"menu-{english.lower().replace(' ', '-')}"


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_names_are_told_apart(words, language):
    """Two options of one name in one command are refused; so are two commands."""
    for prefix in ("option-", "command-jobs-"):
        names = [
            words.say(message_id, language, number="1")
            for message_id in texts(language)
            if message_id.startswith(prefix) and "." not in message_id
        ]

        assert len(set(names)) == len(names)


def test_english_names_are_those_of_the_code(words):
    """The default name is the one that comes back with the interaction."""
    for message_id in texts(ENGLISH):
        if message_id.startswith(("command-", "option-")) and "." not in message_id:
            assert message_id.rpartition("-")[2] == words.say(message_id, "en-US", number="")


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_labels_of_buttons_are_short_enough(words, language):
    """Discord allows 80 characters."""
    for item in DYNAMIC_ITEMS:
        assert 1 <= len(words.say(f"button-{item.verb}", language, number=1, state="on")) <= 80


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_the_voice_is_calm(language):
    """Nobody shouts, and nobody giggles over a mistake."""
    lines = [line for line in files()[language].splitlines() if not line.startswith("#")]

    assert [] == [line for line in lines if re.search(r"[!！]|\b[Oo]ops\b", line)]
