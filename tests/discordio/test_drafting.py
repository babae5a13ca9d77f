"""The messages that a draft is gone on with: what they say, show and offer."""

from dataclasses import replace

import pytest

from bot.discordio.drafting import mask_message, pick_message
from bot.domain.drafts import DraftKind, MaskReading
from tests.discordio.clicks import begun, origin_in, photos

ENGLISH, CHINESE = "en-US", "zh-CN"


def items(message):
    """Return the ids (of a link its address) and labels of what is under a message, in rows."""
    rows = message.view.to_components()
    return [
        [
            (item.get("custom_id") or item.get("url"), item.get("label"))
            for item in row["components"]
        ]
        for row in rows
    ]


def verbs(message):
    """Return what can be clicked, in rows."""
    return [[found.split(":")[0] for found, _ in row] for row in items(message)]


@pytest.fixture
async def draft(place, studio):
    """A draft of somebody's without a mask."""
    return await begun(place, studio)


@pytest.fixture
async def masked(place, studio, draft):
    """The same draft, with a quarter of the picture chosen."""
    cells = (1, 2, 3, 4, 5, 6)
    return await studio.engine.drafts.choose_cells(draft.id, by=place.someone.id, cells=cells)


async def test_without_a_mask_the_grid_is_shown(studio, draft):
    """All 25 cells can be chosen; there is nothing to make yet."""
    message = await mask_message(studio.bot, draft, ENGLISH)

    assert "Which part should be repainted?" in message.content
    assert [["cells"], ["make", "discard"]] == verbs(message)
    [menu], [make, _] = [row["components"] for row in message.view.to_components()]
    assert [str(cell) for cell in range(1, 26)] == [option["value"] for option in menu["options"]]
    assert (1, 25) == (menu["min_values"], menu["max_values"])
    assert make["disabled"]


async def test_with_a_mask_the_preview_says_what_will_happen(studio, masked):
    """How much, how that was read, what stays, what it costs, and what to do."""
    message = await mask_message(studio.bot, masked, ENGLISH)

    assert [
        "About 24 % of the picture will be repainted: the marked part.",
        "Those are the cells 1, 2, 3, 4, 5, 6.",
        "**Exact** is on: outside of the marked part nothing changes.",
        "> make it night",
        "Making it costs $0.133 at most. Nothing is charged before **Make it**.",
    ] == message.content.splitlines()
    assert [["cells"], ["make", "exact", "discard"]] == verbs(message)


async def test_the_picture_is_a_file_that_can_be_sent(studio, masked):
    """Its name is plain, and it is described for who cannot see it."""
    message = await mask_message(studio.bot, masked, ENGLISH)

    file = message.file()
    assert f"draft-{masked.id}.{file.filename.rpartition('.')[2]}" == file.filename
    assert message.picture.content == file.fp.read()
    assert "part marked" in file.description


async def test_the_grid_and_the_preview_are_not_the_same_picture(studio, draft, masked):
    """The one is to choose from, the other to agree to."""
    grid = await mask_message(studio.bot, draft, ENGLISH)
    preview = await mask_message(studio.bot, masked, ENGLISH)

    assert grid.picture.content != preview.picture.content


@pytest.mark.parametrize(
    ("reading", "sentence"),
    [
        (MaskReading.ALPHA, "see-through in your mask"),
        (MaskReading.BLACK_AND_WHITE, "white in your mask"),
        (MaskReading.SCRIBBLE, "drawn over the picture"),
        (MaskReading.PAINTED, "you have painted"),
        (None, "make it night"),
    ],
)
async def test_it_says_how_a_mask_was_read(studio, masked, reading, sentence):
    """Whoever meant it the other way round sees so before paying."""
    message = await mask_message(studio.bot, replace(masked, reading=reading), ENGLISH)

    assert sentence in message.content


@pytest.mark.parametrize(("covered", "percent"), [(0.001, 1), (0.999, 99), (0.5, 50)])
async def test_a_mask_is_never_nothing_and_never_everything(studio, masked, covered, percent):
    """However small it is, something will be repainted."""
    message = await mask_message(studio.bot, replace(masked, covered=covered), ENGLISH)

    assert f"About {percent} %" in message.content


async def test_a_switched_off_exact_is_said(place, studio, masked):
    """The button switches it on again."""
    off = await studio.engine.drafts.set_exact(masked.id, by=place.someone.id, is_exact=False)

    message = await mask_message(studio.bot, off, ENGLISH)

    assert "**Exact** is off" in message.content
    assert (f"exact:{masked.id}:1", "Exact: off") == items(message)[1][1]


async def test_another_shape_cannot_be_exact_and_it_is_said_why(place, studio):
    """The person chose a size; the button says so, and does nothing."""
    draft = await begun(place, studio, size="3:2")
    grid = await mask_message(studio.bot, draft, ENGLISH)
    masked = await studio.engine.drafts.choose_cells(draft.id, by=place.someone.id, cells=(1,))

    message = await mask_message(studio.bot, masked, ENGLISH)

    assert "you asked for the size 3:2" in grid.content
    assert "you asked for the size 3:2" in message.content
    exact = message.view.to_components()[1]["components"][1]
    assert (True, "Exact: not in this shape") == (exact["disabled"], exact["label"])


async def test_an_animation_is_said_to_be_one(studio, draft):
    """Only its first frame is drawn on."""
    [first] = draft.request.references
    animated = (replace(first, is_first_frame=True),)
    draft = replace(draft, request=replace(draft.request, references=animated))

    message = await mask_message(studio.bot, draft, ENGLISH)

    assert "first frame" in message.content


async def test_what_is_not_said_yet_is_asked_later(place, studio):
    """A mask can be made before the words."""
    draft = await begun(place, studio, prompt="")

    message = await mask_message(studio.bot, draft, ENGLISH)

    assert "Next I will ask what it should show." in message.content
    assert "> " not in message.content


async def test_the_prompt_formats_nothing(place, studio):
    """What people wrote is shown as they wrote it."""
    draft = await begun(place, studio, prompt="**bold** @everyone")

    message = await mask_message(studio.bot, draft, ENGLISH)

    assert "> \\*\\*bold\\*\\*" in message.content
    assert "@everyone" not in message.content


async def test_the_way_to_the_painter_is_a_link(studio, draft):
    """Where there is a painter; whoever has the link may use it."""
    studio.bot.mask_links = lambda draft_id: f"https://bot.example/mask/{draft_id}"

    message = await mask_message(studio.bot, draft, ENGLISH)

    assert (f"https://bot.example/mask/{draft.id}", "Paint it") == items(message)[1][-1]
    assert "works once, for 15 minutes" in message.content


async def test_a_message_that_others_see_has_no_link(place, studio, draft):
    """A draft that a reply began is answered in the channel."""
    studio.bot.mask_links = lambda draft_id: f"https://bot.example/mask/{draft_id}"
    message = await photos(place)
    draft = replace(draft, origin=origin_in(place, message, is_reply=True))

    shown = await mask_message(studio.bot, draft, ENGLISH)

    assert [["cells"], ["make", "discard"]] == verbs(shown)
    assert "15 minutes" not in shown.content


async def test_of_several_pictures_it_first_asks_which(place, studio):
    """Numbered as on the sheet."""
    draft = await begun(place, studio, DraftKind.MASK_PICK, count=3)

    message = await mask_message(studio.bot, draft, ENGLISH)

    assert "Which of these pictures should have a part repainted?" in message.content
    assert [["1", "2", "3", "Discard"]] == [[label for _, label in row] for row in items(message)]
    assert "3 pictures, numbered" == message.alt_text


async def test_of_pictures_that_go_together_the_first_is_the_one_to_mask(place, studio):
    """Nobody is asked which; the others go along."""
    draft = await begun(place, studio, count=3)

    message = await mask_message(studio.bot, draft, ENGLISH)

    assert [["cells"], ["make", "discard"]] == verbs(message)


async def test_what_goes_along_is_not_to_choose_from(place, studio):
    """Only the pictures that were answered have a number."""
    draft = replace(await begun(place, studio, DraftKind.PICK, count=3), choice_count=2)

    message = await pick_message(studio.bot, draft, ENGLISH)

    assert ["1", "2", "All of them", "Discard"] == [label for _, label in items(message)[0]]
    assert "2 pictures, numbered" == message.alt_text


async def test_the_choice_of_a_picture_says_what_it_costs(place, studio):
    """The answer makes the job, so the price stands beside the question."""
    draft = await begun(place, studio, DraftKind.PICK, count=2, quality="low", size="1:1")

    message = await pick_message(studio.bot, draft, ENGLISH)

    assert [
        "Which of these pictures do you mean?",
        "> make it night",
        "Once you choose, I begin. It costs $0.009 at most.",
    ] == message.content.splitlines()
    [row] = items(message)
    assert [(f"pick:{draft.id}:{number}") for number in (1, 2, 0)] == [
        found for found, _ in row[:3]
    ]
    assert ["1", "2", "All of them", "Discard"] == [label for _, label in row]


async def test_fifteen_pictures_can_be_chosen_from(place, studio):
    """Every one has its button, and so have all."""
    draft = await begun(place, studio, DraftKind.PICK, count=15)

    message = await pick_message(studio.bot, draft, ENGLISH)

    assert [5, 5, 5, 2] == [len(row) for row in items(message)]


async def test_it_speaks_chinese(place, studio, masked):
    """Every sentence of it, and every button."""
    message = await mask_message(studio.bot, masked, CHINESE)
    which = await pick_message(studio.bot, await begun(place, studio, count=2), CHINESE)

    assert "图片约 24 % 会被重画" in message.content
    assert "开始画" == items(message)[1][0][1]
    assert "你指的是哪一张？" in which.content
