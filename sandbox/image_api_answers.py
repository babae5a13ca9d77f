"""Shape the good answers of the sandbox, in every form that the family of APIs is known for."""

from collections.abc import Sequence

from sandbox.dials import Dials
from sandbox.image_api_tasks import Outcome, Task

JsonObject = dict[str, object]

ESTIMATE_SECONDS = 60


def submitted(tasks: Sequence[Task], dials: Dials, base_url: str) -> tuple[int, JsonObject]:
    """Return status and body for tasks that were just taken."""
    task, word, shape = tasks[0], dials.submitted_word, dials.submit_shape
    status, code = 200, 200
    body: JsonObject
    if shape == "object_202":
        status, code = 202, 202
        poll_url = f"{base_url}/v1/tasks/{task.id}"
        data = {"id": task.id, "object": "generation.task", "status": word, "poll_url": poll_url}
        body = {"request_id": f"req_{task.id[-8:].lower()}", "data": data}
    elif shape == "object_task_id":
        body = {"data": {"task_id": task.id, "status": word}}
    elif shape == "object_task":
        body = {"data": _object_task(task, dials)}
    elif shape == "flat":
        return 200, _flat_task(task, dials)
    else:
        body = {"data": [{"status": word, "task_id": each.id} for each in tasks]}
    return status, {"code": code, **body} if dials.code_given else body


def _object_task(task: Task, dials: Dials) -> JsonObject:
    return {
        "id": task.id,
        "object": "image.generation.task",
        "status": dials.pending_word,
        "progress": 0,
        "created": int(task.created),
        "model": task.request.model,
        "type": "image",
        "task_info": {"can_cancel": True, "estimated_time": ESTIMATE_SECONDS},
    }


def _flat_task(task: Task, dials: Dials) -> JsonObject:
    return {
        "id": task.id,
        "object": "generation.task",
        "model": task.request.model,
        "status": dials.submitted_word,
        "progress": 0,
        "created_at": int(task.created),
        "metadata": {},
    }


def asked(task: Task, dials: Dials, *, now: float, files_url: str) -> JsonObject:
    """Return the data of a task as it stands."""
    data: JsonObject = {"id": task.id}
    if task.outcome is None:
        data |= _unfinished(task, dials, now)
    else:
        data |= _ended(task, task.outcome, dials, files_url)
    data["created"] = int(task.created)
    if dials.estimate_given:
        data["estimated_time"] = ESTIMATE_SECONDS
    if dials.cost_given:
        cost = task.cost_microusd / 1_000_000
        data |= {"cost": cost, "credits_cost": cost * 10}
    if not dials.progress_given:
        del data["progress"]
    return data


def wrapped(data: object, dials: Dials) -> JsonObject:
    """Put data into the usual envelope."""
    return {"code": 200, "data": data} if dials.code_given else {"data": data}


def _unfinished(task: Task, dials: Dials, now: float) -> JsonObject:
    question = task.polls - dials.unknown_polls
    if question <= 1:
        return {"status": dials.pending_word, "progress": 0}
    by_polls = question / (dials.polls + 1)
    takes = task.takes_seconds(dials)
    by_time = (now - task.created) / takes if takes else 1.0
    progress = 45 if dials.stuck else round(100 * min(by_polls, by_time))
    return {"status": dials.running_word, "progress": min(max(progress, 1), 95)}


def _ended(task: Task, outcome: Outcome, dials: Dials, files_url: str) -> JsonObject:
    completed = int(outcome.at)
    data: JsonObject = {
        "progress": 100,
        "completed": completed,
        "actual_time": completed - int(task.created),
    }
    if outcome.kind == "completed":
        data["status"] = dials.completed_word
        data["result"] = {"images": _images(outcome, dials, files_url)}
    elif outcome.kind == "cancelled":
        data["status"] = "cancelled"
    else:
        data["status"] = dials.failed_word
        data |= _error(outcome, dials)
    return data


def _images(outcome: Outcome, dials: Dials, files_url: str) -> list[JsonObject]:
    urls = [f"{files_url}{served.path}" for served in outcome.files]
    expiry: JsonObject = {}
    if dials.expiry_given:
        expiry["expires_at"] = int(outcome.at + dials.expires_seconds)
    if not urls:
        return []
    if dials.url_shape == "array":
        return [{"url": urls, **expiry}]
    if dials.url_shape == "entries":
        return [{"url": [url], **expiry} for url in urls]
    return [{"url": url, **expiry} for url in urls]


def _error(outcome: Outcome, dials: Dials) -> JsonObject:
    code, message = outcome.code, outcome.message
    shapes: dict[str, JsonObject] = {
        "object": {"error": {"code": code, "message": message, "type": "task_failed", "param": ""}},
        "code_int": {"error": {"code": 500, "message": message, "type": "server_error"}},
        "string": {"error": message},
        "fail_reason": {"fail_reason": message},
        "absent": {},
    }
    return shapes[dials.error_shape]
