"""The HTTP API and the CDN of the simulated Discord, on SimCord's routes.

Adds what SimCord leaves out: authorisation, multipart, limits, nonces, faults and records. It holds
no state of channels or messages.
"""

import asyncio
import copy
import fnmatch
import hashlib
import io
import json
import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from aiohttp import BodyPartReader, web
from simcord.backend.errors import BackendError
from simcord.http import client as _routes  # noqa: F401 -- importing it registers every route
from simcord.http import router

from sandbox.gateway import Gateway
from sandbox.world_backend import WorldBackend
from sandbox.world_faults import Fault, Faults
from sandbox.world_limits import Nonces, check_limits, check_token, invalid
from sandbox.world_log import Arrival, Json, UploadedFile, WorldLog
from sandbox.world_payloads import answered, jsonable, my_guild
from sandbox.world_rules import WorldRules

logger = logging.getLogger(__name__)

VERSION = "/v10"


@dataclass(slots=True)
class Upload:
    """A file of a request, in the shape that SimCord's routes read."""

    part: str
    filename: str
    data: bytes
    description: str | None = None
    fp: io.BytesIO = field(init=False)

    def __post_init__(self) -> None:
        self.fp = io.BytesIO(self.data)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back: a status, a body or none, and extra headers."""

    status: int
    body: Json = None
    headers: Mapping[str, str] = field(default_factory=dict)


class Rest:
    """Answers the bot's requests."""

    def __init__(
        self,
        *,
        backend: WorldBackend,
        gateway: Gateway,
        log: WorldLog,
        faults: Faults,
        rules: WorldRules,
        token: str,
        message_content: bool,
    ) -> None:
        self._backend = backend
        self._gateway = gateway
        self._log = log
        self._faults = faults
        self._rules = rules
        self._token = token
        self._message_content = message_content
        self._nonces = Nonces(backend=backend, rules=rules)
        self.acknowledged_seconds: dict[int, float] = {}

    async def api(self, request: web.Request) -> web.StreamResponse:
        """Answer one request of the API, or spoil it as a fault says."""
        arrived_seconds = time.monotonic()
        body, uploads = await _read(request)
        arrival = Arrival(
            monotonic_seconds=arrived_seconds,
            method=request.method,
            path=request.path.partition(VERSION)[2],
            json=copy.deepcopy(body),
            files=tuple(_described(each) for each in uploads),
            query=dict(request.query),
        )
        self._log.in_flight.append(arrival)
        self._log.changed()
        answer: Answer | None = Answer(500)
        try:
            answer = await self._answer_or_fault(request, arrival, body, uploads)
        finally:
            self._log.in_flight.remove(arrival)
            self._log.requests.append(arrival.ended(None if answer is None else answer.status))
            self._log.changed()
        if answer is None:
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=500)
        return _response(answer, answered(self._backend, answer.body))

    async def cdn(self, request: web.Request) -> web.StreamResponse:
        """Serve a kept file to whoever has an address of it that has not ended."""
        path = "/" + request.match_info["path"]
        data = self._backend.cdn.get(path)
        if data is None or not self._backend.cdn.is_good(path, request.query):
            return web.Response(status=404, text="This content is no longer available.")
        return web.Response(body=data, content_type=self._backend.cdn.content_type(path))

    async def _answer_or_fault(
        self, request: web.Request, arrival: Arrival, body: Json, uploads: list[Upload]
    ) -> Answer | None:
        fault = self._faults.take(arrival.method, arrival.path)
        if fault is None:
            return self._answer(request, arrival, body, uploads)
        true_answer = None
        if fault.commit:
            true_answer = self._answer(request, arrival, body, uploads)
        if fault.delay_seconds:
            await asyncio.sleep(fault.delay_seconds)
        if fault.drop:
            return None
        if fault.status is not None:
            return _spoiled(fault, fault.status)
        return true_answer or self._answer(request, arrival, body, uploads)

    def _answer(
        self, request: web.Request, arrival: Arrival, body: Json, uploads: list[Upload]
    ) -> Answer:
        try:
            check_token(
                self._backend,
                arrival.path,
                given=request.headers.get("Authorization"),
                expected=f"Bot {self._token}",
            )
            return self._dispatch(request, arrival, body, uploads)
        except (router.RouteNotImplemented, router.UnsupportedField) as error:
            logger.error("the simulated Discord cannot answer a request: %s", error)
            return Answer(error.status, error.to_json())
        except BackendError as error:
            return Answer(error.status, error.to_json())

    def _dispatch(
        self, request: web.Request, arrival: Arrival, body: Json, uploads: list[Upload]
    ) -> Answer:
        if arrival.path in ("/gateway", "/gateway/bot"):
            return Answer(200, self._gateway_address(with_limits=arrival.path.endswith("bot")))
        sizes = [len(each.data) for each in uploads]
        check_limits(self._backend, self._rules, arrival.method, arrival.path, arrival.json, sizes)
        if arrival.method == "POST" and fnmatch.fnmatchcase(
            arrival.path, "/applications/*/attachment"
        ):
            return Answer(200, _application_attachment(self._backend, arrival.path, uploads))
        earlier = self._nonces.earlier(arrival)
        if earlier is not None:
            return Answer(200, earlier)
        result = router.dispatch(
            self._backend,
            arrival.method,
            arrival.path,
            json=body,
            params=dict(arrival.query),
            files=uploads,
            reason=unquote(request.headers.get("X-Audit-Log-Reason", "")) or None,
            message_content_access=self._message_content,
        )
        if arrival.path.endswith("/callback"):
            self.acknowledged_seconds[int(arrival.path.split("/")[2])] = time.monotonic()
            if arrival.query.get("with_response") not in ("1", "true"):
                return Answer(204)
        if arrival.path == "/users/@me/guilds":
            result = [my_guild(self._backend, each) for each in result]
        self._nonces.remember(arrival, result)
        return Answer(204) if result is None else Answer(200, result)

    def _gateway_address(self, *, with_limits: bool) -> dict[str, Any]:
        if not with_limits:
            return {"url": self._gateway.url}
        limit = {"total": 1000, "remaining": 999, "reset_after": 86_400_000, "max_concurrency": 1}
        return {"url": self._gateway.url, "shards": 1, "session_start_limit": limit}


def _application_attachment(
    backend: WorldBackend, path: str, uploads: Sequence[Upload]
) -> dict[str, Any]:
    """Keep a file of the application that belongs to no message.

    Raises BackendError for another application, and where there is not the one file.
    """
    if path.split("/")[2] != str(backend.application_id):
        raise BackendError(404, 10002, "Unknown Application")
    if [each.part for each in uploads] != ["file"]:
        raise invalid("file", "This field is required")
    [upload] = uploads
    attachment = backend.cdn.store_ephemeral(backend.snowflake(), upload.filename, upload.data)
    return {"attachment": attachment}


def _described(upload: Upload) -> UploadedFile:
    digest = hashlib.sha256(upload.data).hexdigest()
    return UploadedFile(
        part=upload.part, filename=upload.filename, size_bytes=len(upload.data), sha256=digest
    )


def _spoiled(fault: Fault, status: int) -> Answer:
    headers = {"Via": "1.1 google"} if fault.via else {}
    body: dict[str, Any] = {"message": fault.message, "code": fault.code}
    if fault.retry_after_seconds is not None:
        headers["Retry-After"] = str(fault.retry_after_seconds)
        body |= {"retry_after": fault.retry_after_seconds, "global": False}
    return Answer(status, body, headers)


def _response(answer: Answer, payload: Json) -> web.Response:
    if answer.status == 204:
        return web.Response(status=204)
    # Clients compare this header for equality, so no charset may follow.
    headers = {"Content-Type": "application/json", **answer.headers}
    text = json.dumps(payload, default=jsonable)
    return web.Response(body=text.encode(), status=answer.status, headers=headers)


async def _read(request: web.Request) -> tuple[Json, list[Upload]]:
    """Return the JSON body and the files of a request, multipart or not."""
    if request.content_type != "multipart/form-data":
        return (await request.json() if request.can_read_body else None), []
    fields: dict[str, str] = {}
    files: dict[str, Upload] = {}
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            raise web.HTTPBadRequest(text="nested multipart")
        data = bytes(await part.read(decode=True))
        name = part.name or ""
        if part.filename is None:
            fields[name] = data.decode()
        else:
            key = name.removeprefix("files[").removesuffix("]")
            files[key] = Upload(name, part.filename, data)
    if "payload_json" not in fields:
        return fields or None, list(files.values())
    body = json.loads(fields["payload_json"])
    for item in (body.get("data") or body).get("attachments") or []:
        if str(item.get("id")) in files:
            files[str(item["id"])].description = item.get("description")
    return body, list(files.values())
