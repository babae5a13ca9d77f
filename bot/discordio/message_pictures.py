"""The pictures that a message shows, wherever Discord puts them, and the job that it is the result
of.

Nothing is fetched here; whether the bytes are a picture is told when they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

import discord
import yarl
from discord.asset import Asset

from bot.discordio.attachments import CDN_HOSTS, PROXY_HOSTS
from bot.domain.errors import InvalidRequest
from bot.domain.jobs import JOB_ID_PATTERN, JobId
from bot.domain.requests import SourceImage

EXTENSIONS = frozenset(
    {".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".heic", ".heif", ".avif"}
)
"""What the names of pictures end with."""

_LINK = re.compile(r"https?://[^\s<>\"'`|]+")
_PUNCTUATION = ".,;:!?)]*_~"
"""What may stand behind a link, and is not part of it."""

_DETAILS = re.compile(rf"details:(?P<job>{JOB_ID_PATTERN})")
"""The id of the button that stands under every result."""


def pictures_in(message: discord.Message) -> tuple[SourceImage, ...]:
    """Return the pictures of a message, named `image1` … in order, none of them twice.

    First its attachments, then those in its components, its embeds, and the links to Discord's CDN
    that somebody typed; at last the same of what was forwarded. Without the message content intent
    Discord hides all of these from us in most messages of other people.
    """
    found: dict[str, SourceImage] = {}
    parts: tuple[discord.Message | discord.MessageSnapshot, ...]
    parts = (message, *message.message_snapshots)
    for source in (source for part in parts for source in _shown_in(part)):
        found.setdefault(_same(source.url), source)
    return _numbered(found.values())


def attached_to(message: discord.Message, *, first: int = 1) -> tuple[SourceImage, ...]:
    """Return what is attached to a message, named `image1` … in order, or by numbers from `first`.

    Raises InvalidRequest where something of it is declared to be no picture.
    """
    attached = _numbered(map(_of_attachment, message.attachments), first=first)
    for source, attachment in zip(attached, message.attachments, strict=True):
        if not _is_picture(attachment.content_type, attachment.filename, attachment.width):
            raise InvalidRequest("reference-not-a-picture", field=source.name)
    return attached


def result_job_of(message: discord.Message) -> JobId | None:
    """Return the job whose result the message is; None where it is none, or not ours."""
    if message.author.id != message._state.self_id:
        return None
    for component in _walked(message.components):
        if isinstance(component, discord.Button) and component.custom_id is not None:
            match = _DETAILS.fullmatch(component.custom_id)
            if match:
                return JobId(match["job"])
    return None


def _numbered(sources: Iterable[SourceImage], *, first: int = 1) -> tuple[SourceImage, ...]:
    return tuple(replace(each, name=f"image{n}") for n, each in enumerate(sources, first))


def _shown_in(part: discord.Message | discord.MessageSnapshot) -> Iterator[SourceImage]:
    for attachment in part.attachments:
        if _is_picture(attachment.content_type, attachment.filename, attachment.width):
            yield _of_attachment(attachment)
    for component in _walked(part.components):
        yield from _of_component(component)
    for embed in part.embeds:
        yield from _of_embed(embed)
    for link in _LINK.findall(part.content):
        url = link.rstrip(_PUNCTUATION)
        if is_discords(url) and _is_picture(None, _filename(url), None):
            yield _source(url)


def _of_attachment(attachment: discord.Attachment) -> SourceImage:
    return _source(
        attachment.url,
        filename=attachment.filename,
        size_bytes=attachment.size,
        width=attachment.width,
        height=attachment.height,
    )


def _of_component(component: discord.Component) -> Iterator[SourceImage]:
    match component:
        case discord.MediaGalleryComponent():
            media = [item.media for item in component.items]
        case discord.ThumbnailComponent() | discord.FileComponent():
            media = [component.media]
        case _:
            media = []
    for item in media:
        url = _held_at(item.url, item.proxy_url)
        if url is not None and _is_picture(item.content_type, _filename(url), item.width):
            yield _source(url, width=item.width, height=item.height)


def _of_embed(embed: discord.Embed) -> Iterator[SourceImage]:
    """Yield the embed's picture and its thumbnail, where Discord itself has them."""
    for media in (embed.image, embed.thumbnail):
        url = _held_at(media.url, media.proxy_url)
        if url is not None:
            yield _source(url, width=media.width, height=media.height)


def _held_at(url: str | None, proxy_url: str | None) -> str | None:
    """Return where Discord has a picture: on its CDN, else as a copy; never where it came from."""
    for address in (url, proxy_url):
        if address and is_discords(address):
            return address
    is_copied = proxy_url is not None and _host(proxy_url) in PROXY_HOSTS
    return proxy_url if is_copied else None


def _walked(components: Sequence[discord.Component]) -> Iterator[discord.Component]:
    """Yield components and what is inside them, in the order in which they are shown."""
    for component in components:
        yield component
        if isinstance(component, discord.ActionRow | discord.Container | discord.SectionComponent):
            yield from _walked(component.children)
        if isinstance(component, discord.SectionComponent):
            yield component.accessory


def _source(
    url: str,
    *,
    filename: str = "",
    size_bytes: int | None = None,
    width: int | None = None,
    height: int | None = None,
) -> SourceImage:
    """Return a source as Discord declares it; a size of nothing is not known."""
    return SourceImage(
        name="image",
        url=url,
        filename=filename or _filename(url),
        size_bytes=size_bytes,
        width=width or None,
        height=height or None,
    )


def is_discords(url: str) -> bool:
    """Tell whether the address is of Discord's CDN, or of where the library was told that it is."""
    host = _host(url)
    return host is not None and (host in CDN_HOSTS or host == _host(Asset.BASE))


def _is_picture(content_type: str | None, filename: str, width: int | None) -> bool:
    """Judge by the declared type; where that says nothing, by the name, else by having a width."""
    kind = (content_type or "").partition("/")[0].lower()
    if kind == "image":
        return True
    if kind not in ("", "application"):
        return False
    return PurePosixPath(filename.lower()).suffix in EXTENSIONS or (not kind and bool(width))


def _same(url: str) -> str:
    """Return what two addresses of one picture have in common: the query only signs it."""
    host = _host(url)
    return _path(url) if host in CDN_HOSTS else f"{host}{_path(url)}"


def _filename(url: str) -> str:
    return _path(url).rpartition("/")[2]


def _host(url: str) -> str | None:
    try:
        return yarl.URL(url).host
    except ValueError:
        return None


def _path(url: str) -> str:
    return url.partition("?")[0].partition("#")[0].partition("://")[2].partition("/")[2]
