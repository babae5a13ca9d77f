"""`/admin`: who may, what is laid down, and what bad input gets."""

import csv
import io

import pytest
from discord import app_commands

from bot.domain.errors import SubmissionInDoubt
from bot.domain.jobs import JobStatus
from bot.domain.models import DEFAULT_CATALOGUE
from bot.domain.rules import LowModeration, PersonLimits, ServerRules, StrikeRule
from tests.cogs.administering import (
    CHANNEL,
    PERSON,
    ROLE,
    TEXT,
    admin,
    all_commands,
    laid_down,
    manager,
    told,
)
from tests.discordio.world import altered_interactions

__all__ = ["admin", "laid_down", "manager"]

MODEL = DEFAULT_CATALOGUE.models[0].name


def without_permissions(payload):
    """Let a command arrive as from somebody who may nothing: who forges one is still themselves."""
    payload["member"]["permissions"] = "0"


def instead(option, value):
    """Return an alteration by which a command of a group arrives with another value."""

    def alter(payload):
        [group] = payload["data"]["options"]
        [command] = group["options"]
        [given] = [each for each in command["options"] if each["name"] == option]
        given["value"] = value
        payload["data"].pop("resolved", None)

    return alter


class TestForged:
    """What no client of Discord's sends: errors to the library, which SimCord would count against
    the test.
    """

    pytestmark = pytest.mark.simcord(check_errors=False)

    @pytest.fixture
    def expected_faults(self):
        """Say that they are what is wanted."""
        return (app_commands.CheckFailure, app_commands.TransformerError)

    async def test_no_command_is_for_who_does_not_manage_the_server(
        self, env, place, studio, manager, laid_down
    ):
        """Whatever Discord lets through, each of them asks again; then nothing has changed."""
        role = place.guild.create_role("artists")
        given = {TEXT: "1", PERSON: place.someone, CHANNEL: place.channel, ROLE: role}
        commands = await all_commands(studio.bot)
        refused = []

        with altered_interactions(env, without_permissions):
            for path, options in commands:
                filled = {o["name"]: given[o["type"]] for o in options if o.get("required")}
                answered = await manager.slash(place.channel, f"admin {path}", **filled)
                if told(answered) == "You may not do this here." and answered.ephemeral:
                    refused.append(path)
            guesses = await manager.autocomplete(place.channel, "admin jobs cancel", "job", "")

        assert len(commands) > 30
        assert [path for path, _ in commands] == refused
        assert [] == guesses
        assert ServerRules() == await laid_down()
        assert [] == await studio.engine.administration.entries(place.guild.id, limit=1)

    async def test_a_limit_that_is_no_number_gets_a_sentence(self, env, admin, laid_down):
        """It is named with its option."""
        with altered_interactions(env, instead("images_per_day", "many")):
            answered = await admin("limits server", images_per_day=1)

        assert "I could not read “many” as `images_per_day`" in told(answered)
        assert ServerRules() == await laid_down()


async def test_limits_of_three_levels(place, admin, laid_down):
    """What is given changes, the rest stays; the page shows each level."""
    artists = place.guild.create_role("artists")
    await admin("limits server", images_per_day=10, usd_per_day="$2.50")
    more = await admin("limits server", cooldown_seconds=0)
    await admin("limits role", role=artists, images_per_day=0, weight=3)
    await admin("limits member", member=place.someone, jobs_at_once=1)
    shown = told(await admin("limits show"))

    assert more.ephemeral
    assert "Everyone here: 10 pictures in 24 h · $2.50 in 24 h · no pause." == more.response.content
    assert "Pictures: 10 pictures in 24 h" in shown
    assert "At once: as the bot has it" in shown
    assert f"<@&{artists.id}>: any number of pictures · weight 3" in shown
    assert f"<@{place.someone.id}>: 1 job at once" in shown
    rules = await laid_down()
    assert rules.limits == PersonLimits(
        images_per_day=10, microusd_per_day=2_500_000, cooldown_seconds=0
    )
    assert {artists.id: PersonLimits(images_per_day=0, weight=3)} == rules.role_limits


async def test_limits_taken_back(env, place, admin, laid_down):
    """A role's, a person's; everyone's, and with them those of a role that is gone."""
    artists, gone = place.guild.create_role("artists"), place.guild.create_role("gone")
    await admin("limits server", images_per_day=10)
    for role in (artists, gone):
        await admin("limits role", role=role, images_per_day=20)
    await admin("limits member", member=place.someone, images_per_day=30)
    env.backend.delete_role(place.guild.id, gone.id)

    assert f"a role that is gone (`{gone.id}`)" in told(await admin("limits show"))
    await admin("limits clear", role=artists, member=place.someone)
    rules = await laid_down()
    assert {gone.id} == set(rules.role_limits)
    assert {} == rules.person_limits
    await admin("limits clear")
    assert ServerRules() == await laid_down()


BAD = [
    ("limits server", {"images_per_day": -1}, "`images_per_day`"),
    ("limits server", {"jobs_at_once": 2**40}, "`jobs_at_once`"),
    ("limits server", {"cooldown_seconds": 10**12}, "`cooldown_seconds`"),
    ("limits server", {"weight": 0}, "`weight`"),
    ("limits server", {"usd_per_day": "-3"}, "“-3” is not a sum"),
    ("limits server", {"usd_per_day": "many"}, "“many” is not a sum"),
    ("limits server", {"usd_per_day": "1e9"}, "“1e9” is not a sum"),
    ("limits server", {"usd_per_day": "9" * 15}, "`usd_per_day`"),
    ("budget", {"usd_per_month": "NaN"}, "“NaN” is not a sum"),
    ("models", {"allowed": "dall-e"}, "“dall-e”"),
    ("models", {"largest_count": 99}, "`largest_count`"),
    ("moderation", {"refusals": -1}, "`refusals`"),
    ("moderation", {"window": 0}, "`window`"),
    ("gallery", {"seconds_between": -1}, "`seconds_between`"),
    ("pause", {"reason": "x", "hours": 0}, "`hours`"),
    ("pause", {"reason": "x", "hours": 2**50}, "`hours`"),
    ("words add_pattern", {"pattern": "("}, "`pattern`"),
    ("words remove", {"word": "nowhere"}, "That word is not on the list"),
    ("revoke", {"grant": "nonsense"}, "no grant"),
    ("resume", {}, "Nothing is paused here"),
    ("usage", {"days": 0}, "`days`"),
]
"""What cannot be, and what the sentence about it says."""


async def test_bad_input_gets_a_sentence_and_changes_nothing(place, admin, laid_down):
    """Negative, absurd, not a number, unknown: the old settings stay."""
    answers = [await admin(command, **options) for command, options, _ in BAD]

    for (command, options, said), answered in zip(BAD, answers, strict=True):
        assert said in told(answered), (command, options)
        assert answered.ephemeral
    assert ServerRules() == await laid_down()


async def test_a_role_that_has_gone_gets_a_sentence(env, place, admin, laid_down):
    """It may go between the choice and the command's arrival."""
    artists = place.guild.create_role("artists")

    with altered_interactions(env, instead("role", "123")):
        answered = await admin("limits role", role=artists, images_per_day=1)

    assert "That role is no longer there" in told(answered)
    assert ServerRules() == await laid_down()


@pytest.mark.parametrize(
    ("command", "denied", "named"),
    [
        ("gallery", {"attach_files": False}, "**Attach Files**"),
        ("log", {"view_channel": False, "send_messages": False}, "**View Channel**"),
    ],
)
async def test_a_channel_that_the_bot_cannot_use_is_said_when_it_is_set(
    place, admin, laid_down, command, denied, named
):
    """The sentence names what lacks; the old channel stays."""
    await admin(command, channel=place.channel)
    before = await laid_down()
    closed = place.forbidding(**denied).channel

    answered = await admin(command, channel=closed)

    assert f"In <#{closed.id}> I need {named}" in answered.response.content
    assert before == await laid_down()
    assert before.gallery.channel_id or before.log_channel_id == place.channel.id
    switched_off = told(await admin(command, off=True))
    assert "off" in switched_off
    assert None is (await laid_down()).log_channel_id
    assert None is (await laid_down()).gallery.channel_id


async def test_what_may_be_asked_for(place, admin, laid_down):
    """Options, channels, words, moderation and the budget, each shown as it then stands."""
    options = told(
        await admin(
            "models",
            allowed=MODEL,
            highest_quality="medium",
            largest_count=2,
            low_moderation="age-restricted",
            spoilers=True,
        )
    )
    channels = told(await admin("channels refuse", channel=place.channel))
    await admin("words add", word="cabbage")
    await admin("words add_pattern", pattern="gr[ea]y")
    words = told(await admin("words show"))
    strikes = told(await admin("moderation", refusals=5, pause=30))
    budget = told(await admin("budget", usd_per_month="25"))

    assert "Models: GPT Image 1.5" in options
    assert "Highest quality: Medium" in options
    assert "Low moderation: In age-restricted channels" in options
    assert f"Refused channels: <#{place.channel.id}>" in channels
    assert "cabbage\n/gr[ea]y/" in words
    assert "5 within 60 min pause for 30 min" in strikes
    assert "Budget a month: $25.00" in budget
    rules = await laid_down()
    assert ({MODEL}, "medium", 2) == (rules.models, rules.highest_quality, rules.most_count)
    assert (LowModeration.AGE_RESTRICTED, True) == (rules.low_moderation, rules.posts_spoilers)
    assert StrikeRule(refusals=5, pause_seconds=1800) == rules.strikes
    assert 25_000_000 == rules.budget_microusd_per_month

    await admin("models", allowed="any", highest_quality="any", largest_count=0, spoilers=False)
    await admin("channels reset", channel=place.channel)
    await admin("words remove", word="Cabbage")
    await admin("words remove_pattern", pattern="gr[ea]y")
    await admin("budget", off=True)
    rules = await laid_down()
    assert (frozenset(), None, None) == (rules.models, rules.highest_quality, rules.most_count)
    assert ((), ()) == (rules.words, rules.patterns)
    assert None is rules.budget_microusd_per_month
    assert frozenset() == rules.channels_refused


async def test_models_are_suggested_one_after_another(place, manager):
    """What is there already is not suggested again."""
    first = await manager.autocomplete(place.channel, "admin models", "allowed", "")
    second = await manager.autocomplete(place.channel, "admin models", "allowed", f"{MODEL}, ")

    names = [model.name for model in DEFAULT_CATALOGUE]
    assert ["any", *names] == [choice["value"] for choice in first]
    assert [f"{MODEL}, {name}" for name in names[1:]] == [choice["value"] for choice in second]


async def test_a_person_who_is_blocked_and_what_they_are_granted(place, admin, laid_down):
    """Each says whom it is about, and when it ends."""
    granted = await admin("grant", member=place.someone, images=5, usd="1.50", note="the contest")
    [grant] = (await laid_down()).grants
    blocked = await admin("block", member=place.another, reason="*spam*", hours=2)
    glance = told(await admin("show"))
    await admin("revoke", grant=f"`{grant.id}`")
    await admin("unblock", member=place.another)

    ends = f"<t:{int(grant.expires_at.timestamp())}:R>"
    line = f"`{grant.id}` · <@{place.someone.id}> · 5 pictures · $1.50 · ends {ends} · the contest"
    assert line in told(granted)
    assert rf"<@{place.another.id}>: \*spam\*" in told(blocked)
    assert line in glance
    assert f"Blocked: <@{place.another.id}>" in glance
    rules = await laid_down()
    assert ({}, ()) == (rules.blocks, rules.grants)
    assert {place.another.id} == set(rules.pardoned_at)


async def test_a_pause_keeps_requests_out_until_it_is_taken_back(place, studio, admin):
    """People are told why."""
    paused = await admin("pause", reason="we are moving")
    refused = await place.someone.slash(place.channel, "imagine", prompt="a fox")
    await admin("resume")
    await place.someone.slash(place.channel, "imagine", prompt="a fox")

    assert "Paused: we are moving" in told(paused)
    assert "we are moving" in refused.followups[0].content
    assert JobStatus.ACCEPTED == (await studio.only_job()).status


async def test_the_jobs_of_a_server_and_what_becomes_of_them(place, studio, admin, manager):
    """One that waits is withdrawn, one in doubt settled; each by its id."""
    studio.api.refusal = SubmissionInDoubt("lost")
    await place.someone.slash(place.channel, "imagine", prompt="a fox")
    await studio.work(seconds=1)
    await place.another.slash(place.channel, "imagine", prompt="a cat")
    doubtful, waiting = await studio.jobs()

    listed = told(await admin("jobs list"))
    doubts = told(await admin("jobs list", state="in_doubt", member=place.someone))
    picked = await manager.autocomplete(place.channel, "admin jobs cancel", "job", "CAT")
    found = told(await admin("jobs found", job=doubtful.id, remote_id="task-9"))
    cancelled = told(await admin("jobs cancel", job=waiting.id))
    late = told(await admin("jobs never_taken", job=doubtful.id))

    asked_back = await place.another.slash(place.channel, "forget")
    await place.another.click(asked_back.response, custom_id="forget:yes")
    left = await manager.autocomplete(place.channel, "admin jobs cancel", "job", "CAT")

    assert [] == left
    assert listed.index(waiting.id) < listed.index(doubtful.id)
    assert "> a fox" in doubts
    assert waiting.id not in doubts
    assert [waiting.id] == [choice["value"] for choice in picked]
    assert f"Job `{doubtful.id}` is now being drawn." == found
    assert f"Job `{waiting.id}` is now cancelled." == cancelled
    assert "Only a job in doubt can be settled" in late
    states = [job.status for job in await studio.jobs()]
    assert [JobStatus.RUNNING, JobStatus.CANCELLED] == states


async def test_usage_is_a_chart_a_table_and_the_people_behind_the_numbers(place, studio, admin):
    """The table can be added up; the chart shows nobody's name, so the embed does."""
    await place.someone.slash(place.channel, "imagine", prompt="a fox", count=2)
    await studio.finish()
    job = await studio.only_job()

    answered = await admin("usage", days=7)

    chart, table = answered.response.attachments
    assert "usage.png" == chart.filename
    assert studio.cdn.env.backend.cdn.get(chart.url).startswith(b"\x89PNG")
    [row] = csv.DictReader(io.StringIO(studio.cdn.env.backend.cdn.get(table.url).decode()))
    assert (str(place.someone.id), "1", "0", "2") == (
        *(row["requester_id"], row["jobs"], row["failed"], row["pictures"]),
    )
    assert job.price_microusd == round(float(row["usd"]) * 1_000_000)
    assert f"` 1` <@{place.someone.id}> · 2 pictures · $" in told(answered)


async def test_the_audit_log_tells_who_did_what(place, admin, manager):
    """Every verb has its line; those about one person can be picked."""
    await admin("limits server", images_per_day=10)
    await admin("limits server", images_per_day=5, weight=2)
    await admin("block", member=place.someone, reason="spam")
    await admin("gallery", channel=place.channel)
    await admin("words add", word="cabbage")

    log = told(await admin("audit"))
    about = told(await admin("audit", member=place.someone))

    who = f"<@{manager.id}>"
    assert f"{who} set limits for everyone here. Pictures in 24 h: 10." in log
    assert "Pictures in 24 h: 5 (10 before). Share of turns: 2." in log
    assert f"{who} blocked <@{place.someone.id}>: spam" in log
    assert f"{who} made <#{place.channel.id}> the gallery" in log
    assert log.index("cabbage") < log.index("blocked")
    assert "blocked" in about
    assert "gallery" not in about
