"""`image1` … `image5`: the API gets the attached bytes, in order, however they reach it."""

import os
import struct
import zlib

import pytest

from sandbox.world import Upload
from tests.acceptance.stage import open_studio, picture, sha256, until, words

pytestmark = pytest.mark.asyncio(loop_scope="module")

COLOURS = ("teal", "gold", "plum", "navy", "coral")


def chunk(kind: bytes, content: bytes) -> bytes:
    """Return a piece of a PNG file."""
    checksum = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)


def huge_png(width: int, height: int) -> bytes:
    """Return a sound PNG of one bit a pixel: few bytes, very many pixels."""
    row = b"\x00" + b"\xff" * (width // 8)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(row * height, 9))
        + chunk(b"IEND", b"")
    )


def five_pictures() -> dict[str, Upload]:
    """Return five pictures of the kinds that the API reads, by their options."""
    kinds = ("PNG", "JPEG", "WEBP", "JPEG", "PNG")
    return {
        f"image{number}": Upload(
            f"{colour}.{kind.lower()}", picture(60 + number, 48, kind=kind, colour=colour)
        )
        for number, (kind, colour) in enumerate(zip(kinds, COLOURS, strict=True), 1)
    }


def uploaded_hashes(studio, urls):
    """Return the fingerprints of the uploads behind these addresses, in their order."""
    by_url = {each.url: each.sha256 for each in studio.api.ledger.uploads}
    return [by_url[url] for url in urls]


async def test_five_pictures_are_uploaded_and_named_in_their_order(studio, place, ada):
    """By default through the API's own endpoint, byte for byte."""
    images, prompt = five_pictures(), words("all of these")
    await ada.slash(place, "imagine", prompt=prompt, **images)
    await studio.result(place)

    [submission] = studio.submissions(prompt)
    assert [sha256(image.data) for image in images.values()] == uploaded_hashes(
        studio, submission.body["image_urls"]
    )
    assert {"model", "prompt", "size", "n", "image_urls"} == submission.body.keys()


async def test_pictures_left_out_between_others_change_no_order(studio, place, ada):
    """Only what is given is sent."""
    images, prompt = five_pictures(), words("two of these")
    del images["image1"], images["image3"], images["image4"]
    await ada.slash(place, "imagine", prompt=prompt, **images)
    await studio.result(place)

    [submission] = studio.submissions(prompt)
    assert [sha256(image.data) for image in images.values()] == uploaded_hashes(
        studio, submission.body["image_urls"]
    )


@pytest.mark.parametrize(
    "trouble",
    [
        {"uploads": False},
        {"http": 503, "http_at": "upload"},
        {"http": 502, "http_style": "html", "http_at": "upload"},
        {"http": 200, "http_style": "html", "http_at": "upload"},
    ],
    ids=str,
)
async def test_where_uploading_is_not_possible_discords_own_addresses_are_sent(
    studio, place, ada, trouble
):
    """They are signed and reach the same bytes: the API could fetch them."""
    studio.api.turn(**trouble)
    images, prompt = five_pictures(), words("all of these")
    await ada.slash(place, "imagine", prompt=prompt, **images)
    await studio.result(place)

    [submission] = studio.submissions(prompt)
    urls = submission.body["image_urls"]
    assert all(url.startswith(studio.world.cdn_url) for url in urls)
    assert [image.data for image in images.values()] == [
        studio.world.env.backend.cdn.read(url) for url in urls
    ]


async def test_where_discords_addresses_are_to_be_used_nothing_is_uploaded(tmp_path):
    """`references = "discord"` is a choice for whoever runs the bot."""
    settings = {"DARKROOM_IMAGE_API__REFERENCES": "discord"}
    async with open_studio(tmp_path, settings=settings) as studio:
        place, prompt = studio.channel(), words("this one")
        await studio.person().slash(
            place, "imagine", prompt=prompt, image1=Upload("a.png", picture())
        )
        await studio.result(place)

        [submission] = studio.submissions(prompt)
        [url] = submission.body["image_urls"]
        assert url.startswith(studio.world.cdn_url)
        assert () == studio.api.ledger.uploads


@pytest.mark.parametrize(
    ("width", "height", "size"),
    [(640, 480, "3:2"), (480, 640, "2:3"), (500, 520, "1:1"), (100, 1000, "2:3")],
)
async def test_without_a_size_the_ratio_nearest_to_the_first_picture_is_taken(
    studio, place, ada, width, height, size
):
    """What is made from a picture has its shape."""
    prompt = words("as it is")
    first, second = Upload("a.png", picture(width, height)), Upload("b.png", picture(80, 20))
    await ada.slash(place, "imagine", prompt=prompt, image1=first, image2=second)
    submission = await studio.submitted(prompt)

    assert size == submission.body["size"]


async def test_a_size_that_was_given_holds_beside_a_picture(studio, place, ada):
    """What the person says counts more than the picture."""
    prompt = words("as it is")
    image = Upload("a.png", picture(640, 480))
    await ada.slash(place, "imagine", prompt=prompt, size="2:3", image1=image)
    submission = await studio.submitted(prompt)

    assert "2:3" == submission.body["size"]


async def test_the_kind_is_told_by_the_bytes_and_not_by_the_name(studio, place, ada):
    """A JPEG that is called a PNG is uploaded as what it is."""
    prompt = words("misnamed")
    image = Upload("photo.png", picture(kind="JPEG"))
    await ada.slash(place, "imagine", prompt=prompt, image1=image)
    await studio.result(place)

    [submission] = studio.submissions(prompt)
    [url] = submission.body["image_urls"]
    [upload] = [each for each in studio.api.ledger.uploads if each.url == url]
    assert ("image/jpeg", sha256(image.data)) == (upload.content_type, upload.sha256)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("notes.png", b"these are only words", "not a picture"),
        ("empty.png", b"", "not a picture"),
        ("broken.jpg", picture(400, 300, kind="JPEG")[:700], "not a picture"),
        ("poster.png", huge_png(8000, 7504), "50 million pixels"),
        ("film.png", picture() + bytes(20 * 1024 * 1024), "20 MiB"),
    ],
    ids=["text", "empty", "truncated", "60 megapixels", "too many bytes"],
)
async def test_what_is_no_usable_picture_is_told_by_the_options_name(
    studio, place, ada, name, content, reason
):
    """To the person alone; nothing is submitted, and nothing public is left."""
    before = studio.attempts()
    prompt = words("with this")
    images = {"image1": Upload("fine.png", picture()), "image2": Upload(name, content)}
    action = await ada.slash(place, "imagine", prompt=prompt, **images)
    told = await studio.alone(action)

    assert "`image2`" in told.content
    assert reason in told.content
    assert [] == studio.messages(place)
    assert [] == studio.submissions(prompt)
    assert before == studio.attempts()


async def test_a_file_larger_than_discord_declared_is_refused_by_its_bytes(studio, place, ada):
    """Nobody's word is taken for the size."""
    prompt = words("with this")
    cdn = studio.world.env.backend.cdn
    place_of = cdn.store_attachment

    def understating(*described):
        return {**place_of(*described), "size": 1000}

    cdn.store_attachment = understating
    try:
        film = Upload("film.png", picture() + bytes(20 * 1024 * 1024))
        action = await ada.slash(place, "imagine", prompt=prompt, image1=film)
    finally:
        del cdn.store_attachment
    told = await studio.alone(action)

    assert "`image1`" in told.content
    assert "20 MiB" in told.content
    assert [] == studio.submissions(prompt)


async def test_an_attachment_that_is_gone_by_then_is_told_by_its_name(studio, place, ada):
    """As when Discord has deleted it meanwhile."""
    prompt = words("with this")
    cdn = studio.world.env.backend.cdn
    read, cdn.get = cdn.get, lambda url: None
    try:
        image = Upload("a.png", picture())
        action = await ada.slash(place, "imagine", prompt=prompt, image1=image)
        told = await studio.alone(action)
    finally:
        cdn.get = read

    assert "`image1`" in told.content
    assert [] == studio.submissions(prompt)


async def test_the_bytes_of_references_are_forgotten_some_time_after_their_job(studio, place, ada):
    """They are kept only while a job needs them, and an hour of grace."""
    await ada.slash(place, "imagine", prompt=words("x"), image1=Upload("a.png", picture(33, 44)))
    await studio.result(place)
    kept = studio.bot.folder / "pictures" / sha256(picture(33, 44))
    assert kept.exists()

    os.utime(kept, (0, 0))
    await studio.restart_hard()

    await until(lambda: not kept.exists())
