"""The one place where a status, an odd body or an exception of aiohttp becomes one of our errors.

There are two tables, because a lost submission may cost money and a lost question costs nothing.

A submission                                         becomes
  no connection (DNS, TCP, TLS, a proxy)             ApiUnavailable: nothing was sent
  429                                                ApiThrottled
  401 402 403, a code of an empty purse              ApiForbidden
  301 302 307 308                                    ApiForbidden: not taken, sent elsewhere by
                                                     what is in front of the API; it is `base_url`
                                                     that the operator has to mend
  other 4xx, build_request_failed, refused content   ApiRejected
  503 idempotency_unavailable                        ApiUnavailable: "not executed"
  408, 409 in progress or indeterminate              SubmissionInDoubt
  other 3xx (303 means: done, look there)            SubmissionInDoubt
  5xx, a lost answer, no task id in the answer       SubmissionInDoubt
An error inside an HTTP 200 is judged by the status that its code or type stands for; without one,
the submission is in doubt.

A question                                           becomes
  no connection, a timeout, a lost answer, 408, 5xx  ApiUnavailable
  429                                                ApiThrottled
  401 402 403, a code of an empty purse              ApiForbidden
  404 405 413 415, other 4xx that explain themselves ApiRejected
  anything else                                      ApiProtocolError
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import aiohttp
from aiohttp.http_exceptions import HttpProcessingError

from bot.domain.errors import (
    ApiError,
    ApiForbidden,
    ApiProtocolError,
    ApiRejected,
    ApiThrottled,
    ApiUnavailable,
    SubmissionInDoubt,
)
from bot.imageapi import sentences
from bot.imageapi.answers import Answer, sane_seconds
from bot.imageapi.wire import Envelope, ErrorBody

Clean = Callable[[str], str]
"""Makes a foreign sentence fit to be shown: `sentences.cleaned`, knowing the key."""

Lost = Callable[[BaseException, Clean], ApiError]
"""Turns an exception of aiohttp into our error: `submit_lost` or `read_lost`."""

TRANSPORT_ERRORS = (aiohttp.ClientError, HttpProcessingError, OSError)
"""All that aiohttp raises because of the network or the other side (TimeoutError is an OSError)."""

_NOT_SENT = (
    aiohttp.ClientConnectorError,
    aiohttp.ClientHttpProxyError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.ServerFingerprintMismatch,
)
_WRONG_ADDRESS = (aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError)
_GARBLED = (aiohttp.ClientResponseError, HttpProcessingError)

_OPERATORS_CODES = frozenset(
    {
        "billing_hard_limit_reached",
        "insufficient_quota",
        "insufficient_user_quota",
        "invalid_api_key",
        "project_spend_limit_exceeded",
    }
)
_UNKNOWN_TASK_CODES = frozenset({"task_not_exist", "task_not_found"})
_UNKNOWN_TASK_PHRASES = ("任务不存在", "invalid task id", "task not found", "task_not_exist")

_FINE_CODES = frozenset({"", "0", "200", "201", "202", "ok", "success"})
_STATUS_OF_CODE = {
    **dict.fromkeys(("invalid_request_error", "image_generation_user_error"), 400),
    **dict.fromkeys(("invalid_size", "invalid_n", "invalid_value", "invalid_image_file"), 400),
    "authentication_error": 401,
    "payment_required": 402,
    "permission_error": 403,
    **dict.fromkeys(("rate_limit_error", "rate_limit_exceeded"), 429),
    "server_error": 500,
    "bad_gateway": 502,
    "service_unavailable": 503,
}

_SUBMIT_BY_CODE: Mapping[str, type[ApiError]] = {
    "idempotency_unavailable": ApiUnavailable,
    "idempotency_in_progress": SubmissionInDoubt,
    "idempotency_result_indeterminate": SubmissionInDoubt,
    "idempotency_key_reused": ApiRejected,
}
_SUBMIT_BY_STATUS: Mapping[int, type[ApiError]] = {
    **dict.fromkeys(range(400, 500), ApiRejected),
    **dict.fromkeys((301, 302, 307, 308, 401, 402, 403), ApiForbidden),
    408: SubmissionInDoubt,
    429: ApiThrottled,
}
_READ_BY_STATUS: Mapping[int, type[ApiError]] = {
    **dict.fromkeys((401, 402, 403), ApiForbidden),
    **dict.fromkeys((404, 405, 413, 415), ApiRejected),
    **dict.fromkeys((408, *range(500, 600)), ApiUnavailable),
    429: ApiThrottled,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """What a body says went wrong, whichever of the many shapes it has."""

    code: str = ""
    type: str = ""
    message: str = ""
    retry_after_seconds: float | None = None
    categories: list[str] = field(default_factory=list)

    @property
    def status(self) -> int | None:
        """The HTTP status that the code, or else the type, stands for."""
        if self.code.isdecimal() and 400 <= float(self.code) < 600:
            return int(self.code)
        return _STATUS_OF_CODE.get(self.code.lower(), _STATUS_OF_CODE.get(self.type.lower()))


def complaint_in(payload: object, *, failed: bool) -> Complaint | None:
    """Return what the body complains of, or None. `failed`: the HTTP status says that it does."""
    if not isinstance(payload, dict):
        return None
    envelope = Envelope.model_validate(payload)
    code = "" if envelope.code.lower() in _FINE_CODES else envelope.code
    message = envelope.message or envelope.msg or envelope.detail
    is_said = envelope.error is not None or envelope.success is False or bool(code)
    if not is_said and not (failed and message):
        return None
    error = envelope.error or ErrorBody()
    details = error.moderation_details
    return Complaint(
        code=error.code or code,
        type=error.type or envelope.type,
        message=error.message or message,
        retry_after_seconds=sane_seconds(
            envelope.retry_after if error.retry_after is None else error.retry_after
        ),
        categories=details.categories if details else [],
    )


def submit_failure(answer: Answer, clean: Clean) -> ApiError:
    """Return the error for an answer to a submission that names no task."""
    complaint = complaint_in(answer.payload, failed=not answer.is_ok)
    status = _status(answer, complaint)
    if complaint is not None and _refuses(complaint, status):
        moderated = sentences.is_moderated(complaint.code, complaint.message)
        return ApiRejected(_sentence(answer, complaint, clean), moderated=moderated)
    kind = _SUBMIT_BY_STATUS.get(status or 0, SubmissionInDoubt)
    if complaint is not None:
        kind = _by_code(complaint, _SUBMIT_BY_CODE) or kind
    return _made(kind, answer, complaint, clean)


def read_failure(answer: Answer, clean: Clean) -> ApiError:
    """Return the error for an answer to a question, or an upload, that lacks what was asked for."""
    complaint = complaint_in(answer.payload, failed=not answer.is_ok)
    status = _status(answer, complaint)
    kind = _READ_BY_STATUS.get(status or 0)
    if complaint is not None:
        kind = _by_code(complaint, {}) or kind
        if kind is None and status is not None and 400 <= status < 500:
            kind = ApiRejected
    return _made(kind or ApiProtocolError, answer, complaint, clean)


def is_unknown_task(answer: Answer) -> bool:
    """Tell whether the answer says that there is no such task."""
    complaint = complaint_in(answer.payload, failed=not answer.is_ok)
    status = _status(answer, complaint)
    if complaint is None or status in (401, 402, 403, 429):
        return status == 404
    message = complaint.message.lower()
    return (
        status == 404
        or complaint.code.lower() in _UNKNOWN_TASK_CODES
        or any(phrase in message for phrase in _UNKNOWN_TASK_PHRASES)
    )


def submit_lost(error: BaseException, clean: Clean) -> ApiError:
    """Return the error for a submission that aiohttp could not bring to an answer."""
    if isinstance(error, _WRONG_ADDRESS):
        return ApiForbidden(_lost("the API's address is wrong", error, clean))
    if isinstance(error, _NOT_SENT):
        return ApiUnavailable(_lost("no connection to the API", error, clean))
    return SubmissionInDoubt(_lost("the answer to a submission was lost", error, clean))


def read_lost(error: BaseException, clean: Clean) -> ApiError:
    """Return the error for a question that aiohttp could not bring to an answer."""
    if isinstance(error, _WRONG_ADDRESS):
        return ApiForbidden(_lost("the API's address is wrong", error, clean))
    if isinstance(error, _GARBLED) and not isinstance(error, _NOT_SENT):
        return ApiProtocolError(_lost("the API does not speak HTTP", error, clean))
    return ApiUnavailable(_lost("the API cannot be reached", error, clean))


def presentable_cause(error: BaseException) -> BaseException | None:
    """Return the exception to chain: only such as quote neither our request nor the answer."""
    return error if isinstance(error, OSError) else None


def _status(answer: Answer, complaint: Complaint | None) -> int | None:
    """Return the status to judge by: HTTP's own, or under a success the one in the body."""
    if not answer.is_ok:
        return answer.status
    return complaint.status if complaint is not None else None


def _refuses(complaint: Complaint, status: int | None) -> bool:
    """Tell whether the complaint is about this very request, whatever the status.

    A 5xx is believed only by a code or the gateway's own prefix: its sentence may quote anything.
    """
    if sentences.is_refused_early(complaint.code, complaint.message):
        return True
    if status is not None and status >= 500:
        return sentences.is_moderation_code(complaint.code)
    # These are about the key, the purse and the pace, never about the content.
    return status not in (401, 402, 429) and sentences.is_moderated(
        complaint.code, complaint.message
    )


def _by_code(complaint: Complaint, known: Mapping[str, type[ApiError]]) -> type[ApiError] | None:
    for name in (complaint.code.lower(), complaint.type.lower()):
        if name in _OPERATORS_CODES:
            return ApiForbidden
        if name in known:
            return known[name]
    return None


def _made(
    kind: type[ApiError], answer: Answer, complaint: Complaint | None, clean: Clean
) -> ApiError:
    sentence = _sentence(answer, complaint, clean)
    if kind is ApiRejected:
        return ApiRejected(sentence)
    asked = answer.retry_after_seconds
    if asked is None and complaint is not None:
        asked = complaint.retry_after_seconds
    if complaint is None:
        sentence = clean(f"{sentence}: {sentences.page_text(answer.text)}")
    else:
        sentence = clean(f"HTTP {answer.status}: {sentence}")
    return kind(sentence, retry_after_seconds=asked)


def _sentence(answer: Answer, complaint: Complaint | None, clean: Clean) -> str:
    """Return the API's own sentence, or else the bare status: nobody is shown a proxy's page."""
    said = ""
    if complaint is not None:
        message = sentences.without_prefix(complaint.message) or complaint.code or complaint.type
        said = clean(sentences.with_categories(message, complaint.categories))
    return said or f"HTTP {answer.status}"


def _lost(what: str, error: BaseException, clean: Clean) -> str:
    return clean(f"{what}: {type(error).__name__} {error}")
