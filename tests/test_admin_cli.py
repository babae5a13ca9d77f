"""`darkroom admin`: the real command on a real database, beside a bot that holds it."""

import asyncio
import csv
import io
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.__main__ import ExitCode, main
from bot.admin import command_line, verbs
from bot.admin.answers import plain
from bot.clock import SystemClock
from bot.domain.audit import Actor
from bot.domain.errors import DarkroomError
from bot.domain.jobs import JobStatus
from bot.domain.models import DEFAULT_CATALOGUE
from bot.domain.outcomes import RemotePicture
from bot.domain.quota import Allowance
from bot.domain.rules import EVERYWHERE, LowModeration, PersonLimits, ServerRules, StrikeRule
from bot.store.database import open_database
from bot.store.jobs import SqlJobStore
from bot.store.server_rules import SqlRuleStore
from bot.text import Words
from tests.factories import ALICE, GUILD
from tests.store.machine import OWNER, accepted, in_order, job_in

ROOT = Path(__file__).parent.parent
URL = "sqlite:///data/darkroom.db"
HERE = ("--guild", str(GUILD))
PERSON, ROLE, CHANNEL = 77, 88, 99


@pytest.fixture(scope="module")
def words():
    """Read all languages, once: it takes a while."""
    return Words(strict=True)


@pytest.fixture
def database(empty_database, tmp_path, monkeypatch):
    """Put one where the configuration looks by default, and go there."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    shutil.copy(empty_database, tmp_path / "data" / "darkroom.db")


@pytest.fixture
def admin(database, words):
    """Say `darkroom admin …`; return the answer, or raise what the command complains of."""

    def say(*said):
        return asyncio.run(
            verbs.run(
                command_line.parse([*map(str, said)], program="darkroom admin"),
                store_url=URL,
                words=words,
                catalogue=DEFAULT_CATALOGUE,
                allowance=Allowance(),
            )
        )

    return say


def with_database(act):
    """Do something with the database, as the bot would, and return what it gives."""

    async def go():
        async with open_database(URL) as database:
            return await act(database)

    return asyncio.run(go())


def with_jobs(act):
    """Do something with the store of the jobs."""
    return with_database(
        lambda database: act(SqlJobStore(database, owner=OWNER, clock=SystemClock()))
    )


def rules_of(guild_id):
    """Read what is laid down."""
    return with_database(lambda database: SqlRuleStore(database).rules(guild_id))


def test_everything_that_can_be_laid_down_is(admin):
    """A verb each; what it answers is the line that the audit log has of it."""
    for said in (
        ("limits", "set", "--images-per-day", 10, "--cooldown-seconds", 5),
        ("limits", "set", "--usd-per-day", "1.50", "--role", ROLE),
        ("limits", "set", "--jobs-at-once", 2, "--weight", 3, "--person", PERSON),
        ("budget", "$20"),
        ("weight", 4),
        ("channels", "allow", CHANNEL),
        ("channels", "refuse", CHANNEL + 1),
        ("channels", "refuse", CHANNEL + 2),
        ("channels", "reset", CHANNEL + 2),
        ("models", "gpt-image-1-official"),
        ("options", "--highest-quality", "medium", "--largest-count", 2),
        ("options", "--low-moderation", "nowhere", "--spoilers", "yes"),
        ("words", "add", "bad word"),
        ("words", "add", "worse"),
        ("words", "remove", "worse"),
        ("words", "add-pattern", "b[a4]d"),
        ("gallery", CHANNEL, "--seconds-between", 30),
        ("log", CHANNEL),
        ("moderation", 5, "--window", 30),
    ):
        assert admin(*said, *HERE).startswith("The bot's operator"), said

    rules = rules_of(GUILD)
    assert rules.gallery.channel_id == rules.log_channel_id == CHANNEL
    assert 30 == rules.gallery.seconds_between
    assert rules == ServerRules(
        limits=PersonLimits(images_per_day=10, cooldown_seconds=5),
        role_limits={ROLE: PersonLimits(microusd_per_day=1_500_000)},
        person_limits={PERSON: PersonLimits(jobs_at_once=2, weight=3)},
        weight=4,
        ceiling_microusd_per_month=20_000_000,
        channels_allowed=frozenset({CHANNEL}),
        channels_refused=frozenset({CHANNEL + 1}),
        models=frozenset({"gpt-image-1-official"}),
        highest_quality="medium",
        most_count=2,
        low_moderation=LowModeration.NOWHERE,
        posts_spoilers=True,
        words=("bad word",),
        patterns=("b[a4]d",),
        strikes=StrikeRule(refusals=5, window_seconds=1800, pause_seconds=3600),
        gallery=rules.gallery,
        log_channel_id=CHANNEL,
    )


def test_it_is_taken_back_again(admin):
    """Nothing stays but what has to."""
    for said in (
        ("limits", "set", "--images-per-day", 10),
        ("limits", "clear"),
        ("budget", 5),
        ("budget", "unset"),
        ("options", "--highest-quality", "low", "--largest-count", 1),
        ("options", "--highest-quality", "any", "--largest-count", 0),
        ("gallery", CHANNEL),
        ("gallery", "off"),
        ("log", CHANNEL),
        ("log", "off"),
        ("pause", "--reason", "tea", "--hours", 1),
        ("resume",),
    ):
        admin(*said, *HERE)

    assert ServerRules() == rules_of(GUILD)


def test_people_are_given_more_or_nothing(admin):
    """A grant says its id, by which it is revoked; what holds is shown."""
    granted = admin("grant", PERSON, "--images", 5, "--usd", 2, "--days", 3, *HERE)
    admin("block", PERSON, "--reason", "*spam*", "--hours", 2, *HERE)
    shown = admin("show", *HERE)
    grant_id = granted.split()[-1].rstrip(".")
    admin("revoke", grant_id, *HERE)
    admin("unblock", PERSON, *HERE)
    rules = rules_of(GUILD)

    assert f"person {PERSON}: *spam* (by the bot's operator" in shown
    assert grant_id in shown
    assert ((), {}) == (rules.grants, rules.blocks)


def test_what_holds_everywhere_is_not_a_servers(admin):
    """And the log says who did it, and where."""
    admin("words", "add", "bad", "--everywhere")
    listed, listed_here = admin("words", "list", "--everywhere"), admin("words", "list", *HERE)
    log = admin("audit")
    [entry] = with_database(lambda database: SqlRuleStore(database).entries(None, limit=9))

    assert ("bad", "No word is refused.") == (listed, listed_here)
    assert (EVERYWHERE, Actor.OPERATOR, None) == (entry.guild_id, entry.actor, entry.actor_id)
    assert log.endswith(f"UTC  {EVERYWHERE}  The bot's operator put a word on the list: bad")


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        (("limits", "set", "--images-per-day", "-5"), "images_per_day cannot be -5"),
        (("limits", "set"), "Nothing was given to lay down"),
        (("models", "crayon"), "“crayon” is not possible for model"),
        (("words", "add-pattern", "(a+)+$"), "That pattern takes too long"),
        (("words", "add-pattern", "("), "That pattern cannot be read"),
        (("words", "remove", "bad"), "That word is not on the list"),
        (("jobs", "cancel", "000000000000"), "I know no job of that id"),
        (("usage", "--chart", "no/such/folder.png"), "no/such/folder.png: No such file"),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence(admin, said, complaint):
    """The same that a manager reads; the rules stay as they were."""
    with pytest.raises(DarkroomError, match=f"^{re.escape(complaint)}"):
        admin(*said, *HERE)

    assert ServerRules() == rules_of(GUILD)


@pytest.mark.parametrize(
    "said",
    [
        ("weight", "3"),
        ("weight", "3", *HERE, "--everywhere"),
        ("weight", "3", "--guild", "mine"),
        ("weight", "heavy", *HERE),
        ("budget", "-1", *HERE),
        ("grant", "77", "--usd", "1e9", *HERE),
        ("block", "77", *HERE),
        ("usage", "--days", "0"),
        ("limits", *HERE),
        (),
    ],
)
def test_wrong_usage_is_2(said, capsys):
    """Above all, a verb about one server names it."""
    with pytest.raises(SystemExit) as caught:
        main(["admin", *said])

    assert ExitCode.USAGE == caught.value.code
    assert "usage: darkroom admin" in capsys.readouterr().err


def test_doubts_are_settled_and_jobs_withdrawn(admin):
    """By their ids, whichever server they are of."""

    async def make(store):
        doubts = [await job_in(store, JobStatus.IN_DOUBT) for _ in range(3)]
        lost = await job_in(store, JobStatus.UNDELIVERED)
        return [*doubts, lost, await accepted(store, prompt="a \x1b[31mred\x1b[0m fox")]

    never, again, found, lost, waiting = [job.id for job in with_jobs(make)]
    listed = admin("jobs", "list", "--status", "in_doubt", "--status", "accepted")
    answers = [
        admin("jobs", "never-taken", never),
        admin("jobs", "send-again", again),
        admin("jobs", "found", found, "task-9"),
        admin("jobs", "repost", lost),
        admin("jobs", "cancel", waiting),
    ]
    with pytest.raises(DarkroomError, match="It is too late to cancel"):
        admin("jobs", "cancel", waiting)

    async def look(store):
        return [await store.get(job_id) for job_id in (never, again, found, lost, waiting)]

    jobs = with_jobs(look)
    statuses = ["failed", "accepted", "running", "ready", "cancelled"]
    assert [waiting, found, again, never] == [line.split()[0] for line in listed.splitlines()]
    assert "\x1b" not in listed
    assert statuses == [job.status for job in jobs]
    assert ("task-9",) == jobs[2].remote_ids
    assert all(job.id in answer for job, answer in zip(jobs, answers, strict=True))


def test_a_job_of_another_server_is_left_alone_where_one_is_named(admin):
    """A slip of the id costs nobody's picture."""
    job = with_jobs(accepted)
    with pytest.raises(DarkroomError, match="no job of that id"):
        admin("jobs", "cancel", job.id, "--guild", GUILD + 1)

    assert "accepted" == with_jobs(lambda store: store.get(job.id)).status


def test_what_was_made_is_a_table_a_csv_and_a_picture(admin, tmp_path):
    """Of one server, or of all."""
    now = datetime.now(UTC)

    async def make(store):
        job = await accepted(store, count=2, accepted_at=now)
        await store.claim_for_submission(
            now=now, lease_until=now + timedelta(minutes=1), max_in_flight=9, choose=in_order
        )
        await store.record_remote(job.id, remote_ids=("task-1",), now=now, next_poll_at=now)
        pictures = (RemotePicture(url="https://pictures.example/1.png"),) * 2
        await store.record_ready(job.id, pictures=pictures, price_microusd=30_001, now=now)
        return job

    job = with_jobs(make)
    said, said_elsewhere = admin("usage", *HERE), admin("usage", "--guild", GUILD + 1)
    table = admin("usage", "--csv")
    admin("usage", "--days", 7, "--chart", "usage.png")
    [row] = csv.DictReader(io.StringIO(table))

    assert ["#1", str(ALICE), "1", "0", "2", "$0.03"] == said.splitlines()[1].split()
    assert "all" == said.splitlines()[-1].split()[0]
    assert {
        "day": now.date().isoformat(),
        "guild_id": str(GUILD),
        "requester_id": str(ALICE),
        "model": job.request.model,
        "jobs": "1",
        "failed": "0",
        "pictures": "2",
        "usd": "0.030001",
    } == row
    assert (tmp_path / "usage.png").read_bytes().startswith(b"\x89PNG")
    assert "Nothing was asked for in these days." == said_elsewhere


def test_without_a_database_of_this_version_nothing_is_done(tmp_path, monkeypatch, capsys):
    """And none is made: a wrong folder would else look like a bot that forgot everything."""
    monkeypatch.chdir(tmp_path)
    absent = main(["admin", "audit"])
    made = [*tmp_path.iterdir()]
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "darkroom.db").touch()
    empty = main(["admin", "audit"])
    complaints = capsys.readouterr().err.splitlines()

    assert (ExitCode.FAILED, ExitCode.FAILED, []) == (absent, empty, made)
    assert [
        "darkroom: data/darkroom.db: No such file or directory",
        "darkroom: the database is of another version: say `darkroom migrate`",
    ] == complaints


async def test_rules_are_laid_down_beside_a_running_bot(database):
    """Which holds the file's lock, and reads them from then on."""
    async with open_database(URL) as held:
        done = await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-m", "bot", "admin", "budget", "0", *HERE],
            env={"PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
        rules = await SqlRuleStore(held).rules(GUILD)

    assert (ExitCode.WELL, "") == (done.returncode, done.stderr)
    assert "The bot's operator set the budget: no limit of its own.\n" == done.stdout
    assert 0 == rules.ceiling_microusd_per_month


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("until <t:0:R>", "until 1970-01-01 00:00 UTC"),
        ("<@1>, <@&2>, <#3>", "person 1, role 2, channel 3"),
        ("**bold** `code` ||hidden||", "bold code hidden"),
        ("[there](https://discord.com/1)", "there: https://discord.com/1"),
        (r"\*\*as\*\* \<@1> \[it](is\_written)", "**as** <@1> [it](is_written)"),
        ("\x1b[31mred\x07\u202e\u200b", "[31mred"),
    ],
)
def test_what_discord_would_make_of_a_sentence_is_made_plain(text, expected):
    """What somebody wrote is as they wrote it, but for what a terminal would obey."""
    assert expected == plain(text)
