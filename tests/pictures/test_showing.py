"""What is shown to people: the grid, the preview, the sheet; all small, all plain to see."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageStat

from bot.domain.drafts import TRAY_MOST
from bot.domain.errors import PictureRefused
from bot.pictures.masks import mask_of_cells
from bot.pictures.showing import DARK, LEAST_SIDE, MOST_BYTES, MOST_SIDE, grid, preview, sheet
from tests.pictures.drawing import decoded, drawn, encoded
from tests.pictures.strategies import contents, noise


def brightness(image, box):
    """Return how bright a part of a picture is."""
    return ImageStat.Stat(image.convert("L").crop(box)).mean[0]


def check(shown):
    """Return what is shown, which must be what it says, and small."""
    content, kind, width, height = shown
    image = decoded(content)
    assert ("JPEG", "jpeg", (width, height)) == (image.format, kind, image.size)
    assert max(width, height) <= MOST_SIDE
    assert len(content) < MOST_BYTES
    return image


@pytest.mark.parametrize(
    ("size", "expected"),
    [((3000, 1500), (1280, 640)), ((1000, 800), (1000, 800)), ((32, 64), (320, 640))],
)
def test_a_picture_is_shown_so_large_that_it_fits_and_can_be_seen(size, expected):
    """Its ratio stays."""
    content = encoded(drawn(*size), "png")
    mask, _ = mask_of_cells([1], width=size[0], height=size[1])

    assert expected == check(grid(content)).size == check(preview(content, mask)).size
    assert LEAST_SIDE == 640


@settings(max_examples=25)
@given(contents(), st.integers(1, 25))
def test_any_picture_can_be_shown(content, cell):
    """Of whatever size and mode."""
    width, height = decoded(content).size
    gridded, thumbnails = check(grid(content)), check(sheet([content] * (cell % TRAY_MOST + 1)))

    assert LEAST_SIDE <= max(gridded.size)
    assert min(thumbnails.size) > 0
    if width > 4 and height > 4:
        mask, *_ = mask_of_cells([cell], width=width, height=height)
        assert gridded.size == check(preview(content, mask)).size


@pytest.mark.parametrize("colour", ["black", "white", "gray", "red"])
def test_lines_and_numbers_are_seen_on_any_ground(colour):
    """Each cell has something light and something dark in its middle, and so have the lines."""
    image = check(grid(encoded(Image.new("RGB", (1000, 1000), colour), "png"))).convert("L")
    middles = [
        (x * 200 + 60, y * 200 + 60, x * 200 + 140, y * 200 + 140)
        for x in range(5)
        for y in range(5)
    ]
    lines = [(195, 20, 205, 40), (20, 795, 40, 805)]
    spans = [image.crop(box).getextrema() for box in (*middles, *lines)]

    assert all(low < 90 and high > 190 for low, high in spans)


def test_every_cell_has_a_number_of_its_own():
    """Or nobody could choose one."""
    image = check(grid(encoded(Image.new("RGB", (1000, 1000), "gray"), "png")))
    cells = {
        image.crop((x * 200 + 40, y * 200 + 40, x * 200 + 160, y * 200 + 160)).tobytes()
        for x in range(5)
        for y in range(5)
    }

    assert 25 == len(cells)


@pytest.mark.parametrize("colour", ["black", "white", "gray", "#C4402F", "lime"])
def test_what_will_be_repainted_is_told_by_brightness_and_stripes_not_by_colour_alone(colour):
    """Not everybody sees red."""
    mask, _ = mask_of_cells([7, 8, 12, 13], width=1000, height=1000)
    image = check(preview(encoded(Image.new("RGB", (1000, 1000), colour), "png"), mask))
    inside, outside = (250, 250, 550, 550), (650, 650, 950, 950)
    grey = image.convert("L")

    assert brightness(image, inside) > brightness(image, outside) + 20
    assert ImageStat.Stat(grey.crop(inside)).stddev[0] > 4
    assert ImageStat.Stat(grey.crop(outside)).stddev[0] < 2
    assert grey.crop((190, 300, 210, 320)).getextrema()[1] > 200


def test_what_will_be_repainted_is_red():
    """The safelight's red."""
    mask, _ = mask_of_cells([7], width=500, height=500)
    image = check(preview(encoded(Image.new("RGB", (500, 500), "gray"), "png"), mask))
    red, green, blue = ImageStat.Stat(image.crop((160, 160, 240, 240))).mean

    assert red > green + 40
    assert red > blue + 40


def test_noise_stays_small():
    """It compresses worst of all; quality goes before bytes do."""
    content = encoded(noise("RGB", 1280, 1280, 1), "png")
    shown, *_ = grid(content)

    assert len(shown) < MOST_BYTES < len(content)


def test_what_shines_through_a_transparent_picture_is_checked():
    """As every program shows it."""
    image = check(grid(encoded(Image.new("RGBA", (1000, 1000), (0, 0, 0, 0)), "png")))

    assert 1 < len(set(image.convert("L").crop((20, 20, 60, 60)).quantize(4).getcolors()))
    assert brightness(image, (10, 10, 150, 50)) > 80


@pytest.mark.parametrize("count", range(1, TRAY_MOST + 1))
def test_a_sheet_has_a_thumbnail_for_every_picture(count):
    """Each in a colour of its own, on the dark ground, none cut off."""
    colours = [Image.new("HSV", (1, 1), (number * 17, 255, 255)) for number in range(count)]
    pictures = [
        encoded(colour.convert("RGB").resize((30, 20 + number)), "png")
        for number, colour in enumerate(colours)
    ]
    image = check(sheet(pictures))
    found = image.convert("HSV")

    for number in range(count):
        near = [
            255 * (min((v - number * 17) % 256, (number * 17 - v) % 256) < 4) for v in range(256)
        ]
        bright = found.getchannel("V").point([255 * (value > 230) for value in range(256)])
        assert 2000 < ImageChops.darker(found.getchannel("H").point(near), bright).histogram()[255]
    assert pytest.approx(DARK, abs=6) == image.getpixel((2, 2))


def test_thumbnails_are_numbered():
    """The same picture twice looks different."""
    image = check(sheet([encoded(Image.new("RGB", (64, 64), "gray"), "png")] * 3))
    third = image.width // 3
    badges = {
        image.crop((x * (third - 7), 0, x * (third - 7) + 100, 100)).tobytes() for x in range(3)
    }

    assert 3 == len(badges)


@pytest.mark.parametrize("work", [grid, lambda content: sheet([content])])
def test_what_is_no_picture_is_refused(work):
    """It should not come so far."""
    with pytest.raises(PictureRefused):
        work(b"picture")
