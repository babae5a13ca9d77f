"""The attachments of the simulated Discord: kept bytes, tame names, addresses that end.

An address is signed each time it is shown: `ex` (when it ends), `is` (when it was issued) and `hm`,
which belongs to the two and to the path. Who may see an attachment is decided elsewhere.
"""

import hashlib
import hmac
import io
import mimetypes
import re
import secrets
import warnings
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from PIL import Image, UnidentifiedImageError
from simcord._clock import Clock
from simcord.backend.cdn import CdnStore

from sandbox.world_log import Json
from sandbox.world_rules import WorldRules

LINKS = ("url", "proxy_url")


class SignedCdn(CdnStore):
    """Attachments as Discord hands them out."""

    def __init__(self, *, clock: Clock, rules: WorldRules, application_id: int) -> None:
        super().__init__()
        self._clock = clock
        self._rules = rules
        self._application_id = application_id
        self._secret = secrets.token_bytes(32)
        self._content_types: dict[str, str] = {}
        self.url = ""

    def store_attachment(
        self,
        attachment_id: int,
        channel_id: int,
        filename: str,
        data: bytes,
        description: str | None,
    ) -> dict[str, Any]:
        """Keep a file of a channel; return the attachment object that tells of it."""
        name = _tame(filename)
        attachment = self._keep(f"/attachments/{channel_id}/{attachment_id}/{name}", data)
        described = {} if description is None else {"description": description}
        return {"id": str(attachment_id), "filename": name, **attachment, **described}

    def store_ephemeral(self, attachment_id: int, filename: str, data: bytes) -> dict[str, Any]:
        """Keep a file that belongs to the application and to no message."""
        name = _tame(filename)
        attachment = self._keep(self._ephemeral_path(attachment_id, name), data)
        return {"id": str(attachment_id), "filename": name, **attachment, "ephemeral": True}

    def make_ephemeral(self, attachment: dict[str, Any]) -> None:
        """Move an upload of an option or a form to where Discord keeps those, in its object too."""
        path = self._ephemeral_path(int(attachment["id"]), attachment["filename"])
        kept_at = urlsplit(attachment["url"]).path.removeprefix(urlsplit(self.url).path)
        if kept_at in self._blobs:
            self._blobs[path] = self._blobs.pop(kept_at)
            self._content_types[path] = self._content_types.pop(kept_at)
        attachment |= {name: self.link(path) for name in LINKS} | {"ephemeral": True}

    def get(self, url: str) -> bytes | None:
        """Return the bytes behind a link or a path, whatever its query says."""
        path = url.removeprefix(self.url) if self.url else url
        return self._blobs.get(urlsplit(path).path)

    def read(self, url: str) -> bytes:
        """Return the bytes behind a link; raise KeyError if there are none."""
        data = self.get(url)
        if data is None:
            raise KeyError(url)
        return data

    def content_type(self, path: str) -> str:
        """Return the type that a kept file is served as."""
        return self._content_types.get(path, "application/octet-stream")

    def link(self, path: str) -> str:
        """Return the address of a file, good from now on for as long as the rules say."""
        issued_at = self._clock.now()
        ends_at = issued_at + timedelta(seconds=self._rules.link_lifetime_seconds)
        issued, ends = f"{int(issued_at.timestamp()):x}", f"{int(ends_at.timestamp()):x}"
        return f"{self.url}{path}?ex={ends}&is={issued}&hm={self._signature(path, ends, issued)}&"

    def is_good(self, path: str, query: Mapping[str, str]) -> bool:
        """Say whether the query of an address was given out for that path, and has not ended."""
        ends, issued = query.get("ex", ""), query.get("is", "")
        signature = self._signature(path, ends, issued)
        if not hmac.compare_digest(signature.encode(), query.get("hm", "").encode()):
            return False
        return self._clock.now().timestamp() < int(ends, 16)

    def signed_anew(self, payload: Json) -> Json:
        """Return a copy of a payload in which every address of ours was issued just now."""
        if isinstance(payload, Mapping):
            return {
                name: self._fresh(value)
                if name in LINKS and isinstance(value, str)
                else self.signed_anew(value)
                for name, value in payload.items()
            }
        if isinstance(payload, (list, tuple)):
            return [self.signed_anew(each) for each in payload]
        return payload

    def _keep(self, path: str, data: bytes) -> dict[str, Any]:
        content_type = mimetypes.guess_type(path)[0] or "application/octet-stream"
        self._blobs[path] = data
        self._content_types[path] = content_type
        link = self.link(path)
        return {
            "size": len(data),
            "url": link,
            "proxy_url": link,
            "content_type": content_type,
            **measured(data, content_type),
        }

    def _fresh(self, url: str) -> str:
        path = urlsplit(url.removeprefix(self.url)).path
        return self.link(path) if url.startswith(self.url) and path in self._blobs else url

    def _ephemeral_path(self, attachment_id: int, name: str) -> str:
        return f"/ephemeral-attachments/{self._application_id}/{attachment_id}/{name}"

    def _signature(self, path: str, ends: str, issued: str) -> str:
        signed = f"{path}?ex={ends}&is={issued}"
        return hmac.new(self._secret, signed.encode(), hashlib.sha256).hexdigest()


def _tame(filename: str) -> str:
    return re.sub(r"[^A-Za-z0-9_.-]", "_", filename)


def measured(data: bytes, content_type: str) -> dict[str, int]:
    """Return width and height of a picture, read from its header; nothing for anything else."""
    if not content_type.startswith("image/"):
        return {}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data)) as picture:
                return {"width": picture.width, "height": picture.height}
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        return {}
