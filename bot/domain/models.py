"""The model catalogue: what each model accepts, its sizes in pixels and its prices, as data.

Sizes, options and limits are those of the API's page for gpt-image-1 and gpt-image-1.5. Its prices
are not published; OpenAI's list prices per picture stand in (2026), and an operator writes the true
ones into the configuration.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.domain.errors import InvalidRequest

AUTO = "auto"
DEFAULT_SIZE = "1:1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """What one model accepts and costs.

    `sizes` maps the API's ratio to (width, height) in pixels; `prices_microusd` maps ratio and
    quality to the price of one picture in micro-dollars.
    """

    name: str
    label: str
    sizes: Mapping[str, tuple[int, int]]
    prices_microusd: Mapping[str, Mapping[str, int]]
    qualities: tuple[str, ...] = (AUTO, "low", "medium", "high")
    backgrounds: tuple[str, ...] = (AUTO, "opaque", "transparent")
    moderations: tuple[str, ...] = (AUTO, "low")
    formats: tuple[str, ...] = ("png", "jpeg")
    max_count: int = 4
    max_references: int = 15
    max_prompt_chars: int = 32_000

    @property
    def default_size(self) -> str:
        """The ratio that is sent when nobody says one."""
        return DEFAULT_SIZE if DEFAULT_SIZE in self.sizes else next(iter(self.sizes))

    def price_microusd(self, *, size: str | None, quality: str | None, count: int) -> int:
        """Return the most that `count` pictures can cost, in micro-dollars.

        A size that is not settled yet is held at the dearest size, `auto` quality at the dearest
        quality.
        """
        ratios = [size] if size is not None else list(self.prices_microusd)
        prices = [self._picture_microusd(ratio, quality) for ratio in ratios]
        return count * max(prices, default=0)

    def _picture_microusd(self, ratio: str, quality: str | None) -> int:
        by_quality = self.prices_microusd.get(ratio, {})
        if quality is not None and quality in by_quality:
            return by_quality[quality]
        return max(by_quality.values(), default=0)

    def nearest_size(self, width: int, height: int) -> str:
        """Return the ratio nearest to a picture of so many pixels (compared as logarithms)."""
        return min(
            self.sizes,
            key=lambda ratio: _ratio_distance(self.sizes[ratio], (width, height)),
        )


def _ratio_distance(one: tuple[int, int], other: tuple[int, int]) -> float:
    """How far two ratios are apart, the same for a portrait and its landscape: 1 is none."""
    left, right = one[0] * other[1], one[1] * other[0]
    return max(left, right) / min(left, right)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The models on offer, in the order in which they are shown."""

    models: tuple[Model, ...]

    def __iter__(self) -> Iterator[Model]:
        """Go through the models."""
        return iter(self.models)

    def get(self, name: str) -> Model:
        """Return the model of that name, or raise `InvalidRequest` with the names there are."""
        for model in self.models:
            if model.name == name:
                return model
        allowed = ", ".join(model.name for model in self.models)
        raise InvalidRequest("choice", field="model", value=name, allowed=allowed)

    def union(self, attribute: str) -> tuple[str, ...]:
        """Return every value that some model has under `attribute` (`sizes`, `qualities` …), in
        order.
        """
        values: dict[str, None] = {}
        for model in self.models:
            values.update(dict.fromkeys(getattr(model, attribute)))
        return tuple(values)


_SIZES = {"1:1": (1024, 1024), "3:2": (1536, 1024), "2:3": (1024, 1536)}


def _list_prices(
    square: Mapping[str, int], oblong: Mapping[str, int]
) -> dict[str, Mapping[str, int]]:
    return {"1:1": square, "3:2": oblong, "2:3": oblong}


DEFAULT_CATALOGUE = Catalogue(
    (
        Model(
            name="gpt-image-1.5-official",
            label="GPT Image 1.5",
            sizes=_SIZES,
            prices_microusd=_list_prices(
                {"low": 9_000, "medium": 34_000, "high": 133_000},
                {"low": 13_000, "medium": 50_000, "high": 200_000},
            ),
        ),
        Model(
            name="gpt-image-1-official",
            label="GPT Image 1",
            sizes=_SIZES,
            prices_microusd=_list_prices(
                {"low": 11_000, "medium": 42_000, "high": 167_000},
                {"low": 16_000, "medium": 63_000, "high": 250_000},
            ),
        ),
    )
)
