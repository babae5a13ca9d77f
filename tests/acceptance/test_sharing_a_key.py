"""A community shares one key: limits, turns, moderation, the gallery, and what stays private.

Each test has a server of its own, whose manager lays down what holds there; the bot is the same.
"""

import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from simcord.interactions import command_leaves

from sandbox.world import Action, Person, Place, SeenMessage, Server
from tests.acceptance.stage import Studio, button, embedded, sha256, until, words
from tests.acceptance.test_limits import refused
from tests.acceptance.test_process import run

pytestmark = pytest.mark.asyncio(loop_scope="module")

SETTINGS = {"DARKROOM_IMAGE_API__MAX_IN_FLIGHT": "1"}

MOMENT = re.compile(r"<t:\d+:R>")


@dataclass(frozen=True, kw_only=True)
class Community:
    """A server with somebody who manages it, somebody who does not, and a channel."""

    studio: Studio
    server: Server
    place: Place
    manager: Person
    ada: Person

    async def admin(self, command: str, **options: object) -> str:
        """Have the manager use a command of `/admin`; return everything that the answer says."""
        return await self.ask(self.manager, f"admin {command}", **options)

    async def ask(self, person: Person, command: str, **options: object) -> str:
        """Use a command that answers to its person alone; return all that the answer says."""
        action = await person.slash(self.place, command, **options)
        return await self.answer(action)

    async def answer(self, action: Action) -> str:
        """Wait for an answer to one person alone; return all that it says."""

        def look():
            shown = action.response
            if shown is None or shown.thinking:
                return None
            return shown.content + (embedded(self.studio, shown) if shown.embeds else "")

        said = await until(look)
        assert action.ephemeral
        return said

    async def imagine(
        self, prompt: str, *, person: Person | None = None, **options: object
    ) -> Action:
        """Ask for a picture."""
        return await (person or self.ada).slash(self.place, "imagine", prompt=prompt, **options)

    async def refused(self, prompt: str, **options: object) -> str:
        """Ask for a picture that may not be had; return why, when nothing has come of it."""
        told = await self.studio.alone(await self.imagine(prompt, **options))
        assert [] == self.studio.jobs_of(prompt)
        assert [] == self.studio.submissions(prompt)
        return told.content

    async def ended(self, *statuses: str) -> None:
        """Wait until the jobs of this server have ended so, and everybody has been told."""
        statement = "SELECT status, notice_due FROM job WHERE guild_id = ? ORDER BY status"
        await until(
            lambda: self.rows(statement, self.server.id) == [(each, 0) for each in sorted(statuses)]
        )

    async def share(self, result: SeenMessage, person: Person, **fields: object) -> str:
        """Share what a result shows, as the form is filled in; return the answer."""
        opened = await person.click(result, button(result, "share"))
        await until(lambda: opened.modal)
        return await self.answer(await person.submit(opened, **fields))

    def rows(self, statement: str, *values: object) -> list[tuple]:
        """Return rows of the bot's database."""
        path = self.studio.bot.folder / "darkroom.db"
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)) as database:
            return database.execute(statement, values).fetchall()


@pytest.fixture
def home(studio) -> Community:
    """A server in which nothing is laid down yet."""
    studio.calm()
    server = studio.world.create_server("Community")
    return Community(
        studio=studio,
        server=server,
        place=server.create_channel("studio"),
        manager=server.add_member("mira", permissions=["manage_guild"]),
        ada=server.add_member("ada"),
    )


# --- limits ---


async def test_of_twenty_commands_at_once_a_limit_of_three_lets_three_through(studio, home):
    """Three are paid; seventeen are told which limit it is, and when there is room again."""
    await home.admin("limits server", images_per_day=3)
    prompt = words("a boat")
    actions = [await home.imagine(prompt) for _ in range(20)]
    await studio.result(home.place, number=3)
    told = refused(actions)

    assert 3 == len(studio.submissions(prompt)) == len(studio.jobs_of(prompt))
    assert 17 == len(told)
    assert {"You asked for 1 picture. Your limit is 3 in 24 hours, and 0 are left."} == {
        each.content.partition(" There is room")[0] for each in told
    }
    assert [] == [each.content for each in told if not MOMENT.search(each.content)]


async def test_what_fails_gives_the_limit_back(studio, home):
    """Half of the jobs fail, and for as many there is room again."""
    await home.admin("limits server", images_per_day=4)
    good, bad = words("a boat"), words("a boat [[fail:task_failed]]")
    for prompt in (good, bad, good, bad):
        await home.imagine(prompt)
    await home.ended("failed", "failed", "posted", "posted")
    before = await home.ask(home.ada, "quota")
    await home.imagine(good, count=2)
    await home.ended("failed", "failed", "posted", "posted", "posted")
    told = await home.refused(words("a boat"))

    assert "2 of 4 left" in before
    assert told.startswith("You asked for 1 picture. Your limit is 4 in 24 hours, and 0 are left.")


async def test_usage_is_exact_after_a_kill_between_acceptance_and_delivery(studio, home):
    """What was accepted is held, whatever dies; and is used once, when it is there."""
    await home.admin("limits server", images_per_day=4)
    studio.api.turn(stuck=True)
    sent, waiting = words("a boat"), words("a boat")
    await home.imagine(sent)
    await studio.job_is(sent, "running")
    await home.imagine(waiting, count=2)
    await studio.job_is(waiting, "accepted")
    await studio.restart_hard()
    held = await home.ask(home.ada, "quota")
    studio.calm()
    await studio.result(home.place, number=2)
    used = await home.ask(home.ada, "quota")

    assert "1 of 4 left" in held
    assert "0 used · 3 held" in held
    assert "1 of 4 left" in used
    assert "3 used · 0 held" in used
    assert [1, 1] == [len(studio.submissions(prompt)) for prompt in (sent, waiting)]


async def test_the_best_of_ones_roles_counts_and_a_grant_goes_beyond(studio, home):
    """Each limit by itself; what is granted is used once."""
    painters = home.server.create_role("painters")
    lin = home.server.add_member("lin", roles=[painters])
    await home.admin("limits server", images_per_day=1)
    await home.admin("limits role", role=painters, images_per_day=2)
    await home.admin("grant", member=home.ada, images=1)
    prompts = {person.id: words("a boat") for person in (home.ada, lin)}
    for person in (home.ada, lin):
        for _ in range(2):
            await home.imagine(prompts[person.id], person=person)
        await until(lambda who=person.id: len(studio.jobs_of(prompts[who])) == 2)
        assert "Your limit is" in await home.refused(words("a boat"), person=person)

    await studio.result(home.place, number=4)
    assert [2, 2] == [len(studio.submissions(prompt)) for prompt in prompts.values()]


# --- what managers lay down ---


@pytest.mark.parametrize(
    ("command", "laid_down", "asked", "sentence"),
    [
        (
            "block",
            {"member": "ada", "reason": "spam", "hours": 2},
            {},
            "You may not ask for pictures here at the moment. You may again <t:",
        ),
        ("pause", {"reason": "a quiet day"}, {}, "Asking for pictures is paused here for now."),
        ("words add", {"word": "sword"}, {"prompt": "a SWORD"}, "Something in your prompt is"),
        ("words add_pattern", {"pattern": "s+w.rd"}, {"prompt": "sswird"}, "Something in your"),
        ("budget", {"usd_per_month": "0.10"}, {}, "This server's budget is $0.10 a month"),
        ("channels refuse", {"channel": "place"}, {}, "Pictures are not made in this channel."),
        ("models", {"largest_count": 1}, {"count": 2}, "`count` cannot be 2 here."),
        ("models", {"highest_quality": "low"}, {"quality": "high"}, "“high” is not allowed"),
        ("models", {"low_moderation": "nowhere"}, {"moderation": "low"}, "`moderation`"),
    ],
)
async def test_what_a_manager_laid_down_refuses_in_one_sentence(
    studio, home, command, laid_down, asked, sentence
):
    """Nothing is sent, nothing is written down, and nobody else sees it."""
    handles = {"ada": home.ada, "place": home.place}
    await home.admin(command, **{name: handles.get(x, x) for name, x in laid_down.items()})
    told = await home.refused(words(asked.get("prompt", "a boat")), **asked_without_prompt(asked))

    assert told.startswith(sentence)
    assert laid_down.get("reason", "") in told
    assert [] == studio.messages(home.place)


def asked_without_prompt(asked):
    """Return the options beside the prompt."""
    return {name: value for name, value in asked.items() if name != "prompt"}


async def test_less_moderation_may_be_kept_to_age_restricted_channels(studio, home):
    """Discord says with each request what the channel is."""
    await home.admin("models", low_moderation="age-restricted")
    told = await home.refused(words("a boat"), moderation="low")
    home.server.restrict_age(home.place)
    await home.imagine(words("a boat"), moderation="low")

    assert "moderation" in told
    await studio.result(home.place)


async def test_who_does_not_manage_the_server_is_refused_every_admin_command(studio, home):
    """Even past Discord, which hides them: each asks again, and nothing changes."""
    root = studio.world.env.backend.find_command("admin", home.server.id)
    filled = {
        3: "x",
        4: 1,
        5: True,
        6: home.ada,
        7: home.place,
        8: home.server.create_role("painters"),
    }
    actions = {}
    for path, spec in command_leaves(root):
        options = {
            each["name"]: each["choices"][0]["value"]
            if each.get("choices")
            else filled[each["type"]]
            for each in spec.get("options", [])
        }
        actions[" ".join(path)] = await home.ada.forge(home.place, " ".join(path), **options)
    told = {name: await home.answer(action) for name, action in actions.items()}
    laid_down = "SELECT count(*) FROM server_rules WHERE guild_id = ?"
    written = "SELECT count(*) FROM audit WHERE guild_id = ?"
    before = home.rows(laid_down, home.server.id) + home.rows(written, home.server.id)
    await home.admin("pause", reason="to see that it can be done")

    assert 30 < len(told)
    assert {"You may not do this here."} == set(told.values())
    assert [(0,), (0,)] == before
    assert [(1,)] == home.rows(laid_down, home.server.id)
    assert [(1,)] == home.rows(written, home.server.id)


async def test_the_page_for_managers_has_every_command_with_its_options(studio, home):
    """What can be laid down is found there, and what is found there can be typed."""
    root = studio.world.env.backend.find_command("admin", home.server.id)
    leaves = {f"/{' '.join(path)}": spec for path, spec in command_leaves(root)}
    page = (Path(__file__).parents[2] / "docs" / "community.md").read_text(encoding="utf-8")
    shown = re.findall(r"/admin [^`\n]+", page)
    wrong = []
    for line in shown:
        name = max((each for each in leaves if line.startswith(each)), key=len, default=None)
        options = {each["name"] for each in leaves.get(name, {}).get("options", ())}
        if name is None or set(re.findall(r" ([a-z_]+):", line)) - options:
            wrong.append(line)

    assert [] == wrong
    assert [] == [each for each in leaves if not any(line.startswith(each) for line in shown)]


async def test_the_operator_does_the_same_from_a_shell_beside_the_running_bot(studio, home):
    """And the server's audit log says that it was the operator."""
    code, _, errors = await run(
        *("admin", "--config", str(studio.bot.folder / "config.toml")),
        *("pause", "--guild", str(home.server.id), "--reason", "a new key"),
        environment=studio.bot._settings,
    )
    assert (0, "") == (code, errors)
    told = await home.refused(words("a boat"))
    audit = await home.admin("audit")

    assert told.startswith("Asking for pictures is paused here for now. The reason: a new key")
    assert "operator" in audit
    assert "a new key" in audit


async def test_a_gallery_that_cannot_be_written_to_is_refused_in_the_shell_too(studio, home):
    """With what is missing; one that can be is taken."""
    closed = home.server.create_channel("closed", denied_to_bot=["attach_files"])
    answers = []
    for channel_id in (closed.id, 12, home.place.id):
        answers.append(
            await run(
                *("admin", "--config", str(studio.bot.folder / "config.toml")),
                *("gallery", "--guild", str(home.server.id), str(channel_id)),
                environment=studio.bot._settings,
            )
        )

    assert [1, 1, 0] == [code for code, _, _ in answers]
    assert "Attach Files" in answers[0][2]
    assert "I do not see that channel" in answers[1][2]
    assert str(closed.id) not in await home.admin("gallery")


# --- moderation ---


async def test_three_refused_contents_pause_a_person_and_the_log_is_told(studio, home):
    """Nothing is charged or tried again; the log has a link, and calls nobody."""
    log = home.server.create_channel("log")
    await home.admin("log", channel=log)
    prompts = [words("a boat [[fail:moderation_blocked]]") for _ in range(3)]
    for number, prompt in enumerate(prompts, 1):
        await home.imagine(prompt)
        await home.ended(*["failed"] * number)
    told = await home.refused(words("a boat"))
    [line] = await until(lambda: [m for m in studio.messages(log) if home.ada.mention in m.content])
    quota = await home.ask(home.ada, "quota")
    await home.admin("unblock", member=home.ada)
    await home.imagine(words("a boat"))
    await home.ended("failed", "failed", "failed", "posted")

    assert told.startswith("The image API refused what you asked for 3 times in a short while")
    assert MOMENT.search(told)
    assert f"https://discord.com/channels/{home.server.id}/{home.place.id}" in line.content
    assert () == line.mentioned_ids
    assert "0 used" in quota
    assert [1, 1, 1] == [len(studio.submissions(prompt)) for prompt in prompts]


async def test_words_that_call_everybody_call_nobody(studio, home):
    """In the result the requester is called; in the gallery and in the log nobody is."""
    gallery, role = home.server.create_channel("gallery"), home.server.create_role("painters")
    await home.admin("gallery", channel=gallery)
    prompt = words(f"@everyone @here {role.mention} {home.manager.mention}")
    await home.imagine(prompt)
    result = await studio.result(home.place)
    await home.share(result, home.ada, prompt=["yes"])
    shared = await studio.result(gallery)

    assert "everyone" in shared.content
    assert [(home.ada.id,), ()] == [each.mentioned_ids for each in (result, shared)]
    assert [(), ()] == [each.mentioned_role_ids for each in (result, shared)]
    assert [False, False] == [each.mentions_everyone for each in (result, shared)]


# --- private results and the gallery ---


async def test_a_private_result_is_seen_by_one_person_until_they_share_it(studio, home):
    """Nothing of it appears in the channel, and then the picture alone."""
    prompt = words("a boat")
    action = await home.imagine(prompt, private="yes")
    await studio.job_is(prompt, "posted")
    answer = await until(lambda: action.response if action.response.attachments else None)
    before = studio.messages(home.place)
    shared = await home.ada.click(answer, button(answer, "sharehere"))
    said = await home.answer(shared)
    message = await studio.result(home.place)

    [submission] = studio.submissions(prompt)
    assert answer.ephemeral
    assert [] == before
    assert [each.sha256 for each in submission.pictures] == [
        sha256(each.data) for each in answer.attachments
    ]
    assert home.place.handle.mention in said
    assert sha256(answer.attachments[0].data) == sha256(message.attachments[0].data)


async def test_shared_pictures_go_up_one_after_another_each_once_whatever_dies(studio, home):
    """Killed when Discord has the second, but the bot does not know it."""
    gallery = home.server.create_channel("gallery")
    await home.admin("gallery", channel=gallery, seconds_between=1)
    await home.imagine(words("a boat"), count=3)
    result = await studio.result(home.place)
    path = f"/channels/{gallery.id}/messages"
    said = await home.share(result, home.ada, picture=["1", "2", "3"], prompt=["no"])
    await studio.result(gallery)
    studio.world.fail("POST", path, status=None, delay_seconds=120, commit=True)
    await studio.result(gallery, number=2)
    await studio.kill()
    studio.calm()
    await studio.start()
    await studio.result(gallery, number=3)
    again = await home.share(result, home.ada, picture=["2"], prompt=["no"])
    await studio.life_goes_on()

    assert "Your 3 pictures are on the way" in said
    assert [sha256(each.data) for each in result.attachments] == [
        sha256(picture.data) for each in studio.results(gallery) for picture in each.attachments
    ]
    assert again.startswith("That has been shared already.")


async def test_a_shared_picture_gets_stars_and_a_moderator_takes_it_away(studio, home):
    """Nobody stars their own; the best of the week are shown; the log says who removed it."""
    gallery, log = home.server.create_channel("gallery"), home.server.create_channel("log")
    moderator = home.server.add_member("noor", permissions=["manage_messages"])
    await home.admin("gallery", channel=gallery)
    prompt = words("a boat")
    await home.imagine(prompt)
    await home.share(await studio.result(home.place), home.ada, prompt=["yes"])
    shared = await studio.result(gallery)
    await home.ada.click(shared, button(shared, "star"))
    await moderator.click(shared, button(shared, "star"))
    await until(lambda: "1" in labels(studio.results(gallery)[0]))
    top = await home.ask(home.manager, "gallery top")
    await home.admin("log", channel=log)
    stranger = await home.manager.click(shared, button(shared, "takedown"))
    [told] = await until(lambda: stranger.followups)
    await moderator.click(shared, button(shared, "takedown"))
    await until(lambda: shared.id in studio.world.deleted_ids)

    assert prompt in shared.content
    assert prompt in top
    assert told.content.startswith("Only the person who shared it")
    assert await studio.notice(log, "removed a shared picture")


async def test_forget_blanks_what_a_person_asked_and_leaves_what_counts(studio, home):
    """No word and no picture is left, in the database or in the gallery; the usage stays."""
    gallery = home.server.create_channel("gallery")
    await home.admin("limits server", images_per_day=2)
    await home.admin("gallery", channel=gallery)
    prompt = words("an unmistakable boat")
    await home.imagine(prompt)
    await home.share(await studio.result(home.place), home.ada, prompt=["yes"])
    shared = await studio.result(gallery)
    asked = await home.ada.slash(home.place, "forget")
    await until(lambda: asked.response)
    await home.ada.click(asked.response, "forget:yes")
    await until(lambda: "Done" in asked.response.content)
    await until(lambda: shared.id in studio.world.deleted_ids)

    assert "1 of 2 left" in await home.ask(home.ada, "quota")
    with closing(sqlite3.connect(studio.bot.folder / "darkroom.db")) as database:
        assert [] == [line for line in database.iterdump() if prompt in line]


# --- turns ---


async def test_one_persons_forty_jobs_do_not_keep_another_waiting(studio, home):
    """The other's first is served second, and told so. (The last test: most of them never end.)"""
    await home.admin("limits server", jobs_at_once=0)
    lin, studio.api.dials = home.server.add_member("lin"), studio.api.dials.turned({"stuck": True})
    many, one = words("one of forty"), words("one")
    await home.imagine(many)
    await studio.submitted(many)
    for _ in range(39):
        await home.imagine(many)
    await until(lambda: len(studio.jobs_of(many)) == 40)
    await home.imagine(one, person=lin)
    await studio.job_is(one, "accepted")
    studio.calm()
    await studio.submitted(one)

    served = [each.body["prompt"] for each in studio.api.ledger.submissions]
    assert [many, one] == [each for each in served if each in (many, one)][:2]


def labels(message):
    """Return what stands on the buttons under a message."""
    return " ".join(
        item.get("label", "") for row in message.components for item in row.get("components", [])
    )
