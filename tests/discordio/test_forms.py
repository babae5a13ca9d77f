"""What the forms ask, before anybody has filled them in."""

from dataclasses import replace

import pytest
from simcord.components import validate_modal

from bot.discordio.forms import MOST_PROMPT_CHARS, edit_form, mask_form, number_of, soon
from bot.domain.drafts import DraftId
from bot.domain.errors import InvalidRequest, NotFound, StoreError
from bot.domain.models import DEFAULT_CATALOGUE
from bot.domain.requests import ImageRequest, SourceImage
from tests.discordio.world import MODEL

DRAFT_ID = DraftId("0123456789ab")


def pictures(count):
    """Return so many pictures of a message."""
    return tuple(
        SourceImage(name=f"image{number}", url=f"https://x/{number}", filename=f"cat{number}.png")
        for number in range(1, count + 1)
    )


@pytest.fixture
def form(words):
    """Return a function that builds the edit form as it is sent, and lets Discord's rules judge."""

    def form(shown=1, *, locale="en-US", **changes):
        request = ImageRequest(prompt="", model=MODEL, references=pictures(shown))
        built = edit_form(
            DRAFT_ID,
            replace(request, **changes),
            catalogue=DEFAULT_CATALOGUE,
            words=words,
            locale=locale,
        )
        return validate_modal(built.to_dict())

    return form


def fields(form):
    """Return the fields by their ids, in order."""
    return {label["component"]["custom_id"]: label["component"] for label in form["components"]}


def offered(field):
    """Return the values that can be chosen."""
    return [option["value"] for option in field["options"]]


def chosen(field):
    """Return the values that are chosen already."""
    return [option["value"] for option in field["options"] if option.get("default")]


async def test_of_one_picture_it_asks_how_many(form):
    """Five fields are the most; all but the words may be left as they are."""
    asked = fields(form())

    assert ["prompt", "size", "quality", "files", "count"] == list(asked)
    assert ["1", "2", "3", "4"] == offered(asked["count"])
    assert [False] * 4 == [field["required"] for name, field in asked.items() if name != "prompt"]


async def test_of_several_pictures_it_asks_which(form):
    """The first one is chosen already, and more than one may be."""
    asked = fields(form(3))

    assert ["prompt", "size", "quality", "files", "picture"] == list(asked)
    assert ["1", "2", "3"] == offered(asked["picture"])
    assert ["1"] == chosen(asked["picture"])
    assert 3 == asked["picture"]["max_values"]
    assert "cat2.png" in asked["picture"]["options"][1]["label"]


async def test_no_more_pictures_are_offered_than_a_menu_holds(form):
    """Discord takes 25 choices."""
    assert 25 == len(offered(fields(form(30))["picture"]))


async def test_it_offers_what_the_model_of_the_picture_has(form):
    """The values are the API's own words."""
    asked = fields(form())

    assert ["as-the-picture", "1:1", "3:2", "2:3"] == offered(asked["size"])
    assert ["auto", "low", "medium", "high"] == offered(asked["quality"])
    assert (["as-the-picture"], ["auto"]) == (chosen(asked["size"]), chosen(asked["quality"]))


async def test_it_is_filled_in_with_what_was_asked_for_before(form):
    """Whoever wants a little change changes a little."""
    asked = fields(form(prompt="a lighthouse", size="3:2", quality="high", count=2))

    assert "a lighthouse" == asked["prompt"]["value"]
    assert [["3:2"], ["high"], ["2"]] == [chosen(asked[n]) for n in ("size", "quality", "count")]


async def test_what_is_no_longer_on_offer_is_not_chosen(form):
    """A catalogue changes; an old result keeps its buttons."""
    asked = fields(form(model="forgotten", size="21:9", quality="ultra", count=9))

    assert ["as-the-picture"] == chosen(asked["size"])
    assert [[], []] == [chosen(asked[name]) for name in ("quality", "count")]


async def test_a_prompt_that_a_form_cannot_hold_is_cut(form):
    """A command's prompt may be longer; whoever sends the form is told what is in it."""
    [label, *_] = form(prompt="x" * 5000)["components"]
    [of_a_shorter, *_] = form(prompt="x" * MOST_PROMPT_CHARS)["components"]
    asked = {"prompt": label["component"]}

    assert f"its first {MOST_PROMPT_CHARS:,} characters" in label["description"]
    assert "description" not in of_a_shorter
    assert MOST_PROMPT_CHARS == len(asked["prompt"]["value"]) == asked["prompt"]["max_length"]


async def test_a_long_file_name_is_cut(form):
    """A choice has at most 100 characters."""
    named = tuple(replace(picture, filename="x" * 300) for picture in pictures(2))

    assert 100 == len(fields(form(references=named))["picture"]["options"][0]["label"])


async def test_it_speaks_chinese(form):
    """And is still as Discord takes it."""
    asked = form(2, locale="zh-CN")

    assert "编辑图片" == asked["title"]
    assert "第 1 张 · cat1.png" == fields(asked)["picture"]["options"][0]["label"]


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
async def test_what_is_said_of_a_cut_prompt_fits(form, locale):
    """Discord takes 100 characters there."""
    [label, *_] = form(prompt="x" * 5000, locale=locale)["components"]

    assert 1 <= len(label["description"]) <= 100


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
async def test_the_form_of_a_mask_asks_for_words_alone(words, locale):
    """Everything else has been said."""
    form = validate_modal(
        mask_form(DRAFT_ID, prompt="a door", words=words, locale=locale).to_dict()
    )

    assert f"maskform:{DRAFT_ID}" == form["custom_id"]
    assert ["a door"] == [field["value"] for field in fields(form).values()]


@pytest.mark.parametrize("value", ["", "x", "-1", "1.0", "٣", "1234", "1\n"])
def test_what_is_no_number_is_refused(value):
    """A select sends text; whoever makes it up may send any."""
    with pytest.raises(InvalidRequest, match="invalid-option"):
        number_of("count", value)


def test_a_number_is_read():
    """As it was offered."""
    assert 25 == number_of("cells", "25")


async def failing(error):
    """Read something that fails."""
    raise error


async def test_a_database_that_refuses_leaves_the_form_unfilled():
    """A form that asks for a little more is better than none."""
    assert await soon(failing(StoreError("the disk is full"))) is None


async def test_what_does_not_exist_is_still_told():
    """There is nothing that a form could do about it."""
    with pytest.raises(NotFound):
        await soon(failing(NotFound("draft")))
