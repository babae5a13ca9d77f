"""The bytes of references: fetched once, brought into order, kept until nothing needs them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace

from bot.domain.errors import InvalidRequest, PictureError, PictureGone
from bot.domain.requests import MAX_REFERENCE_BYTES, MAX_REFERENCE_PIXELS, SourceImage
from bot.engine.ports import Picture, PictureLab, PictureStore, ReferenceSource

_MOST = {
    "reference-too-large": MAX_REFERENCE_BYTES // 1024**2,
    "reference-too-many-pixels": MAX_REFERENCE_PIXELS // 1_000_000,
}
"""What a reference may have at most, for the sentence: MiB, millions of pixels."""


LOOKS_AT_ONCE = 2
"""How many pictures are held whole for somebody to look at: the rest wait for the lab on disk."""


class References:
    """Fetches references from Discord, normalises them, and keeps them by their SHA-256."""

    def __init__(self, *, source: ReferenceSource, lab: PictureLab, pictures: PictureStore) -> None:
        """Take the collaborators."""
        self._source = source
        self._lab = lab
        self._pictures = pictures
        self._looking = asyncio.Semaphore(LOOKS_AT_ONCE)

    async def keep(self, source: SourceImage) -> SourceImage:
        """Return the source with its bytes kept: upright, without metadata, its size known.

        What is kept already is not fetched again. Raises PictureGone, PictureUnavailable and
        PictureRefused.
        """
        if await self._kept(source) is not None:
            return source
        if not source.url:
            raise PictureGone("reference-gone", f"{source.name} was not kept")
        content = await self.fetch(source)
        made = await self._lab.normalise(content, most_pixels=MAX_REFERENCE_PIXELS)
        return replace(
            await self.put(source, made.picture),
            is_as_given=made.is_as_given,
            is_first_frame=made.is_first_frame,
        )

    async def put(self, source: SourceImage, picture: Picture) -> SourceImage:
        """Keep these bytes as the source's."""
        return replace(
            source,
            sha256=await self._pictures.put(picture.content),
            size_bytes=len(picture.content),
            kind=picture.kind,
            width=picture.width,
            height=picture.height,
        )

    async def fetch(self, source: SourceImage) -> bytes:
        """Return the bytes as they were given; raises as `keep` does."""
        return await self._source.fetch(source.url, most_bytes=MAX_REFERENCE_BYTES)

    async def is_there(self, source: SourceImage) -> bool:
        """Tell whether the source's own address still answers with a picture's bytes."""
        try:
            await self.fetch(source)
        except PictureError:
            return False
        return True

    async def sheet(self, sources: Sequence[SourceImage]) -> Picture:
        """Return numbered thumbnails of pictures that are kept, holding one whole at a time.

        Raises InvalidRequest where one is gone.
        """
        thumbnails = []
        for source in sources:
            with told_by(source.name):
                async with self._looking:
                    thumbnail = await self._lab.thumbnail(await self.content(source))
            thumbnails.append(thumbnail.content)
        return await self._lab.sheet(thumbnails)

    async def content(self, source: SourceImage) -> bytes:
        """Return the kept bytes; raises PictureGone where they are not there any more."""
        kept = await self._kept(source)
        if kept is None:
            raise PictureGone("reference-gone", f"{source.name} was not kept")
        return kept

    async def picture(self, source: SourceImage) -> Picture:
        """Return the kept bytes with what they are; raises PictureGone."""
        content = await self.content(source)
        return Picture(
            content=content,
            kind=source.kind or "png",
            width=source.width or 0,
            height=source.height or 0,
        )

    @asynccontextmanager
    async def looked_at(self, *sources: SourceImage) -> AsyncIterator[list[bytes]]:
        """Give the kept bytes of some pictures to look at, a few at a time; raises InvalidRequest
        where one is gone.
        """
        async with self._looking:
            contents = []
            for source in sources:
                with told_by(source.name):
                    contents.append(await self.content(source))
            yield contents

    async def sent(self, source: SourceImage) -> Picture:
        """Return the bytes that are sent for it: padded, where they are; raises PictureGone."""
        if source.sent_sha256 is None:
            return await self.picture(source)
        content = await self.content(replace(source, sha256=source.sent_sha256))
        return await self._lab.identify(content)

    async def _kept(self, source: SourceImage) -> bytes | None:
        return None if source.sha256 is None else await self._pictures.get(source.sha256)


@contextmanager
def told_by(field: str) -> Iterator[None]:
    """Turn what is wrong with a picture into words for the person who gave it, now."""
    try:
        yield
    except PictureError as error:
        raise InvalidRequest(error.rule, field=field, most=_MOST.get(error.rule, 0)) from error
