"""What the sandbox accepts and how it refuses, spelled as the published API spells it.

Its own models on purpose: sharing them with the client would hide the client's mistakes.
"""

import json
from typing import Annotated, Literal, TypeVar

from aiohttp import web
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StrictInt,
    StrictStr,
    ValidationError,
    model_validator,
)

from sandbox.dials import Envelope, Style

MAX_REFERENCES = 15
MAX_PROMPT_CHARACTERS = 32_000
MAX_BATCH = 100
PIXELS = {"1:1": (1024, 1024), "3:2": (1536, 1024), "2:3": (1024, 1536)}

_TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "payment_required",
    403: "permission_error",
    404: "invalid_request_error",
    413: "invalid_request_error",
    429: "rate_limit_error",
    500: "server_error",
    502: "bad_gateway",
    503: "service_unavailable",
}
_SENTENCES = {
    400: "Invalid request parameters",
    401: "Invalid API key",
    402: "Insufficient balance",
    403: "You have no access to this model",
    404: "Not found",
    429: "Rate limit exceeded. Please try again later",
    500: "Internal server error",
    502: "Bad gateway",
    503: "The service is overloaded",
    504: "Gateway timeout",
}

Body = TypeVar("Body", bound=BaseModel)
Url = Annotated[StrictStr, Field(pattern=r"^https?://[^\s]+$")]


class GenerationRequest(BaseModel):
    """The body of POST /v1/images/generations; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: StrictStr
    prompt: StrictStr
    size: Literal["1:1", "3:2", "2:3"] = "1:1"
    n: StrictInt = 1
    quality: Literal["auto", "low", "medium", "high"] = "auto"
    background: Literal["auto", "opaque", "transparent"] = "auto"
    moderation: Literal["auto", "low"] = "auto"
    output_format: Literal["png", "jpeg"] = "png"
    output_compression: Annotated[StrictInt, Field(ge=0, le=100)] | None = None
    image_urls: tuple[Url, ...] | None = None
    mask_url: Url | None = None

    @model_validator(mode="after")
    def _check_together(self) -> "GenerationRequest":
        if not self.prompt.strip():
            raise ValueError("prompt is required")
        if len(self.prompt) > MAX_PROMPT_CHARACTERS:
            raise ValueError(f"prompt exceeds {MAX_PROMPT_CHARACTERS} characters")
        if self.image_urls is not None and not self.image_urls:
            raise ValueError("image_urls must not be empty")
        if self.image_urls and len(self.image_urls) > MAX_REFERENCES:
            raise ValueError(f"image_urls exceeds max {MAX_REFERENCES}")
        if self.mask_url is not None and not self.image_urls:
            raise ValueError("mask_url must be used together with image_urls")
        if self.background == "transparent" and self.output_format == "jpeg":
            raise ValueError("transparent background is not supported with jpeg")
        nulls = [name for name in self.model_fields_set if getattr(self, name) is None]
        if nulls:
            raise ValueError(f"{nulls[0]} must not be null")
        return self

    @property
    def count(self) -> int:
        """Return how many pictures are made: `n`, brought into 1 to 4."""
        return min(max(self.n, 1), 4)

    @property
    def pixels(self) -> tuple[int, int]:
        """Return width and height."""
        return PIXELS[self.size]


class BatchRequest(BaseModel):
    """The body of POST /v1/tasks/batch."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    task_ids: Annotated[tuple[StrictStr, ...], Field(min_length=1, max_length=MAX_BATCH)]


class Refused(Exception):
    """A request is answered by an error, in whatever envelope the dials say."""

    def __init__(self, status: int, message: str, *, code: str = "") -> None:
        """Keep what the answer says."""
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code


def parse(kind: type[Body], raw: bytes) -> Body:
    """Read a request body; raises `Refused` with 400 and a sentence that names the field."""
    try:
        return kind.model_validate_json(raw)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        message = str(first["msg"]).removeprefix("Value error, ")
        raise Refused(400, f"{field}: {message}" if field else message) from error


def refusal(error: Refused, envelope: Envelope, request_id: str) -> web.Response:
    """Put a refusal into its envelope; only a bad request can be a failed `build_request`."""
    style: Style = envelope
    if envelope == "build_request_failed" and error.status != 400:
        style = "live"
    return fault(error.status, style, request_id, message=error.message, code=error.code)


def fault(
    status: int, style: Style, request_id: str, *, message: str = "", code: str = ""
) -> web.Response:
    """Return an error answer of this status in one of the styles seen in the wild."""
    message = message or _SENTENCES.get(status, f"sandbox answers {status}")
    headers = {"X-Oneapi-Request-Id": request_id}
    if style == "html":
        page = f"<html><head><title>{status}</title></head><body><h1>{message}</h1></body></html>"
        return web.Response(status=status, text=page, content_type="text/html", headers=headers)
    if style == "empty":
        return web.Response(status=status, headers=headers)
    if style in ("build_request_failed", "moderation"):
        status = 500 if status == 400 else status
        if style == "moderation":
            message = "content moderation failed: sensitive content detected"
        message = f"build_request_failed: {message}"
    body = _error_body(status, style, message, code, request_id)
    return web.Response(
        status=status, text=json.dumps(body), content_type="application/json", headers=headers
    )


def _error_body(
    status: int, style: Style, message: str, code: str, request_id: str
) -> dict[str, object]:
    if style == "success_false":
        return {"success": False, "message": message}
    if style == "code":
        return {"code": 402 if status == 200 else status, "message": message}
    if style == "docs":
        kind = _TYPES.get(status, "server_error" if status >= 500 else "invalid_request_error")
        return {"error": {"code": code or status, "message": message, "type": kind}}
    text = f"{message} (request id: {request_id})"
    return {"error": {"code": code, "message": text, "param": "", "type": "apimart_error"}}


_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)


def sniff(data: bytes) -> str:
    """Tell the content type of a file by its first bytes; raises `Refused` if not a picture."""
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    kind = "application/pdf" if data.startswith(b"%PDF") else "application/octet-stream"
    raise Refused(400, f"unsupported image type: {kind}, allowed: jpeg, png, gif, webp")
