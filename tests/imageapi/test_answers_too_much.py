"""Answers that say far too much: what is taken of them is bounded, and nothing is held up."""

import json
import os

import pytest

from bot.domain.errors import ApiRejected
from bot.domain.outcomes import MOST_PICTURES, FailureReason, RemoteState
from bot.imageapi.answers import MOST_ANSWER_BYTES
from bot.imageapi.mapping import MOST_TASKS
from tests.factories import image_request
from tests.imageapi.scripted import TASK

ADDRESSES = [f"https://r.example/{number}" for number in range(100_000)]


def said(**fields):
    """Return the body of an answer about the task, which is not too long to be read."""
    body = {"code": 200, "data": {"id": TASK, **fields}}
    assert len(json.dumps(body)) < MOST_ANSWER_BYTES
    return body


@pytest.mark.parametrize(
    "images",
    [ADDRESSES, [{"url": ADDRESSES}], [{"url": address} for address in ADDRESSES[:50_000]]],
    ids=["bare", "in-one", "each-in-its-own"],
)
async def test_of_many_pictures_as_many_as_a_message_holds_are_taken(api, client, images):
    """Each would be fetched, all at once, and counted against the person."""
    api.says(said(status="completed", result={"images": images}))

    outcome = await client.fetch(TASK)

    assert RemoteState.FINISHED is outcome.state
    assert ADDRESSES[:MOST_PICTURES] == [picture.url for picture in outcome.pictures]


async def test_of_many_tasks_some_are_taken(api, client):
    """Each would be asked after, one after the other, at every question."""
    ids = [f"task_{number}" for number in range(100_000)]
    api.says({"code": 200, "data": [{"task_id": remote_id} for remote_id in ids]})

    assert tuple(ids[:MOST_TASKS]) == await client.submit(image_request())


async def test_endless_kinds_of_content_hold_nothing_up(api, client):
    """Looking for each of them in all that was said would take minutes."""
    kinds = [os.urandom(3).hex() for _ in range(200_000)]
    error = {"message": "No. " * 300_000, "moderation_details": {"categories": kinds}}
    api.says(said(status="failed", error=error))

    failure = (await client.fetch(TASK)).failure

    assert FailureReason.MODERATED is failure.reason
    assert failure.detail.startswith("No. No. ")
    assert len(failure.detail) <= 300


async def test_a_refusal_with_endless_kinds_of_content_holds_nothing_up(api, client):
    """The same words stand in the answer to a submission, too."""
    kinds = [os.urandom(3).hex() for _ in range(200_000)]
    error = {
        "message": "Your request was rejected by the safety system. " * 20_000,
        "code": "moderation_blocked",
        "moderation_details": {"categories": kinds},
    }
    api.says({"error": error}, status=400)

    with pytest.raises(ApiRejected) as refusal:
        await client.submit(image_request())

    assert refusal.value.moderated
    assert len(str(refusal.value)) <= 300
