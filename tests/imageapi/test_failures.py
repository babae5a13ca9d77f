"""The error tables are complete: every status and every exception of aiohttp is one of ours."""

import inspect
import ssl

import aiohttp
import pytest
from aiohttp import client_exceptions, http_exceptions
from aiohttp.client_reqrep import ConnectionKey
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from bot.domain.errors import (
    ApiError,
    ApiForbidden,
    ApiProtocolError,
    ApiRejected,
    ApiThrottled,
    ApiUnavailable,
    SubmissionInDoubt,
)
from bot.imageapi.answers import Answer
from bot.imageapi.failures import (
    TRANSPORT_ERRORS,
    presentable_cause,
    read_failure,
    read_lost,
    submit_failure,
    submit_lost,
)
from bot.imageapi.sentences import cleaned
from tests.imageapi.scripted import KEY, NOON, TASK, Reply, request

BODIES = [None, [], {}, {"error": {"message": "no", "code": ""}}, {"message": "no"}]
KINDS = {
    ApiUnavailable,
    ApiThrottled,
    ApiRejected,
    ApiForbidden,
    ApiProtocolError,
    SubmissionInDoubt,
}


def answer(status: int, payload: object) -> Answer:
    """Return an answer as it was read."""
    return Answer(status=status, payload=payload, text="", received_at=NOON)


def submit_expected(status: int) -> type[ApiError]:
    """Tell what the page of `failures` promises for a submission."""
    if status in (301, 302, 307, 308, 401, 402, 403):
        return ApiForbidden
    if status == 429:
        return ApiThrottled
    return ApiRejected if 400 <= status < 500 and status != 408 else SubmissionInDoubt


def read_expected(status: int, *, explained: bool) -> type[ApiError]:
    """Tell what the page of `failures` promises for a question."""
    if status in (401, 402, 403):
        return ApiForbidden
    if status == 429:
        return ApiThrottled
    if status == 408 or 500 <= status < 600:
        return ApiUnavailable
    if status in (404, 405, 413, 415) or (400 <= status < 500 and explained):
        return ApiRejected
    return ApiProtocolError


@pytest.mark.parametrize("payload", BODIES)
def test_every_status_is_exactly_one_error(payload):
    """From 300 to 599, and what lies beyond, whatever the body."""
    for status in (*range(300, 600), 600, 999):
        explained = isinstance(payload, dict) and bool(payload)

        submitted = submit_failure(answer(status, payload), cleaned)
        asked = read_failure(answer(status, payload), cleaned)

        assert submit_expected(status) is type(submitted), status
        assert read_expected(status, explained=explained) is type(asked), status


async def test_every_status_arrives_as_that_error(api, client):
    """The same over the socket; 404 is an outcome of a question, and no error."""
    statuses = [status for status in range(300, 600) if status != 404]
    for status in statuses:
        api.says({"error": {"message": "no"}}, status=status)
        # HTTP 304 has no body, by definition.
        explained = status != 304

        with pytest.raises(ApiError) as submitted:
            await client.submit(request())
        with pytest.raises(ApiError) as asked:
            await client.fetch(TASK)

        assert submit_expected(status) is submitted.type, status
        assert read_expected(status, explained=explained) is asked.type, status


REQUEST_INFO = aiohttp.RequestInfo(
    URL("http://gccai.example/"), "POST", CIMultiDictProxy(CIMultiDict({"Authorization": KEY}))
)
CONNECTION = ConnectionKey("gccai.example", 443, True, True, None, None, None)
OS_ERROR = OSError(111, "refused")
RESPONSE_ARGUMENTS = (REQUEST_INFO, ())

MADE = {
    client_exceptions.ClientError: (),
    client_exceptions.ClientResponseError: RESPONSE_ARGUMENTS,
    client_exceptions.ContentTypeError: RESPONSE_ARGUMENTS,
    client_exceptions.WSServerHandshakeError: RESPONSE_ARGUMENTS,
    client_exceptions.ClientHttpProxyError: RESPONSE_ARGUMENTS,
    client_exceptions.TooManyRedirects: RESPONSE_ARGUMENTS,
    client_exceptions.ClientConnectionError: (),
    client_exceptions.ClientConnectionResetError: (104, "reset"),
    client_exceptions.ClientOSError: (32, "broken"),
    client_exceptions.ClientConnectorError: (CONNECTION, OS_ERROR),
    client_exceptions.ClientConnectorDNSError: (CONNECTION, OS_ERROR),
    client_exceptions.ClientProxyConnectionError: (CONNECTION, OS_ERROR),
    client_exceptions.UnixClientConnectorError: ("/run/x", CONNECTION, OS_ERROR),
    client_exceptions.ClientSSLError: (CONNECTION, OS_ERROR),
    client_exceptions.ClientConnectorSSLError: (CONNECTION, ssl.SSLError(1, "bad")),
    client_exceptions.ClientConnectorCertificateError: (CONNECTION, ssl.CertificateError("bad")),
    client_exceptions.ServerConnectionError: (),
    client_exceptions.ServerDisconnectedError: (),
    client_exceptions.ServerTimeoutError: (),
    client_exceptions.ConnectionTimeoutError: (),
    client_exceptions.SocketTimeoutError: (),
    client_exceptions.ServerFingerprintMismatch: (b"a", b"b", "gccai.example", 443),
    client_exceptions.ClientPayloadError: (),
    client_exceptions.UploadAbortedError: (),
    client_exceptions.InvalidURL: ("x",),
    client_exceptions.InvalidUrlClientError: ("x",),
    client_exceptions.RedirectClientError: (),
    client_exceptions.NonHttpUrlClientError: (),
    client_exceptions.InvalidUrlRedirectClientError: ("x",),
    client_exceptions.NonHttpUrlRedirectClientError: (),
}
"""How to make each exception of aiohttp's client."""

NOT_SENT = {
    "ClientConnectorError",
    "ClientConnectorDNSError",
    "ClientProxyConnectionError",
    "UnixClientConnectorError",
    "ClientSSLError",
    "ClientConnectorSSLError",
    "ClientConnectorCertificateError",
    "ConnectionTimeoutError",
    "ServerFingerprintMismatch",
    "ClientHttpProxyError",
}
WRONG_ADDRESS = {
    "InvalidURL",
    "InvalidUrlClientError",
    "NonHttpUrlClientError",
    "InvalidUrlRedirectClientError",
    "NonHttpUrlRedirectClientError",
}
GARBLED = {
    "ClientResponseError",
    "ContentTypeError",
    "WSServerHandshakeError",
    "TooManyRedirects",
}


def classes_of_aiohttp():
    """Return every exception class of the client; a message of a web socket is of no use here."""
    return {
        found
        for _, found in inspect.getmembers(client_exceptions, inspect.isclass)
        if issubclass(found, aiohttp.ClientError)
    }


def test_no_exception_of_aiohttp_is_missing_here():
    """A new version of aiohttp may bring one: then somebody decides what it means."""
    assert classes_of_aiohttp() <= set(MADE)


@pytest.mark.parametrize("kind", [*MADE, TimeoutError, OSError, http_exceptions.BadHttpMessage])
def test_every_exception_of_aiohttp_is_exactly_one_error(kind):
    """Before sending: unavailable. Afterwards: a submission is in doubt, a question asked again."""
    error = kind(*MADE.get(kind, ("odd",)))
    name = kind.__name__

    submitted, asked = submit_lost(error, cleaned), read_lost(error, cleaned)

    assert isinstance(error, TRANSPORT_ERRORS)
    if name in WRONG_ADDRESS:
        assert (ApiForbidden, ApiForbidden) == (type(submitted), type(asked))
    elif name in NOT_SENT:
        assert (ApiUnavailable, ApiUnavailable) == (type(submitted), type(asked))
    else:
        garbled = name in GARBLED or name == "BadHttpMessage"
        assert SubmissionInDoubt is type(submitted)
        assert (ApiProtocolError if garbled else ApiUnavailable) is type(asked)


@pytest.mark.parametrize("kind", MADE)
def test_no_exception_that_holds_our_headers_is_chained(kind):
    """Its repr would show the key to whoever logs it."""
    cause = presentable_cause(kind(*MADE[kind]))

    assert KEY not in repr(cause)
    assert not hasattr(cause, "request_info")


@pytest.mark.parametrize("reply", [Reply(raw=b"no HTTP\r\n\r\n"), Reply(raw=b"")])
async def test_what_is_raised_has_no_hidden_context(api, client, reply):
    """Also the exception that was being handled would be found by a curious logger."""
    api.will(reply)

    with pytest.raises(ApiError) as caught:
        await client.submit(request())

    assert caught.value.__context__ is caught.value.__cause__


def test_the_tables_use_all_our_errors():
    """Each kind of ours can come about."""
    seen = {
        type(made(answer(status, BODIES[3]), cleaned))
        for status in range(300, 600)
        for made in (submit_failure, read_failure)
    } | {type(submit_lost(aiohttp.ConnectionTimeoutError(), cleaned))}

    assert KINDS == seen


def test_a_sentence_is_never_empty():
    """Even where the API says nothing at all."""
    error = submit_failure(answer(400, {"error": {"message": " "}}), cleaned)

    assert "HTTP 400" == str(error)
