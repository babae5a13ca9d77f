"""Bodies that are small on the wire and huge in memory: never held whole, whoever sends them."""

import gzip
import tracemalloc
from contextlib import contextmanager

import pytest

from bot.discordio.attachments import CdnReferenceSource
from bot.domain.errors import ApiProtocolError, PictureRefused

MEBIBYTE = 1024**2
BOMB = gzip.compress(bytes(128 * MEBIBYTE))


@contextmanager
def frugal():
    """Hold that no more than 16 MiB of memory are taken meanwhile."""
    tracemalloc.start()
    try:
        yield
        _, most_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most_bytes < 16 * MEBIBYTE


async def test_a_result_that_swells_is_refused(other, downloads):
    """The cap is on what it becomes."""
    other.says(BOMB, Content_Encoding="gzip")

    with frugal(), pytest.raises(PictureRefused) as refusal:
        await downloads.fetch(f"{other.url}/1.png")

    assert "pictures-refused" == refusal.value.rule


async def test_an_answer_that_swells_is_no_answer(api, client):
    """Four megabytes of JSON are more than there is to say."""
    api.says(BOMB, Content_Encoding="gzip")

    with frugal(), pytest.raises(ApiProtocolError):
        await client.fetch("task_1")


async def test_an_attachment_that_swells_is_refused(other, session):
    """Even where it comes from Discord."""
    other.says(BOMB, Content_Encoding="gzip")
    source = CdnReferenceSource(session=session, api_url=other.url)

    with frugal(), pytest.raises(PictureRefused) as refusal:
        await source.fetch(f"{other.url}/1.png", most_bytes=MEBIBYTE)

    assert "reference-too-large" == refusal.value.rule
