"""The configuration: a TOML file, every key of which a variable of the environment may override.

`load` is the only reader of the environment. What a key means, its unit and when to change it
stand in `config.example.toml`. Only the composition root and the command line see `Settings`;
everybody else is handed plain values.
"""

from __future__ import annotations

import difflib
import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails

from bot.domain.errors import ConfigError
from bot.domain.models import AUTO, DEFAULT_CATALOGUE, Catalogue, Model
from bot.domain.quota import Allowance
from bot.domain.rules import MOST_SECONDS, StrikeRule

PREFIX = "DARKROOM_"
BASE_OF_NEW_MODELS = "gpt-image-1.5-official"
SQLITE = "sqlite:///"

LIKENESS = 0.75
"""How like two words must be (1: the same) for one to be taken for a misspelling of the other."""


class _Misplaced(ValueError):
    """A rule over several keys is broken: `key` says, below the rule's place, which one to mend."""

    def __init__(self, key: str, sentence: str) -> None:
        super().__init__(sentence)
        self.key = key


def _listed(value: object) -> object:
    """Read a list that came as text, as a variable does: JSON, or comma separated."""
    if not isinstance(value, str):
        return value
    if value.lstrip().startswith("["):
        return json.loads(value, parse_float=Decimal)
    return [part.strip() for part in value.split(",") if part.strip()]


def _stripped(secret: SecretStr) -> SecretStr:
    return SecretStr(secret.get_secret_value().strip())


def _address(url: str, *schemes: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in schemes or not parts.hostname:
        raise ValueError(f"should begin with {' or '.join(f'{scheme}://' for scheme in schemes)}")
    return url.rstrip("/")


def _http(url: str) -> str:
    return _address(url, "http", "https")


def _without_version(url: str) -> str:
    if re.search(r"/v\d+$", url):
        raise ValueError("should not end with the API's version, which is added")
    return url


def _base_or_empty(url: str) -> str:
    """Return an address that others are made of by appending a path."""
    url = url and _http(url)
    parts = urlsplit(url)
    if parts.query or parts.fragment:
        raise ValueError("has to end with a host or a path, without ? and #")
    if parts.path.endswith("/mask"):
        raise ValueError("is the address in front of /mask/, which is added by itself")
    return url


def _websocket_or_empty(url: str) -> str:
    return url and _address(url, "ws", "wss")


def _listen(value: str) -> str:
    if value:
        _host_and_port(value)
    return value


def _host_and_port(value: str) -> tuple[str, int]:
    """Split `host:port` (`[::1]:8080` for IPv6); raise ValueError with a sentence."""
    host, colon, port = value.rpartition(":")
    if not colon or not host or not port.isascii() or not port.isdigit() or int(port) > 65_535:
        raise ValueError('should be "host:port", or "" to turn the web server off')
    return host.removeprefix("[").removesuffix("]"), int(port)


def _sqlite(url: str) -> str:
    if not url.startswith(SQLITE) or url.removeprefix(SQLITE) in ("", ":memory:"):
        raise ValueError(f"should be {SQLITE} and the path of a file; other databases are to come")
    return url


def _pixels(value: object) -> object:
    """Read `1024x1536` as width and height."""
    if not isinstance(value, str):
        return value
    match = re.fullmatch(r"(\d+)x(\d+)", value)
    if match is None:
        raise ValueError("should be width and height in pixels, like 1024x1536")
    return match.groups()


Http = Annotated[str, AfterValidator(_http)]
Secret = Annotated[SecretStr, AfterValidator(_stripped)]
Snowflake = Annotated[int, Field(gt=0, lt=2**64)]
Usd = Annotated[Decimal, Field(ge=0, le=1_000_000, decimal_places=6)]
Seconds = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Limit = Annotated[int, Field(ge=0)]
Words = Annotated[tuple[str, ...], BeforeValidator(_listed)]
Side = Annotated[int, Field(gt=0, le=16_384)]
Pixels = Annotated[tuple[Side, Side], BeforeValidator(_pixels)]


def _microusd(usd: Decimal) -> int:
    """Turn dollars into micro-dollars, exactly: more than six places are refused before."""
    return int(usd * 1_000_000)


class Section(BaseModel):
    """One table of the file; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class DiscordSettings(Section):
    """How to be a bot on Discord."""

    token: Secret = SecretStr("")
    api_url: Annotated[Http, AfterValidator(_without_version)] = "https://discord.com/api"
    gateway_url: Annotated[str, AfterValidator(_websocket_or_empty)] = ""
    replies: bool = True
    guild_ids: Annotated[tuple[Snowflake, ...], BeforeValidator(_listed)] = ()
    message_content_intent: bool = False
    shard_count: Limit = 0
    shard_ids: Annotated[tuple[Limit, ...], BeforeValidator(_listed)] = ()

    @model_validator(mode="after")
    def _knows_its_shards(self) -> Self:
        if any(shard >= self.shard_count for shard in self.shard_ids):
            raise _Misplaced("shard_ids", "should all be less than shard_count")
        return self


class ModelSettings(Section):
    """One more model, or other prices of one that is there; what is not said is as in `like`."""

    name: Annotated[str, Field(min_length=1, max_length=100)]
    label: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    like: str | None = None
    sizes: Annotated[dict[str, Pixels], Field(min_length=1)] | None = None
    prices: dict[str, dict[str, Usd]] = {}
    qualities: Words | None = None
    backgrounds: Words | None = None
    moderations: Words | None = None
    formats: Words | None = None
    max_count: Annotated[int, Field(ge=1, le=10)] | None = None
    max_references: Annotated[int, Field(ge=0, le=16)] | None = None
    max_prompt_chars: Annotated[int, Field(ge=1)] | None = None

    def model(self, known: Mapping[str, Model]) -> Model:
        """Build the model on one of those known; raise ValueError with the key and a sentence."""
        base = self._base(known)
        is_new = self.name not in known
        sizes = base.sizes if self.sizes is None else self.sizes
        qualities = base.qualities if self.qualities is None else self.qualities
        return Model(
            name=self.name,
            label=self.label or (self.name if is_new else known[self.name].label),
            sizes=sizes,
            prices_microusd=self._prices_microusd(base, tuple(sizes), qualities),
            qualities=qualities,
            backgrounds=base.backgrounds if self.backgrounds is None else self.backgrounds,
            moderations=base.moderations if self.moderations is None else self.moderations,
            formats=base.formats if self.formats is None else self.formats,
            max_count=self.max_count or base.max_count,
            max_references=(
                base.max_references if self.max_references is None else self.max_references
            ),
            max_prompt_chars=self.max_prompt_chars or base.max_prompt_chars,
        )

    def _base(self, known: Mapping[str, Model]) -> Model:
        like = self.like or (self.name if self.name in known else BASE_OF_NEW_MODELS)
        if like not in known:
            raise _Misplaced("like", f"should be one of {', '.join(known)}")
        return known[like]

    def _prices_microusd(
        self, base: Model, sizes: tuple[str, ...], qualities: tuple[str, ...]
    ) -> dict[str, dict[str, int]]:
        """Lay the prices given over the base's; every size and quality must end up with one."""
        priced = [quality for quality in qualities if quality != AUTO] or [AUTO]
        for size, by_quality in self.prices.items():
            if size not in sizes:
                raise _Misplaced("prices", f"has a price for {size}, which is not one of its sizes")
            for quality in by_quality.keys() - {*qualities, AUTO}:
                raise _Misplaced("prices", f"has a price for {quality}, not one of its qualities")
        prices = {
            size: {
                quality: price
                for quality, price in base.prices_microusd.get(size, {}).items()
                if quality in priced
            }
            | {q: _microusd(usd) for q, usd in self.prices.get(size, {}).items()}
            for size in sizes
        }
        for size, quality in ((s, q) for s in sizes for q in priced if q not in prices[s]):
            raise _Misplaced("prices", f"has no price for {size} in quality {quality}")
        return prices


class ImageApiSettings(Section):
    """Where pictures come from, and what they cost."""

    base_url: Http = "https://gccai.heqingsong.uk"
    key: Secret = SecretStr("")
    default_model: str = BASE_OF_NEW_MODELS
    max_in_flight: Annotated[int, Field(ge=1)] = 20
    references: Literal["discord", "upload", "auto"] = "auto"
    models: Annotated[tuple[ModelSettings, ...], BeforeValidator(_listed)] = ()

    @model_validator(mode="after")
    def _knows_its_models(self) -> Self:
        names = [model.name for model in self.catalogue()]
        if self.default_model not in names:
            raise _Misplaced("default_model", f"should be one of {', '.join(names)}")
        return self

    def catalogue(self) -> Catalogue:
        """Return the built-in models with those of the configuration laid over them or added."""
        known = {model.name: model for model in DEFAULT_CATALOGUE}
        written: set[str] = set()
        for number, entry in enumerate(self.models):
            place = f"models[{number}]"
            if entry.name in written:
                raise _Misplaced(f"{place}.name", f"{entry.name} stands there twice")
            written.add(entry.name)
            try:
                known[entry.name] = entry.model(known)
            except _Misplaced as error:
                raise _Misplaced(f"{place}.{error.key}", str(error)) from None
        return Catalogue(tuple(known.values()))


class PollingSettings(Section):
    """How often the image API is asked, and when people are told that it takes too long."""

    floor_seconds: Seconds = 1.0
    ceiling_seconds: Seconds = 10.0
    deadline_seconds: Seconds = 900.0

    @model_validator(mode="after")
    def _has_a_range(self) -> Self:
        if self.ceiling_seconds < self.floor_seconds:
            raise _Misplaced("ceiling_seconds", "should not be less than floor_seconds")
        return self


class StoreSettings(Section):
    """Where jobs and pictures are kept."""

    url: Annotated[str, AfterValidator(_sqlite)] = "sqlite:///data/darkroom.db"
    pictures: Annotated[str, Field(min_length=1)] = "data/pictures"
    keep_pictures_bytes: Limit = 0


class QuotaSettings(Section):
    """The limits that hold where nobody set others; 0 is no limit."""

    images_per_day: Limit = 50
    usd_per_day: Usd = Decimal(0)
    jobs_at_once: Limit = 5
    cooldown_seconds: Limit = 0
    server_usd_per_month: Usd = Decimal(0)
    total_usd_per_day: Usd = Decimal(0)
    queue_limit: Limit = 500
    shares_per_day: Limit = 10

    def allowance(self) -> Allowance:
        """Return the limits of one request, in micro-dollars."""
        return Allowance(
            images_per_day=self.images_per_day,
            microusd_per_day=_microusd(self.usd_per_day),
            jobs_at_once=self.jobs_at_once,
            cooldown_seconds=self.cooldown_seconds,
            server_microusd_per_month=_microusd(self.server_usd_per_month),
            total_microusd_per_day=_microusd(self.total_usd_per_day),
            queue_limit=self.queue_limit,
        )


class ModerationSettings(Section):
    """What becomes of a person whose requests the image API refuses for their content."""

    refusals: Limit = 3
    window_seconds: Annotated[int, Field(ge=1, le=MOST_SECONDS)] = 3600
    pause_seconds: Annotated[int, Field(ge=1, le=MOST_SECONDS)] = 3600

    def strikes(self) -> StrikeRule:
        """Return the rule that holds where a server has no other."""
        return StrikeRule(
            refusals=self.refusals,
            window_seconds=self.window_seconds,
            pause_seconds=self.pause_seconds,
        )


class WebSettings(Section):
    """The small web server."""

    listen: Annotated[str, AfterValidator(_listen)] = "127.0.0.1:8080"
    public_url: Annotated[str, AfterValidator(_base_or_empty)] = ""

    @property
    def address(self) -> tuple[str, int] | None:
        """Host and port to listen on; None where the web server is turned off."""
        return _host_and_port(self.listen) if self.listen else None


class Settings(Section):
    """Everything that can be set, checked. A repr of it holds no secret."""

    discord: DiscordSettings = DiscordSettings()
    image_api: ImageApiSettings = ImageApiSettings()
    polling: PollingSettings = PollingSettings()
    store: StoreSettings = StoreSettings()
    quota: QuotaSettings = QuotaSettings()
    moderation: ModerationSettings = ModerationSettings()
    web: WebSettings = WebSettings()

    def catalogue(self) -> Catalogue:
        """Return the models on offer."""
        return self.image_api.catalogue()


def load(path: Path, environ: Mapping[str, str], *, needs_secrets: bool = True) -> Settings:
    """Read the file, if there is one, and lay the `DARKROOM_…` variables over it.

    Raises ConfigError, one line that names file (or variable) and key: also where the token or the
    key is missing, unless the caller gets by without (`needs_secrets`).
    """
    written = _from_file(path)
    overrides = _from_environment(environ)
    for section, values in overrides.items():
        table = written.setdefault(section, {})
        if isinstance(table, dict):  # else Settings refuses it by name
            table.update(values)
    try:
        settings = Settings.model_validate(written)
    except ValidationError as error:
        faults = [_fault(detail, overrides) for detail in error.errors(include_url=False)]
        in_file = [fault for is_override, fault in faults if not is_override]
        in_environment = [fault for is_override, fault in faults if is_override]
        lines = [f"{path}: {'; '.join(in_file)}"] if in_file else []
        raise ConfigError("; ".join(lines + in_environment)) from None
    if needs_secrets:
        _require_secrets(settings, path)
    return settings


def _from_file(path: Path) -> dict[str, Any]:
    """Parse the file, with exact decimals; no file is an empty one."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not a TOML file: {error}") from error


def _variable(section: str, key: str) -> str:
    return f"{PREFIX}{section}__{key}".upper()


def _keys() -> dict[str, tuple[str, str]]:
    """Name every variable there is, with its section and key."""
    return {
        _variable(name, key): (name, key)
        for name, section in Settings()
        for key in type(section).model_fields
    }


def _from_environment(environ: Mapping[str, str]) -> dict[str, dict[str, str]]:
    known = _keys()
    overrides: dict[str, dict[str, str]] = {}
    for name, value in environ.items():
        if not name.startswith(PREFIX):
            continue
        if name not in known:
            raise ConfigError(f"environment: {name}: no such setting{_meant_variable(name)}")
        section, key = known[name]
        overrides.setdefault(section, {})[key] = value
    return overrides


def _meant_variable(name: str) -> str:
    """Suggest a variable for one that is none; the section may have been left out."""
    known = {key.upper(): variable for variable, (_, key) in _keys().items()}
    known |= {variable.removeprefix(PREFIX): variable for variable in _keys()}
    return _meant(name.removeprefix(PREFIX), known)


def _meant_key(place: Sequence[str | int]) -> str:
    """Suggest a key for one that is none: of the same table, or of another that is named, too."""
    known = {key: f"{section}.{key}" for section, key in _keys().values()}
    match place[:-1]:
        case ():
            known |= {section: section for section in Settings.model_fields}
        case (section,):
            known |= {key: key for name, key in _keys().values() if name == section}
        case _:
            known = {key: key for key in ModelSettings.model_fields}
    return _meant(str(place[-1]), known)


def _meant(word: str, known: Mapping[str, str]) -> str:
    near = difflib.get_close_matches(word, known, n=1, cutoff=LIKENESS)
    return f" (did you mean {known[near[0]]}?)" if near else ""


def _fault(detail: ErrorDetails, overrides: Mapping[str, Mapping[str, str]]) -> tuple[bool, str]:
    """Say what is wrong where, and whether it came from the environment; never the value itself."""
    place = [*detail["loc"]]
    key = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place)[1:]
    cause = detail.get("ctx", {}).get("error")
    if isinstance(cause, _Misplaced):
        key = f"{key}.{cause.key}"
        place.append(cause.key.partition("[")[0])
    fault = f"{key}: {_sentence(detail, cause)}"
    if len(place) > 1 and str(place[1]) in overrides.get(str(place[0]), {}):
        return True, f"environment: {_variable(str(place[0]), str(place[1]))}: {fault}"
    return False, fault


def _sentence(detail: ErrorDetails, cause: object) -> str:
    if isinstance(cause, json.JSONDecodeError):
        return "is not valid JSON"
    if isinstance(cause, ValueError):
        return str(cause)
    if detail["type"] == "extra_forbidden":
        return f"no such setting{_meant_key(detail['loc'])}"
    if detail["type"] == "missing":
        return "is missing"
    if detail["type"] in ("model_type", "dict_type"):
        return "should be a table"
    if detail["type"] == "tuple_type":
        return "should be a list"
    return detail["msg"].replace("Input should", "should")


def _require_secrets(settings: Settings, path: Path) -> None:
    missing = [
        f"{section}.{key} is missing (write it there, or set {_variable(section, key)})"
        for section, key, secret in (
            ("discord", "token", settings.discord.token),
            ("image_api", "key", settings.image_api.key),
        )
        if not secret.get_secret_value()
    ]
    if missing:
        raise ConfigError(f"{path}: {'; '.join(missing)}")
