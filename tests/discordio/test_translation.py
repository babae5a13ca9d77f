"""The commands get their words: English by default, the other languages beside it."""

import discord
import pytest
from discord import Locale, app_commands

from bot.discordio.translation import FluentTranslator, localise_tree, text
from bot.text import MissingWords

CHINESE = (Locale.chinese, Locale.taiwan_chinese)
PLACE = app_commands.TranslationContextLocation.other


def new_tree():
    """Return a tree of commands, on a client that never connects."""
    return app_commands.CommandTree(discord.Client(intents=discord.Intents.none()))


def jobs_group():
    """Return a group with a command that has an option."""
    group = app_commands.Group(name="jobs", description="…")

    @group.command(name="show")
    async def show_job(interaction: discord.Interaction, job: str) -> None:
        """Show."""

    return group


@pytest.fixture
def tree(words):
    """A tree with that group, and its words."""
    tree = new_tree()
    tree.add_command(jobs_group())
    localise_tree(tree, words)
    return tree


async def payload(tree, words):
    """Return the group, its command and the option as Discord is told them."""
    [group] = tree.get_commands()
    told = await group.get_translated_payload(tree, FluentTranslator(words))
    [command] = told["options"]
    [option] = command["options"]
    return told, command, option


async def test_names_and_descriptions_are_found_by_the_commands_names(tree, words):
    """A cog spells no sentence."""
    group, command, option = await payload(tree, words)

    assert words.say("command-jobs.description", "en") == group["description"]
    assert words.say("command-jobs-show.description", "en") == command["description"]
    assert words.say("option-job.description", "en") == option["description"]
    assert ("任务", "详情", "任务") == (
        group["name_localizations"]["zh-CN"],
        command["name_localizations"]["zh-CN"],
        option["name_localizations"]["zh-CN"],
    )
    assert (
        words.say("option-job.description", "zh-CN")
        == (option["description_localizations"]["zh-CN"])
    )


async def test_the_default_is_said_once_more_for_english(tree, words):
    """American English would fall back to British, and others to the default."""
    for node in await payload(tree, words):
        assert {"en-US", "en-GB", "zh-CN", "zh-TW"} == set(node["name_localizations"])
        assert node["name"] == node["name_localizations"]["en-GB"]
        assert node["description"] == node["description_localizations"]["en-US"]


async def test_a_menu_has_its_name_in_every_language_and_no_description(words):
    """Its default name has spaces and capitals, and finds its words all the same."""

    async def use(interaction: discord.Interaction, message: discord.Message) -> None:
        """Use."""

    menu = app_commands.ContextMenu(name="Use as reference", callback=use)
    told = await menu.get_translated_payload(new_tree(), FluentTranslator(words))

    assert ("Use as reference", "Use as reference", "用作参考图") == (
        told["name"],
        told["name_localizations"]["en-US"],
        told["name_localizations"]["zh-CN"],
    )
    assert "description" not in told


async def test_every_locale_gets_what_it_is_answered_in(words):
    """Who is answered in Chinese is offered commands in Chinese."""
    context = app_commands.TranslationContext(location=PLACE, data=None)
    string = text(words, "choice-count", count=2)

    said = {
        locale: await FluentTranslator(words).translate(string, locale, context)
        for locale in Locale
    }
    english = {Locale.american_english, Locale.british_english}
    assert {"2 张"} == {said[locale] for locale in CHINESE}
    assert {"2 pictures"} == {said[locale] for locale in english}
    assert {None} == {said[locale] for locale in set(Locale) - english - set(CHINESE)}


async def test_what_is_no_message_of_ours_is_left_alone(words):
    """A choice with a plain name has nothing to be translated."""
    context = app_commands.TranslationContext(location=PLACE, data=None)
    plain = app_commands.locale_str("plain")

    assert await FluentTranslator(words).translate(plain, Locale.chinese, context) is None


def test_a_command_without_words_is_refused_before_it_is_told(words):
    """A test finds it; in production its id would be logged."""
    tree = new_tree()
    tree.add_command(app_commands.Group(name="nameless", description="…"))

    with pytest.raises(MissingWords, match="command-nameless"):
        localise_tree(tree, words)
