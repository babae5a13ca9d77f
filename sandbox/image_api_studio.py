"""Make the pictures of a task: fetch its references and mask over HTTP, check them, draw."""

import asyncio
import io
from collections.abc import Sequence
from concurrent.futures import Executor

import aiohttp
from PIL import Image, UnidentifiedImageError

from sandbox.dials import without_directives
from sandbox.drawing import Sketch, draw
from sandbox.image_api_wire import GenerationRequest, Refused, sniff

MAX_REFERENCE_BYTES = 20 * 1024 * 1024
MAX_MASK_BYTES = 20 * 1024 * 1024
FETCH_SECONDS = 15.0


class Unmakeable(Exception):
    """A task cannot be carried out; `code` and the message go into its error."""

    def __init__(self, code: str, message: str) -> None:
        """Keep what the task will say."""
        super().__init__(message)
        self.code = code


class Studio:
    """Turn requests into files, off the event loop."""

    def __init__(self, *, session: aiohttp.ClientSession, threads: Executor) -> None:
        """Fetch with `session` and draw in `threads`."""
        self._session = session
        self._threads = threads

    async def make(
        self, request: GenerationRequest, *, count: int, first: int, plain: bool
    ) -> tuple[bytes, ...]:
        """Return `count` finished files, numbered from `first`; raises `Unmakeable`."""
        references = [
            await self._fetch(f"image_urls[{index}]", url, MAX_REFERENCE_BYTES)
            for index, url in enumerate(request.image_urls or ())
        ]
        mask = None
        if request.mask_url:
            mask = await self._fetch("mask_url", request.mask_url, MAX_MASK_BYTES)
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._threads, _check, references, mask)
        sketches = [
            _sketch(request, references, mask, number=first + index, plain=plain)
            for index in range(count)
        ]
        drawn = [loop.run_in_executor(self._threads, draw, sketch) for sketch in sketches]
        return tuple(await asyncio.gather(*drawn))

    async def _fetch(self, field: str, url: str, limit_bytes: int) -> bytes:
        limit = aiohttp.ClientTimeout(total=FETCH_SECONDS)
        try:
            async with self._session.get(url, timeout=limit) as answer:
                if answer.status != 200:
                    raise Unmakeable(
                        "invalid_image_url", f"failed to download {field}: HTTP {answer.status}"
                    )
                content = bytearray()
                async for chunk in answer.content.iter_chunked(65_536):
                    content += chunk
                    if len(content) > limit_bytes:
                        raise Unmakeable(
                            "invalid_image_file", f"{field} exceeds {limit_bytes} bytes"
                        )
                return bytes(content)
        except TimeoutError as error:
            raise Unmakeable("invalid_image_url", f"failed to download {field}: timeout") from error
        except (aiohttp.ClientError, ValueError) as error:
            raise Unmakeable("invalid_image_url", f"failed to download {field}: {error}") from error


def _sketch(
    request: GenerationRequest,
    references: Sequence[bytes],
    mask: bytes | None,
    *,
    number: int,
    plain: bool,
) -> Sketch:
    width, height = request.pixels
    return Sketch(
        prompt=without_directives(request.prompt),
        model=request.model,
        width=width,
        height=height,
        quality=request.quality,
        background=request.background,
        output_format=request.output_format,
        output_compression=request.output_compression,
        number=number,
        references=tuple(references),
        mask=mask,
        plain=plain,
    )


def _check(references: Sequence[bytes], mask: bytes | None) -> None:
    """Look at every picture before drawing; raises `Unmakeable`."""
    sizes = [_measure(f"image_urls[{index}]", data)[0] for index, data in enumerate(references)]
    if mask is None:
        return
    size, has_alpha = _measure("mask_url", mask)
    if not has_alpha:
        raise Unmakeable("invalid_image_file", "mask must have an alpha channel")
    if size != sizes[0]:
        raise Unmakeable(
            "invalid_image_file",
            f"mask is {size[0]}x{size[1]}, the first image is {sizes[0][0]}x{sizes[0][1]}",
        )


def _measure(field: str, data: bytes) -> tuple[tuple[int, int], bool]:
    try:
        sniff(data)
        with Image.open(io.BytesIO(data)) as picture:
            picture.load()
            return picture.size, picture.has_transparency_data
    except Refused as error:
        raise Unmakeable("invalid_image_file", f"{field}: {error.message}") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Unmakeable("invalid_image_file", f"{field} is not a readable picture") from error
