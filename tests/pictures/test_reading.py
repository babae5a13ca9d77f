"""Telling what bytes are: by decoding them whole, and by their header alone."""

import random

import pytest
from PIL import Image

from bot.domain.errors import PictureRefused
from bot.pictures.headers import identify
from bot.pictures.masks import read_mask
from bot.pictures.reading import MOST_SCANS, read
from tests.pictures.drawing import KINDS, PLENTY, bomb, drawn, encoded, turned

NO_PICTURES = [b"", b"GIF89a", b"\xff\xd8\xff", b"RIFF\0\0\0\0WEBP", b"\x89PNG\r\n\x1a\n", b"hello"]


def refusal(work, *args, **kwargs):
    """Do what must be refused, and return the rule."""
    with pytest.raises(PictureRefused) as caught:
        work(*args, **kwargs)
    return caught.value.rule


@pytest.mark.parametrize("kind", KINDS)
def test_the_kind_and_the_size_are_told_by_the_bytes(kind):
    """Both ways agree."""
    content = encoded(drawn(640, 41), kind)

    assert (kind, 640, 41) == read(content, most_pixels=PLENTY)
    assert (kind, 640, 41) == identify(content)


@pytest.mark.parametrize("kind", ["avif", "bmp", "tiff"])
def test_what_is_attached_may_be_of_other_kinds(kind):
    """They are made into one that the API takes; a result never is of such a kind."""
    content = encoded(drawn(640, 41), kind)

    assert (kind, 640, 41) == read(content, most_pixels=PLENTY)
    assert "reference-not-a-picture" == refusal(identify, content)


@pytest.mark.parametrize(
    ("mode", "kind", "options"),
    [
        ("RGBA", "png", {}),
        ("1", "png", {}),
        ("P", "png", {}),
        ("RGBA", "webp", {}),
        ("RGBA", "webp", {"lossless": True}),
        ("RGB", "webp", {"lossless": True}),
        ("CMYK", "jpeg", {}),
        ("L", "jpeg", {"progressive": True}),
        ("RGB", "jpeg", {"comment": b"x" * 60_000, "exif": b"Exif\0\0broken"}),
        ("RGB", "png", {"exif": b"Exif\0\0broken"}),
    ],
)
def test_every_variety_of_a_kind_is_read(mode, kind, options):
    """A header has many shapes, and what stands beside the picture may be broken."""
    content = encoded(drawn(33, 77, mode), kind, **options)

    assert (kind, 33, 77) == read(content, most_pixels=PLENTY)
    assert (kind, 33, 77) == identify(content)


@pytest.mark.parametrize("kind", ["gif", "webp", "png"])
def test_an_animation_is_its_first_frame(kind):
    """The API takes stills."""
    frames = [drawn(50, 40), drawn(50, 40, noise=True)]
    content = encoded(frames[0], kind, save_all=True, append_images=frames[1:])

    assert (kind, 50, 40) == read(content, most_pixels=PLENTY)
    assert (kind, 50, 40) == identify(content)


def test_the_pictures_of_many_phones_are_jpegs():
    """They hang a second picture behind the first, which has a name of its own in Pillow."""
    content = encoded(drawn(), "MPO", save_all=True, append_images=[drawn(10, 10)])

    assert ("jpeg", 64, 48) == read(content, most_pixels=PLENTY)
    assert ("jpeg", 64, 48) == identify(content)


def test_padding_before_a_segment_of_a_jpeg_is_skipped():
    """The standard allows any number of fill bytes there."""
    content = encoded(drawn(), "jpeg")
    padded = content[:2] + b"\xff\xff\xff" + content[2:]

    assert ("jpeg", 64, 48) == read(padded, most_pixels=PLENTY)
    assert ("jpeg", 64, 48) == identify(padded)


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp"])
@pytest.mark.parametrize(
    ("orientation", "size"), [(1, (64, 48)), (3, (64, 48)), (6, (48, 64)), (8, (48, 64))]
)
def test_width_and_height_are_those_that_a_person_sees(kind, orientation, size):
    """A phone held upright stores the picture sideways, and says so."""
    assert (kind, *size) == read(turned(kind, orientation), most_pixels=PLENTY)


def test_pixels_are_counted_before_any_is_decoded():
    """One pixel too many is refused, one fewer is read."""
    content = encoded(drawn(100, 50), "png")

    assert "reference-too-many-pixels" == refusal(read, content, most_pixels=4_999)
    assert ("png", 100, 50) == read(content, most_pixels=5_000)


@pytest.mark.parametrize("side", [8_000, 10_000, 60_000])
def test_a_bomb_is_refused(side):
    """Below, at and above the bounds of Pillow itself, it is the same refusal."""
    assert "reference-too-many-pixels" == refusal(read, bomb(side, side), most_pixels=PLENTY)


def test_pillows_own_bound_is_left_as_it_is():
    """Others in the process may count on it."""
    before = Image.MAX_IMAGE_PIXELS
    refusal(read, bomb(60_000, 60_000), most_pixels=PLENTY)

    assert before == Image.MAX_IMAGE_PIXELS


@pytest.mark.parametrize(
    "content", [*NO_PICTURES, encoded(drawn(), "ppm"), encoded(drawn(), "ico")]
)
def test_what_is_no_picture_of_ours_is_refused(content):
    """Pillow knows many formats more; each is one more way in for damage."""
    assert "reference-not-a-picture" == refusal(read, content, most_pixels=PLENTY)
    assert "reference-not-a-picture" == refusal(identify, content)


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_that_was_cut_off_is_refused(kind):
    """An upload that broke in the middle must not be paid for."""
    content = encoded(drawn(noise=True), kind)
    rules = {
        refusal(read, content[:length], most_pixels=PLENTY)
        for length in range(0, len(content) * 9 // 10, 97)
    }

    assert {"reference-not-a-picture"} == rules


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("work", [identify, lambda content: read(content, most_pixels=PLENTY)])
def test_damage_is_refused_or_read_and_nothing_else(kind, work):
    """No byte of a stranger's file may raise anything that nobody expects."""
    content = encoded(drawn(), kind)
    chance = random.Random(7)  # noqa: S311 - the same damage every time
    for _ in range(300):
        damaged = bytearray(content)
        for _ in range(chance.choice((1, 4))):
            damaged[chance.randrange(min(len(damaged), 200))] = chance.randrange(256)
        try:
            outcome = work(bytes(damaged))[0]
        except PictureRefused as error:
            outcome = error.rule

        assert outcome in {*KINDS, "reference-not-a-picture", "reference-too-many-pixels"}


def test_a_jpeg_of_very_many_scans_is_refused_before_it_is_decoded():
    """Each goes over all the pixels: some kilobytes would keep a decoder busy for minutes."""
    content = encoded(drawn(), "jpeg", progressive=True)
    scan = content[content.rindex(b"\xff\xda") : -2]
    many = content[:-2] + scan * MOST_SCANS + content[-2:]

    assert "reference-not-a-picture" == refusal(read, many, most_pixels=PLENTY)
    with pytest.raises(PictureRefused, match="too many scans"):
        read_mask(many, width=64, height=48)
