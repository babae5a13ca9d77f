"""The process from outside: signals, exit codes, one database for one bot, no secret anywhere."""

import asyncio
import os
import signal
import sys

import pytest

from tests.acceptance.stage import KEY, TOKEN, open_studio, until, words

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def run(*arguments, environment=None):
    """Run the program to its end; return its exit code, output and errors."""
    inherited = {name: value for name, value in os.environ.items() if "DARKROOM_" not in name}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *arguments),
        env={**inherited, **(environment or {})},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(30):
        output, errors = await process.communicate()
    return process.returncode, output.decode(), errors.decode()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda each: each.name)
async def test_asked_to_stop_it_ends_well_and_the_next_start_goes_on(tmp_path, number):
    """Within ten seconds, whatever is on its way: sent, drawn, or waiting."""
    async with open_studio(tmp_path) as studio:
        studio.api.turn(stuck=True)
        place, ada, prompts = studio.channel(), studio.person(), [words("a door") for _ in "abc"]
        for prompt in prompts:
            await ada.slash(place, "imagine", prompt=prompt)
            await studio.job_is(prompt, "running")
        async with asyncio.timeout(10):
            studio.bot.process.send_signal(number)
            exit_code = await studio.bot.process.wait()
        assert 0 == exit_code
        studio.calm()
        await until(lambda: not studio.world.connected)
        await studio.start()
        await studio.result(place, number=3)

        assert [1, 1, 1] == [len(studio.submissions(prompt)) for prompt in prompts]
        assert 3 == len(studio.results(place))


async def test_asked_to_stop_while_both_sides_hang_it_ends_in_time_and_nothing_is_lost(tmp_path):
    """What may have been taken is in doubt, and a message that Discord has is found again."""
    async with open_studio(tmp_path) as studio:
        here, there, ada = studio.channel(), studio.channel(), studio.person()
        sent, made = words("a door"), words("a window")
        path = f"/channels/{there.id}/messages"
        studio.world.fail("POST", path, status=None, delay_seconds=120, commit=True)
        await ada.slash(there, "imagine", prompt=made)
        await until(lambda: studio.results(there))
        studio.api.turn(wire="hang_after", hang_seconds=120)
        await ada.slash(here, "imagine", prompt=sent)
        await studio.submitted(sent)
        await studio.job_is(sent, "submitting")
        assert 0 == await studio.stop()
        studio.calm()
        await studio.start()
        notice = await studio.notice(here, "we cannot know")
        message = await studio.result(there)
        await studio.life_goes_on()

        assert [notice.id] == [each.id for each in studio.messages(here)]
        assert [message.id] == [each.id for each in studio.messages(there)]
        assert [1, 1] == [len(studio.submissions(prompt)) for prompt in (sent, made)]


async def test_a_second_bot_on_the_same_database_refuses_with_one_line(tmp_path):
    """Two would pay twice."""
    async with open_studio(tmp_path) as studio:
        code, output, errors = await run(
            *("run", "--config", str(tmp_path / "config.toml")),
            environment=studio.bot._settings | {"DARKROOM_WEB__LISTEN": ""},
        )
        await studio.life_goes_on()

    complaint = [line for line in errors.splitlines() if line.startswith("darkroom: ")]
    assert 1 == code
    assert "" == output
    assert 1 == len(complaint)
    assert "another Darkroom runs on this database" in complaint[0]
    assert "Traceback" not in errors


@pytest.mark.parametrize(
    ("text", "environment", "named"),
    [
        ("[discord]\ntokn = 'x'\n", {}, "tokn"),
        ("[discord\n", {}, "config.toml"),
        ("[quota]\njobs_at_once = 'many'\n", {}, "jobs_at_once"),
        ("[image_api]\ndefault_model = 'dall-e'\n", {}, "default_model"),
        ("[store]\nurl = 'mysql://x'\n", {}, "url"),
        ("", {"DARKROOM_POLLING__FLOOR_SECONDS": "0"}, "DARKROOM_POLLING__FLOOR_SECONDS"),
        ("", {"DARKROOM_DISCORD__TOKN": "x"}, "DARKROOM_DISCORD__TOKN"),
        ("", {"DARKROOM_DISCORD__TOKEN": ""}, "token"),
        ("", {"DARKROOM_IMAGE_API__KEY": ""}, "key"),
    ],
)
async def test_a_wrong_configuration_is_one_line_with_file_and_key(
    tmp_path, text, environment, named
):
    """Exit code 78, so that a supervisor does not try again."""
    config = tmp_path / "config.toml"
    config.write_text(text)
    secrets = {"DARKROOM_DISCORD__TOKEN": TOKEN, "DARKROOM_IMAGE_API__KEY": KEY}
    code, output, errors = await run(
        "run", "--config", str(config), environment={**secrets, **environment}
    )

    assert 78 == code
    assert "" == output
    assert 1 == len(errors.splitlines())
    assert named in errors
    assert str(config) in errors or "DARKROOM_" in errors
    assert KEY not in errors
    assert TOKEN not in errors


async def test_a_web_address_that_is_taken_is_a_matter_of_configuration(tmp_path):
    """It names the key."""
    async with open_studio(tmp_path / "first") as studio:
        taken = studio.bot._settings["DARKROOM_WEB__LISTEN"]
        url = f"sqlite:///{tmp_path / 'second.db'}"
        code, _, errors = await run(
            *("run", "--config", str(tmp_path / "config.toml")),
            environment=studio.bot._settings | {"DARKROOM_STORE__URL": url},
        )

    assert 78 == code
    assert "listen" in errors.splitlines()[-1]
    assert taken in errors.splitlines()[-1]
    assert "Traceback" not in errors


async def test_wrong_usage_and_help_are_as_everywhere(tmp_path):
    """2 for wrong usage, 0 for help."""
    wrong, _, errors = await run("paint")
    right, output, _ = await run("--help")

    assert 2 == wrong
    assert "paint" in errors
    assert 0 == right
    assert "check" in output


async def test_commands_are_told_to_discord_only_when_they_changed(tmp_path):
    """Discord counts them."""
    async with open_studio(tmp_path) as studio:
        await studio.restart_hard()
        await studio.life_goes_on()
        told = [each for each in studio.world.requests if each.method == "PUT"]

        assert 1 == len(told)
        assert {"imagine", "edit", "tray", "jobs", "help"} <= studio.world.commands


async def test_no_privileged_intent_is_asked_for(tmp_path):
    """The bot works in any server as it is invited."""
    async with open_studio(tmp_path) as studio:
        [login] = studio.world.logins

        assert 0 == login.intents & (1 << 1 | 1 << 8 | 1 << 15)
