"""Exact edits: not a pixel outside the mask changes."""

import pytest
from hypothesis import given
from PIL import Image, ImageChops, ImageCms, ImageDraw

from bot.domain import masks as sizes
from bot.domain.errors import PictureRefused
from bot.pictures import masks
from bot.pictures.exact import MOST_SENT_BYTES, MOST_SENT_PIXELS, frame, paste_back
from tests.pictures.drawing import decoded, drawn, encoded, turned
from tests.pictures.strategies import RATIOS, alphas, contents, noise

SQUARE = (1, 1)


def region(width, height, *boxes):
    """Return a mask that repaints boxes."""
    keep = Image.new("L", (width, height), 255)
    for box in boxes:
        keep.paste(0, box)
    return masks.encoded(keep)


def rgb(content):
    """Return a picture as RGB, or RGBA where it has transparency, as Pillow does it."""
    image = decoded(content)
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def differing(one, other):
    """Return where two pictures differ in anything (mode L: 255, else 0)."""
    difference = Image.new("L", one.size, 0)
    for channel, twin in zip(one.split(), other.split(), strict=True):
        difference = ImageChops.lighter(difference, ImageChops.difference(channel, twin))
    return difference.point([0] + [255] * 255)


@given(contents(), alphas(), contents(), RATIOS)
def test_nothing_outside_the_mask_changes(first, alpha, made, ratio):
    """Of whatever size and mode the pictures are: it is what an exact edit promises."""
    expected = rgb(first)
    alpha = masks.resized(alpha, expected.size)
    content, kind, width, height = paste_back(
        first, masks.encoded(alpha), made, ratio=ratio, kind="png"
    )
    result = decoded(content)
    changed = differing(expected, result.convert(expected.mode))

    assert ("png", "PNG") == (kind, result.format)
    assert expected.size == result.size == (width, height)
    assert 0 == ImageChops.darker(changed, alpha).getextrema()[1]
    assert result.mode == "RGBA" or expected.mode == "RGB"


@pytest.mark.parametrize("thickness", [1, 2, 3, 5, 9, 20])
def test_what_is_repainted_is_what_was_made(thickness):
    """The middle of every region wholly, however thin it is, and whatever else there is."""
    content, _, _, _ = paste_back(
        encoded(Image.new("RGB", (1000, 1000), "blue"), "png"),
        region(1000, 1000, (50, 50, 450, 950), (700, 100, 700 + thickness, 900)),
        encoded(Image.new("RGB", (90, 90), "red"), "png"),
        ratio=SQUARE,
        kind="png",
    )
    result = decoded(content)

    assert (255, 0, 0) == result.getpixel((250, 500))
    assert (255, 0, 0) == result.getpixel((700 + thickness // 2, 500))
    assert ((255, 0, 0) == result.getpixel((700, 500))) == (thickness < 3)


def test_what_was_made_fades_in_inside_the_edge_of_the_mask():
    """A hard edge would show, a soft one outside would change what was to stay."""
    content, _, _, _ = paste_back(
        encoded(Image.new("RGB", (640, 640), "black"), "png"),
        region(640, 640, (200, 0, 640, 640)),
        encoded(Image.new("RGB", (640, 640), "white"), "png"),
        ratio=SQUARE,
        kind="png",
    )
    row = [*decoded(content).getchannel("R").crop((0, 320, 640, 321)).get_flattened_data()]

    assert [0] * 200 == row[:200]
    assert sorted(row) == row
    assert 5 < sum(0 < value < 255 for value in row) < 30
    assert [255] * 400 == row[240:]


@pytest.mark.parametrize("size", [(90, 60), (31, 47), (64, 64), (100, 3)])
@pytest.mark.parametrize("ratio", [SQUARE, (3, 2), (9, 16)])
def test_what_is_framed_and_cut_again_lies_where_it_lay(size, ratio):
    """The padding is where both say it is, however large the API makes the picture."""
    image = Image.new("RGB", size, "black")
    ImageDraw.Draw(image).rectangle((size[0] // 3, 0, 2 * size[0] // 3, size[1]), fill="white")
    first = encoded(image, "png")
    mask = region(*size, (0, 0, size[0], size[1] - 1))
    (sent, _, *padded), _ = frame(first, mask, ratio=ratio)
    large = decoded(sent).resize([4 * side for side in padded], Image.Resampling.LANCZOS)
    content, _, _, _ = paste_back(first, mask, encoded(large, "png"), ratio=ratio, kind="png")

    assert differing(image, decoded(content).point(([0] * 128 + [255] * 128) * 3)).getbbox() is None


@given(contents(), RATIOS)
def test_a_frame_is_the_picture_with_padding_that_is_kept(first, ratio):
    """What the API gets has the ratio that it makes."""
    expected = rgb(first)
    mask = region(*expected.size, (0, 0, *expected.size))
    (content, kind, *size), (framed, mask_kind, *mask_size) = frame(first, mask, ratio=ratio)
    place = sizes.frame(*expected.size, ratio)
    box = place.left, place.top, place.left + expected.width, place.top + expected.height
    inside = Image.new("L", size, 255)
    inside.paste(0, box)

    assert [place.width, place.height] == size == mask_size == [*decoded(framed).size]
    assert (decoded(content).format, "png") == (kind.upper(), mask_kind)
    assert inside.tobytes() == decoded(framed).getchannel("A").tobytes()
    if kind == "png":
        assert differing(expected, rgb(content).crop(box)).getbbox() is None


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp"])
def test_a_picture_that_has_the_ratio_is_sent_byte_for_byte(kind):
    """And so is its mask."""
    first, mask = encoded(drawn(90, 60), kind), region(90, 60, (0, 0, 9, 9))

    assert ((first, kind, 90, 60), (mask, "png", 90, 60)) == frame(first, mask, ratio=(3, 2))


def test_the_padding_goes_on_with_the_edge_of_the_picture():
    """What the API sees there should not look like a frame."""
    image = Image.new("RGB", (100, 300), "red")
    image.paste((0, 0, 255), (50, 0, 100, 300))
    (content, _, _, _), _ = frame(
        encoded(image, "png"), region(100, 300, (0, 0, 9, 9)), ratio=SQUARE
    )
    framed = decoded(content)

    assert (300, 300) == framed.size
    assert [(255, 0, 0), (0, 0, 255)] == [framed.getpixel(at) for at in [(0, 150), (299, 150)]]


def test_a_picture_of_more_than_four_megapixels_is_scaled_to_them():
    """Both as it is sent and as it comes back."""
    first = encoded(drawn(3000, 2000), "jpeg")
    mask = region(3000, 2000, (0, 0, 1500, 2000))
    (content, kind, *size), (framed, *_) = frame(first, mask, ratio=(3, 2))
    result, *_, width, height = paste_back(
        first, mask, encoded(drawn(300, 200), "png"), ratio=(3, 2), kind="png"
    )

    assert sizes.exact_size(3000, 2000) == decoded(content).size == (width, height)
    assert size == [*decoded(framed).size] == [*decoded(result).size]
    assert "jpeg" == kind


def test_a_long_narrow_picture_is_sent_smaller():
    """Its padding would be gigabytes."""
    first = encoded(Image.new("L", (30_000, 20)), "png")
    mask = region(30_000, 20, (0, 0, 9000, 20))
    (_, _, width, height), _ = frame(first, mask, ratio=SQUARE)
    *_, result_width, result_height = paste_back(
        first, mask, encoded(drawn(), "png"), ratio=SQUARE, kind="png"
    )

    assert 0.9 * MOST_SENT_PIXELS < width * height <= MOST_SENT_PIXELS
    assert (30_000, 20) == (result_width, result_height)


@pytest.mark.parametrize(("mode", "kind"), [("RGB", "jpeg"), ("RGBA", "webp")])
def test_a_frame_of_too_many_bytes_is_sent_compressed(mode, kind):
    """Discord would not take it."""
    first = encoded(noise(mode, 1700, 1750, 1), "png", compress_level=0)
    (content, is_kind, *_), _ = frame(first, region(1700, 1750, (0, 0, 9, 9)), ratio=SQUARE)

    assert kind == is_kind
    assert len(content) <= MOST_SENT_BYTES


@pytest.mark.parametrize(("quality", "fewer"), [(None, 95), (95, 20), (20, 0)])
def test_a_jpeg_has_the_quality_that_was_asked_for(quality, fewer):
    """Nothing said is the best."""
    first, mask = encoded(drawn(200, 200, noise=True), "png"), region(200, 200, (0, 0, 50, 50))

    def size_bytes(quality):
        content, kind, *_ = paste_back(
            first, mask, first, ratio=SQUARE, kind="jpeg", quality=quality
        )
        assert ("jpeg", "JPEG") == (kind, decoded(content).format)
        return len(content)

    assert size_bytes(quality) >= size_bytes(fewer)
    assert size_bytes(None) == size_bytes(95) > size_bytes(20) > size_bytes(0)


def test_sixteen_bits_of_grey_are_scaled_not_cut_off():
    """Pillow would make all but the darkest white."""
    image = Image.new("I;16", (40, 30), 32_896)
    content, _, _, _ = paste_back(
        encoded(image, "png"),
        region(40, 30, (0, 0, 9, 9)),
        encoded(drawn(), "png"),
        ratio=(4, 3),
        kind="png",
    )

    assert (128, 128, 128) == decoded(content).getpixel((30, 20))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_first_picture_that_exif_turns_comes_back_upright(orientation):
    """Though such a one is turned long before."""
    first = turned("png", orientation)
    width, height = (48, 64) if orientation > 4 else (64, 48)
    content, *_, is_width, is_height = paste_back(
        first, region(width, height, (0, 0, 9, 9)), first, ratio=(4, 3), kind="png"
    )

    assert (width, height) == (is_width, is_height) == decoded(content).size
    assert 1 == decoded(content).getexif().get(0x0112, 1)


def test_transparency_that_was_made_is_there():
    """Also where the first picture has none; it would be black."""
    content, _, _, _ = paste_back(
        encoded(Image.new("RGB", (64, 64), "blue"), "png"),
        region(64, 64, (0, 0, 32, 64)),
        encoded(Image.new("RGBA", (64, 64), (0, 0, 0, 0)), "png"),
        ratio=SQUARE,
        kind="png",
    )
    result = decoded(content)

    assert (0, 255) == result.getchannel("A").getextrema()
    assert {(0, 0, 255)} == {
        result.getpixel((x, 9))[:3] for x in range(64) if result.getpixel((x, 9))[3]
    }


def swapped():
    """Return a profile whose red and green are the other way round from sRGB's."""
    icc = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, green = icc.index(b"rXYZ"), icc.index(b"gXYZ")
    icc[red : red + 4], icc[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(icc)


PROFILE = swapped()  # once: it tells the second at which it was made


@pytest.mark.parametrize("kind", ["png", "jpeg"])
def test_the_colour_profile_stays_and_what_was_made_is_converted_into_it(kind):
    """The same numbers would be another colour there."""
    content, _, _, _ = paste_back(
        encoded(Image.new("RGB", (64, 64), (10, 20, 30)), "png", icc_profile=PROFILE),
        region(64, 64, (32, 0, 64, 64)),
        encoded(Image.new("RGB", (64, 64), (200, 40, 40)), "png"),
        ratio=SQUARE,
        kind=kind,
    )
    result = decoded(content)
    red, green, blue = result.getpixel((55, 32))

    assert PROFILE == result.info["icc_profile"]
    assert pytest.approx((10, 20, 30), abs=2 * (kind == "jpeg")) == result.getpixel((9, 9))
    assert pytest.approx((40, 200, 40), abs=4) == (red, green, blue)


def test_a_broken_colour_profile_is_no_reason_not_to_edit():
    """It is kept, and what was made is taken as it is."""
    broken = PROFILE[:200]
    content, _, _, _ = paste_back(
        encoded(Image.new("RGB", (64, 64), "blue"), "png", icc_profile=broken),
        region(64, 64, (32, 0, 64, 64)),
        encoded(Image.new("RGB", (64, 64), "red"), "png"),
        ratio=SQUARE,
        kind="png",
    )

    assert broken == decoded(content).info["icc_profile"]
    assert (255, 0, 0) == decoded(content).getpixel((60, 32))


def test_what_was_made_must_be_a_picture():
    """The API may send anything."""
    first, mask = encoded(drawn(), "png"), region(64, 48, (0, 0, 9, 9))
    with pytest.raises(PictureRefused) as caught:
        paste_back(first, mask, b"sorry", ratio=(4, 3), kind="png")

    assert "reference-not-a-picture" == caught.value.rule
