"""The dials of the sandbox: everything that can be made to go slow, odd or wrong.

Dials are set for the whole server, and a prompt may turn some of them for its own task with
directives: `[[seconds:8]]`, `[[fail:moderation_blocked]]`, `[[http:502-html]]`, `[[stuck:true]]`.
Acting on them is left to the modules of the image API.
"""

import dataclasses
import re
from collections.abc import Mapping
from typing import Literal

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

Where = Literal["submit", "task", "batch", "upload", "balance", "models", "file", "all"]
Envelope = Literal["docs", "live", "build_request_failed"]
Style = Literal[
    "docs", "live", "build_request_failed", "moderation", "html", "success_false", "code", "empty"
]

_DIRECTIVE = re.compile(r"\[\[\s*([a-z_]+)\s*:\s*([^\[\]]*?)\s*\]\]")


@dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid"))
class Dials:
    """How the server behaves from now on; the defaults are the well-behaved API.

    Raises pydantic's `ValidationError` for a value that no dial has.
    """

    # When a task ends. Both conditions must hold; with neither, it is done when first asked after.
    seconds: float = 0.0
    """A task takes so long at least..."""
    spread: float = 0.0
    """...times a lognormal factor of this sigma, drawn from `seed` in the order of submission."""
    seed: int = 0
    polls: int = 0
    """So many questions are answered as unfinished first."""
    stuck: bool = False
    """Tasks never end, until this is turned off."""

    # How it ends.
    fail: str = ""
    """The task fails with this code, such as `moderation_blocked`; `cancelled` is cancelled."""
    error_shape: Literal["object", "code_int", "string", "fail_reason", "absent"] = "object"
    missing: int = 0
    """So many pictures fewer than asked for are made, and paid for."""

    # Instead of an answer.
    http: int = 0
    """Answer with this HTTP status; 0 is off, 200 gives an error body under a good status."""
    http_style: Style = "docs"
    http_at: Where = "submit"
    times: int = 0
    """Only so many requests meet `http` or `wire` at each place (each prompt, for a directive)."""
    retry_after_seconds: int | None = None
    retry_after_as_date: bool = False
    wire: Literal["", "reset_before", "reset_after", "hang_before", "hang_after"] = ""
    """Drop or hold the submission, before its body is read or after the task was taken."""
    hang_seconds: float = 30.0
    unknown_polls: int = 0
    """So many questions after a new task are answered as if there were none."""
    forgetful: bool = False
    """Every task is unknown, as after the end of retention."""
    envelope: Envelope = "docs"
    """How refusals of bad requests and unknown ids look."""

    # Odd but good answers.
    submit_shape: Literal[
        "array", "object_202", "object_task_id", "object_task", "flat", "one_task_each"
    ] = "array"
    url_shape: Literal["array", "string", "entries"] = "array"
    submitted_word: str = "submitted"
    pending_word: str = "pending"
    running_word: str = "processing"
    completed_word: str = "completed"
    failed_word: str = "failed"
    code_given: bool = True
    expiry_given: bool = True
    estimate_given: bool = True
    progress_given: bool = True
    cost_given: bool = True
    content_type: str = "application/json"
    """What JSON answers are labelled as."""

    # Files.
    expires_seconds: float = 86_400.0
    """How long a result can be fetched after its task has ended."""
    file: Literal["whole", "empty", "truncated", "html", "gone", "redirect"] = "whole"
    file_type: str = ""
    """The content type that files are labelled as; empty: the true one."""
    drawing: Literal["full", "plain"] = "full"
    """`plain` draws one flat colour, in milliseconds."""

    # Other endpoints.
    uploads: bool = True
    batch: bool = True
    balance: Literal["counted", "unlimited", "failing"] = "counted"

    def turned(self, changes: Mapping[str, object]) -> "Dials":
        """Return the same dials with some of them changed; values are checked."""
        return _DIALS.validate_python({**dataclasses.asdict(self), **changes})


_DIALS = TypeAdapter(Dials)


def dials_from_json(text: str | bytes) -> Dials:
    """Read dials from a JSON object; what it does not name is as by default.

    Raises `pydantic.ValidationError`.
    """
    return _DIALS.validate_json(text)


_NAMES = frozenset(field.name for field in dataclasses.fields(Dials))


def directives(prompt: str) -> dict[str, object]:
    """Return the dials that a prompt turns; double brackets around anything else are just words.

    Raises `ValueError`, with a sentence, for a value that the dial does not have.
    """
    turned: dict[str, object] = {}
    for name, value in _DIRECTIVE.findall(prompt):
        if name == "http":
            status, _, style = value.partition("-")
            turned["http"] = status
            if style:
                turned["http_style"] = style
        elif name in _NAMES:
            turned[name] = value
    try:
        Dials().turned(turned)
    except ValidationError as error:
        first = error.errors()[0]
        message = f"directive {'.'.join(map(str, first['loc']))}: {first['msg']}"
        raise ValueError(message) from error
    return turned


def without_directives(prompt: str) -> str:
    """Return the words that are meant for the painter."""
    return " ".join(
        _DIRECTIVE.sub(
            lambda found: "" if found[1] in _NAMES else found[0],
            prompt,
        ).split()
    )
