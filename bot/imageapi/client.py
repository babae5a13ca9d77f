"""The image API over an injected aiohttp session: one method a verb, the key to its own host only.

The shapes are `bot.imageapi.wire`'s, their meaning `mapping`'s, the errors `failures`'s. Nothing
here repeats a call: that is decided by the engine.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath
from urllib.parse import quote

import aiohttp
from yarl import URL

from bot.clock import Clock
from bot.domain.errors import ApiForbidden, ApiProtocolError, ApiRejected, InvalidRequest
from bot.domain.models import Catalogue
from bot.domain.outcomes import Balance, RemoteOutcome, RemoteState
from bot.domain.requests import ImageRequest
from bot.engine.ports import Picture, Uploaded
from bot.imageapi import failures, mapping
from bot.imageapi.answers import Answer, read_answer
from bot.imageapi.downloads import Downloads
from bot.imageapi.sentences import cleaned

_KEYLESS_COMPLAINTS = ("failed to get token info", "no authorization header")
"""How the balance endpoint says, with HTTP 200, that it does not know the key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """How long we wait, in seconds: the vendor's own client's figures."""

    connect_seconds: float = 10.0
    submit_seconds: float = 45.0
    read_seconds: float = 15.0
    upload_seconds: float = 120.0


class ImageApiClient:
    """The remote image API; fulfils the port `ImageApi`.

    No `Idempotency-Key` is sent: the pages of these models do not know it, so nothing could rest
    on it.
    """

    def __init__(
        self,
        *,
        session: aiohttp.ClientSession,
        downloads: Downloads,
        base_url: str,
        key: str,
        catalogue: Catalogue,
        clock: Clock,
        timeouts: Timeouts = Timeouts(),
    ) -> None:
        """Take plain values; raise ValueError for a base_url or a key that cannot be used."""
        self._session = session
        self._downloads = downloads
        self._base = _base_of(base_url)
        self._headers = {
            "Authorization": f"Bearer {_checked_key(key)}",
            "Accept": "application/json",
        }
        self._catalogue = catalogue
        self._clock = clock
        self._timeouts = timeouts
        self._clean = partial(cleaned, key=key.strip())

    async def submit(self, request: ImageRequest) -> tuple[str, ...]:
        """Send the request; return upstream's task ids."""
        try:
            body = mapping.submission(request, self._catalogue)
        except InvalidRequest as error:
            # The model was on offer when the request was accepted, and is no more.
            raise ApiRejected(f"the model {request.model} is not on offer any more") from error
        answer = await self._ask(
            "POST",
            "/v1/images/generations",
            timeout_seconds=self._timeouts.submit_seconds,
            lost=failures.submit_lost,
            json=body.model_dump(exclude_none=True),
        )
        remote_ids = mapping.task_ids(answer.payload) if answer.is_ok else ()
        if not remote_ids:
            raise failures.submit_failure(answer, self._clean)
        return remote_ids

    async def fetch(self, remote_id: str) -> RemoteOutcome:
        """Ask after one task."""
        if not mapping.is_task_id(remote_id):
            raise ApiProtocolError("a task id that cannot be asked after")
        answer = await self._read("GET", f"/v1/tasks/{quote(remote_id, safe='')}")
        task = mapping.task_in(answer.payload) if answer.is_ok else None
        if task is not None:
            return mapping.outcome(task, skew=answer.skew, clean=self._clean)
        if failures.is_unknown_task(answer):
            return RemoteOutcome(state=RemoteState.UNKNOWN)
        raise failures.read_failure(answer, self._clean)

    async def upload(self, picture: Picture, *, name: str) -> Uploaded:
        """Make a picture reachable for 72 hours."""
        form = aiohttp.FormData()
        form.add_field(
            "file",
            io.BytesIO(picture.content),
            filename=_filename(name, kind=picture.kind),
            content_type=f"image/{picture.kind}",
        )
        answer = await self._ask(
            "POST",
            "/v1/uploads/images",
            timeout_seconds=self._timeouts.upload_seconds,
            lost=failures.read_lost,
            data=form,
        )
        uploaded = mapping.uploaded(answer) if answer.is_ok else None
        if uploaded is None:
            raise failures.read_failure(answer, self._clean)
        return uploaded

    async def balance(self) -> Balance:
        """Ask what is left on the key."""
        answer = await self._read("GET", "/v1/balance")
        complaint = failures.complaint_in(answer.payload, failed=not answer.is_ok)
        if answer.is_ok and complaint is None:
            return mapping.balance(answer.payload)
        if complaint is not None and complaint.message.lower().startswith(_KEYLESS_COMPLAINTS):
            raise ApiForbidden(self._clean(complaint.message))
        raise failures.read_failure(answer, self._clean)

    async def download(self, url: str) -> bytes:
        """Return the bytes of a result, without the key."""
        return await self._downloads.fetch(url)

    async def _read(self, method: str, path: str) -> Answer:
        return await self._ask(
            method, path, timeout_seconds=self._timeouts.read_seconds, lost=failures.read_lost
        )

    async def _ask(
        self,
        method: str,
        path: str,
        *,
        timeout_seconds: float,
        lost: failures.Lost,
        json: object = None,
        data: aiohttp.FormData | None = None,
    ) -> Answer:
        """Call the API once. `lost` says what becomes of an exception of aiohttp."""
        try:
            async with self._session.request(
                method,
                # Encoded already: what an id contains may not become a part of the path.
                URL(self._base + path, encoded=True),
                headers=self._headers,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(
                    total=timeout_seconds, connect=self._timeouts.connect_seconds
                ),
                json=json,
                data=data,
            ) as response:
                return await read_answer(response, now=self._clock.now())
        except failures.TRANSPORT_ERRORS as error:
            failure, cause = lost(error, self._clean), failures.presentable_cause(error)
        # Outside of the except clause, so that no exception hangs on it that holds our headers.
        raise failure from cause


def _base_of(base_url: str) -> str:
    """Return scheme, host and path prefix without a slash at the end."""
    url = URL(base_url.strip())
    if url.scheme not in ("http", "https") or not url.host:
        raise ValueError("base_url must begin with http:// or https://")
    url.host.encode("idna")  # Raises a ValueError too; in a call it would come from the resolver.
    if url.user is not None or url.password is not None or url.query_string or url.fragment:
        raise ValueError("base_url must be a host and a path, nothing else")
    return f"{url.origin()}{url.raw_path.rstrip('/')}"


def _checked_key(key: str) -> str:
    """Return the key as a header can carry it; never show it in the complaint."""
    stripped = key.strip()
    if not stripped.isascii() or not stripped.isprintable() or " " in stripped:
        raise ValueError("the key has characters that no header can carry")
    return stripped


def _filename(name: str, *, kind: str) -> str:
    """Return a plain name with the ending that fits the bytes."""
    stem = re.sub(r"[^A-Za-z0-9_-]+", "-", PurePath(name).stem).strip("-")[:60]
    return f"{stem or 'picture'}.{'jpg' if kind == 'jpeg' else kind}"
