"""A few short calls against the sandbox's image API, for its own tests."""

import io
from typing import Any

import aiohttp
from PIL import Image

from sandbox.image_api import SandboxImageApi

KEY = "test-key"
BODY: dict[str, Any] = {"model": "gpt-image-1.5-official", "prompt": "a fox"}


class Caller:
    """Call one sandbox over its socket, with the right key."""

    def __init__(self, api: SandboxImageApi, session: aiohttp.ClientSession) -> None:
        """Talk to `api` through `session`."""
        self.api = api
        self.session = session
        self.headers = {"Authorization": f"Bearer {KEY}"}

    async def post(self, path: str, body: object) -> tuple[int, Any]:
        """POST JSON; return status and JSON."""
        url = self.api.base_url + path
        async with self.session.post(url, json=body, headers=self.headers) as answer:
            return answer.status, await answer.json(content_type=None)

    async def get(self, path: str) -> tuple[int, Any]:
        """GET with the key; return status and JSON."""
        async with self.session.get(self.api.base_url + path, headers=self.headers) as answer:
            return answer.status, await answer.json(content_type=None)

    async def fetch(self, url: str) -> tuple[int, str, bytes]:
        """GET a file without the key; return status, content type and bytes."""
        async with self.session.get(url) as answer:
            return answer.status, answer.headers.get("Content-Type", ""), await answer.read()

    async def submit(self, **changes: object) -> str:
        """Submit a fox, but for the changes, and return the task id of the default shape."""
        status, body = await self.post("/v1/images/generations", {**BODY, **changes})
        if status != 200:
            raise AssertionError(body)
        return str(body["data"][0]["task_id"])

    async def task(self, task_id: str) -> dict[str, Any]:
        """Ask after a task and return its data."""
        status, body = await self.get(f"/v1/tasks/{task_id}")
        if status != 200:
            raise AssertionError(body)
        data: dict[str, Any] = body["data"]
        return data

    async def upload(self, content: bytes, filename: str = "a.png") -> tuple[int, Any]:
        """Upload a file; return status and JSON."""
        form = aiohttp.FormData()
        form.add_field("file", io.BytesIO(content), filename=filename)
        url = f"{self.api.base_url}/v1/uploads/images"
        async with self.session.post(url, data=form, headers=self.headers) as answer:
            return answer.status, await answer.json()


class Watch:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        """Begin at some whole second."""
        self.seconds = 1_790_000_000.0

    def __call__(self) -> float:
        """Return unix seconds."""
        return self.seconds


def picture(
    width: int = 64, height: int = 64, *, mode: str = "RGB", kind: str = "PNG", fill: int = 0
) -> bytes:
    """Return a flat picture file."""
    out = io.BytesIO()
    Image.new(mode, (width, height), fill).save(out, kind)
    return out.getvalue()
