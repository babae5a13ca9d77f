"""A copy that was drawn over in one bright colour is a mask, anything else is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter

from bot.domain.errors import PictureRefused
from bot.pictures.scribble import mask_of_scribble
from tests.pictures.drawing import decoded, encoded
from tests.pictures.strategies import contents, noise

SIZE = (480, 320)
STROKE = [(80, 90), (200, 220), (320, 90), (400, 200)]


def photograph(seed=1, size=SIZE):
    """Draw something with large shapes, colours and some grain, as a photograph has them."""
    large = noise("RGB", 8, 6, seed).resize(size, Image.Resampling.BICUBIC)
    return Image.blend(large, noise("RGB", *size, seed), 0.1)


def drawn_over(image, colour="red", width=16, points=STROKE):
    """Draw a line over a copy."""
    copy = image.copy()
    ImageDraw.Draw(copy).line(points, fill=colour, width=width, joint="curve")
    return copy


def stroke(width=16, size=SIZE):
    """Return where that line is (mode L: 255, else 0)."""
    return drawn_over(Image.new("L", size, 0), "white", width)


def repainted(made):
    """Return what a mask repaints (mode L: 255, else 0), after checking its form."""
    mask, width, height, covered = made
    image = decoded(mask)
    region = image.getchannel("A").point([255 - value for value in range(256)])
    assert ("PNG", "RGBA", (width, height)) == (image.format, image.mode, image.size)
    assert pytest.approx(region.histogram()[255] / (width * height)) == covered
    assert sum(region.histogram()[1:255]) == 0
    return region


def off(region, other):
    """Return the share of a region's pixels by which another differs from it."""
    return ImageChops.difference(region, other).histogram()[255] / region.histogram()[255]


def scribble(original, copy):
    """Read a copy, as PNG, of an original."""
    return mask_of_scribble(encoded(original, "png"), encoded(copy, "png"))


@pytest.mark.parametrize(
    "colour", ["red", "#C4402F", "lime", "blue", "yellow", "magenta", "cyan", "orange", "hotpink"]
)
def test_what_was_drawn_over_in_a_bright_colour_is_the_mask(colour):
    """Whichever colour: also red, whose hue is the first and the last."""
    original = photograph()

    assert off(stroke(), repainted(scribble(original, drawn_over(original, colour)))) < 0.1


@pytest.mark.parametrize("width", [4, 8, 40])
def test_a_stroke_may_be_thin_or_thick(width):
    """It depends on the finger, and on the program."""
    original = photograph()
    found = repainted(scribble(original, drawn_over(original, width=width)))

    assert off(stroke(width), found) < 0.2


@pytest.mark.parametrize("quality", [95, 75, 50])
def test_compressing_the_copy_again_does_not_matter(quality):
    """Most programs write a JPEG."""
    original = photograph()
    made = mask_of_scribble(
        encoded(original, "png"), encoded(drawn_over(original), "jpeg", quality=quality)
    )

    assert off(stroke(), repainted(made)) < 0.15


@pytest.mark.parametrize("factor", [0.5, 0.77, 1.5])
def test_a_copy_of_another_size_is_one(factor):
    """The mask has the size of the original all the same."""
    original = photograph()
    size = [round(side * factor) for side in SIZE]
    copy = drawn_over(original).resize(size, Image.Resampling.BICUBIC)
    found = repainted(mask_of_scribble(encoded(original, "png"), encoded(copy, "jpeg")))

    assert SIZE == found.size
    assert off(stroke(), found) < 0.25


def test_smooth_edges_and_a_soft_pen_are_fine():
    """Drawn large and scaled down, as every program draws."""
    original = photograph()
    soft = stroke().filter(ImageFilter.GaussianBlur(1.5))
    copy = Image.composite(Image.new("RGB", SIZE, "lime"), original, soft)

    assert off(stroke(), repainted(scribble(original, copy))) < 0.2


def test_what_a_stroke_encloses_is_not_filled_but_its_holes_are():
    """What is drawn over is the mask; a pixel that noise has left out is not meant."""
    original = photograph()
    ring = original.copy()
    ImageDraw.Draw(ring).ellipse((150, 60, 330, 240), outline="red", width=14)
    ring.paste(original.crop((155, 148, 159, 152)), (155, 148))
    found = repainted(scribble(original, ring))

    assert [255, 255, 0] == [found.getpixel(at) for at in [(157, 150), (240, 66), (240, 150)]]


def test_specks_are_no_part_of_the_mask():
    """A speck is somebody's compression, not somebody's wish."""
    original = photograph()
    copy = drawn_over(original)
    for x in range(10, 470, 40):
        copy.putpixel((x, 300), (255, 0, 0))
    copy.paste("gray", (440, 10, 446, 16))
    found = repainted(scribble(original, copy))

    assert (0, 0) == found.crop((0, 290, 480, 310)).getextrema()
    assert 0 == found.getpixel((443, 13))


def test_a_transparent_picture_may_have_been_copied_onto_white_or_black():
    """Programs that draw know no transparency."""
    original = photograph()
    original.putalpha(stroke(80))
    for ground in ("white", "black"):
        flat = Image.new("RGB", SIZE, ground)
        flat.paste(original, mask=original.getchannel("A"))

        assert off(stroke(), repainted(scribble(original, drawn_over(flat)))) < 0.15


@pytest.mark.parametrize("factor", [0.5, 0.77, 1.5])
def test_a_copy_of_another_size_may_be_of_sharp_lines(factor):
    """Scaling it changes many pixels a little, and some a lot."""
    original = Image.new("RGB", SIZE, "white")
    for y in range(10, 310, 20):
        ImageDraw.Draw(original).text((10, y), "Words, and some more words " * 3, fill="black")
    size = [round(side * factor) for side in SIZE]
    copy = drawn_over(original).resize(size, Image.Resampling.BICUBIC)

    assert off(stroke(), repainted(scribble(original, copy))) < 0.25


def with_ball(original, green, blue):
    """Return an edited photograph: a shaded ball, red in its middle, put into it."""
    shade = Image.radial_gradient("L").resize((120, 120))
    red = shade.point([255 - value // 3 for value in range(256)])
    channels = [red, shade.point(green), shade.point(blue)]
    copy = original.copy()
    copy.paste(Image.merge("RGB", channels), (180, 100))
    return copy


@pytest.mark.parametrize(
    "change",
    [
        lambda original: original,
        lambda original: photograph(seed=2),
        lambda original: drawn_over(original, (90, 0, 0)),
        lambda original: drawn_over(original, "black"),
        lambda original: drawn_over(original, "white"),
        lambda original: drawn_over(original, "gray"),
        lambda original: drawn_over(original, (200, 150, 150)),
        lambda original: drawn_over(drawn_over(original), "blue", points=[(20, 20), (300, 300)]),
        lambda original: drawn_over(original, width=240),
        lambda original: ImageEnhance.Color(original).enhance(2),
        lambda original: with_ball(original, range(256), [60] * 256),
        lambda original: with_ball(
            original, [v // 2 for v in range(256)], [v // 2 for v in range(256)]
        ),
        lambda original: original.filter(ImageFilter.GaussianBlur(5)),
        lambda original: drawn_over(original).crop((0, 0, 400, 320)),
        lambda original: drawn_over(original).rotate(90, expand=True),
        lambda original: original.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
    ],
    ids=[
        *("identical", "another", "dark", "black", "white", "grey", "pale", "two-colours"),
        *("too-much", "recoloured", "ball", "red-ball", "blurred", "cropped", "turned", "mirrored"),
    ],
)
def test_anything_else_is_a_reference(change):
    """To take one for a mask would lose it."""
    original = photograph()

    assert scribble(original, change(original)) is None


@pytest.mark.parametrize("quality", [90, 60, 30])
def test_a_copy_that_was_only_compressed_is_no_scribble(quality):
    """Noise is not drawn."""
    original = photograph()

    assert (
        mask_of_scribble(encoded(original, "png"), encoded(original, "jpeg", quality=quality))
        is None
    )


@given(contents(), contents(), st.booleans())
def test_no_pair_of_pictures_is_too_strange(original, drawn, is_copy):
    """Of whatever size and mode, there is an answer, and of a copy the answer is no."""
    made = mask_of_scribble(original, original if is_copy else drawn)

    assert made is None or (not is_copy and 0 < made[3] < 1)


def test_what_is_no_picture_is_refused():
    """Whichever of the two."""
    picture = encoded(photograph(), "png")
    for pair in ((picture, b""), (b"", picture)):
        with pytest.raises(PictureRefused):
            mask_of_scribble(*pair)
