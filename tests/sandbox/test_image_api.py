"""The stand-in for the image API, well-behaved: what it takes, draws, charges and refuses."""

import asyncio
import io
from typing import Any

import aiohttp
import pytest
from PIL import Image

from sandbox.dials import Dials
from sandbox.image_api import SandboxImageApi
from sandbox.image_api_ledger import MODELS
from tests.sandbox.image_api_client import BODY, KEY, Caller, Watch, picture

SUBMIT = "/v1/images/generations"


async def test_a_picture_is_asked_for_made_and_fetched(
    api: SandboxImageApi, caller: Caller, watch: Watch
) -> None:
    """The whole way, with the fields that the contract names."""
    api.turn(seconds=41)
    task_id = await caller.submit(size="3:2", n=2, quality="low")
    watch.seconds += 41
    task = await caller.task(task_id)
    urls = task["result"]["images"][0].pop("url")
    files = [await caller.fetch(url) for url in urls]

    assert {
        "id": task_id,
        "status": "completed",
        "progress": 100,
        "created": 1_790_000_000,
        "completed": 1_790_000_041,
        "actual_time": 41,
        "estimated_time": 60,
        "cost": 0.026,
        "credits_cost": 0.26,
        "result": {"images": [{"expires_at": 1_790_086_441}]},
    } == task
    assert [(200, "image/png")] * 2 == [file[:2] for file in files]
    assert [(1536, 1024)] * 2 == [Image.open(io.BytesIO(file[2])).size for file in files]


async def test_the_answer_to_a_submission_is_an_array_of_one_task(caller: Caller) -> None:
    """One task holds all pictures."""
    status, body = await caller.post(SUBMIT, {**BODY, "n": 4})

    assert (200, 200, 1) == (status, body["code"], len(body["data"]))
    assert {"status": "submitted", "task_id": body["data"][0]["task_id"]} == body["data"][0]
    assert 31 == len(body["data"][0]["task_id"])


async def test_a_task_passes_from_pending_over_processing_to_completed(
    api: SandboxImageApi, caller: Caller
) -> None:
    """With a dial of polls, so many answers are unfinished."""
    api.turn(polls=3)
    task_id = await caller.submit()
    tasks = [await caller.task(task_id) for _ in range(4)]

    assert ["pending", "processing", "processing", "completed"] == [t["status"] for t in tasks]
    assert [0, 50, 75, 100] == [t["progress"] for t in tasks]


async def test_a_task_takes_its_seconds(api: SandboxImageApi, caller: Caller, watch: Watch) -> None:
    """With a dial of seconds the server's clock decides, and completion is dated by it."""
    api.turn(seconds=8)
    task_id = await caller.submit()
    watch.seconds += 7
    before = await caller.task(task_id)
    watch.seconds += 33
    after = await caller.task(task_id)

    assert ("pending", "completed") == (before["status"], after["status"])
    assert 8 == after["actual_time"]


async def test_spread_seconds_are_the_same_for_the_same_seed(caller: Caller, watch: Watch) -> None:
    """A measurement can be repeated."""
    dials = Dials(drawing="plain", seconds=10, spread=0.5, seed=7)
    took = []
    for _ in range(2):
        async with SandboxImageApi(key=KEY, dials=dials, clock=watch) as api:
            other = Caller(api, caller.session)
            ids = [await other.submit() for _ in range(3)]
            watch.seconds += 1000
            took.append([(await other.task(task_id))["actual_time"] for task_id in ids])

    assert took[0] == took[1]
    assert 1 < len(set(took[0]))


@pytest.mark.parametrize(("n", "made"), [(-3, 1), (0, 1), (1, 1), (4, 4), (5, 4), (1000, 4)])
async def test_n_is_brought_into_one_to_four(caller: Caller, n: int, made: int) -> None:
    """Out of range is not an error, says the page."""
    task = await caller.task(await caller.submit(n=n))

    assert made == len(task["result"]["images"][0]["url"])


REFERENCE = "http://127.0.0.1:1/a.png"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"n": "1"}, "n: "),
        ({"n": 1.5}, "n: "),
        ({"n": True}, "n: "),
        ({"user": "x"}, "user: Extra inputs"),
        ({"response_format": "b64_json"}, "response_format: Extra"),
        ({"size": "1024x1024"}, "size: "),
        ({"size": "auto"}, "size: "),
        ({"quality": "hd"}, "quality: "),
        ({"background": "none"}, "background: "),
        ({"moderation": "off"}, "moderation: "),
        ({"output_format": "webp"}, "output_format: "),
        ({"output_compression": 101}, "output_compression: "),
        ({"output_compression": -1}, "output_compression: "),
        ({"output_compression": "80"}, "output_compression: "),
        ({"image_urls": []}, "image_urls must not be empty"),
        ({"image_urls": [REFERENCE] * 16}, "image_urls exceeds max 15"),
        ({"image_urls": [{"url": REFERENCE}]}, "image_urls.0: "),
        ({"image_urls": ["data:image/png;base64,AA=="]}, "image_urls.0: "),
        ({"image_urls": None}, "image_urls must not be null"),
        ({"mask_url": REFERENCE}, "mask_url must be used together"),
        ({"background": "transparent", "output_format": "jpeg"}, "transparent"),
        ({"prompt": "  "}, "prompt is required"),
        ({"prompt": "x" * 32_001}, "prompt exceeds"),
        ({"prompt": None}, "prompt: "),
        ({"model": "gpt-image-1"}, "model gpt-image-1 is not available"),
        ({"prompt": "a fox [[seconds:soon]]"}, "directive seconds: "),
    ],
)
async def test_what_the_page_does_not_allow_is_refused(
    api: SandboxImageApi, caller: Caller, changes: dict[str, Any], words: str
) -> None:
    """With 400, a sentence that names the field, and no charge."""
    status, body = await caller.post(SUBMIT, {**BODY, **changes})

    assert (400, "invalid_request_error") == (status, body["error"]["type"])
    assert words in body["error"]["message"]
    assert () == api.ledger.submissions


@pytest.mark.parametrize("body", ["[]", "{", '"a fox"', ""])
async def test_a_body_that_is_no_object_is_refused(caller: Caller, body: str) -> None:
    """Whatever it is."""
    url = caller.api.base_url + SUBMIT
    async with caller.session.post(url, data=body, headers=caller.headers) as answer:
        assert 400 == answer.status


@pytest.mark.parametrize("header", [{}, {"Authorization": KEY}, {"Authorization": "Bearer other"}])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", SUBMIT),
        ("GET", "/v1/tasks/task_0"),
        ("POST", "/v1/tasks/batch"),
        ("POST", "/v1/uploads/images"),
        ("GET", "/v1/balance"),
        ("GET", "/user/balance"),
        ("GET", "/v1/models"),
    ],
)
async def test_nothing_works_without_the_key(
    caller: Caller, method: str, path: str, header: dict[str, str]
) -> None:
    """Every endpoint of the API asks for it."""
    url = caller.api.base_url + path
    async with caller.session.request(method, url, json=BODY, headers=header) as answer:
        body = await answer.json()

    assert (401, "authentication_error") == (answer.status, body["error"]["type"])


@pytest.mark.parametrize("model", sorted(MODELS))
@pytest.mark.parametrize("quality", ["low", "medium", "high", "auto"])
@pytest.mark.parametrize("size", ["1:1", "2:3"])
async def test_a_picture_costs_its_list_price(
    caller: Caller, model: str, quality: str, size: str
) -> None:
    """By size and quality, times the pictures made."""
    price = MODELS[model].price_microusd(size=size, quality=quality)

    task = await caller.task(await caller.submit(model=model, quality=quality, size=size, n=2))

    assert price * 2 / 1_000_000 == task["cost"]


async def test_more_models_can_be_offered(caller: Caller) -> None:
    """By argument, with a price list."""
    models = {**MODELS, "gpt-image-9": MODELS["gpt-image-1-official"]}
    async with SandboxImageApi(key=KEY, models=models) as api:
        other = Caller(api, caller.session)
        status, listed = await other.get("/v1/models")
        await other.submit(model="gpt-image-9")

    assert (200, sorted(models)) == (status, sorted(model["id"] for model in listed["data"]))


async def test_the_balance_falls_by_what_was_paid(caller: Caller) -> None:
    """On all four addresses."""
    await caller.task(await caller.submit(quality="high"))

    for path in ("/v1/balance", "/v1/user/balance", "/balance", "/user/balance"):
        status, body = await caller.get(path)
        assert (200, 99.867, 0.133) == (status, body["remain_balance"], body["used_balance"])


async def test_an_empty_account_is_refused(caller: Caller) -> None:
    """With 402, before anything is made."""
    async with SandboxImageApi(key=KEY, balance_microusd=100_000) as api:
        status, _ = await Caller(api, caller.session).post(SUBMIT, {**BODY, "quality": "high"})

    assert 402 == status


async def test_uploads_become_references_and_the_mask_is_obeyed(caller: Caller) -> None:
    """Uploaded, fetched by the server over HTTP, and kept exactly where the mask covers."""
    base = Image.effect_noise((1024, 1024), 80).convert("RGB")
    out = io.BytesIO()
    base.save(out, "PNG")
    mask = Image.new("RGBA", (1024, 1024), (0, 0, 0, 255))
    mask.paste((0, 0, 0, 0), (0, 0, 512, 1024))
    cut = io.BytesIO()
    mask.save(cut, "PNG")
    urls = [(await caller.upload(data.getvalue()))[1]["url"] for data in (out, cut)]

    task = await caller.task(await caller.submit(image_urls=urls[:1], mask_url=urls[1]))
    result = Image.open(io.BytesIO((await caller.fetch(task["result"]["images"][0]["url"][0]))[2]))

    kept, redrawn = (512, 0, 1024, 1024), (0, 0, 512, 1024)
    assert base.crop(kept).tobytes() == result.crop(kept).tobytes()
    assert base.crop(redrawn).tobytes() != result.crop(redrawn).tobytes()


@pytest.mark.parametrize(
    ("mask", "words"),
    [
        (picture(32, 32, mode="RGBA"), "mask is 32x32, the first image is 64x64"),
        (picture(64, 64), "mask must have an alpha channel"),
        (picture(64, 64, mode="RGBA")[:60], "not a readable picture"),
    ],
)
async def test_a_mask_that_does_not_fit_fails_the_task(
    caller: Caller, mask: bytes, words: str
) -> None:
    """After submission, as upstream: the files are looked at during the job."""
    reference, bad = [(await caller.upload(data))[1]["url"] for data in (picture(), mask)]

    task = await caller.task(await caller.submit(image_urls=[reference], mask_url=bad))

    assert ("failed", 0, "invalid_image_file") == (
        task["status"],
        task["cost"],
        task["error"]["code"],
    )
    assert words in task["error"]["message"]


@pytest.mark.parametrize(
    "place", ["http://127.0.0.1:1/gone.png", "{base}/f/image/none.png", "{base}/"]
)
async def test_a_reference_that_cannot_be_had_fails_the_task(caller: Caller, place: str) -> None:
    """Refused connection, 404 and a page that is no picture."""
    url = place.format(base=caller.api.base_url)

    task = await caller.task(await caller.submit(image_urls=[url]))

    assert ("failed", 0) == (task["status"], task["cost"])
    assert "image_urls[0]" in task["error"]["message"]


@pytest.mark.parametrize(
    ("kind", "content_type"),
    [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("GIF", "image/gif"), ("WEBP", "image/webp")],
)
async def test_an_upload_is_told_by_its_bytes(
    api: SandboxImageApi, caller: Caller, kind: str, content_type: str
) -> None:
    """Whatever its name says; the answer is flat, and the file is public."""
    content = picture(kind=kind)
    status, body = await caller.upload(content, "photo.txt")

    assert 200 == status
    assert ["bytes", "content_type", "created_at", "filename", "url"] == sorted(body)
    assert (content_type, len(content)) == (body["content_type"], body["bytes"])
    assert (200, content_type, content) == await caller.fetch(body["url"])
    assert [body["url"]] == [upload.url for upload in api.ledger.uploads]


@pytest.mark.parametrize(
    ("content", "size", "status", "words"),
    [
        (b"%PDF-1.7", 8, 400, "application/pdf"),
        (b"", 0, 400, "unsupported image type"),
        (b"\x89PNG\r\n\x1a\n", 20_971_521, 413, "exceeds maximum 20971520 bytes"),
    ],
)
async def test_an_upload_that_is_no_picture_is_refused(
    caller: Caller, content: bytes, size: int, status: int, words: str
) -> None:
    """And so is one over 20 MB."""
    got, body = await caller.upload(content.ljust(size, b"\0"))

    assert status == got
    assert words in body["error"]["message"]


async def test_an_upload_without_the_field_is_refused(caller: Caller) -> None:
    """A form of anything else, and no form at all."""
    url = f"{caller.api.base_url}/v1/uploads/images"
    form = aiohttp.FormData()
    form.add_field("picture", picture(), filename="a.png")
    for data in (form, b"nothing"):
        async with caller.session.post(url, data=data, headers=caller.headers) as answer:
            body = await answer.json()

        assert 400 == answer.status
        assert "missing or invalid file field" in body["error"]["message"]


async def test_files_expire(caller: Caller, watch: Watch) -> None:
    """Results after a day, uploads after three, with 403."""
    task = await caller.task(await caller.submit())
    result = task["result"]["images"][0]["url"][0]
    upload = (await caller.upload(picture()))[1]["url"]
    seen = []
    for hours in (0, 25, 48):
        watch.seconds += hours * 3600
        seen.append([(await caller.fetch(url))[0] for url in (result, upload)])

    assert [[200, 200], [403, 200], [403, 403]] == seen


@pytest.mark.parametrize(("task_id", "status"), [("nonsense", 400), ("task_" + "0" * 26, 404)])
async def test_an_unknown_task_is_said_to_be(caller: Caller, task_id: str, status: int) -> None:
    """Malformed and well-formed ids differ."""
    got, body = await caller.get(f"/v1/tasks/{task_id}")

    assert (status, "invalid_request_error") == (got, body["error"]["type"])


async def test_several_tasks_can_be_asked_after_at_once(caller: Caller) -> None:
    """Unknown ids are left out; an empty list is refused."""
    ids = [await caller.submit(), await caller.submit()]
    status, body = await caller.post("/v1/tasks/batch", {"task_ids": [*ids, "task_x"]})
    empty, _ = await caller.post("/v1/tasks/batch", {"task_ids": []})

    assert (200, ids, 400) == (status, [task["id"] for task in body["data"]], empty)
    assert {"completed"} == {task["status"] for task in body["data"]}


async def test_the_ledger_tells_what_was_asked_and_paid(
    api: SandboxImageApi, caller: Caller
) -> None:
    """Over the wire as well as in process, and in the same words."""
    task_id = await caller.submit(n=2, quality="low")
    reserved = api.ledger.paid_microusd
    task = await caller.task(task_id)
    url = task["result"]["images"][0]["url"][0]
    content = (await caller.fetch(url))[2]
    status, told = await caller.get("/sandbox/ledger")

    submission = told["submissions"][0]
    assert (200, 18_000, 18_000) == (status, reserved, submission["paid_microusd"])
    assert {**BODY, "n": 2, "quality": "low"} == submission["body"]
    assert (task_id, "completed", 1) == (
        submission["task_id"],
        submission["status"],
        submission["polls"],
    )
    assert len(content) == submission["pictures"][0]["size_bytes"]
    assert [("POST", True), ("GET", True), ("GET", False)] == [
        (exchange["method"], exchange["authorized"]) for exchange in told["exchanges"]
    ]


async def test_the_front_page_says_what_it_is(caller: Caller) -> None:
    """For a person who opens it in a browser."""
    status, kind, text = await caller.fetch(caller.api.base_url + "/")

    assert (200, "text/plain; charset=utf-8") == (status, kind)
    assert b"stand-in" in text


async def test_the_socket_stays_quick_while_pictures_are_drawn(caller: Caller) -> None:
    """Drawing happens in threads: a question is answered before the drawing has ended."""
    caller.api.turn(drawing="full", polls=1)
    task_id = await caller.submit(n=4, quality="high", size="3:2")

    first = await caller.task(task_id)

    assert "pending" == first["status"]
    assert "completed" == (await caller.task(task_id))["status"]


async def test_nothing_is_left_running_after_close(caller: Caller) -> None:
    """Not even the work of tasks that never ended."""
    before = asyncio.all_tasks()
    async with SandboxImageApi(key=KEY, dials=Dials(stuck=True)) as api:
        await Caller(api, caller.session).submit(n=4, quality="high")

    assert set() == {task for task in asyncio.all_tasks() - before if "sandbox" in task.get_name()}
