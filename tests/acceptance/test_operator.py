"""What whoever runs the bot looks at: `darkroom check`, health, metrics; and a rush of people."""

import asyncio
import contextlib
import re

import pytest

from tests.acceptance.stage import KEY, PATIENCE_SECONDS, TOKEN, open_studio, words
from tests.acceptance.test_process import run

pytestmark = pytest.mark.asyncio(loop_scope="module")

AT_ONCE = 200
ACKNOWLEDGED_WITHIN_SECONDS = 3.0


def metrics(page):
    """Return the value of each line of the metrics, by its name."""
    return {
        name: float(value) for name, value in re.findall(r"^(\w\S*) (\S+)$", page, re.MULTILINE)
    }


@pytest.mark.quiet
async def test_two_hundred_people_at_once_are_all_acknowledged_in_time(studio, place):
    """Discord gives three seconds, and takes back everything that is later."""
    people = [studio.person() for _ in range(AT_ONCE)]
    prompt = words("a rush [[fail:task_failed]]")
    actions = [await person.slash(place, "imagine", prompt=prompt) for person in people]
    seconds = await asyncio.gather(*(each.acknowledged(timeout_seconds=20) for each in actions))

    assert [] == [each for each in seconds if each > ACKNOWLEDGED_WITHIN_SECONDS]


async def test_metrics_tell_what_was_asked_paid_and_posted(tmp_path):
    """In Prometheus's format, from the start of the process."""
    expected = {
        "darkroom_jobs_accepted_total": 2,
        'darkroom_jobs_ended_total{outcome="posted"}': 1,
        'darkroom_jobs_ended_total{outcome="failed"}': 1,
        'darkroom_jobs{status="posted"}': 1,
        'darkroom_jobs{status="failed"}': 1,
        'darkroom_jobs{status="accepted"}': 0,
        "darkroom_pictures_paid_total": 3,
        "darkroom_pictures_posted_total": 3,
        "darkroom_spent_microusd_total": 27_000,
        'darkroom_stage_seconds_count{stage="total"}': 1,
    }
    async with open_studio(tmp_path) as studio:
        place, ada = studio.channel(), studio.person()
        await ada.slash(place, "imagine", prompt=words("a pond"), count=3, quality="low")
        await studio.result(place)
        await ada.slash(place, "imagine", prompt=words("a pond [[fail:task_failed]]"))
        await studio.notice(place, "could not make it")
        # A person may be told a moment before it is counted.
        told = {}
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_SECONDS):
                while told != expected:
                    lines = metrics(await studio.page("/metrics", status=200))
                    told = {name: lines.get(name) for name in expected}

    assert expected == told


async def test_health_and_readiness_tell_that_all_is_well(studio):
    """Alive is not the same as ready, but here it is both."""
    assert '{"status": "ok"}' == await studio.page("/healthz", status=200)
    assert '{"status": "ok", "red": []}' == await studio.page("/readyz", status=200)


async def test_without_the_gateway_it_is_alive_and_not_ready(studio):
    """A supervisor leaves it be; a load balancer knows."""
    await studio.page("/readyz", status=200)
    studio.world.pause_gateway()
    await studio.world.drop_gateway(4000)
    red = await studio.page("/readyz", status=503)
    alive = await studio.page("/healthz", status=200)
    studio.world.resume_gateway()

    assert '"gateway"' in red
    assert '{"status": "ok"}' == alive
    assert await studio.page("/readyz", status=200)


async def test_without_the_image_api_it_is_not_ready_even_with_nothing_to_do(tmp_path):
    """Nobody has to ask for a picture first, and it is told when the API is back."""
    async with open_studio(tmp_path) as studio:
        await studio.api.close()
        assert '"red": ["api"]' in await studio.page("/readyz", status=503)
        await studio.api.start()
        await studio.page("/readyz", status=200)
        assert [] == studio.jobs()


async def check(studio, **changed):
    """Run `darkroom check` beside the bot; return its exit code and its lines by name."""
    settings = studio.bot._settings | changed
    code, output, errors = await run(
        *("check", "--config", str(studio.bot.folder / "config.toml")), environment=settings
    )
    said = output + errors
    assert [] == [secret for secret in (KEY, TOKEN) if secret in said]
    assert "Traceback" not in said
    lines = {}
    for line in output.splitlines():
        mark, _, rest = line.partition(" ")
        name, _, sentence = rest.partition(": ")
        lines[name] = (mark == "✓", sentence)
    return code, lines


async def test_check_finds_all_well_beside_a_running_bot(studio, place):
    """One line each, exit 0."""
    code, lines = await check(studio)

    assert [] == [line for line in lines.items() if not line[1][0]]
    assert 0 == code
    assert {"config", "database", "pictures", "image API"} <= lines.keys()


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"DARKROOM_IMAGE_API__KEY": "another-key-that-is-wrong"}, "image API"),
        ({"DARKROOM_IMAGE_API__BASE_URL": "http://127.0.0.1:9"}, "image API"),
        ({"DARKROOM_DISCORD__TOKEN": "another.token.that.is.wrong"}, "Discord token"),
        ({"DARKROOM_STORE__PICTURES": "/dev/null/pictures"}, "pictures"),
    ],
    ids=lambda value: str(value)[:40],
)
async def test_check_finds_what_is_wrong_and_names_it(studio, place, changed, name):
    """The others are looked at all the same; exit 1, and no secret is printed."""
    code, lines = await check(studio, **changed)

    assert 1 == code
    assert not lines[name][0]
    assert lines["config"][0]


async def test_check_without_a_key_is_a_matter_of_configuration(studio, place):
    """Exit 78, as `run` would; and the rest is looked at all the same."""
    code, lines = await check(studio, DARKROOM_IMAGE_API__KEY="")

    assert 78 == code
    assert not lines["config"][0]
    assert lines["Discord token"][0]


async def test_check_finds_a_server_that_lacks_a_permission(studio):
    """It names the server and what is missing. (The last test: the server stays as it is.)"""
    server = studio.world.create_server("Narrow")
    for role in studio.world.env.backend.guilds[server.id].roles.values():
        role.permissions = 1 << 10 | 1 << 11
    code, lines = await check(studio)

    assert 1 == code
    assert "Narrow" in lines["permissions"][1]
    assert "Attach Files" in lines["permissions"][1]
