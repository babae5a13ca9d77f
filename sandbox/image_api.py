"""The local stand-in for the asynchronous GPT-Image API: a strict server on a real socket.

It takes what the published page allows and refuses everything else by name, fetches references
and masks over HTTP, draws real pictures, charges list prices, and keeps books. Its dials
(`sandbox.dials`) make it slow, odd or broken on purpose.

What it does not imitate:

- pictures by a model: they are drawn from a few known words, and a mask is a hard stencil;
- moderation of words or pictures: only the dials refuse;
- rate limits, concurrency limits and the time of day: only the dials throttle;
- idempotency keys and `X-APIMart-Response-Version`: ignored, as they may be on the real thing;
- webhooks, `language`, usage in tokens, /v1/usage, model schemas and price lists;
- data URIs as references, and the ban on private addresses, which it must reach;
- retention: tasks and files are kept in memory until it is closed, and forgotten then;
- HTTPS, another host for files (unless `files_url` names one) and a CDN in front of them.
"""

import asyncio
import hmac
import json
import time
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from secrets import token_hex
from typing import Self

import aiohttp
from aiohttp import web
from pydantic import TypeAdapter, ValidationError

from sandbox import image_api_answers as answers
from sandbox.dials import Dials, Where, dials_from_json, directives
from sandbox.image_api_files import FileShelf
from sandbox.image_api_ledger import MODELS, Exchange, Ledger, PriceList, Upload
from sandbox.image_api_studio import Studio
from sandbox.image_api_tasks import Task, TaskBook
from sandbox.image_api_uploads import receive
from sandbox.image_api_wire import BatchRequest, GenerationRequest, Refused, fault, parse, refusal

UPLOAD_EXPIRES_SECONDS = 72 * 3600
_MAX_BODY_BYTES = 4 * 1024 * 1024
_EXCHANGES_KEPT = 20_000
_DRAWING_THREADS = 2
_GREETING = """Darkroom's sandbox: a local stand-in for the asynchronous GPT-Image API.
It draws pictures from a few words, charges nobody, and forgets everything when it stops.

POST /v1/images/generations   GET /v1/tasks/{id}   POST /v1/uploads/images
GET  /v1/balance              GET /v1/models       PUT  /sandbox/dials   GET /sandbox/ledger
"""

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class SandboxImageApi:
    """One server with one key, its dials and its books."""

    def __init__(
        self,
        *,
        key: str,
        dials: Dials | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        models: Mapping[str, PriceList] = MODELS,
        balance_microusd: int = 100_000_000,
        files_url: str = "",
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Describe the server; nothing is opened before `start`.

        `port` 0 takes a free one. `files_url` is put before the paths of files where it should
        differ from `base_url` (both must reach this server). `clock` gives unix seconds.
        """
        self._key = key
        self._dials = dials or Dials()
        self._host = host
        self._port = port
        self._models = dict(models)
        self._balance_microusd = balance_microusd
        self._files_url = files_url
        self._clock = clock
        self._started = int(clock())
        self._met: Counter[tuple[str, str]] = Counter()
        self._uploads: list[Upload] = []
        self._exchanges: deque[Exchange] = deque(maxlen=_EXCHANGES_KEPT)
        self._shelf = FileShelf(clock=clock)
        self._closing = asyncio.Event()
        self._exits = AsyncExitStack()
        self._tasks: TaskBook | None = None

    @property
    def base_url(self) -> str:
        """Return the address, without a slash at the end; the port is known once started."""
        return f"http://{self._host}:{self._port}"

    @property
    def dials(self) -> Dials:
        """Return the dials of the server; set others to change how it behaves from now on."""
        return self._dials

    @dials.setter
    def dials(self, dials: Dials) -> None:
        self._dials = dials
        self._met.clear()

    def turn(self, **changes: object) -> None:
        """Change some dials, and leave the others as they are."""
        self.dials = self._dials.turned(changes)

    @property
    def ledger(self) -> Ledger:
        """Return the books as they stand."""
        return Ledger(
            submissions=self._book.submissions(self._dials_of),
            uploads=tuple(self._uploads),
            exchanges=tuple(self._exchanges),
        )

    async def start(self) -> None:
        """Open the socket; raises `OSError` if the port is taken."""
        async with AsyncExitStack() as opened:
            session = await opened.enter_async_context(aiohttp.ClientSession())
            threads = ThreadPoolExecutor(_DRAWING_THREADS, thread_name_prefix="sandbox-draw")
            opened.push_async_callback(asyncio.to_thread, threads.shutdown, cancel_futures=True)
            studio = Studio(session=session, threads=threads)
            self._tasks = TaskBook(studio=studio, shelf=self._shelf, clock=self._clock)
            opened.push_async_callback(self._tasks.close)
            runner = web.AppRunner(self._application(), access_log=None, shutdown_timeout=1.0)
            await runner.setup()
            opened.push_async_callback(runner.cleanup)
            await web.TCPSite(runner, self._host, self._port).start()
            self._port = int(runner.addresses[0][1])
            self._exits = opened.pop_all()

    async def close(self) -> None:
        """Close the socket, let go of held requests and stop all work."""
        self._closing.set()
        await self._exits.aclose()

    async def __aenter__(self) -> Self:
        """Start."""
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close."""
        await self.close()

    @property
    def _book(self) -> TaskBook:
        if self._tasks is None:
            raise RuntimeError("the sandbox is not started")
        return self._tasks

    def _application(self) -> web.Application:
        app = web.Application(middlewares=[self._keep_books], client_max_size=_MAX_BODY_BYTES)
        app.add_routes(
            [
                web.get("/", self._greet),
                web.post("/v1/images/generations", self._submit),
                web.get("/v1/tasks/{id}", self._ask),
                web.post("/v1/tasks/batch", self._ask_many),
                web.post("/v1/uploads/images", self._upload),
                *(web.get(f"{base}/balance", self._balance) for base in ("/v1", "")),
                *(web.get(f"{base}/user/balance", self._balance) for base in ("/v1", "")),
                web.get("/v1/models", self._list_models),
                web.get("/f/{name:.+}", self._file),
                web.get("/sandbox/dials", self._show_dials),
                web.put("/sandbox/dials", self._set_dials),
                web.get("/sandbox/ledger", self._show_ledger),
            ]
        )
        return app

    @web.middleware
    async def _keep_books(self, request: web.Request, handler: Answer) -> web.StreamResponse:
        """Turn refusals into answers and write down how every request ended."""
        status = 0
        try:
            response = await handler(request)
            status = response.status
        except Refused as error:
            response = refusal(error, self._dials.envelope, token_hex(10))
            status = response.status
        except web.HTTPException as error:
            status = error.status
            raise
        finally:
            dropped = request.transport is None or request.transport.is_closing()
            self._exchanges.append(
                Exchange(
                    method=request.method,
                    path=request.path,
                    status=0 if dropped else status,
                    authorized="Authorization" in request.headers,
                    at=self._now(),
                )
            )
        return response

    # The API.

    async def _submit(self, request: web.Request) -> web.StreamResponse:
        self._check_key(request)
        early = await self._interrupt(request, self._dials, "before", "")
        if early:
            return early
        raw = await request.read()
        turned = _directives_of(raw)
        dials = self._dials.turned(turned)
        source = raw.decode(errors="replace") if {"http", "wire"} & turned.keys() else ""
        early = self._fault("submit", dials, source)
        if not early and "wire" in turned:
            early = await self._interrupt(request, dials, "before", source)
        if early:
            return early
        tasks = self._take(parse(GenerationRequest, raw), json.loads(raw), turned, dials)
        late = await self._interrupt(request, dials, "after", source)
        if late:
            return late
        status, body = answers.submitted(tasks, dials, self.base_url)
        return _json(body, dials, status=status)

    def _take(
        self,
        wanted: GenerationRequest,
        body: Mapping[str, object],
        turned: Mapping[str, object],
        dials: Dials,
    ) -> list[Task]:
        prices = self._models.get(wanted.model)
        if prices is None:
            status = 503 if dials.envelope == "live" else 400
            raise Refused(status, f"model {wanted.model} is not available", code="model_not_found")
        price = prices.price_microusd(size=wanted.size, quality=wanted.quality)
        if dials.balance == "counted" and price * wanted.count > self._remaining_microusd:
            raise Refused(402, "insufficient balance")
        return self._book.take(wanted, body, turned, dials=dials, price_microusd=price)

    async def _ask(self, request: web.Request) -> web.StreamResponse:
        self._check_key(request)
        task_id = request.match_info["id"]
        task = self._book.get(task_id)
        dials = self._dials_of(task) if task else self._dials
        faulty = self._fault("task", dials, task_id)
        if faulty:
            return faulty
        data = await self._look(task, dials)
        if data is None:
            if not task_id.startswith("task_") or len(task_id) != len("task_") + 26:
                raise Refused(400, "Invalid task ID")
            raise Refused(404, "任务不存在或已过期")
        return _json(answers.wrapped(data, dials), dials)

    async def _ask_many(self, request: web.Request) -> web.StreamResponse:
        self._check_key(request)
        if not self._dials.batch:
            raise Refused(404, "Invalid URL (POST /v1/tasks/batch)")
        faulty = self._fault("batch", self._dials, "")
        if faulty:
            return faulty
        found = []
        for task_id in parse(BatchRequest, await request.read()).task_ids:
            task = self._book.get(task_id)
            data = await self._look(task, self._dials_of(task)) if task else None
            if data is not None:
                found.append(data)
        return _json(answers.wrapped(found, self._dials), self._dials)

    async def _look(self, task: Task | None, dials: Dials) -> answers.JsonObject | None:
        """Return the data of a task, or None where it is unknown, by the dials or truly."""
        if task is None or dials.forgetful:
            return None
        await self._book.ask(task, dials)
        if task.polls <= dials.unknown_polls:
            return None
        files_url = self._files_url or self.base_url
        return answers.asked(task, dials, now=self._clock(), files_url=files_url)

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        self._check_key(request)
        if not self._dials.uploads:
            raise Refused(404, "Invalid URL (POST /v1/uploads/images)")
        faulty = self._fault("upload", self._dials, "")
        if faulty:
            return faulty
        received = await receive(request)
        served = self._shelf.put(
            received.content,
            received.content_type,
            expires_seconds=self._clock() + UPLOAD_EXPIRES_SECONDS,
        )
        upload = Upload(
            url=f"{self._files_url or self.base_url}{served.path}",
            filename=received.filename,
            content_type=received.content_type,
            size_bytes=len(received.content),
            sha256=served.sha256,
            at=self._now(),
        )
        self._uploads.append(upload)
        body: answers.JsonObject = {
            "url": upload.url,
            "filename": upload.filename,
            "content_type": upload.content_type,
            "bytes": upload.size_bytes,
            "created_at": int(self._clock()),
        }
        return _json(body, self._dials)

    async def _balance(self, request: web.Request) -> web.StreamResponse:
        self._check_key(request)
        faulty = self._fault("balance", self._dials, "")
        if faulty:
            return faulty
        if self._dials.balance == "failing":
            return _json({"success": False, "message": "Failed to get token info"}, self._dials)
        unlimited = self._dials.balance == "unlimited"
        body: answers.JsonObject = {
            "success": True,
            "remain_balance": -1 if unlimited else self._remaining_microusd / 1_000_000,
            "used_balance": self._book.cost_microusd / 1_000_000,
            "unlimited_quota": unlimited,
        }
        return _json(body, self._dials)

    async def _list_models(self, request: web.Request) -> web.StreamResponse:
        self._check_key(request)
        faulty = self._fault("models", self._dials, "")
        if faulty:
            return faulty
        models = [
            {
                "id": name,
                "object": "model",
                "created": self._started,
                "owned_by": "custom",
                "supported_endpoint_types": ["image-generation", "openai"],
            }
            for name in self._models
        ]
        return _json({"object": "list", "success": True, "data": models}, self._dials)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        faulty = self._fault("file", self._dials, "")
        return faulty or self._shelf.answer(request.url, self._dials)

    # The sandbox's own.

    async def _greet(self, _: web.Request) -> web.StreamResponse:
        return web.Response(text=_GREETING)

    async def _show_dials(self, _: web.Request) -> web.StreamResponse:
        return web.Response(body=TypeAdapter(Dials).dump_json(self._dials), content_type=_JSON)

    async def _set_dials(self, request: web.Request) -> web.StreamResponse:
        try:
            self.dials = dials_from_json(await request.read())
        except ValidationError as error:
            raise Refused(400, str(error)) from error
        return await self._show_dials(request)

    async def _show_ledger(self, _: web.Request) -> web.StreamResponse:
        return web.Response(body=TypeAdapter(Ledger).dump_json(self.ledger), content_type=_JSON)

    # What several of them need.

    def _check_key(self, request: web.Request) -> None:
        given = request.headers.get("Authorization", "")
        if not given:
            raise Refused(401, "API key is required")
        if not hmac.compare_digest(given.encode(), f"Bearer {self._key}".encode()):
            raise Refused(401, "invalid API key")

    def _dials_of(self, task: Task) -> Dials:
        return self._dials.turned(task.turned)

    def _fault(self, where: Where, dials: Dials, source: str) -> web.Response | None:
        """Return the answer that the dials put in place of the real one, if they do."""
        if not dials.http or dials.http_at not in (where, "all"):
            return None
        if not self._meets(where, dials, source):
            return None
        response = fault(dials.http, dials.http_style, token_hex(10))
        if dials.retry_after_seconds is not None:
            response.headers["Retry-After"] = str(dials.retry_after_seconds)
            if dials.retry_after_as_date:
                then = self._now() + timedelta(seconds=dials.retry_after_seconds)
                response.headers["Retry-After"] = format_datetime(then, usegmt=True)
        return response

    async def _interrupt(
        self, request: web.Request, dials: Dials, moment: str, source: str
    ) -> web.Response | None:
        """Drop or hold a submission at this moment, if the dials say so."""
        kind, _, when = dials.wire.partition("_")
        if not kind or when != moment or not self._meets("wire", dials, source):
            return None
        if kind == "hang":
            try:
                async with asyncio.timeout(dials.hang_seconds):
                    await self._closing.wait()
            except TimeoutError:
                return fault(504, "html", token_hex(10))
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=504)

    def _meets(self, where: str, dials: Dials, source: str) -> bool:
        """Count a request against `times`; tell whether it is still to be disturbed."""
        self._met[where, source] += 1
        return not dials.times or self._met[where, source] <= dials.times

    @property
    def _remaining_microusd(self) -> int:
        return self._balance_microusd - self._book.cost_microusd

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._clock(), UTC)


_JSON = "application/json"


def _json(body: answers.JsonObject, dials: Dials, *, status: int = 200) -> web.Response:
    return web.Response(
        status=status, body=json.dumps(body).encode(), headers={"Content-Type": dials.content_type}
    )


def _directives_of(raw: bytes) -> dict[str, object]:
    """Return the dials that the prompt in a body turns; a body that is none turns nothing."""
    try:
        body = json.loads(raw)
    except ValueError:
        return {}
    prompt = body.get("prompt") if isinstance(body, dict) else None
    if not isinstance(prompt, str):
        return {}
    try:
        return directives(prompt)
    except ValueError as error:
        raise Refused(400, str(error)) from error
