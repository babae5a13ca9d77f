"""The bytes of references in a folder beside the database, each in a file named by its SHA-256."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import secrets
import time
from pathlib import Path

from bot.domain.errors import StoreError

KEPT_SECONDS = 3600
"""A file younger than this stays: its job may be about to be written down."""

_OURS = re.compile(r"[0-9a-f]{64}(\.[0-9a-f]{8}\.part)?")


class FilePictureStore:
    """The engine's `PictureStore`. A file is whole or not there, after a power cut, too."""

    def __init__(self, folder: Path) -> None:
        """Take the folder, which is made when the first picture comes."""
        self._folder = folder
        # Or a picture that is put again, and so needed again, could be removed as an old one.
        self._changing = asyncio.Lock()

    async def put(self, content: bytes) -> str:
        """Keep the bytes, durably; return their SHA-256 (hex). Raises StoreError (no room, say)."""
        async with self._changing:
            return await asyncio.to_thread(self._put, content)

    async def get(self, sha256: str) -> bytes | None:
        """Return the bytes, or None where they are gone. Raises StoreError."""
        return await asyncio.to_thread(self._get, sha256)

    async def keep_only(self, sha256s: frozenset[str]) -> int:
        """Remove all others that are older than an hour; return how many. Raises StoreError.

        What was left half-written goes, too; files that are not ours stay.
        """
        async with self._changing:
            return await asyncio.to_thread(self._keep_only, sha256s)

    def _put(self, content: bytes) -> str:
        sha256 = hashlib.sha256(content).hexdigest()
        target = self._folder / sha256
        try:
            if target.exists():
                os.utime(target)
                return sha256
            # What people attach in private is nobody else's on this machine.
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            partial = target.with_name(f"{sha256}.{secrets.token_hex(4)}.part")
            with partial.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            partial.replace(target)
            self._sync_folder()
        except OSError as error:
            raise StoreError(f"a picture cannot be kept: {error}") from error
        return sha256

    def _sync_folder(self) -> None:
        """Make the new name durable, as fsync of the file alone does not."""
        descriptor = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _get(self, sha256: str) -> bytes | None:
        try:
            return (self._folder / sha256).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreError(f"a picture cannot be read: {error}") from error

    def _keep_only(self, sha256s: frozenset[str]) -> int:
        oldest = time.time() - KEPT_SECONDS
        removed = 0
        try:
            for path in self._folder.iterdir() if self._folder.exists() else ():
                is_ours = _OURS.fullmatch(path.name) is not None
                if is_ours and path.name not in sha256s and path.stat().st_mtime < oldest:
                    path.unlink()
                    removed += 1
        except OSError as error:
            raise StoreError(f"old pictures cannot be removed: {error}") from error
        return removed
