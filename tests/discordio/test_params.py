"""What commands share: choices from the catalogue, options as a request, and whence it came."""

from dataclasses import replace
from datetime import timedelta

import discord
import pytest
from discord import app_commands

from bot.discordio.params import (
    MAX_CHOICES,
    MOST_FILE_BYTES,
    answer_token_of,
    choices_for,
    count_choices,
    offer_choices,
    origin_of,
    request_of,
    requester_of,
    switch_choices,
)
from bot.domain.models import DEFAULT_CATALOGUE, Catalogue
from bot.domain.requests import ImageRequest
from bot.text import ENGLISH
from tests.discordio.world import altered_interactions, png, speaking

MODEL = DEFAULT_CATALOGUE.models[0]
KINDS = ("models", "sizes", "qualities", "backgrounds", "formats", "moderations")


def catalogue(**changes):
    """Return the first model alone, changed."""
    return Catalogue((replace(MODEL, **changes),))


def labels(choices):
    """Return the choices as value -> label."""
    return {choice.value: choice.name for choice in choices}


@pytest.fixture
def seen(place, studio):
    """The interactions that a command gets; the command answers them."""
    interactions = []

    async def see(cog, interaction):
        interactions.append(interaction)
        await interaction.response.send_message("seen", ephemeral=True)

    studio.bot.tree.get_command("help")._callback = see
    return interactions


@pytest.mark.parametrize("kind", KINDS)
def test_the_values_are_the_apis_own_words(words, kind):
    """The labels are for people; what is sent is what the API knows."""
    expected = (
        [model.name for model in DEFAULT_CATALOGUE]
        if kind == "models"
        else list(DEFAULT_CATALOGUE.union(kind))
    )

    assert expected == list(labels(choices_for(DEFAULT_CATALOGUE, kind, words)))


def test_labels_say_what_a_value_means(words):
    """A ratio alone says little."""
    assert {
        "1:1": "Square 1:1 · 1024 × 1024",
        "3:2": "Landscape 3:2 · 1536 × 1024",
        "2:3": "Portrait 2:3 · 1024 × 1536",
    } == labels(choices_for(DEFAULT_CATALOGUE, "sizes", words))
    assert (
        "Low: quick and cheap, good for drafts"
        == (labels(choices_for(DEFAULT_CATALOGUE, "qualities", words))["low"])
    )


def test_the_usual_model_is_marked(words):
    """It is the one that is taken when nobody says one."""
    marked = choices_for(DEFAULT_CATALOGUE, "models", words, default_model=MODEL.name)

    assert ["GPT Image 1.5 (the usual one)", "GPT Image 1"] == [choice.name for choice in marked]


def test_pixels_on_which_models_differ_are_left_out(words):
    """A label holds for every model that can be chosen beside it."""
    models = Catalogue((MODEL, replace(MODEL, name="large", sizes={"1:1": (2048, 2048)})))

    shown = labels(choices_for(models, "sizes", words))

    assert "Square 1:1" == shown["1:1"]
    assert "Landscape 3:2 · 1536 × 1024" == shown["3:2"]


def test_a_value_that_no_sentence_knows_is_its_own_label(words):
    """A new model is a few lines of configuration, without new words."""
    new = catalogue(qualities=("ultra",), sizes={"16:9": (1920, 1080)})

    assert {"ultra": "ultra"} == labels(choices_for(new, "qualities", words))
    assert {"16:9": "Landscape 16:9 · 1920 × 1080"} == labels(choices_for(new, "sizes", words))


@pytest.mark.parametrize("kind", KINDS)
def test_there_are_never_more_choices_than_discord_takes(words, kind):
    """It would refuse all commands."""
    many = [str(number) for number in range(40)]
    models = Catalogue(
        tuple(
            replace(
                MODEL,
                name=name,
                sizes=dict.fromkeys(many, (1, 1)),
                qualities=many,
                backgrounds=many,
                formats=many,
                moderations=many,
            )
            for name in many
        )
    )

    assert MAX_CHOICES == len(choices_for(models, kind, words))


@pytest.mark.parametrize(("most", "counts"), [(4, [1, 2, 3, 4]), (100, list(range(1, 26)))])
def test_counts_go_as_far_as_the_models_do(words, most, counts):
    """And no further than Discord takes choices."""
    assert counts == [choice.value for choice in count_choices(catalogue(max_count=most), words)]


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_labels_are_short_enough_in_every_language(words, locale):
    """Discord allows 100 characters."""
    for choice in [
        *count_choices(DEFAULT_CATALOGUE, words),
        *switch_choices("tray", words),
        *switch_choices("private", words),
        *(c for kind in KINDS for c in choices_for(DEFAULT_CATALOGUE, kind, words)),
    ]:
        extras = choice._locale_name.extras
        assert 1 <= len(words.say(extras["id"], locale, **extras["values"])) <= 100
        assert choice.name == words.say(extras["id"], ENGLISH, **extras["values"])


def test_choices_are_offered_by_the_names_that_people_see(words):
    """A parameter may be called otherwise, and other options have no choices."""

    @app_commands.command()
    @app_commands.rename(output_format="format")
    async def draw(
        interaction: discord.Interaction,
        prompt: str,
        output_format: str | None = None,
        count: int | None = None,
        tray: str | None = None,
    ) -> None:
        """Draw."""

    offer_choices(draw, DEFAULT_CATALOGUE, words)

    offered = {parameter.display_name: parameter.choices for parameter in draw.parameters}
    assert ["png", "jpeg"] == [choice.value for choice in offered["format"]]
    assert [1, 2, 3, 4] == [choice.value for choice in offered["count"]]
    assert ["yes", "no"] == [choice.value for choice in offered["tray"]]
    assert [] == offered["prompt"]


def test_an_option_that_nobody_gave_stays_none():
    """It is not sent; only the model and the count are always known."""
    request = request_of(prompt="a fox", default_model="usual")

    assert ImageRequest(prompt="a fox", model="usual", count=1) == request


def test_options_are_taken_as_they_were_given():
    """They are judged later, in one place: a count of 0 is not "no count"."""
    given = {"size": "9:1", "count": 0, "quality": "x", "background": "y", "moderation": "z"}

    request = request_of(
        prompt=" ", default_model="usual", model="m", output_format="f", compression=0, **given
    )

    expected = ImageRequest(prompt=" ", model="m", output_format="f", compression=0, **given)
    assert expected == request


async def test_attachments_are_named_by_their_options(place, studio):
    """A sentence about one can say which."""
    await place.someone.slash(
        place.channel, "imagine", prompt="a fox", image2=("lake.png", png()), image5=("b.png", b"?")
    )

    first, second = (await studio.only_job()).request.references
    assert ("image2", "lake.png", len(png())) == (first.name, first.filename, first.size_bytes)
    assert ("image5", "b.png", 1) == (second.name, second.filename, second.size_bytes)
    assert first.url.startswith("http")


async def test_an_origin_is_where_the_interaction_came_from(place, seen):
    """Ids, the person's language, and what may be sent there."""
    with altered_interactions(place.env, speaking("zh-CN")):
        await place.someone.slash(place.channel, "help")

    [interaction] = seen
    origin = origin_of(interaction)
    assert place.someone.id == requester_of(interaction)
    assert (interaction.id, place.channel.id, place.guild.id, "zh-CN") == (
        origin.event_id,
        origin.channel_id,
        origin.guild_id,
        origin.locale,
    )


async def test_in_a_server_its_own_limit_holds_for_files(place, seen):
    """The interaction's may be that of the person, who has paid for more."""
    with altered_interactions(
        place.env, lambda payload: payload.update(attachment_size_limit=500 * 1024**2)
    ):
        await place.someone.slash(place.channel, "help")

    [interaction] = seen
    guild = interaction.client.get_guild(place.guild.id)
    assert guild.filesize_limit == origin_of(interaction).filesize_limit_bytes


async def test_elsewhere_the_interactions_limit_holds_up_to_what_surely_fits(env, place, seen):
    """Discord promises more than one upload may have."""
    with altered_interactions(
        env, lambda payload: payload.update(attachment_size_limit=500 * 1024**2)
    ):
        await env.create_user("loner").slash("help")

    [interaction] = seen
    origin = origin_of(interaction)
    assert origin.guild_id is None
    assert MOST_FILE_BYTES == origin.filesize_limit_bytes


async def test_the_answers_token_ends_fifteen_minutes_after_the_interaction(place, seen):
    """The moment is in its id; our own clock may be wrong."""
    await place.someone.slash(place.channel, "help")

    [interaction] = seen
    token = answer_token_of(interaction)
    assert timedelta(minutes=15) == token.expires_at - discord.utils.snowflake_time(interaction.id)
    assert (interaction.application_id, interaction.token) == (token.application_id, token.token)


async def test_an_interaction_without_a_channel_has_no_origin(place, seen):
    """There is nowhere that the result could go."""
    await place.someone.slash(place.channel, "help")

    [interaction] = seen
    interaction.channel = None
    with pytest.raises(ValueError, match="came from no channel"):
        origin_of(interaction)
