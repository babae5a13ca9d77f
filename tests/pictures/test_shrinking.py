"""Making a picture fit: what it becomes, and what of it is kept."""

import pytest
from PIL import Image, ImageCms

from bot.domain.errors import PictureRefused
from bot.pictures import shrinking
from tests.pictures.drawing import PLENTY, decoded, drawn, encoded, turned


def shrink(content, most_bytes):
    """Shrink without a bound on pixels that matters."""
    return shrinking.shrink(content, most_bytes=most_bytes, most_pixels=PLENTY)


@pytest.mark.parametrize("most_bytes", [40_000, 20_000, 5_000])
def test_the_result_fits_and_is_what_it_says(most_bytes):
    """By quality alone, or by fewer pixels."""
    content, kind, width, height = shrink(encoded(drawn(300, 200, noise=True), "png"), most_bytes)

    assert len(content) <= most_bytes
    assert ("JPEG", (width, height)) == (decoded(content).format, decoded(content).size)
    assert "jpeg" == kind


def test_no_pixel_is_given_away_where_quality_is_enough():
    """The limit is met from just below."""
    picture = encoded(drawn(300, 200, noise=True), "png")
    best, _, _, _ = shrink(picture, PLENTY)
    content, _, width, height = shrink(picture, len(best) - 1)

    assert (300, 200) == (width, height)
    assert 0.9 * len(best) < len(content) < len(best)


def test_fewer_pixels_keep_the_ratio():
    """It is the same picture, only smaller."""
    _, _, width, height = shrink(encoded(drawn(300, 200, noise=True), "png"), 6_000)

    assert width < 300
    assert abs(width / height - 1.5) < 0.05


def test_transparency_that_is_used_stays():
    """A sticker must not get a black ground."""
    image = drawn(300, 200, "RGBA", noise=True)
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    content, kind, width, height = shrink(encoded(image, "png"), 30_000)

    assert ("webp", "WEBP", "RGBA") == (kind, decoded(content).format, decoded(content).mode)
    assert (width, height) == decoded(content).size
    assert len(content) <= 30_000


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "1", "CMYK", "I;16"])
def test_transparency_that_is_not_used_goes_and_every_mode_becomes_a_jpeg(mode):
    """Most pictures with an alpha channel are opaque; what is grey stays grey."""
    source = Image.new("I;16", (64, 48), 32_768) if mode == "I;16" else drawn(mode=mode)
    content, kind, _, _ = shrink(encoded(source, "jpeg" if mode == "CMYK" else "png"), PLENTY)
    middle = decoded(content).getpixel((0, 0))

    assert ("jpeg", "RGB") == (kind, decoded(content).mode)
    assert max(middle) - min(middle) <= 3
    assert mode != "I;16" or 126 <= middle[0] <= 130


@pytest.mark.parametrize("kind", ["jpeg", "webp"])
def test_a_picture_that_lies_sideways_is_set_upright(kind):
    """The note that said so is gone with the old file."""
    content, _, width, height = shrink(turned(kind, 6), PLENTY)

    assert (48, 64) == (width, height) == decoded(content).size
    assert 1 == decoded(content).getexif().get(0x0112, 1)


def test_a_broken_note_about_the_orientation_is_ignored():
    """The pixels are sound."""
    _, _, width, height = shrink(encoded(drawn(), "jpeg", exif=b"Exif\0\0broken"), PLENTY)

    assert (64, 48) == (width, height)


def test_the_colour_profile_stays():
    """Without it a wide-gamut picture looks pale."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    content, _, _, _ = shrink(encoded(drawn(), "png", icc_profile=profile), PLENTY)

    assert profile == decoded(content).info["icc_profile"]


def test_a_profile_for_other_channels_goes():
    """A profile for grey describes nothing in a coloured file."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[16:20] = b"GRAY"
    content, _, _, _ = shrink(encoded(drawn(mode="L"), "jpeg", icc_profile=bytes(profile)), PLENTY)

    assert "icc_profile" not in decoded(content).info


def test_a_side_that_webp_cannot_have_is_shortened():
    """Its header has fourteen bits for a side."""
    image = drawn(17_000, 16, "RGBA")
    image.putalpha(128)
    _, kind, width, _ = shrink(encoded(image, "png"), PLENTY)

    assert ("webp", 16_383) == (kind, width)


def test_what_cannot_be_made_to_fit_is_refused():
    """A stamp shows nobody anything."""
    with pytest.raises(PictureRefused) as caught:
        shrink(encoded(drawn(300, 200, noise=True), "png"), 400)

    assert "reference-too-large" == caught.value.rule


def test_what_is_no_picture_is_refused():
    """As when it is read."""
    with pytest.raises(PictureRefused) as caught:
        shrink(b"hello", PLENTY)

    assert "reference-not-a-picture" == caught.value.rule
