"""Masks in their normal form: which way they are read, and which are refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFilter

from bot.domain.drafts import GRID_CELLS, MaskReading
from bot.domain.errors import PictureRefused
from bot.pictures.masks import cell_box, kept, mask_of_cells, read_mask
from tests.pictures.drawing import decoded, drawn, encoded
from tests.pictures.strategies import SIDES, alphas, contents, noise


def refusal(work, *args, **kwargs):
    """Do what must be refused, and return the rule."""
    with pytest.raises(PictureRefused) as caught:
        work(*args, **kwargs)
    return caught.value.rule


def repainted(mask):
    """Return what a mask repaints (mode L: 255, else 0), after checking its form."""
    image = decoded(mask)
    *colours, alpha = image.split()
    assert ("PNG", "RGBA") == (image.format, image.mode)
    assert {(0, 0)} == {channel.getextrema() for channel in colours}
    assert set(alpha.get_flattened_data()) == {0, 255}
    return alpha.point([255 - value for value in range(256)])


def share(region):
    """Return the share of white pixels."""
    return region.histogram()[255] / (region.width * region.height)


def circle(side=200, mode="L"):
    """Draw a white circle on black, an eighth of the side from each edge."""
    image = Image.new(mode, (side, side), 0)
    eighth = side // 8
    ImageDraw.Draw(image).ellipse((eighth, eighth, side - eighth, side - eighth), fill="white")
    return image


def with_greys():
    """Draw what is black and white for the most part, and has a grey part, too."""
    image = circle()
    image.paste(128, (0, 0, 200, 40))
    return image


def outcome(content, width, height):
    """Return the mask and the share it covers, or the rule by which it is refused."""
    try:
        mask, _, covered = read_mask(content, width=width, height=height)
    except PictureRefused as refused:
        return refused.rule
    return mask, covered


@given(contents(), SIDES, SIDES)
def test_whatever_is_attached_becomes_a_mask_in_the_normal_form_or_is_refused(
    content, width, height
):
    """Of any size, mode and transparency."""
    match outcome(content, width, height):
        case mask, covered:
            region = repainted(mask)

            assert (width, height) == region.size
            assert 0 < share(region) < 1
            assert pytest.approx(share(region)) == covered
        case rule:
            assert rule in {"mask-unreadable", "mask-empty", "mask-everything"}


@given(alphas(), st.sampled_from(["png", "webp"]))
def test_a_transparent_mask_repaints_exactly_where_it_is_transparent(alpha, kind):
    """Whatever it shows elsewhere."""
    image = noise("RGB", *alpha.size, 1)
    image.putalpha(alpha)
    content = encoded(image, kind, lossless=True)
    mask, reading, _ = read_mask(content, width=alpha.width, height=alpha.height)

    assert MaskReading.ALPHA == reading
    assert decoded(mask).getchannel("A").tobytes() == alpha.tobytes()


@given(st.integers(0, 255))
def test_what_is_less_than_half_opaque_is_repainted(opacity):
    """A soft brush has an edge somewhere."""
    image = Image.new("RGBA", (4, 1), (9, 9, 9, 0))
    image.putpixel((0, 0), (9, 9, 9, 255))
    image.putpixel((1, 0), (9, 9, 9, opacity))
    mask, _, covered = read_mask(encoded(image, "png"), width=4, height=1)

    assert (0 if opacity < 128 else 255) == decoded(mask).getpixel((1, 0))[3]
    assert (0.75 if opacity < 128 else 0.5) == covered


def test_a_transparent_colour_of_a_palette_is_transparent():
    """A GIF's only kind of it."""
    image = circle().convert("P", palette=Image.Palette.ADAPTIVE, colors=2)
    white = image.getpixel((100, 100))
    for kind in ("png", "gif"):
        content = encoded(image, kind, transparency=white)
        mask, reading, covered = read_mask(content, width=200, height=200)

        assert MaskReading.ALPHA == reading
        assert pytest.approx(share(circle())) == covered
        assert 0 == decoded(mask).getpixel((100, 100))[3]


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "I;16"])
def test_a_black_and_white_mask_repaints_where_it_is_white(mode):
    """Also with an alpha channel that nobody has used."""
    if mode == "I;16":
        image = Image.new("I;16", (200, 200), 0)
        image.paste(65_535, (50, 50, 150, 150))
    else:
        image = circle().convert("RGB").convert(mode)
    mask, reading, covered = read_mask(encoded(image, "png"), width=200, height=200)
    region = repainted(mask)

    assert MaskReading.BLACK_AND_WHITE == reading
    assert (255, 0) == (region.getpixel((100, 100)), region.getpixel((0, 0)))
    assert 0.2 < covered < 0.5


@pytest.mark.parametrize(
    "content",
    [
        encoded(circle(800).resize((200, 200), Image.Resampling.LANCZOS), "png"),
        encoded(circle(), "jpeg", quality=30),
        encoded(circle(mode="RGB"), "webp", quality=30),
        encoded(circle().resize((25, 25), Image.Resampling.BOX), "png"),
        encoded(circle().filter(ImageFilter.GaussianBlur(4)), "png"),
        encoded(circle(2000), "png"),
    ],
    ids=["smooth", "jpeg", "webp", "small", "soft", "large"],
)
def test_nearly_black_and_white_is_black_and_white(content):
    """Smooth edges, a soft brush and compression are in the nature of masks."""
    mask, reading, covered = read_mask(content, width=200, height=200)
    wrong = sum(
        one != other
        for one, other in zip(
            repainted(mask).get_flattened_data(), circle().get_flattened_data(), strict=True
        )
    )

    assert MaskReading.BLACK_AND_WHITE == reading
    assert wrong < 1000
    assert pytest.approx(share(circle()), abs=0.02) == covered


@pytest.mark.parametrize(
    "image",
    [
        drawn(200, 200),
        drawn(200, 200, "RGB", noise=True),
        Image.linear_gradient("L"),
        Image.new("L", (50, 50), 128),
        Image.new("RGB", (50, 50), "red"),
        Image.merge("RGB", [circle(), Image.new("L", (200, 200)), Image.new("L", (200, 200))]),
        drawn(200, 200, "RGBA"),
        with_greys(),
        noise("L", 200, 200, 1),
    ],
    ids=[
        *("shaded", "noise", "gradient", "grey", "red", "red-circle", "opaque", "greys", "grain"),
    ],
)
def test_a_picture_that_is_no_mask_is_not_taken_for_one(image):
    """It would repaint by accident."""
    assert "mask-unreadable" == refusal(read_mask, encoded(image, "png"), width=50, height=50)


@pytest.mark.parametrize(
    ("mode", "colour", "rule"),
    [
        ("RGBA", (0, 0, 0, 255), "mask-empty"),
        ("RGBA", (255, 255, 255, 255), "mask-empty"),
        ("RGBA", (0, 0, 0, 200), "mask-empty"),
        ("RGBA", (0, 0, 0, 0), "mask-everything"),
        ("L", 0, "mask-empty"),
        ("1", 1, "mask-everything"),
        ("RGB", "white", "mask-everything"),
    ],
)
@pytest.mark.parametrize("size", [(1, 1), (64, 48)])
def test_a_mask_of_nothing_or_of_everything_is_refused(mode, colour, rule, size):
    """There is nothing to repaint, or nothing to keep."""
    content = encoded(Image.new(mode, size, colour), "png")

    assert rule == refusal(read_mask, content, width=30, height=20)


@pytest.mark.parametrize("content", [b"", b"mask", encoded(circle(), "png")[:100]])
def test_what_is_no_picture_is_refused_as_such(content):
    """Before anybody looks for a mask in it."""
    assert "reference-not-a-picture" == refusal(read_mask, content, width=50, height=50)


def test_a_mask_that_exif_turns_is_read_as_a_person_sees_it():
    """A phone writes them so."""
    image = Image.new("L", (20, 10), 0)
    image.paste(255, (0, 0, 10, 10))
    exif = Image.Exif()
    exif[0x0112] = 6  # turned clockwise to be seen: what is left comes on top
    mask, _, _ = read_mask(encoded(image, "png", exif=exif), width=10, height=20)
    region = repainted(mask)

    assert (255, 0) == (region.getpixel((5, 2)), region.getpixel((5, 17)))


@given(st.integers(1, 200), st.integers(1, 200))
def test_the_cells_of_the_grid_tile_a_picture_without_gap_or_overlap(width, height):
    """Whatever its size."""
    covered = Image.new("L", (width, height), 0)
    for cell in range(1, GRID_CELLS + 1):
        left, top, right, bottom = cell_box(cell, width=width, height=height)
        if left < right and top < bottom:
            box = covered.crop((left, top, right, bottom))
            assert (0, 0) == box.getextrema()
            covered.paste(255, (left, top, right, bottom))

    assert (255, 255) == covered.getextrema()


def test_cells_are_numbered_from_one_row_by_row():
    """As they are written onto the picture."""
    mask, covered = mask_of_cells([1, 2, 10], width=50, height=100)
    region = repainted(mask)

    assert 3 / 25 == covered
    assert {255} == {region.getpixel(at) for at in [(0, 0), (19, 19), (40, 20), (49, 39)]}
    assert {0} == {region.getpixel(at) for at in [(20, 0), (0, 20), (39, 20), (40, 40)]}


@pytest.mark.parametrize(
    ("cells", "rule"),
    [([], "mask-empty"), (range(1, GRID_CELLS + 1), "mask-everything")],
)
def test_no_cell_and_all_cells_are_refused(cells, rule):
    """As a mask that somebody attached would be."""
    assert rule == refusal(mask_of_cells, cells, width=640, height=480)


def test_what_a_mask_keeps_can_be_had_for_another_size():
    """For a picture that is shown, or sent, smaller."""
    mask, _ = mask_of_cells([1], width=500, height=500)
    keep = kept(mask, (50, 25))

    assert [0, 0, 255, 255] == [keep.getpixel(at) for at in [(0, 0), (9, 4), (10, 0), (0, 5)]]
