"""Metadata is cut off, and not a bit of the picture with it."""

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import PictureRefused
from bot.pictures.metadata import MOST_PIECES, cut
from tests.pictures.drawing import decoded, drawn, encoded
from tests.pictures.dressing import (
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

SECRET = b"taken at home"
SECRETS = st.binary(max_size=40).map(lambda more: SECRET + more)
PNG_METADATA = st.sampled_from([b"tEXt", b"zTXt", b"iTXt", b"tIME", b"eXIf", b"caBX", b"prVt"])
JPEG_METADATA = st.one_of(
    st.tuples(st.sampled_from([0xE0, 0xE1, 0xE2, 0xE5, 0xED, 0xEE, 0xEF, 0xFE]), SECRETS),
    st.tuples(st.just(0xE1), SECRETS.map(b"http://ns.adobe.com/xap/1.0/\0".__add__)),
    st.tuples(st.just(0xE2), SECRETS.map(b"MPF\0".__add__)),
    st.tuples(st.just(0xE0), SECRETS.map(b"JFXX\0".__add__)),
)
WEBP_METADATA = st.sampled_from([b"XMP ", b"EXIF", b"abcd"])


def refusal(content, kind):
    """Cut what must be refused, and return the reason."""
    with pytest.raises(PictureRefused) as caught:
        cut(content, kind)

    assert "reference-not-a-picture" == caught.value.rule
    return str(caught.value)


@given(files("png"), st.lists(st.tuples(PNG_METADATA, SECRETS)), st.binary(max_size=9))
def test_a_png_is_what_it_was_before_it_got_metadata(content, metadata, behind):
    """Before and behind its pixels, and behind its end."""
    chunks = [chunk(name, data) for name, data in metadata]
    dressed = with_chunks(with_chunks(content, *chunks), *chunks, before=b"IEND") + behind

    assert content == cut(dressed, "png").content


@given(files("jpeg"), st.lists(JPEG_METADATA), st.binary(max_size=9))
def test_a_jpeg_is_what_it_was_before_it_got_metadata(content, metadata, behind):
    """Whatever program wrote what."""
    dressed = with_segments(content, *(segment(*each) for each in metadata)) + behind

    assert content == cut(dressed, "jpeg").content


@given(files("webp"), st.lists(st.tuples(WEBP_METADATA, SECRETS)), st.binary(max_size=9))
def test_a_webp_is_what_it_was_before_it_got_metadata(content, metadata, behind):
    """Chunks that nobody knows go, too."""
    dressed = with_riff_chunks(content, *(riff_chunk(*each) for each in metadata)) + behind

    assert content == cut(dressed, "webp").content


def test_a_webp_no_longer_says_that_it_has_metadata():
    """A decoder would look for it."""
    content = encoded(drawn(), "webp", exif=exif(1), xmp=SECRET, icc_profile=b"")
    bare = cut(content, "webp")

    assert SECRET not in bare.content
    assert 0 == bare.content[20] & 0x0C
    assert len(bare.content) == 8 + struct.unpack("<I", bare.content[4:8])[0]
    assert decoded(content).tobytes() == decoded(bare.content).tobytes()


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp"])
def test_the_exif_block_is_handed_over(kind):
    """How the picture lies is in it."""
    content = encoded(drawn(), kind, exif=exif(6))
    bare = cut(content, kind)

    assert bare.exif.removeprefix(b"Exif\0\0") == exif(6).removeprefix(b"Exif\0\0")
    assert b"" == cut(bare.content, kind).exif


def test_the_thumbnail_in_a_jfif_header_goes():
    """It may show what was cropped away."""
    content = encoded(drawn(), "jpeg")
    thumbnail = b"\1\1" + b"abc"
    dressed = content[:2] + segment(0xE0, content[6:18] + thumbnail) + content[20:]

    assert content == cut(dressed, "jpeg").content


def test_the_further_pictures_of_a_phone_go():
    """They stand behind the end of the first."""
    content = encoded(drawn(), "MPO", save_all=True, append_images=[drawn(10, 10)])
    bare = cut(content, "jpeg").content

    assert "JPEG" == decoded(bare).format
    assert decoded(content).tobytes() == decoded(bare).tobytes()
    assert 1 == bare.count(b"\xff\xd8\xff")


@pytest.mark.parametrize("filling", [b"\xff\xff", b"fill"])
def test_what_fills_a_jpeg_between_its_segments_goes(filling):
    """Decoders skip it, at their own pace."""
    content = encoded(drawn(), "jpeg")

    assert content == cut(content[:2] + filling + content[2:], "jpeg").content


def test_a_jpeg_that_few_decoders_read_is_told():
    """An arithmetic one differs in its frame's marker."""
    content = encoded(drawn(), "jpeg")

    assert cut(content, "jpeg").is_usual
    assert not cut(content.replace(b"\xff\xc0", b"\xff\xc9"), "jpeg").is_usual


@pytest.mark.parametrize("kind", ["gif", "png"])
def test_of_an_animation_the_first_frame_is_left(kind):
    """Its bits are those that it had in there."""
    content, first = frames_of(kind)
    bare = cut(content, kind)

    assert bare.is_first_frame
    assert not cut(bare.content, kind).is_first_frame
    assert not getattr(decoded(bare.content), "is_animated", False)
    assert first.tobytes() == decoded(bare.content).convert("RGB").tobytes()


def test_a_gif_of_one_frame_is_no_animation():
    """Whatever else is in it; how transparent it is stays."""
    content = encoded(drawn(mode="P"), "gif", transparency=3, comment=SECRET)
    bare = cut(content, "gif")

    assert not bare.is_first_frame
    assert SECRET not in bare.content
    assert (
        decoded(content).convert("RGBA").tobytes()
        == decoded(bare.content).convert("RGBA").tobytes()
    )


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp", "gif"])
def test_a_file_without_its_end_is_refused(kind):
    """Wherever it breaks off."""
    content = encoded(drawn(), kind, comment=SECRET)
    header, end = (13, 2) if kind == "gif" else (3, 1)

    for length in range(header, len(content) - end + 1):
        assert refusal(content[:length], kind)


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("png", with_chunks(encoded(drawn(), "png"), *[chunk(b"tEXt")] * MOST_PIECES)),
        ("jpeg", with_segments(encoded(drawn(), "jpeg"), *[segment(0xFE)] * MOST_PIECES)),
        ("webp", with_riff_chunks(encoded(drawn(), "webp"), *[riff_chunk(b"abcd")] * MOST_PIECES)),
        ("gif", encoded(drawn(), "gif")[:-1] + b"!\xfe\0" * MOST_PIECES + b";"),
    ],
    ids=["png", "jpeg", "webp", "gif"],
)
def test_a_file_of_too_many_pieces_is_refused(kind, content):
    """Walking through millions of nothings takes long."""
    assert "too many" in refusal(content, kind)


@pytest.mark.parametrize("name", [b"IHDR", b"IDAT", b"IEND"])
def test_a_png_with_a_wrong_checksum_is_refused(name):
    """Pillow would let it pass; other decoders do not."""
    content = bytearray(encoded(drawn(), "png"))
    start = content.index(name)
    content[start + 4 + int.from_bytes(content[start - 4 : start], "big")] ^= 1

    assert f"a PNG with a broken {name.decode()}" == refusal(bytes(content), "png")


def test_a_text_that_unpacks_to_much_is_never_unpacked():
    """It goes packed as it is."""
    content = encoded(drawn(), "png")
    bomb = chunk(b"zTXt", b"k\0\0" + zlib.compress(bytes(100_000_000), 9))

    assert content == cut(with_chunks(content, bomb), "png").content
