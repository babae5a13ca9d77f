"""Discord's own description of its HTTP API, as a judge of the requests that the bot makes.

The description is not part of the project: the environment variable DISCORD_OPENAPI names the file.
This module only says what is wrong with a request; which requests to look at is for the tests.
"""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError
from referencing import Registry
from referencing.jsonschema import DRAFT202012

DOCUMENT = "urn:discord:api"

# Fields that discord.py 2.7.1 always sends, that Discord takes, and that its description lacks.
UNDOCUMENTED_FIELDS: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    # Documented in prose as part of an application command; only the response schema has it.
    "ApplicationCommandUpdateRequest": {"nsfw": {"type": "boolean"}},
    "ApplicationCommandCreateRequest": {"nsfw": {"type": "boolean"}},
    # The library says so with every edit, and of every embed.
    "IncomingWebhookUpdateRequestPartial": {"tts": {"const": False}},
    "MessageEditRequestPartial": {"tts": {"const": False}},
    "RichEmbed": {"flags": {"const": 0}},
}

# Discord takes ids as numbers too; discord.py sends them so in attachments, mentions, references.
SNOWFLAKE = {"type": ["integer", "string"], "minimum": 0, "pattern": "^[0-9]+$"}


class DiscordOpenApi:
    """The description, made strict: a field that it does not know is a violation."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._paths: Mapping[str, Mapping[str, Any]] = document["paths"]
        schemas = document["components"]["schemas"]
        schemas["SnowflakeType"] = SNOWFLAKE
        for name, fields in UNDOCUMENTED_FIELDS.items():
            schemas[name]["properties"].update(fields)
        _forbid_unknown_fields(schemas)
        resource = DRAFT202012.create_resource(dict(document))
        self._registry: Registry[Any] = Registry().with_resource(DOCUMENT, resource)

    @classmethod
    def load_or_skip(cls) -> "DiscordOpenApi":
        """Read the file that DISCORD_OPENAPI names; skip the test if the variable is not set."""
        name = os.environ.get("DISCORD_OPENAPI")
        if not name:
            pytest.skip("DISCORD_OPENAPI does not name Discord's OpenAPI description")
        return cls(json.loads(Path(name).read_text(encoding="utf-8")))

    def check(
        self,
        method: str,
        path: str,
        body: Any = None,
        query: Mapping[str, str] | None = None,
        *,
        parts: Sequence[str] = (),
    ) -> list[str]:
        """Return what is wrong with a request, in words; nothing if it is right.

        `path` is without the version, `body` the JSON (of a multipart request its `payload_json`),
        `parts` the names of the files, which count where an endpoint takes nothing but a form.
        """
        template = self._template(path)
        operation = self._paths[template].get(method.lower()) if template else None
        if template is None or operation is None:
            return [f"{method} {path}: no such endpoint"]
        violations = [
            *self._check_path(template, path),
            *self._check_query(template, operation, query or {}),
            *self._check_body(operation, body, parts),
        ]
        return [f"{method} {path}: {each}" for each in violations]

    def check_answer(self, method: str, path: str, body: Any) -> list[str]:
        """Return what is wrong with the good answer to a request, in words; nothing if right."""
        operation = self._paths[self._template(path) or ""][method.lower()]
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
        return list(self._errors(_absolute(schema), body, "answer"))

    def _template(self, path: str) -> str | None:
        """Return the most literal template that a path fits."""
        parts = path.split("/")
        fitting = [
            template
            for template in self._paths
            if len(pattern := template.split("/")) == len(parts)
            and all(a == b or a.startswith("{") for a, b in zip(pattern, parts, strict=True))
        ]
        return min(fitting, key=lambda each: each.count("{"), default=None)

    def _check_path(self, template: str, path: str) -> Iterator[str]:
        schemas = {
            each["name"]: each["schema"] for each in self._paths[template].get("parameters", ())
        }
        for pattern, value in zip(template.split("/"), path.split("/"), strict=True):
            if pattern.startswith("{"):
                schema = schemas.get(pattern.strip("{}"), {})
                yield from self._errors(_absolute(schema), value, pattern)

    def _check_query(
        self, template: str, operation: Mapping[str, Any], query: Mapping[str, str]
    ) -> Iterator[str]:
        shared = self._paths[template].get("parameters", ())
        parameters = [*shared, *operation.get("parameters", ())]
        known = {each["name"]: each["schema"] for each in parameters if each["in"] == "query"}
        for name, value in query.items():
            if name not in known:
                yield f"query {name}: unknown"
            else:
                yield from self._errors(
                    _absolute(known[name]), _typed(value, known[name]), f"query {name}"
                )

    def _check_body(
        self, operation: Mapping[str, Any], body: Any, parts: Sequence[str]
    ) -> Iterator[str]:
        expected = operation.get("requestBody")
        if expected is None:
            if body is not None:
                yield "body: none is expected"
        elif "application/json" not in expected["content"]:
            schema = _absolute(expected["content"]["multipart/form-data"]["schema"])
            _forbid_unknown_fields(schema)
            form = {**(body or {}), **dict.fromkeys(parts, "")}
            yield from self._errors(schema, form, "form")
        elif body is None:
            if expected.get("required"):
                yield "body: missing"
        else:
            schema = expected["content"]["application/json"]["schema"]
            yield from self._errors(_absolute(schema), body, "body")

    def _errors(self, schema: Mapping[str, Any], value: Any, where: str) -> Iterator[str]:
        validator = Draft202012Validator(dict(schema), registry=self._registry)
        for error in validator.iter_errors(value):
            yield from _explained(error, where)


def _forbid_unknown_fields(node: Any) -> None:
    """Close every object schema that lists its fields; none of them is meant to be open."""
    if isinstance(node, dict):
        if isinstance(node.get("properties"), dict):
            node.setdefault("additionalProperties", False)
        for child in node.values():
            _forbid_unknown_fields(child)
    elif isinstance(node, list):
        for child in node:
            _forbid_unknown_fields(child)


def _absolute(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return a schema whose own references lead into the document, from outside of it."""
    text = json.dumps(schema).replace('"$ref": "#/', f'"$ref": "{DOCUMENT}#/')
    absolute: dict[str, Any] = json.loads(text)
    return absolute


def _typed(value: str, schema: Mapping[str, Any]) -> Any:
    """Return a query value as the type that its schema names, or as it is if it cannot be."""
    if schema.get("type") == "integer" and value.lstrip("-").isdigit():
        return int(value)
    if schema.get("type") == "boolean":
        return {"1": True, "true": True, "0": False, "false": False}.get(value.lower(), value)
    return value


def _explained(error: ValidationError, where: str) -> Iterator[str]:
    """Return the error in words; of several alternatives, that of the one that was meant."""
    branches: dict[Any, list[ValidationError]] = {}
    for cause in error.context or ():
        branches.setdefault(cause.schema_path[0], []).append(cause)
    place = "".join(f"[{each}]" if isinstance(each, int) else f".{each}" for each in error.path)
    if not branches:
        yield f"{where}{place}: {_shortened(error.message)}"
        return
    meant = min(branches.values(), key=_remoteness)
    if _remoteness(meant)[0]:
        yield f"{where}{place}: no alternative fits {_shortened(repr(error.instance))}"
        return
    for cause in meant:
        yield from _explained(cause, where + place)


def _shortened(message: str) -> str:
    """Return a message that begins with a whole value, with the middle of that left out."""
    return message if len(message) < 200 else f"{message[:60]} ... {message[-120:]}"


def _remoteness(causes: list[ValidationError]) -> tuple[bool, int]:
    """Rank an alternative: one that fails by its kind was not meant, nor one that fails a lot."""
    wrong_kind = any(
        (list(each.path) == ["type"] and each.validator == "enum")
        or (not each.path and each.validator == "type")
        for each in causes
    )
    return wrong_kind, len(causes)
