"""The stand-in for the image API, made odd or broken by its dials."""

import asyncio
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
import pytest
from pydantic import ValidationError

from sandbox.dials import Dials, directives, without_directives
from sandbox.image_api import SandboxImageApi
from tests.sandbox.image_api_client import BODY, KEY, Caller, Watch, picture

SUBMIT = "/v1/images/generations"


@pytest.mark.parametrize("status", [400, 401, 402, 403, 429, 500, 502, 503, 504])
async def test_a_submission_meets_any_status(
    api: SandboxImageApi, caller: Caller, status: int
) -> None:
    """Nothing is taken then."""
    api.turn(http=status)
    got, body = await caller.post(SUBMIT, BODY)

    assert (status, status) == (got, body["error"]["code"])
    assert () == api.ledger.submissions


@pytest.mark.parametrize(
    ("style", "status", "kind", "words"),
    [
        ("docs", 400, "application/json", '"type": "invalid_request_error"'),
        ("live", 400, "application/json", '"type": "apimart_error"'),
        ("html", 502, "text/html", "<h1>Bad gateway</h1>"),
        ("build_request_failed", 500, "application/json", "build_request_failed: "),
        ("moderation", 500, "application/json", "build_request_failed: content moderation failed"),
        ("success_false", 200, "application/json", '"success": false'),
        ("code", 200, "application/json", '"code": 402'),
        ("empty", 502, "application/octet-stream", ""),
    ],
)
async def test_an_error_comes_in_any_style(
    api: SandboxImageApi, caller: Caller, style: str, status: int, kind: str, words: str
) -> None:
    """As documented, as seen live, and as a proxy in between would."""
    api.turn(http=status, http_style=style)
    url = api.base_url + SUBMIT
    async with caller.session.post(url, json=BODY, headers=caller.headers) as answer:
        text = await answer.text()

    assert (status, kind) == (answer.status, answer.content_type)
    assert words in text


@pytest.mark.parametrize(
    ("envelope", "status", "words"),
    [
        ("docs", 400, "size: "),
        ("live", 400, "(request id: "),
        ("build_request_failed", 500, "build_request_failed: size: "),
    ],
)
async def test_a_bad_request_is_refused_in_the_envelope_of_the_dial(
    api: SandboxImageApi, caller: Caller, envelope: str, status: int, words: str
) -> None:
    """The same refusal in three forms."""
    api.turn(envelope=envelope)
    got, body = await caller.post(SUBMIT, {**BODY, "size": "4:3"})

    assert status == got
    assert words in body["error"]["message"]


async def test_an_unknown_model_is_a_503_where_the_live_api_is_imitated(
    api: SandboxImageApi, caller: Caller
) -> None:
    """As seen: `model_not_found`."""
    api.turn(envelope="live")
    status, body = await caller.post(SUBMIT, {**BODY, "model": "dall-e"})

    assert (503, "model_not_found") == (status, body["error"]["code"])


@pytest.mark.parametrize("as_date", [False, True])
async def test_a_throttled_submission_says_when_to_come_back(
    api: SandboxImageApi, caller: Caller, watch: Watch, as_date: bool
) -> None:
    """In seconds or as a date."""
    api.turn(http=429, retry_after_seconds=7, retry_after_as_date=as_date)
    url = api.base_url + SUBMIT
    async with caller.session.post(url, json=BODY, headers=caller.headers) as answer:
        told = answer.headers["Retry-After"]

    seconds = parsedate_to_datetime(told).timestamp() - watch.seconds if as_date else int(told)
    assert (429, 7) == (answer.status, seconds)


async def test_a_fault_ends_after_so_many_times(api: SandboxImageApi, caller: Caller) -> None:
    """And turning the dials begins the count anew."""
    api.turn(http=503, times=2)
    seen = [(await caller.post(SUBMIT, BODY))[0] for _ in range(3)]
    api.turn(http=502)
    seen.append((await caller.post(SUBMIT, BODY))[0])

    assert [503, 503, 200, 502] == seen


@pytest.mark.parametrize(
    ("where", "method", "path"),
    [
        ("task", "GET", "/v1/tasks/{id}"),
        ("balance", "GET", "/v1/balance"),
        ("models", "GET", "/v1/models"),
        ("batch", "POST", "/v1/tasks/batch"),
        ("upload", "POST", "/v1/uploads/images"),
        ("file", "GET", "/f/image/a.png"),
    ],
)
async def test_a_fault_can_be_put_at_each_endpoint(
    api: SandboxImageApi, caller: Caller, where: str, method: str, path: str
) -> None:
    """And then submitting still works."""
    task_id = await caller.submit()
    api.turn(http=502, http_style="html", http_at=where)
    url = api.base_url + path.format(id=task_id)
    async with caller.session.request(method, url, headers=caller.headers) as answer:
        assert 502 == answer.status

    assert (await caller.submit()).startswith("task_")


@pytest.mark.parametrize(("wire", "taken"), [("reset_before", 0), ("reset_after", 1)])
async def test_a_connection_is_dropped_without_an_answer(
    api: SandboxImageApi, caller: Caller, wire: str, taken: int
) -> None:
    """Before the body is read nothing was taken; after it, the task exists and costs."""
    api.turn(wire=wire, times=1)
    with pytest.raises(aiohttp.ClientConnectionError):
        await caller.post(SUBMIT, BODY)

    assert taken == len(api.ledger.submissions)
    assert 0 == api.ledger.exchanges[0].status
    assert 200 == (await caller.post(SUBMIT, BODY))[0]


@pytest.mark.parametrize(("wire", "taken"), [("hang_before", 0), ("hang_after", 1)])
async def test_a_held_request_ends_in_a_504(
    api: SandboxImageApi, caller: Caller, wire: str, taken: int
) -> None:
    """Holding is bounded."""
    api.turn(wire=wire, hang_seconds=0.01)
    url = api.base_url + SUBMIT
    async with caller.session.post(url, json=BODY, headers=caller.headers) as answer:
        assert 504 == answer.status

    assert taken == len(api.ledger.submissions)


async def test_closing_lets_go_of_a_held_request(caller: Caller) -> None:
    """A test that ends does not wait for its hanging requests."""
    async with SandboxImageApi(key=KEY, dials=Dials(wire="hang_after", hang_seconds=600)) as api:
        other = Caller(api, caller.session)
        held = asyncio.create_task(other.post(SUBMIT, BODY))
        async with asyncio.timeout(10):
            while not (await other.get("/sandbox/ledger"))[1]["submissions"]:
                continue

    with pytest.raises(aiohttp.ClientConnectionError):
        await held


async def test_a_new_task_may_be_unknown_for_a_while(api: SandboxImageApi, caller: Caller) -> None:
    """A 404 right after submission is transient."""
    api.turn(unknown_polls=2)
    task_id = await caller.submit()
    seen = [(await caller.get(f"/v1/tasks/{task_id}"))[0] for _ in range(3)]

    assert [404, 404, 200] == seen


async def test_a_forgotten_task_stays_unknown(api: SandboxImageApi, caller: Caller) -> None:
    """As after the end of retention."""
    task_id = await caller.submit()
    api.turn(forgetful=True)

    assert 404 == (await caller.get(f"/v1/tasks/{task_id}"))[0]
    assert (200, []) == _data(await caller.post("/v1/tasks/batch", {"task_ids": [task_id]}))


def _data(answer: tuple[int, Any]) -> tuple[int, Any]:
    return answer[0], answer[1]["data"]


async def test_a_stuck_task_ends_once_the_dial_is_turned_back(
    api: SandboxImageApi, caller: Caller, watch: Watch
) -> None:
    """However long it was asked."""
    api.turn(stuck=True)
    task_id = await caller.submit()
    watch.seconds += 10_000
    words = [(await caller.task(task_id))["status"] for _ in range(3)]
    api.turn(stuck=False)
    words.append((await caller.task(task_id))["status"])

    assert ["pending", "processing", "processing", "completed"] == words


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ("object", {"error": {"code": "moderation_blocked", "type": "task_failed", "param": ""}}),
        ("code_int", {"error": {"code": 500, "type": "server_error"}}),
        ("string", {"error": ""}),
        ("fail_reason", {"fail_reason": ""}),
        ("absent", {}),
    ],
)
async def test_a_failed_task_tells_why_in_any_shape(
    api: SandboxImageApi, caller: Caller, shape: str, expected: dict[str, Any]
) -> None:
    """And costs nothing."""
    sentence = "Your request was rejected by the safety system. safety_violations=[sandbox]."
    api.turn(fail="moderation_blocked", error_shape=shape)
    task = await caller.task(await caller.submit())
    for key, value in expected.items():
        expected[key] = {**value, "message": sentence} if isinstance(value, dict) else sentence

    assert ("failed", 0) == (task["status"], task["cost"])
    assert expected == {key: task[key] for key in ("error", "fail_reason") if key in task}
    assert 0 == api.ledger.paid_microusd


async def test_a_cancelled_task_has_no_error(api: SandboxImageApi, caller: Caller) -> None:
    """Its shape is undocumented; this is the barest one."""
    api.turn(fail="cancelled")
    task = await caller.task(await caller.submit())

    assert ("cancelled", False) == (task["status"], "error" in task)


async def test_fewer_pictures_are_paid_by_what_was_made(
    api: SandboxImageApi, caller: Caller
) -> None:
    """Two of three."""
    api.turn(missing=1)
    task = await caller.task(await caller.submit(n=3, quality="low"))

    assert (2, 0.018) == (len(task["result"]["images"][0]["url"]), task["cost"])


async def test_a_task_may_end_well_without_any_picture(
    api: SandboxImageApi, caller: Caller
) -> None:
    """Completed, and empty."""
    api.turn(missing=4)
    task = await caller.task(await caller.submit())

    assert ("completed", [], 0) == (task["status"], task["result"]["images"], task["cost"])


@pytest.mark.parametrize(
    ("shape", "status", "path"),
    [
        ("array", 200, ("data", 0, "task_id")),
        ("object_202", 202, ("data", "id")),
        ("object_task_id", 200, ("data", "task_id")),
        ("object_task", 200, ("data", "id")),
        ("flat", 200, ("id",)),
    ],
)
async def test_a_submission_is_answered_in_any_shape(
    api: SandboxImageApi, caller: Caller, shape: str, status: int, path: tuple[Any, ...]
) -> None:
    """The id is somewhere, and it is the id of the task that was taken."""
    api.turn(submit_shape=shape)
    got, body = await caller.post(SUBMIT, BODY)
    for key in path:
        body = body[key]

    assert (status, api.ledger.submissions[0].task_id) == (got, body)


async def test_a_submission_may_become_several_tasks(api: SandboxImageApi, caller: Caller) -> None:
    """One a picture, each with another one."""
    api.turn(submit_shape="one_task_each", drawing="full")
    _, body = await caller.post(SUBMIT, {**BODY, "n": 2})
    tasks = [await caller.task(entry["task_id"]) for entry in body["data"]]

    assert [1, 1] == [len(task["result"]["images"][0]["url"]) for task in tasks]
    assert 2 == len({s.pictures[0].sha256 for s in api.ledger.submissions})


@pytest.mark.parametrize(
    ("shape", "kinds"), [("array", [list]), ("string", [str, str]), ("entries", [list, list])]
)
async def test_results_come_in_any_shape(
    api: SandboxImageApi, caller: Caller, shape: str, kinds: list[type]
) -> None:
    """A string, a list, or several entries."""
    api.turn(url_shape=shape)
    task = await caller.task(await caller.submit(n=2))

    assert kinds == [type(image["url"]) for image in task["result"]["images"]]


async def test_every_word_for_a_status_can_be_another(api: SandboxImageApi, caller: Caller) -> None:
    """Synonyms are seen in the family."""
    api.turn(submitted_word="queued", pending_word="waiting", running_word="in_progress")
    api.turn(completed_word="succeeded", polls=2)
    _, body = await caller.post(SUBMIT, BODY)
    entry = body["data"][0]
    words = [(await caller.task(entry["task_id"]))["status"] for _ in range(3)]

    assert ["queued", "waiting", "in_progress", "succeeded"] == [entry["status"], *words]


async def test_what_is_optional_can_be_left_out(api: SandboxImageApi, caller: Caller) -> None:
    """No code, no expiry, no estimate, no progress, no cost."""
    api.turn(
        code_given=False,
        expiry_given=False,
        estimate_given=False,
        progress_given=False,
        cost_given=False,
    )
    _, taken = await caller.post(SUBMIT, BODY)
    _, asked = await caller.get(f"/v1/tasks/{taken['data'][0]['task_id']}")

    assert (["data"], ["data"]) == (list(taken), list(asked))
    assert ["actual_time", "completed", "created", "id", "result", "status"] == sorted(
        asked["data"]
    )
    assert ["url"] == list(asked["data"]["result"]["images"][0])


async def test_json_may_be_labelled_as_something_else(api: SandboxImageApi, caller: Caller) -> None:
    """As text/html, for one."""
    api.turn(content_type="text/html; charset=utf-8")
    url = api.base_url + SUBMIT
    async with caller.session.post(url, json=BODY, headers=caller.headers) as answer:
        body = await answer.json(content_type=None)

    assert ("text/html", 200) == (answer.content_type, body["code"])


@pytest.mark.parametrize(
    ("file", "status", "size"),
    [("empty", 200, 0), ("truncated", 200, 0.5), ("gone", 404, None), ("html", 200, None)],
)
async def test_a_result_file_may_be_spoilt(
    api: SandboxImageApi, caller: Caller, file: str, status: int, size: float | None
) -> None:
    """Empty, cut in half, gone, or a page in its place."""
    url = (await caller.task(await caller.submit()))["result"]["images"][0]["url"][0]
    whole = api.ledger.submissions[0].pictures[0].size_bytes
    api.turn(file=file)
    got, kind, content = await caller.fetch(url)

    assert status == got
    assert size is None or int(whole * size) == len(content)
    assert ("html" in kind) == (file == "html")


async def test_a_result_file_may_have_moved(api: SandboxImageApi, caller: Caller) -> None:
    """A redirect leads to the same bytes."""
    url = (await caller.task(await caller.submit()))["result"]["images"][0]["url"][0]
    whole = await caller.fetch(url)
    api.turn(file="redirect")

    assert whole == await caller.fetch(url)
    async with caller.session.get(url, allow_redirects=False) as answer:
        assert 302 == answer.status


async def test_a_result_file_may_be_labelled_wrongly(api: SandboxImageApi, caller: Caller) -> None:
    """The bytes decide, not the label."""
    url = (await caller.task(await caller.submit()))["result"]["images"][0]["url"][0]
    api.turn(file_type="image/webp")
    _, kind, content = await caller.fetch(url)

    assert ("image/webp", b"\x89PNG") == (kind, content[:4])


async def test_a_result_may_be_expired_when_it_is_told(
    api: SandboxImageApi, caller: Caller
) -> None:
    """The worst of luck."""
    api.turn(expires_seconds=0)
    task = await caller.task(await caller.submit())

    assert 403 == (await caller.fetch(task["result"]["images"][0]["url"][0]))[0]


async def test_endpoints_can_be_missing(api: SandboxImageApi, caller: Caller) -> None:
    """Uploads and batches are not known to exist everywhere."""
    api.turn(uploads=False, batch=False)

    assert 404 == (await caller.upload(picture()))[0]
    assert 404 == (await caller.post("/v1/tasks/batch", {"task_ids": ["a"]}))[0]


@pytest.mark.parametrize(
    ("balance", "expected"),
    [
        ("unlimited", {"remain_balance": -1, "unlimited_quota": True, "success": True}),
        ("failing", {"message": "Failed to get token info", "success": False}),
    ],
)
async def test_the_balance_may_be_unlimited_or_fail(
    api: SandboxImageApi, caller: Caller, balance: str, expected: dict[str, Any]
) -> None:
    """Both under 200."""
    api.turn(balance=balance)
    status, body = await caller.get("/v1/balance")

    assert 200 == status
    assert expected == {key: body[key] for key in expected}


async def test_files_can_be_at_another_address(caller: Caller) -> None:
    """Another host than the API's, as it is upstream."""
    files = "http://files.example.org"
    async with SandboxImageApi(key=KEY, dials=Dials(drawing="plain"), files_url=files) as api:
        other = Caller(api, caller.session)
        task = await other.task(await other.submit())

    assert task["result"]["images"][0]["url"][0].startswith(files + "/f/image/")


async def test_dials_are_set_over_the_wire(api: SandboxImageApi, caller: Caller) -> None:
    """What is not named is as by default; an unknown dial is refused and changes nothing."""
    url = f"{api.base_url}/sandbox/dials"
    async with caller.session.put(url, json={"polls": 2, "drawing": "plain"}) as answer:
        told = await answer.json()
    async with caller.session.put(url, json={"pols": 2}) as refused:
        words = await refused.text()
    _, shown = await caller.get("/sandbox/dials")

    assert Dials(polls=2, drawing="plain") == api.dials
    assert (200, 2) == (answer.status, told["polls"])
    assert 400 == refused.status
    assert "pols" in words
    assert told == shown


@pytest.mark.parametrize(
    ("prompt", "status"),
    [
        ("a fox [[http:502-html]]", 502),
        ("a fox [[http:429]] [[retry_after_seconds:3]]", 429),
        ("a fox [[http:500-build_request_failed]]", 500),
    ],
)
async def test_a_prompt_can_ask_for_a_refusal(caller: Caller, prompt: str, status: int) -> None:
    """For people in a demo; other prompts are not touched."""
    url = caller.api.base_url + SUBMIT
    body = {**BODY, "prompt": prompt}
    async with caller.session.post(url, json=body, headers=caller.headers) as answer:
        assert status == answer.status

    assert (await caller.submit()).startswith("task_")


async def test_a_prompt_can_ask_for_its_own_failure(caller: Caller) -> None:
    """One task fails, the next one does not."""
    bad = await caller.task(await caller.submit(prompt="a fox [[fail:moderation_blocked]]"))
    good = await caller.task(await caller.submit())

    assert ("moderation_blocked", "completed") == (bad["error"]["code"], good["status"])


async def test_a_prompt_can_drop_its_own_connection(api: SandboxImageApi, caller: Caller) -> None:
    """Before it is taken, or after; so many times."""
    for wire, taken in (("reset_before", 0), ("reset_after", 1)):
        with pytest.raises(aiohttp.ClientConnectionError):
            await caller.submit(prompt=f"a fox [[wire:{wire}]] [[times:1]]")

        assert taken == len(api.ledger.submissions)

    await caller.submit(prompt="a fox [[wire:reset_before]] [[times:1]]")


async def test_a_prompt_can_ask_for_its_own_time(caller: Caller, watch: Watch) -> None:
    """Eight seconds, for this one task."""
    task_id = await caller.submit(prompt="a fox [[seconds:8]]")
    watch.seconds += 7
    early = (await caller.task(task_id))["status"]
    watch.seconds += 2

    assert ("pending", "completed") == (early, (await caller.task(task_id))["status"])


def test_directives_are_taken_out_of_the_words() -> None:
    """What is no directive stays."""
    prompt = "a [[seconds: 8]] fox [[and: hound]] [[http:502-html]] runs"

    assert "a fox [[and: hound]] runs" == without_directives(prompt)
    assert {"seconds": "8", "http": "502", "http_style": "html"} == directives(prompt)


@pytest.mark.parametrize("changes", [{"nonsense": 1}, {"polls": "many"}, {"file": "melted"}])
def test_a_dial_that_does_not_exist_cannot_be_turned(changes: dict[str, object]) -> None:
    """Neither a name nor a value."""
    with pytest.raises(ValidationError):
        Dials().turned(changes)
