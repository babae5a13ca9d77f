"""Whether a picture has arrived whole is told by its end, without decoding."""

import pytest

from bot.domain.errors import PictureRefused
from bot.pictures.headers import MOST_SEGMENTS, identify, is_whole
from bot.pictures.lab import PooledPictureLab
from tests.pictures.drawing import drawn, encoded

ENDED_KINDS = ("png", "jpeg", "webp")


def with_thumbnail(content):
    """Return a JPEG with a whole smaller one in front of its own data, as cameras write it."""
    small = encoded(drawn(8, 8), "jpeg")
    return content[:2] + b"\xff\xe1" + (len(small) + 2).to_bytes(2, "big") + small + content[2:]


@pytest.mark.parametrize("kind", [*ENDED_KINDS, "gif"])
@pytest.mark.parametrize("behind", [b"", b"\0" * 7, b"and some words"])
def test_a_picture_is_whole_whatever_stands_behind_it(kind, behind):
    """Some programs write more than has to be there."""
    assert is_whole(encoded(drawn(), kind) + behind, kind)


@pytest.mark.parametrize("kind", ENDED_KINDS)
@pytest.mark.parametrize("missing", [1, 20, 300])
def test_a_picture_without_its_end_is_not_whole(kind, missing):
    """As when a server, or the way from it, breaks off."""
    assert not is_whole(encoded(drawn(noise=True), kind)[:-missing], kind)


def test_the_end_of_a_thumbnail_is_not_that_of_the_picture():
    """It stands in the file before the picture itself."""
    whole = with_thumbnail(encoded(drawn(noise=True), "jpeg"))

    assert is_whole(whole, "jpeg")
    assert not is_whole(whole[:-20], "jpeg")


async def test_the_lab_identifies_no_picture_that_is_broken_off():
    """It would be posted as it is."""
    lab = PooledPictureLab()
    with pytest.raises(PictureRefused) as refusal:
        await lab.identify(encoded(drawn(), "png")[:-1])

    assert "a png without its end" == str(refusal.value)


@pytest.mark.parametrize("filling", [b"\xff", b"\xff\xe1\0\x02"], ids=["fill-bytes", "segments"])
def test_a_jpeg_that_does_not_come_to_the_point_is_refused(filling):
    """Walking through millions of nothings would hold up the whole bot for many seconds."""
    jpeg = encoded(drawn(), "jpeg")
    some = jpeg[:2] + filling * 1000 + jpeg[2:]
    endless = jpeg[:2] + filling * MOST_SEGMENTS + jpeg[2:]

    assert ("jpeg", 64, 48) == identify(some)
    with pytest.raises(PictureRefused):
        identify(endless)
