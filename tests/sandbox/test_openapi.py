"""The judge of requests: it has to find what is wrong, or its silence says nothing."""

import pytest

from tests.openapi import DiscordOpenApi

MESSAGES = "/channels/1/messages"
BUTTON = {"type": 2, "style": 1, "label": "Again", "custom_id": "again:1"}


@pytest.fixture(scope="module")
def description() -> DiscordOpenApi:
    """Return Discord's description, or skip."""
    return DiscordOpenApi.load_or_skip()


def row(**changes: object) -> dict[str, object]:
    """Return a row with one button, but for the changes."""
    return {"type": 1, "components": [{**BUTTON, **changes}]}


@pytest.mark.parametrize(
    ("method", "path", "body", "query"),
    [
        ("GET", "/users/@me", None, {}),
        ("GET", "/gateway/bot", None, {}),
        ("GET", MESSAGES, None, {"limit": "100", "after": "5"}),
        ("POST", MESSAGES, {"content": "x", "nonce": "1", "enforce_nonce": True}, {}),
        ("POST", MESSAGES, {"components": [row()]}, {}),
        ("POST", MESSAGES, {"attachments": [{"id": 0, "filename": "a.png"}]}, {}),
        ("POST", MESSAGES, {"allowed_mentions": {"parse": [], "users": [1]}}, {}),
        ("DELETE", f"{MESSAGES}/2", None, {}),
        ("POST", "/interactions/1/token/callback", {"type": 5}, {"with_response": "1"}),
        ("PATCH", "/webhooks/1/token/messages/@original", {"content": None}, {}),
        ("PUT", "/applications/1/commands", [{"name": "a", "description": "b"}], {}),
    ],
)
def test_a_right_request_passes(description, method, path, body, query):
    """What discord.py sends is not complained about."""
    assert [] == description.check(method, path, body, query)


@pytest.mark.parametrize(
    ("method", "path", "body", "query", "complaint"),
    [
        ("POST", MESSAGES, {"contnet": "x"}, {}, "contnet"),
        ("POST", MESSAGES, {"content": 5}, {}, "body.content"),
        ("POST", MESSAGES, {"content": "x" * 4001}, {}, "too long"),
        ("POST", MESSAGES, {"nonce": "x" * 26}, {}, "body.nonce"),
        ("POST", MESSAGES, {"components": [row(lable="x")]}, {}, "lable"),
        ("POST", MESSAGES, {"components": [row(custom_id="x" * 101)]}, {}, "custom_id"),
        ("POST", MESSAGES, {"components": [row(type=99)]}, {}, "components[0]"),
        ("POST", MESSAGES, {"attachments": [{"filename": "a"}]}, {}, "'id' is a required"),
        ("POST", MESSAGES, None, {}, "body: missing"),
        ("POST", "/channels/one/messages", {}, {}, "{channel_id}"),
        ("GET", MESSAGES, None, {"limit": "101"}, "query limit"),
        ("GET", MESSAGES, None, {"size": "1"}, "query size: unknown"),
        ("DELETE", f"{MESSAGES}/2", {}, {}, "body: none is expected"),
        ("PUT", MESSAGES, {}, {}, "no such endpoint"),
        ("POST", "/nonsense", {}, {}, "no such endpoint"),
        ("POST", "/interactions/1/t/callback", {"type": 4, "data": {"flgs": 1}}, {}, "flgs"),
        ("POST", "/interactions/1/t/callback", {"type": 42}, {}, "42"),
        ("PUT", "/applications/1/commands", [{"name": "a" * 33, "description": "b"}], {}, "name"),
        (
            "PUT",
            "/applications/1/commands",
            [
                {
                    "name": "a",
                    "description": "b",
                    "options": [{"type": 3, "name": "p", "description": "d" * 101}],
                }
            ],
            {},
            "options[0].description",
        ),
    ],
)
def test_a_wrong_request_is_named(description, method, path, body, query, complaint):
    """The sentence names the request and the field."""
    (violation,) = description.check(method, path, body, query)

    assert violation.startswith(f"{method} {path}: ")
    assert complaint in violation


@pytest.mark.parametrize(("parts", "complaints"), [(["file"], 0), (["files[0]"], 2), ([], 1)])
def test_a_form_is_judged_by_its_parts(description, parts, complaints):
    """Where an endpoint takes a form alone: what is missing, and what it does not know."""
    violations = description.check("POST", "/applications/1/attachment", parts=parts)

    assert complaints == len(violations)
