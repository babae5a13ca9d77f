"""Limits hold exactly, however many commands come at once, and are told to the person alone."""

import pytest

from tests.acceptance.stage import open_studio, until, words

pytestmark = pytest.mark.asyncio(loop_scope="module")

COMMANDS = 30


@pytest.mark.parametrize(
    ("limit", "options", "accepted", "sentence"),
    [
        (
            ("JOBS_AT_ONCE", "3"),
            {},
            3,
            "You already have 3 jobs on their way, and that is the limit.",
        ),
        (
            ("IMAGES_PER_DAY", "7"),
            {"count": 2},
            3,
            "You asked for 2 pictures. Your limit is 7 in 24 hours, and 1 is left.",
        ),
        (
            ("COOLDOWN_SECONDS", "60"),
            {},
            1,
            "A short pause, please: 60 seconds between two requests.",
        ),
        (
            ("TOTAL_USD_PER_DAY", "0.1"),
            {"quality": "low"},
            11,
            "The bot's budget for all its servers is $0.10 in 24 hours, and $0.001 of it is left.",
        ),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
async def test_a_limit_is_exact_under_thirty_commands_at_once(
    tmp_path, limit, options, accepted, sentence
):
    """Two fast commands cannot both squeeze through, and nothing is lost of those that fit."""
    name, value = limit
    async with open_studio(tmp_path, settings={f"DARKROOM_QUOTA__{name}": value}) as studio:
        studio.api.turn(stuck=True)
        place, ada, prompt = studio.channel(), studio.person(), words("a boat")
        actions = [
            await ada.slash(place, "imagine", prompt=prompt, **options) for _ in range(COMMANDS)
        ]
        await until(
            lambda: (
                len(studio.jobs_of(prompt)) + len(refused(actions)) == COMMANDS
                and len(studio.submissions(prompt)) == accepted
            )
        )

        assert accepted == len(studio.jobs_of(prompt))
        assert [] == [told for told in refused(actions) if not told.content.startswith(sentence)]
        assert accepted == len(await until(lambda: exactly(studio, place, accepted)))

        studio.calm()
        await studio.result(place, number=accepted)
        assert accepted == len(studio.submissions(prompt))


async def test_the_queue_is_bounded_for_everybody_together(tmp_path):
    """What cannot be sent soon is refused rather than forgotten."""
    async with open_studio(tmp_path, settings={"DARKROOM_QUOTA__QUEUE_LIMIT": "5"}) as studio:
        studio.api.turn(http=429, retry_after_seconds=30, times=1)
        place, first, prompt = studio.channel(), studio.person(), words("a boat")
        await first.slash(place, "imagine", prompt=prompt)
        await until(lambda: studio.attempts() == 1)
        await studio.job_is(prompt, "accepted")
        people = [studio.person() for _ in range(3)]
        actions = [
            await people[number % 3].slash(place, "imagine", prompt=prompt)
            for number in range(COMMANDS)
        ]
        await until(lambda: len(studio.jobs_of(prompt)) + len(refused(actions)) == COMMANDS + 1)

        assert 5 == len(studio.jobs_of(prompt))
        assert {"The queue is full: 5 jobs are waiting already."} == {
            told.content[:46] for told in refused(actions)
        }


async def test_a_job_that_ends_makes_room_and_a_failed_one_costs_nothing(tmp_path):
    """Usage is what was really made."""
    settings = {"DARKROOM_QUOTA__IMAGES_PER_DAY": "2"}
    async with open_studio(tmp_path, settings=settings) as studio:
        place, ada = studio.channel(), studio.person()
        lost = words("a boat [[fail:task_failed]]")
        await ada.slash(place, "imagine", prompt=lost, count=2)
        await studio.job_is(lost, "failed")
        await studio.notice(place, "could not make it")
        await ada.slash(place, "imagine", prompt=words("a boat"), count=2)
        await until(lambda: studio.results(place))
        third = await ada.slash(place, "imagine", prompt=words("a boat"))
        told = await studio.alone(third)

        assert told.content.startswith("You asked for 1 picture. Your limit is 2")
        other = studio.channel()
        await studio.person().slash(other, "imagine", prompt=words("a boat"), count=2)
        await studio.result(other)


def refused(actions):
    """Return what was said to people alone, of those answers that are nowhere else any more."""
    told = []
    for action in actions:
        shown = [each for each in (action.response, *action.followups) if each is not None]
        alone = [each for each in shown if each.ephemeral and each.content]
        if alone and len(alone) == len(shown):
            told += alone
    return told


def exactly(studio, place, number):
    """Return the public answers, once there are just so many."""
    messages = studio.messages(place)
    return messages if len(messages) == number else None
