"""What is attached becomes what the API surely reads, and no more is changed than must be."""

import struct
import sys
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageOps

from bot.domain.errors import PictureRefused
from bot.pictures import normalising, reading
from bot.pictures.normalising import normalise
from tests.pictures.drawing import PLENTY, bomb, decoded, drawn, encoded, turned
from tests.pictures.dressing import (
    SRGB,
    chunk,
    exif,
    files,
    frames_of,
    riff_chunk,
    segment,
    with_chunks,
    with_riff_chunks,
    with_segments,
)

API_KINDS = ("png", "jpeg", "webp")
OTHER_KINDS = ("gif", "avif", "bmp", "tiff")


def normalised(content):
    """Normalise and check that what is said of the bytes holds."""
    result = normalise(content, most_pixels=PLENTY)
    image = decoded(result[0])

    assert (image.format.lower(), *image.size) == result[1:4]
    return image, result[0], result[4], result[5]


def refusal(content, most_pixels=PLENTY):
    """Normalise what must be refused, and return the rule."""
    with pytest.raises(PictureRefused) as caught:
        normalise(content, most_pixels=most_pixels)
    return caught.value.rule


def dressed(kind, content, orientation):
    """Return the file with an EXIF block."""
    block = exif(orientation)
    if kind == "png":
        return with_chunks(content, chunk(b"eXIf", block.removeprefix(b"Exif\0\0")))
    if kind == "jpeg":
        return with_segments(content, segment(0xE1, block))
    return with_riff_chunks(content, riff_chunk(b"EXIF", block))


def difference(one, other):
    """Return how far apart two pictures are at most, in steps of 255."""
    return max(high for _, high in ImageChops.difference(one, other).getextrema())


def same(one, other):
    """Tell whether two pictures are equal in every pixel, transparency and all."""
    mode = "RGBA" if one.has_transparency_data else one.mode
    return one.size == other.size and one.convert(mode).tobytes() == other.convert(mode).tobytes()


@pytest.mark.parametrize("kind", API_KINDS)
@given(data=st.data())
def test_a_picture_without_metadata_passes_byte_for_byte(kind, data):
    """Of every mode, also sixteen bits of grey; its colour profile is no metadata."""
    content = data.draw(files(kind))
    _, result, is_as_given, is_first_frame = normalised(content)

    assert content == result
    assert is_as_given
    assert not is_first_frame


@pytest.mark.parametrize("kind", API_KINDS)
@given(data=st.data())
def test_an_upright_picture_with_metadata_keeps_every_pixel(kind, data):
    """Its bits are the same; what stood beside them is gone."""
    content = data.draw(files(kind))
    _, result, is_as_given, _ = normalised(dressed(kind, content, 1))

    assert content == result
    assert not is_as_given


@pytest.mark.parametrize("kind", API_KINDS)
@given(data=st.data(), orientation=st.integers(2, 8))
def test_a_turned_picture_is_made_upright(kind, data, orientation):
    """In each of the seven ways, with its profile, and exactly: an edit may have to put it back."""
    content = data.draw(files(kind))
    source = decoded(content)
    source.getexif()[0x0112] = orientation
    image, _, is_as_given, _ = normalised(dressed(kind, content, orientation))

    assert not is_as_given
    assert not image.getexif()
    assert source.info.get("icc_profile") == image.info.get("icc_profile")
    assert "PNG" == image.format
    assert same(ImageOps.exif_transpose(source), image)


@pytest.fixture
def any_is_large(monkeypatch):
    """Let every picture have more pixels than an exact edit has."""
    monkeypatch.setattr(normalising, "MOST_EXACT_PIXELS", 0)


@pytest.mark.parametrize("kind", ["jpeg", "webp"])
@pytest.mark.parametrize("orientation", range(2, 9))
def test_making_a_large_one_upright_loses_next_to_nothing(kind, orientation, any_is_large):
    """A kind that loses something loses it once more, as little as is sensible."""
    content = turned(kind, orientation)
    image, *_ = normalised(content)

    assert kind == image.format.lower()
    assert difference(ImageOps.exif_transpose(decoded(content)).convert("RGB"), image) <= 8


@pytest.mark.parametrize("kind", ["gif", "webp", "png"])
def test_of_an_animation_the_first_frame_is_left(kind):
    """The API takes stills; the person is told."""
    content, first = frames_of(kind)
    image, _, is_as_given, is_first_frame = normalised(content)

    assert "PNG" == image.format
    assert (False, True) == (is_as_given, is_first_frame)
    assert same(first, image.convert("RGB"))


@pytest.mark.parametrize("kind", ["gif", "bmp", "tiff"])
@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB"])
def test_other_kinds_become_png(kind, mode):
    """And lose nothing by it."""
    content = encoded(drawn(mode=mode), kind)
    image, _, is_as_given, is_first_frame = normalised(content)

    assert "PNG" == image.format
    assert (False, False) == (is_as_given, is_first_frame)
    assert same(decoded(content).convert("RGB"), image.convert("RGB"))


@pytest.mark.parametrize(
    ("kind", "mode", "options"),
    [
        ("gif", "P", {"transparency": 3}),
        ("tiff", "RGBA", {}),
        ("tiff", "I;16", {}),
        ("tiff", "RGB", {"icc_profile": SRGB, "compression": "tiff_lzw"}),
        ("avif", "RGBA", {"icc_profile": SRGB}),
    ],
)
def test_transparency_depth_and_profile_stay(kind, mode, options):
    """A PNG has room for all of them."""
    image = drawn().convert("L").convert(mode) if mode == "I;16" else drawn(mode=mode)
    if mode == "RGBA":
        image.putalpha(drawn(mode="L"))
    content = encoded(image, kind, **options)
    result, *_ = normalised(content)

    assert "PNG" == result.format
    assert same(decoded(content), result)
    assert options.get("icc_profile") == result.info.get("icc_profile")


@pytest.mark.parametrize("kind", ["avif", "tiff"])
@pytest.mark.parametrize("orientation", [1, 3, 6])
def test_other_kinds_are_made_upright_too(kind, orientation):
    """They have room for EXIF as well."""
    image, *_ = normalised(turned(kind, orientation))

    assert ((48, 64) if orientation == 6 else (64, 48)) == image.size


def test_a_large_webp_that_loses_nothing_stays_one(any_is_large):
    """Every pixel is still the same."""
    content = encoded(drawn(), "webp", lossless=True, exif=exif(6))
    image, *_ = normalised(content)

    assert "WEBP" == image.format
    assert same(ImageOps.exif_transpose(decoded(content)), image)


def test_a_large_opaque_avif_becomes_jpeg(any_is_large):
    """As PNG, a photograph would be many times as large."""
    content = encoded(drawn(), "avif", exif=exif(1), xmp=b"<taken at home>", icc_profile=SRGB)
    image, result, *_ = normalised(content)

    assert "JPEG" == image.format
    assert SRGB == image.info["icc_profile"]
    assert b"taken at home" not in result
    assert difference(decoded(content), image) <= 8


def test_heic_is_read_where_the_library_is():
    """Telephones take their pictures in it."""
    pytest.importorskip("pillow_heif").register_heif_opener()
    image, _, is_as_given, is_first_frame = normalised(encoded(drawn(), "heif", exif=exif(6)))

    assert ("PNG", (48, 64)) == (image.format, image.size)
    assert (False, False) == (is_as_given, is_first_frame)


def test_heic_is_refused_where_the_library_is_not(monkeypatch):
    """As any other kind that cannot be read."""
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    reading._learn_heic.cache_clear()

    assert "reference-not-a-picture" == refusal(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic")
    reading._learn_heic.cache_clear()


def grey_inks():
    """Return a profile in which every ink alone comes out as the same grey (ICC.1, lut8Type)."""
    ramp = bytes(range(256))
    corners = b"".join(bytes([lightness, 128, 128]) for lightness in (255, *(128,) * 14, 0))
    table = struct.pack(">4s4xBBBx9i", b"mft1", 4, 3, 2, *(65536, 0, 0, 0) * 2, 65536)
    table += ramp * 4 + corners + ramp * 3
    header = struct.pack(
        ">I4xI4s4s4s12x4s28x3i48x",
        *(144 + len(table), 0x02100000, b"prtr", b"CMYK", b"Lab ", b"acsp"),
        *(63190, 65536, 54061),
    )
    return header + struct.pack(">I4sII", 1, b"A2B0", 144, len(table)) + table


@pytest.mark.parametrize(
    ("profile", "colour"),
    [
        (grey_inks(), (119, 119, 119)),
        (grey_inks()[:200], (0, 255, 255)),
        (SRGB, (0, 255, 255)),
        (b"", (0, 255, 255)),
    ],
    ids=["sound", "broken", "of-light", "none"],
)
def test_printing_inks_become_light(profile, colour):
    """Through their profile, where it can be used; cyan is what everybody takes for it without."""
    content = encoded(Image.new("CMYK", (20, 10), (255, 0, 0, 0)), "jpeg", icc_profile=profile)
    image, *_ = normalised(content)

    assert ("PNG", "RGB") == (image.format, image.mode)
    assert "icc_profile" not in image.info
    assert 2 >= difference(Image.new("RGB", (20, 10), colour), image)


@pytest.mark.parametrize(
    ("image", "kind"), [(drawn(noise=True), "jpeg"), (drawn(mode="RGBA", noise=True), "webp")]
)
def test_what_would_be_too_large_loses_as_much_as_it_must(image, kind, monkeypatch):
    """A large picture that comes without compression would not be taken as PNG."""
    content = encoded(image, "tiff")
    size_bytes = len(normalise(content, most_pixels=PLENTY)[0])
    monkeypatch.setattr(normalising, "MAX_REFERENCE_BYTES", size_bytes - 1)
    result, *_ = normalised(content)

    assert kind == result.format.lower()
    monkeypatch.setattr(normalising, "MAX_REFERENCE_BYTES", 100)
    assert "reference-too-large" == refusal(content)


def packed(name, much=100_000_000):
    """Return a chunk that unpacks to very much."""
    return chunk(name, b"k\0\0" + zlib.compress(bytes(much), 9))


@pytest.mark.parametrize(
    "content",
    [
        bomb(8_000, 8_000),
        bomb(60_000, 60_000),
        b"BM" + struct.pack("<IIIIiiHHIIiiII", 99, 0, 54, 40, 30_000, 30_000, 1, 24, *(0,) * 6),
        b"GIF89a" + struct.pack("<HH", 60_000, 60_000) + encoded(drawn(), "gif")[10:],
    ],
    ids=["png", "huge-png", "bmp", "gif"],
)
def test_a_bomb_is_refused_before_it_goes_off(content):
    """By what it claims to be."""
    assert "reference-too-many-pixels" == refusal(content)


def test_a_profile_that_unpacks_to_too_much_is_refused():
    """Pillow bounds it."""
    content = with_chunks(encoded(drawn(), "png"), packed(b"iCCP"), before=b"IDAT")

    assert "reference-not-a-picture" == refusal(content)


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"RIFF", b"\0\0\0\x18ftypmp42", b"<svg/>", b"%PDF"]
)
def test_what_is_no_picture_is_refused(content):
    """Whatever its name says."""
    assert "reference-not-a-picture" == refusal(content)


@pytest.mark.parametrize("kind", [*API_KINDS, *OTHER_KINDS])
def test_a_picture_that_was_cut_off_is_refused(kind):
    """Nothing is charged for half a picture."""
    content = encoded(drawn(noise=True), kind)
    rules = {refusal(content[:length]) for length in range(0, len(content) * 9 // 10, 397)}

    assert {"reference-not-a-picture"} == rules


@pytest.mark.parametrize("kind", [*API_KINDS, *OTHER_KINDS])
@given(data=st.data())
def test_damage_is_refused_or_made_into_a_picture_and_nothing_else(kind, data):
    """No byte of a stranger's file may raise anything that nobody expects."""
    content = bytearray(data.draw(st.sampled_from(SOUND[kind])))
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    try:
        outcome = normalise(bytes(content), most_pixels=PLENTY)[1]
    except PictureRefused as error:
        outcome = error.rule

    assert outcome in {*API_KINDS, "reference-not-a-picture", "reference-too-many-pixels"}


SOUND = {
    kind: [encoded(drawn(), kind), *([turned(kind, 6)] if kind not in ("gif", "bmp") else [])]
    for kind in (*API_KINDS, *OTHER_KINDS)
}
