"""The client against the project's own image API, which is stricter than a script."""

import io
from dataclasses import replace

import pytest
from PIL import Image

from bot.clock import SystemClock
from bot.domain.errors import (
    ApiForbidden,
    ApiRejected,
    PictureGone,
    PictureUnavailable,
    SubmissionInDoubt,
)
from bot.domain.outcomes import FailureReason, RemoteState
from bot.domain.requests import Mask
from bot.engine.ports import Picture
from bot.imageapi import open_downloads
from sandbox.dials import Dials
from sandbox.image_api import SandboxImageApi
from tests.imageapi.scripted import KEY, request, source


@pytest.fixture
async def sandbox():
    """Yield the server; it draws plainly."""
    async with SandboxImageApi(key=KEY, dials=Dials(drawing="plain")) as server:
        yield server


@pytest.fixture
async def client(sandbox, make_client):
    """Yield a client of it, which may fetch whole pictures."""
    async with open_downloads(allow_private=True) as downloads:
        yield make_client(sandbox.base_url, downloads=downloads, clock=SystemClock())


def png(*, alpha: int) -> Picture:
    """Return a small picture, opaque or not."""
    content = io.BytesIO()
    Image.new("RGBA", (64, 64), (200, 30, 30, alpha)).save(content, "PNG")
    return Picture(content=content.getvalue(), kind="png", width=64, height=64)


async def test_from_references_and_a_mask_to_pictures(client):
    """Every option at once passes a server that refuses what it does not know."""
    reached = [
        replace(
            source(number, reachable=False),
            reachable_url=(await client.upload(png(alpha=alpha), name=f"{number}.png")).url,
        )
        for number, alpha in ((1, 255), (2, 0))
    ]

    (remote_id,) = await client.submit(
        request(
            size="3:2",
            count=2,
            quality="low",
            background="opaque",
            moderation="low",
            output_format="jpeg",
            compression=80,
            references=(reached[0],),
            mask=Mask(source=reached[1]),
        )
    )
    outcome = await client.fetch(remote_id)
    contents = [await client.download(picture.url) for picture in outcome.pictures]

    assert RemoteState.FINISHED is outcome.state
    assert [(1536, 1024)] * 2 == [Image.open(io.BytesIO(content)).size for content in contents]
    assert outcome.cost_microusd is not None


@pytest.mark.parametrize(
    "shape", ["array", "object_202", "object_task_id", "object_task", "flat", "one_task_each"]
)
async def test_every_shape_of_acceptance_is_followed(sandbox, client, shape):
    """All pictures come, over one task or several."""
    sandbox.turn(submit_shape=shape)

    remote_ids = await client.submit(request(count=2))
    outcomes = [await client.fetch(remote_id) for remote_id in remote_ids]

    assert 2 == sum(len(outcome.pictures) for outcome in outcomes)


@pytest.mark.parametrize("shape", ["object", "code_int", "string", "fail_reason", "absent"])
async def test_every_shape_of_failure_is_understood(sandbox, client, shape):
    """Where there are no words, there is still a failure."""
    sandbox.turn(fail="moderation_blocked", error_shape=shape)

    (remote_id,) = await client.submit(request())
    outcome = await client.fetch(remote_id)

    expected = FailureReason.UPSTREAM_FAILED if shape == "absent" else FailureReason.MODERATED
    assert expected is outcome.failure.reason


@pytest.mark.parametrize(
    ("http", "style", "expected"),
    [
        (400, "docs", ApiRejected),
        (401, "live", ApiForbidden),
        (402, "docs", ApiForbidden),
        (500, "build_request_failed", ApiRejected),
        (500, "moderation", ApiRejected),
        (502, "html", SubmissionInDoubt),
        (200, "code", ApiForbidden),
        (200, "success_false", SubmissionInDoubt),
        (200, "empty", SubmissionInDoubt),
    ],
)
async def test_refusals_in_every_style(sandbox, client, http, style, expected):
    """None of them was charged, but for what is in doubt."""
    sandbox.turn(http=http, http_style=style)

    with pytest.raises(expected):
        await client.submit(request())


@pytest.mark.parametrize("wire", ["reset_before", "reset_after"])
async def test_a_reset_is_in_doubt_and_sent_once(sandbox, client, wire):
    """Whether it was taken cannot be told from outside."""
    sandbox.turn(wire=wire)

    with pytest.raises(SubmissionInDoubt):
        await client.submit(request())

    assert (wire == "reset_after") == (len(sandbox.ledger.submissions) == 1)


@pytest.mark.parametrize(
    ("file", "expected"),
    [("gone", PictureGone), ("empty", PictureUnavailable)],
)
async def test_files_that_cannot_be_had(sandbox, client, file, expected):
    """Gone for good, or worth another try."""
    (remote_id,) = await client.submit(request())
    (picture,) = (await client.fetch(remote_id)).pictures
    sandbox.turn(file=file)

    with pytest.raises(expected):
        await client.download(picture.url)


async def test_a_file_behind_a_redirect(sandbox, client):
    """It is followed."""
    (remote_id,) = await client.submit(request())
    (picture,) = (await client.fetch(remote_id)).pictures
    sandbox.turn(file="redirect")

    assert (await client.download(picture.url)).startswith(b"\x89PNG")


async def test_balance_and_unknown_tasks(sandbox, client):
    """The rest of what is asked."""
    before = await client.balance()
    sandbox.turn(forgetful=True)

    assert 100.0 == before.remaining
    assert RemoteState.UNKNOWN is (await client.fetch("task_of_old")).state


async def test_without_its_upload_endpoint_it_refuses(sandbox, client):
    """Upon which Discord's own address is used."""
    sandbox.turn(uploads=False)

    with pytest.raises(ApiRejected):
        await client.upload(png(alpha=255), name="a.png")
