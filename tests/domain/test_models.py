"""The catalogue: what models accept, what pictures cost, which size is nearest."""

from dataclasses import replace
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import InvalidRequest
from bot.domain.models import DEFAULT_CATALOGUE, Catalogue, Model

NEW, OLD = DEFAULT_CATALOGUE.models
SIZES = st.sampled_from(["1:1", "3:2", "2:3"])
QUALITIES = st.sampled_from(["low", "medium", "high"])


@pytest.mark.parametrize(
    ("model", "size", "quality", "count", "microusd"),
    [
        (NEW, "1:1", "low", 1, 9_000),
        (NEW, "3:2", "medium", 1, 50_000),
        (NEW, "2:3", "high", 3, 600_000),
        (OLD, "1:1", "high", 1, 167_000),
        (OLD, "2:3", "low", 4, 64_000),
    ],
)
def test_a_price_is_that_of_size_and_quality_times_the_count(model, size, quality, count, microusd):
    """Money is whole micro-dollars, so that sums are exact."""
    assert microusd == model.price_microusd(size=size, quality=quality, count=count)


@pytest.mark.parametrize("quality", [None, "auto"])
def test_a_quality_left_to_the_model_is_held_at_the_dearest(quality):
    """A limit must hold whatever the model chooses."""
    assert 133_000 == NEW.price_microusd(size="1:1", quality=quality, count=1)


def test_a_size_not_settled_yet_is_held_at_the_dearest():
    """The first picture decides on the size later; it may only become cheaper."""
    assert 13_000 == NEW.price_microusd(size=None, quality="low", count=1)
    assert 200_000 == NEW.price_microusd(size=None, quality=None, count=1)


def test_a_model_without_prices_is_free():
    """An operator who pays a flat rate may leave them out."""
    free = replace(NEW, prices_microusd={})

    assert 0 == free.price_microusd(size="1:1", quality="low", count=4)
    assert 0 == free.price_microusd(size=None, quality=None, count=4)


@given(size=SIZES, quality=QUALITIES, count=st.integers(1, 4))
def test_nothing_costs_more_than_what_is_held_for_it(size, quality, count):
    """What was held covers every way in which the open options can be settled."""
    settled = NEW.price_microusd(size=size, quality=quality, count=count)

    assert settled <= NEW.price_microusd(size=None, quality=quality, count=count)
    assert settled <= NEW.price_microusd(size=size, quality=None, count=count)


@pytest.mark.parametrize(
    ("width", "height", "ratio"),
    [
        (1024, 1024, "1:1"),
        (1, 1, "1:1"),
        (1100, 1000, "1:1"),
        (1500, 1000, "3:2"),
        (1920, 1080, "3:2"),
        (1000, 1500, "2:3"),
        (1080, 1920, "2:3"),
        (10_000, 1, "3:2"),
        (1, 10_000, "2:3"),
        # Halfway, as logarithms, between 1 and 3:2 is the root of 1.5: 1.2247…
        (1224, 1000, "1:1"),
        (1225, 1000, "3:2"),
        (1000, 1224, "1:1"),
        (1000, 1225, "2:3"),
    ],
)
def test_the_nearest_size_is_that_of_the_nearest_ratio(width, height, ratio):
    """A portrait stays a portrait, however extreme."""
    assert ratio == NEW.nearest_size(width, height)


@given(st.integers(1, 20_000), st.integers(1, 20_000))
def test_no_other_size_is_nearer(width, height):
    """Compared as logarithms, so that twice as wide is as far as twice as high."""

    def distance(ratio):
        size_width, size_height = NEW.sizes[ratio]
        return abs(log(size_width / size_height) - log(width / height))

    nearest = NEW.nearest_size(width, height)

    assert all(distance(nearest) <= distance(other) + 1e-9 for other in NEW.sizes)


def test_the_default_size_is_the_square():
    """What is sent when nobody says a size."""
    assert "1:1" == NEW.default_size


def test_a_model_without_a_square_defaults_to_its_first_size():
    """A model of an operator need not have a square."""
    wide = Model(
        name="wide", label="Wide", sizes={"3:2": (3, 2), "2:3": (2, 3)}, prices_microusd={}
    )

    assert "3:2" == wide.default_size


def test_a_model_is_found_by_its_name():
    """The name is the API's own."""
    assert OLD == DEFAULT_CATALOGUE.get("gpt-image-1-official")


def test_an_unknown_model_is_refused_with_the_names_there_are():
    """A model that was taken out of the configuration can still be asked for by an old button."""
    with pytest.raises(InvalidRequest) as refusal:
        DEFAULT_CATALOGUE.get("gpt-image-0")

    assert "model" == refusal.value.field
    assert "gpt-image-1.5-official, gpt-image-1-official" == refusal.value.values["allowed"]


def test_a_catalogue_goes_through_its_models_in_their_order():
    """People see them in the operator's order."""
    assert [NEW, OLD] == list(DEFAULT_CATALOGUE)


def test_a_union_holds_every_value_once_in_order():
    """One option of a command serves all models."""
    other = replace(OLD, qualities=("high", "ultra"))

    assert ("auto", "low", "medium", "high", "ultra") == Catalogue((NEW, other)).union("qualities")
    assert ("1:1", "3:2", "2:3") == DEFAULT_CATALOGUE.union("sizes")


@pytest.mark.parametrize("model", list(DEFAULT_CATALOGUE), ids=lambda model: model.name)
def test_every_size_and_quality_on_offer_has_a_price(model):
    """A hole in the table would be a picture for nothing."""
    priced = {quality for quality in model.qualities if quality != "auto"}

    assert set(model.sizes) == set(model.prices_microusd)
    assert all(priced == set(prices) for prices in model.prices_microusd.values())
