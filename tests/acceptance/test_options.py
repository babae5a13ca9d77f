"""The image API gets exactly the right JSON, whatever of `/imagine`'s options is chosen."""

import itertools
import random
from typing import Any

import pytest

from tests.acceptance.stage import loosen, until, words

pytestmark = pytest.mark.asyncio(loop_scope="module")

SETTINGS = {"DARKROOM_IMAGE_API__MAX_IN_FLIGHT": "1000"}

CHOICES: dict[str, list[Any]] = {
    "model": ["gpt-image-1-official", "gpt-image-1.5-official"],
    "size": ["1:1", "3:2", "2:3"],
    "count": [1, 2, 3, 4],
    "quality": ["auto", "low", "medium", "high"],
    "background": ["auto", "opaque", "transparent"],
    "format": ["png", "jpeg"],
    "compression": [0, 50, 100],
    "moderation": ["auto", "low"],
}
SINGLE = [{name: value} for name, values in CHOICES.items() for value in values]
NOT_MADE = "[[fail:task_failed]]"
"""Only the request is looked at: nothing need be drawn."""

Options = dict[str, Any]


def expected_body(prompt: str, options: Options) -> Options | None:
    """Return what is to be sent, or None for what a rule forbids.

    Always model, prompt, size and n, everything else exactly when it was given; compression without
    a format means jpeg.
    """
    output_format = options.get("format", "jpeg" if "compression" in options else None)
    if "compression" in options and output_format == "png":
        return None
    if options.get("background") == "transparent" and output_format == "jpeg":
        return None
    body = {
        "model": options.get("model", "gpt-image-1.5-official"),
        "prompt": prompt,
        "size": options.get("size", "1:1"),
        "n": options.get("count", 1),
    }
    for name in ("quality", "background", "moderation"):
        if name in options:
            body[name] = options[name]
    if output_format is not None:
        body["output_format"] = output_format
    if "compression" in options:
        body["output_compression"] = options["compression"]
    return body


def pairs(options: Options) -> set[frozenset[tuple[str, Any]]]:
    """Return every pair of an option's choice (or its absence) with another's."""
    full = {name: options.get(name) for name in CHOICES}
    return {frozenset(two) for two in itertools.combinations(full.items(), 2)}


def covering() -> list[Options]:
    """Return few combinations in which every two choices that may stand together do, once."""
    chance = random.Random(2026)  # noqa: S311 -- the same in every run
    everything = [
        {name: value for name, value in zip(CHOICES, values, strict=True) if value is not None}
        for values in itertools.product(*([None, *values] for values in CHOICES.values()))
    ]
    possible = [each for each in everything if expected_body("", each) is not None]
    # An eighth of them, by chance, holds every pair that there is.
    missing = set().union(*map(pairs, chance.sample(possible, len(possible) // 8)))
    chosen = []
    while missing:
        best = max(chance.sample(possible, 80), key=lambda each: len(pairs(each) & missing))
        chosen.append(best)
        missing -= pairs(best)
    return chosen


@pytest.mark.parametrize("options", [{}, *SINGLE], ids=str)
async def test_each_option_alone_is_sent_as_it_was_given(studio, place, ada, options):
    """Nothing is added, nothing is left out."""
    prompt = words(f"a boat {NOT_MADE}")
    await ada.slash(place, "imagine", prompt=prompt, **options)
    submission = await studio.submitted(prompt)

    assert expected_body(prompt, options) == submission.body


async def test_every_two_choices_together_are_sent_as_they_were_given(studio, place, ada):
    """All pairs of choices that may stand together, in as few requests as that takes."""
    await check_all(studio, place, ada, covering())


async def test_two_hundred_combinations_by_chance_are_sent_or_refused(studio, place, ada):
    """Whatever is chosen, the API gets what the rules say, or nothing."""
    chance = random.Random(10)  # noqa: S311 -- the same in every run
    combinations = [
        {
            name: value
            for name, values in CHOICES.items()
            if (value := chance.choice([None, *values])) is not None
        }
        for _ in range(200)
    ]
    await check_all(studio, place, ada, combinations)


async def check_all(studio, place, ada, combinations):
    """Ask for all of them at once, and compare what the API got."""
    asked = {words(f"a boat {NOT_MADE}"): options for options in combinations}
    expected = {prompt: expected_body(prompt, options) for prompt, options in asked.items()}
    actions = {}
    for prompt, options in asked.items():
        actions[prompt] = await ada.slash(place, "imagine", prompt=prompt, **options)
    forbidden = [prompt for prompt, body in expected.items() if body is None]
    for prompt in forbidden:
        await studio.alone(actions[prompt])

    def all_sent():
        jobs = [job for job in studio.jobs() if job.prompt in expected]
        return len(jobs) >= len(expected) - len(forbidden) and all(
            job.status not in ("accepted", "submitting") for job in jobs
        )

    await until(all_sent)

    sent = [
        (each.body["prompt"], each.body)
        for each in studio.api.ledger.submissions
        if each.body["prompt"] in expected
    ]
    assert len(sent) == len(dict(sent))
    assert {prompt: body for prompt, body in expected.items() if body is not None} == dict(sent)


@pytest.mark.parametrize("length", [60, 5998])
async def test_words_arrive_as_they_were_written(studio, place, ada, length):
    """Every character, in any language; only the white space around them is taken away."""
    prompt = words("Ein „Boot“\nsous 星空 🌌 \\ \"'`*_~ <@1>").ljust(length, "é")
    await ada.slash(place, "imagine", prompt=f" {prompt}\n")
    submission = await studio.submitted(prompt)

    assert prompt == submission.body["prompt"]


@pytest.mark.parametrize(
    ("options", "field", "allowed"),
    [
        ({"count": 0}, "count", "1 to 4"),
        ({"count": 5}, "count", "1 to 4"),
        ({"count": -1}, "count", "1 to 4"),
        ({"compression": -1}, "compression", "0 to 100"),
        ({"compression": 101}, "compression", "0 to 100"),
        ({"size": "16:9"}, "size", "1:1, 3:2, 2:3"),
        ({"model": "dall-e-3"}, "model", "gpt-image-1.5-official"),
        ({"quality": "ultra"}, "quality", "auto, low, medium, high"),
        ({"background": "blue"}, "background", "auto, opaque, transparent"),
        ({"format": "webp"}, "format", "png, jpeg"),
        ({"moderation": "none"}, "moderation", "auto, low"),
        ({"format": "png", "compression": 50}, "compression", "JPEG"),
        ({"format": "jpeg", "background": "transparent"}, "background", "PNG"),
        ({"compression": 50, "background": "transparent"}, "background", "PNG"),
        ({"prompt": "   \n "}, "prompt", "Tell me what"),
        ({"prompt": "x" * 32_001}, "prompt", "32000"),
    ],
    ids=lambda value: str(value)[:40] if isinstance(value, dict) else "",
)
async def test_what_cannot_be_is_said_to_the_person_alone_and_nothing_is_sent(
    studio, place, ada, options, field, allowed
):
    """One sentence names the option and what is allowed, whatever a client may send."""
    loosen(studio)
    before = studio.attempts()
    action = await ada.slash(place, "imagine", **{"prompt": words("a boat"), **options})
    told = await studio.alone(action)

    assert field in told.content
    assert allowed in told.content.replace(",000", "000")
    assert "\n" not in told.content.strip()
    assert [] == studio.messages(place)
    assert before == studio.attempts()
    assert [] == [job for job in studio.jobs() if job.prompt == options.get("prompt")]
