"""The mask painter: the page behind a signed link, its picture, and the form that it sends.

Whoever has the link is taken for the person it was given to: it is a bearer credential, and stands
in no log. What a page says is `pages`'; what becomes of a painting is the engine's.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
from collections.abc import AsyncIterator
from importlib import resources
from typing import Protocol
from weakref import WeakValueDictionary

from aiohttp import ETag, web

from bot.domain.drafts import Draft, DraftId
from bot.domain.errors import DarkroomError, UserError
from bot.domain.jobs import Job
from bot.engine.ports import Picture
from bot.text import Words
from bot.web.links import LinkExpired, LinkForged, MaskLinks
from bot.web.pages import Busy, LinkForeign, Pages, Terms
from bot.web.painting import FormTooLarge, FormUnreadable, read_painting

log = logging.getLogger(__name__)

PICTURES_AT_ONCE = 4
FORMS_AT_ONCE = 4
"""How many pictures are sent, and forms received, side by side: each holds its bytes meanwhile."""

WAITING_SECONDS = 20.0
"""How long somebody waits for their turn."""

SENDING_SECONDS = 120.0
"""How long a picture may take on its way; then the connection is cut."""

HEADERS = {
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' blob:",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}
"""Beside those of every answer (`server.HEADERS`)."""

TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}

_EXPECTED = (UserError, LinkForged, LinkExpired, LinkForeign, FormTooLarge, FormUnreadable, Busy)
"""What visitors bring about; everything else is ours, and the operator reads of it."""


class Drafts(Protocol):
    """What the painter needs of the engine's drafts."""

    async def get(self, draft_id: DraftId, *, by: int | None) -> Draft:
        """Return a draft. Raises NotFound, and TooLate where a job has come of it."""
        ...

    async def first_picture(self, draft: Draft) -> Picture:
        """Return the picture to paint on, upright."""
        ...

    def terms(self, draft: Draft) -> Terms:
        """Return what its job costs, and whether it is exact."""
        ...

    async def submit_painted(
        self, draft_id: DraftId, *, content: bytes, prompt: str, is_exact: bool
    ) -> Job:
        """Make the draft a job, whole. Raises UserError where that cannot be."""
        ...


class MaskPainter:
    """Answers under `/mask/` and `/static/`."""

    def __init__(self, *, drafts: Drafts, links: MaskLinks, words: Words) -> None:
        """Take whom to ask, and read the files of this package."""
        self._drafts = drafts
        self._links = links
        self._words = words
        self._pages = Pages(words)
        self._files = {
            file.name: file.read_bytes()
            for file in (resources.files(__package__) / "static").iterdir()
            if file.name.endswith(tuple(TYPES))
        }
        self._pictures = _Places(PICTURES_AT_ONCE)
        self._forms = _Places(FORMS_AT_ONCE)

    def add_routes(self, app: web.Application) -> None:
        """Put the painter's addresses on the server."""
        token = r"/mask/{token:[\w.-]+}"  # noqa: S105 - a pattern
        app.router.add_get(token, self._page)
        app.router.add_post(token, self._submit)
        app.router.add_get(f"{token}/picture", self._picture)
        app.router.add_get("/static/{name}", self._static)

    async def _page(self, request: web.Request) -> web.Response:
        token = request.match_info["token"]
        locale = _browsers_locale(request)
        try:
            draft = await self._drafts.get(self._links.draft_of(token), by=None)
            locale = draft.origin.locale
            page = self._pages.painter(
                draft,
                self._drafts.terms(draft),
                token=token,
                seconds_left=self._links.seconds_left(token),
            )
        except DarkroomError as error:
            return self._refused(error, locale)
        return _html(page)

    async def _picture(self, request: web.Request) -> web.StreamResponse:
        locale = _browsers_locale(request)
        try:
            draft_id = self._links.draft_of(request.match_info["token"])
            draft = await self._drafts.get(draft_id, by=None)
            async with self._pictures.one_for(draft.requester_id):
                picture = await self._drafts.first_picture(draft)
                return await _sent(request, picture)
        except DarkroomError as error:
            refusal = self._pages.refusal(_noted(error), locale)
            return web.Response(status=refusal.status, text=refusal.sentence, headers=HEADERS)

    async def _submit(self, request: web.Request) -> web.Response:
        locale = _browsers_locale(request)
        is_script = "application/json" in request.headers.get("Accept", "")
        try:
            self._refuse_other_sites(request)
            draft_id = self._links.draft_of(request.match_info["token"])
            draft = await self._drafts.get(draft_id, by=None)
            locale = draft.origin.locale
            async with self._forms.one_for(draft.requester_id):
                painting = await read_painting(request)
                job = await self._drafts.submit_painted(
                    draft_id,
                    content=painting.mask,
                    prompt=painting.prompt,
                    is_exact=painting.is_exact,
                )
        except DarkroomError as error:
            return self._refused(error, locale, is_script=is_script)
        log.info("a painted mask became job %s", job.id)
        if is_script:
            answer = {"job": job.id, "sentence": self._pages.done(locale)}
            return web.json_response(answer, headers=HEADERS)
        return _html(self._pages.done_page(locale))

    async def _static(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name not in self._files:
            raise web.HTTPNotFound
        content = self._files[name]
        etag = ETag(hashlib.sha256(content).hexdigest()[:16])
        headers = HEADERS | {"Cache-Control": "no-cache"}
        is_known = etag in (request.if_none_match or ())
        response = web.Response(
            status=304 if is_known else 200, body=None if is_known else content, headers=headers
        )
        response.content_type = TYPES[name[name.rindex(".") :]]
        response.charset = "utf-8"
        response.etag = etag
        return response

    def _refuse_other_sites(self, request: web.Request) -> None:
        """Raise LinkForeign for a form that another site's page sends.

        `Sec-Fetch-Site` says so wherever the connection is secure; `Origin` where it is not. A
        script of somebody's own has neither.
        """
        site = request.headers.get("Sec-Fetch-Site")
        if site is not None:
            if site not in ("same-origin", "none"):
                raise LinkForeign(f"from {site}")
            return
        origin = request.headers.get("Origin")
        if origin is None:
            return
        allowed = {self._links.origin, f"http://{request.host}", f"https://{request.host}"}
        if origin not in allowed:
            raise LinkForeign("from another origin")

    def _refused(
        self, error: DarkroomError, locale: str, *, is_script: bool = False
    ) -> web.Response:
        refusal = self._pages.refusal(_noted(error), locale)
        if is_script:
            answer = {"sentence": refusal.sentence}
            return web.json_response(answer, status=refusal.status, headers=HEADERS)
        return _html(self._pages.refusal_page(refusal, locale), status=refusal.status)


class _Places:
    """Some places, of which each person holds one at most: nobody can keep the others out."""

    def __init__(self, count: int) -> None:
        self._free = asyncio.Semaphore(count)
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    @contextlib.asynccontextmanager
    async def one_for(self, person_id: int) -> AsyncIterator[None]:
        """Hold a place; raises Busy where the person's turn, or a place, does not come for a
        while.
        """
        turn = self._turns.setdefault(person_id, asyncio.Lock())
        async with contextlib.AsyncExitStack() as held:
            try:
                async with asyncio.timeout(WAITING_SECONDS):
                    await held.enter_async_context(turn)
                    await held.enter_async_context(self._free)
            except TimeoutError as error:
                raise Busy("no place became free") from error
            yield


async def _sent(request: web.Request, picture: Picture) -> web.Response:
    """Send a picture whole, while its place is held."""
    response = web.Response(
        body=picture.content, content_type=f"image/{picture.kind}", headers=HEADERS
    )
    try:
        async with asyncio.timeout(SENDING_SECONDS):
            await response.prepare(request)
            await response.write_eof()
    except TimeoutError as error:
        if request.transport is not None:
            request.transport.abort()
        raise Busy("a picture was fetched too slowly") from error
    return response


def _noted(error: DarkroomError) -> DarkroomError:
    """Tell the log of an error that is no visitor's doing; return it."""
    if not isinstance(error, _EXPECTED):
        log.warning("the painter has trouble: %s: %s", type(error).__name__, error)
    return error


def _html(page: str, *, status: int = 200) -> web.Response:
    return web.Response(text=page, content_type="text/html", status=status, headers=HEADERS)


def _browsers_locale(request: web.Request) -> str:
    """Return the language that the browser asks for first: all we know where there is no draft."""
    return request.headers.get("Accept-Language", "").partition(",")[0].partition(";")[0].strip()
