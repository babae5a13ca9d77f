"""Errors become words: each kind has its sentence, said to the person alone, and its line."""

import logging
import re
from datetime import UTC, datetime
from pathlib import Path

import discord
import pytest
from discord import app_commands

import bot
from bot.discordio.render import error_text
from bot.domain.errors import (
    Blocked,
    InvalidRequest,
    NotFound,
    NotYours,
    QuotaExceeded,
    TooLate,
    UserError,
)
from bot.domain.jobs import JobStatus
from bot.domain.outcomes import FailureReason

SOON = datetime(2026, 1, 2, tzinfo=UTC)
MONEY = {"limit_microusd": 5_000_000, "left_microusd": 0}
REASONS = [reason for reason in FailureReason if reason.startswith(("reference-", "mask-"))]
"""What can be wrong with a picture, told before there is a job."""

SENTENCES = [
    InvalidRequest("prompt-empty", field="prompt"),
    InvalidRequest("prompt-too-long", field="prompt", length=9, most=8),
    InvalidRequest("choice", field="size", value="9:1", allowed="1:1, 3:2"),
    InvalidRequest("range", field="count", value=9, least=1, most=4),
    InvalidRequest("compression-with-png", field="compression"),
    InvalidRequest("transparent-with-jpeg", field="background"),
    InvalidRequest("too-many-references", field="image", value=16, most=15),
    InvalidRequest("mask-without-picture", field="mask"),
    InvalidRequest("picture-too-large", field="image2", most=20),
    *(
        QuotaExceeded(rule, ends_at=ends_at, **values)
        for ends_at in (None, SOON)
        for rule, values in {
            "queue-full": {"waiting": 500},
            "jobs-at-once": {"limit": 5},
            "cooldown": {"seconds": 10},
            "images-per-day": {"limit": 50, "left": 1, "asked": 4},
            "usd-per-day": MONEY | {"asked_microusd": 200_000},
            "server-per-month": MONEY,
            "total-per-day": MONEY,
        }.items()
    ),
    *(
        Blocked(rule, ends_at=ends_at, **values)
        for ends_at in (None, SOON)
        for rule, values in {
            "paused": {"reason": "the purse is empty"},
            "person": {"reason": ""},
            "refusals": {"count": 3},
        }.items()
    ),
    Blocked("not-here"),
    Blocked("words"),
    InvalidRequest("model-not-here", field="model", value="dall-e", allowed="gpt-image-1"),
    InvalidRequest("model-not-here", field="model", value="dall-e", allowed=""),
    InvalidRequest("quality-not-here", field="quality", value="high", allowed="low, medium"),
    InvalidRequest("count-not-here", field="count", value=4, most=1),
    InvalidRequest("low-not-here", field="moderation"),
    InvalidRequest("low-only-age-restricted", field="moderation"),
    InvalidRequest("flag-unknown", field="prompt", flag="--sise", allowed="--size, --count"),
    InvalidRequest("flag-without-value", field="size", flag="--size", allowed="1:1, 3:2"),
    InvalidRequest("flag-twice", field="size", flag="--size", value="3:2", other="1:1"),
    InvalidRequest("flag-number", field="count", value="two", least=1, most=4),
    InvalidRequest("exact-without-mask", field="exact"),
    InvalidRequest("no-picture", field="image1"),
    InvalidRequest("no-such-picture", field="picture", value=4, least=1, most=3),
    InvalidRequest("tray-full", field="tray", most=15),
    *(InvalidRequest(reason, field="image2", most=20) for reason in REASONS),
    InvalidRequest(
        "money-range",
        field="usd",
        value_microusd=-1,
        least_microusd=0,
        most_microusd=1_000_000_000_000,
    ),
    InvalidRequest("money", field="usd", value="a few"),
    NotFound("role"),
    NotFound("channel"),
    InvalidRequest("over-budget", field="usd_per_month", most_microusd=50_000_000),
    InvalidRequest("nothing-given", field="images_per_day"),
    InvalidRequest("one-of-both", field="role"),
    InvalidRequest("text-empty", field="reason"),
    InvalidRequest("text-too-long", field="note", length=301, most=300),
    InvalidRequest("end", field="hours", most=366),
    InvalidRequest("full", field="member", most=1000),
    InvalidRequest("there-already", field="word"),
    InvalidRequest("remote-id", field="remote_id"),
    InvalidRequest("pattern-broken", field="pattern", reason="missing ) at position 3"),
    InvalidRequest("pattern-slow", field="pattern"),
    InvalidRequest("pattern-matches-nothing-said", field="pattern"),
    InvalidRequest("no-picture-chosen", field="picture"),
    *(
        QuotaExceeded("shares-per-day", ends_at=ends_at, limit=10, left=0)
        for ends_at in (None, SOON)
    ),
    *(NotFound(rule) for rule in ("grant", "pause", "word", "pattern", "gallery", "share")),
    *(NotYours(rule) for rule in ("weight", "share", "star", "remove")),
    TooLate("shared"),
    NotFound("answered"),
    NotFound("result-there"),
    NotFound("picture-unseen"),
    NotFound("text-unseen"),
    Blocked("channel"),
    NotFound("job"),
    NotFound("draft"),
    NotYours("job"),
    NotYours("draft"),
    TooLate("draft"),
    *(
        TooLate(rule, status=status.value)
        for rule in ("cancel", "retry", "repost", "settle")
        for status in JobStatus
    ),
]
"""Every error that a person may meet, with the values that it comes with."""

RAISED = re.compile(
    r"(InvalidRequest|QuotaExceeded|NotFound|NotYours|TooLate|Blocked)\(\s*\"([a-z-]+)\""
)
"""How an error and its rule stand in our sources."""


def subclasses(kind):
    """Yield a class and all below it."""
    yield kind
    for below in kind.__subclasses__():
        yield from subclasses(below)


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
@pytest.mark.parametrize("error", SENTENCES, ids=str)
def test_every_error_that_a_person_may_read_has_a_sentence(words, error, locale):
    """The words are strict here: a missing sentence or value is an error."""
    sentence = error_text(error, words, locale)

    assert sentence
    assert "{" not in sentence


def test_every_kind_of_error_is_among_them():
    """A new kind needs its sentences, and its line above."""
    kinds = set(subclasses(UserError)) - {UserError}

    assert kinds == {type(error) for error in SENTENCES}


def test_every_rule_that_is_raised_is_among_them():
    """A new rule needs its sentence, and its line above."""
    raised = set()
    for package in ("domain", "engine"):
        for path in Path(bot.__file__).parent.joinpath(package).glob("*.py"):
            raised |= set(RAISED.findall(path.read_text(encoding="utf-8")))

    known = {(type(error).__name__, error.rule) for error in SENTENCES}
    assert ("InvalidRequest", "prompt-empty") in raised
    assert set() == raised - known


@pytest.fixture
def failing(env, studio):
    """A command that fails as the test says, after it was acknowledged as the test says."""

    async def fail(interaction: discord.Interaction):
        if fail.acknowledges is not None:
            await studio.bot.acknowledgements.defer(interaction, **fail.acknowledges)
        raise fail.error

    fail.acknowledges, fail.error = None, NotFound("job")
    studio.bot.tree.get_command("help")._callback = lambda cog, interaction: fail(interaction)
    return fail


async def test_an_error_before_the_acknowledgement_is_the_acknowledgement(place, failing):
    """There is nothing to take away."""
    answered = await place.someone.slash(place.channel, "help")

    assert answered.response.ephemeral
    assert "I know no job of that id" in answered.response.content


async def test_an_error_after_a_public_acknowledgement_is_told_alone(place, failing):
    """What is public cannot become private: it goes."""
    failing.acknowledges = {}

    answered = await place.someone.slash(place.channel, "help")

    assert answered.response is None
    [told] = answered.followups
    assert told.ephemeral
    assert [] == place.messages()


async def test_an_error_after_a_private_acknowledgement_goes_into_it(place, failing):
    """It is for the person alone already."""
    failing.acknowledges = {"ephemeral": True}

    answered = await place.someone.slash(place.channel, "help")

    assert answered.response.ephemeral
    assert "I know no job of that id" in answered.response.content
    assert [] == answered.followups


async def test_an_error_that_cannot_be_told_is_logged(env, place, failing, caplog):
    """The log knows what the person does not."""
    failing.acknowledges = {}
    env.inject_error("*", "/webhooks/*", status=404, code=10015, times=None)

    with caplog.at_level(logging.WARNING, "bot.discordio.tree"):
        await place.someone.slash(place.channel, "help")

    assert "the error cannot be told" in caplog.text


async def test_an_error_that_a_person_may_read_is_no_alarm(place, failing, caplog):
    """It is logged at INFO, with the command and the person."""
    with caplog.at_level(logging.INFO, "bot.discordio.tree"):
        await place.someone.slash(place.channel, "help")

    [record] = [record for record in caplog.records if record.name == "bot.discordio.tree"]
    assert logging.INFO == record.levelno
    assert f"/help by {place.someone.id}: not-found-job" in record.getMessage()


class TestFaults:
    """Errors that nobody foresaw, which SimCord would count against the test."""

    pytestmark = pytest.mark.simcord(check_errors=False)

    @pytest.fixture
    def expected_faults(self):
        """Say that a fault is what is wanted."""
        return (RuntimeError, app_commands.AppCommandError)

    async def test_what_nobody_foresaw_shows_a_reference_that_is_in_the_log(
        self, place, failing, caplog
    ):
        """The person can name it, the operator can find it with its traceback."""
        failing.error = RuntimeError("boom")

        with caplog.at_level(logging.ERROR, "bot.discordio.tree"):
            answered = await place.someone.slash(place.channel, "help")

        [record] = [record for record in caplog.records if record.name == "bot.discordio.tree"]
        reference = record.getMessage().rpartition(" ")[2]
        assert f"`{reference}`" in answered.response.content
        assert "boom" not in answered.response.content
        assert "boom" in caplog.text

    async def test_a_check_that_fails_says_that_it_is_not_allowed(self, place, failing):
        """No check is used yet; the sentence is there."""
        failing.error = app_commands.MissingPermissions(["manage_guild"])

        answered = await place.someone.slash(place.channel, "help")

        assert "You may not do this here." in answered.response.content

    async def test_a_value_that_cannot_be_read_is_named_with_its_option(self, place, studio):
        """Over the wire anything may come."""

        class Sour(app_commands.Transformer):
            async def transform(self, interaction, value, /):
                raise ValueError(value)

        show = studio.bot.tree.get_command("jobs").get_command("show")
        show._params["job"]._annotation = Sour()

        answered = await place.someone.slash(place.channel, "jobs show", job="lemon")

        assert "“lemon”" in answered.response.content
        assert "`job`" in answered.response.content
