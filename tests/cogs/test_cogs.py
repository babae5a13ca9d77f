"""All cogs looked at together: that each is loaded, and that Discord will take its commands."""

import importlib
import pkgutil
from pathlib import Path

import pytest
from discord import AppCommandType

import cogs
from bot.discordio.sync import commands_payload
from tests.discordio.studio import EXTENSIONS

ONLY_IN_SERVERS = {"admin", "gallery"}
MOST_OPTIONS = 25
MOST_CHOICES = 25
MOST_CHARS_OF_A_COMMAND = 8000
LONGEST_NAME = 32
LONGEST_DESCRIPTION = 100
SLASH = AppCommandType.chat_input.value
MENU = AppCommandType.message.value
FIELDS_OF_TEXT = ("name", "description", "value")


def modules():
    """Return the dotted names of all cogs; what begins with an underscore is none."""
    return [
        f"cogs.{found.name}"
        for found in pkgutil.iter_modules([str(Path(cogs.__file__).parent)])
        if not found.name.startswith("_")
    ]


@pytest.fixture
async def payload(env, studio):
    """The commands as Discord is told them."""
    return await commands_payload(studio.bot.tree, guild=None)


def leaves(command):
    """Yield a command and everything below it that has options."""
    yield command
    for option in command.get("options", ()):
        yield from leaves(option)


def length(node):
    """Return what counts of a command: its texts, each in its longest language."""
    total = 0
    for field in FIELDS_OF_TEXT:
        texts = [node.get(field, ""), *(node.get(f"{field}_localizations") or {}).values()]
        total += (
            max(len(text) for text in texts if isinstance(text, str))
            if any(isinstance(text, str) for text in texts)
            else 0
        )
    below = [*node.get("options", ()), *node.get("choices", ())]
    return total + sum(length(child) for child in below)


def test_every_cog_is_loaded():
    """A cog that is not in the list would be dead code."""
    assert sorted(EXTENSIONS) == sorted(modules())


@pytest.mark.parametrize("name", modules())
def test_every_cog_has_a_setup(name):
    """The one place where a cog looks anything up."""
    assert callable(importlib.import_module(name).setup)


def named(payload, name):
    """Return the one command of that name."""
    [command] = [command for command in payload if command["name"] == name]
    return command


def slash(payload):
    """Return the commands that are typed."""
    return [command for command in payload if command["type"] == SLASH]


async def test_the_commands_are_these(payload):
    """A name that clashes would have been refused when it was loaded."""
    assert [
        *("admin", "edit", "forget", "gallery", "help", "history", "imagine"),
        *("jobs", "quota", "settings", "tray"),
    ] == [each["name"] for each in slash(payload)]
    jobs = named(payload, "jobs")
    assert {"list", "show", "cancel", "retry"} == {option["name"] for option in jobs["options"]}


async def test_the_menus_on_messages_are_these(payload):
    """Their English names are those that people are told to look for."""
    assert [("Edit image", MENU), ("Image details", MENU), ("Use as reference", MENU)] == [
        (each["name"], each["type"]) for each in payload if each["type"] != SLASH
    ]


@pytest.mark.parametrize(
    ("name", "options"),
    [
        (
            "imagine",
            [
                *("prompt", "model", "size", "count", "quality", "background", "format"),
                *("compression", "moderation", "tray", "private"),
                *("image1", "image2", "image3", "image4", "image5"),
            ],
        ),
        (
            "edit",
            [
                *("prompt", *(f"image{number}" for number in range(1, 16)), "mask"),
                *("model", "size", "count", "quality", "background", "format"),
                *("compression", "moderation"),
            ],
        ),
    ],
)
async def test_what_makes_pictures_has_exactly_its_options(payload, name, options):
    """They are a contract."""
    command = named(payload, name)

    assert options == [option["name"] for option in command["options"]]
    assert ["prompt"] == [option["name"] for option in command["options"] if option.get("required")]


async def test_commands_are_for_servers_and_the_bots_own_messages(payload):
    """Contexts 0 and 1 are these; installed to a server (0), not to a person."""
    for command in payload:
        contexts = [0] if command["name"] in ONLY_IN_SERVERS else [0, 1]
        assert contexts == sorted(command["contexts"])
        assert [0] == command["integration_types"]


async def test_discord_takes_every_command(payload):
    """A violation would show only when a bot starts."""
    for command in payload:
        assert length(command) <= MOST_CHARS_OF_A_COMMAND
        for node in leaves(command):
            names = [node["name"], *(node.get("name_localizations") or {}).values()]
            assert all(1 <= len(name) <= LONGEST_NAME for name in names)
            if command["type"] == SLASH:
                assert all(name == name.lower() for name in names)
                descriptions = [
                    node["description"],
                    *(node.get("description_localizations") or {}).values(),
                ]
                assert all(1 <= len(text) <= LONGEST_DESCRIPTION for text in descriptions)
            assert len(node.get("options", ())) <= MOST_OPTIONS
            assert len(node.get("choices", ())) <= MOST_CHOICES
            assert all(len(choice["name"]) <= 100 for choice in node.get("choices", ()))


async def test_every_command_and_option_speaks_chinese(payload):
    """Names and descriptions are told to Discord in both languages."""
    for command in payload:
        for node in leaves(command):
            assert "zh-CN" in node["name_localizations"]
            if command["type"] == SLASH:
                assert "zh-CN" in node["description_localizations"]
