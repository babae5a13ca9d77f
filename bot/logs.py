"""The log: one line a record, on standard error, in UTC, and never a secret in it.

An interaction's token can stand in the address of any request to Discord, and with it in any error;
so it is the finished line that is cleaned, whoever wrote it.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Collection
from datetime import UTC, datetime

OURS = ("bot", "cogs")

_SECRET_PARTS = (
    # an interaction's or a webhook's token, which lets anyone speak in its place
    re.compile(r"(/(?:webhooks|interactions)/\d+/)[^\s/?'\")]+"),
    # a link to the mask painter
    re.compile(r"(/mask/)[^\s/?'\")]+"),
    re.compile(r"(authorization['\"]?\s*[:=,]\s*['\"]?(?:(?:bot|bearer)\s+)?)[^\s'\",})]+", re.I),
    re.compile(r"(\b(?:bot|bearer)\s+)[\w.-]{20,}", re.I),
)

_CONTROL = (
    {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160))}
    | {code: f"\\u{code:04x}" for code in (*range(0x2028, 0x202F), *range(0x2066, 0x206A))}
    | {10: "\\n", 9: "\t"}
)
"""Nobody's prompt may end a line, turn its direction, or move the cursor of the terminal that shows
it.
"""


def configure(*, verbose: bool = False, secrets: Collection[str] = ()) -> None:
    """Send all logging to standard error from INFO on; `verbose`: our own from DEBUG on.

    Other libraries never log DEBUG: theirs holds whole requests. `secrets` are blanked wherever
    they turn up. What was set up before is replaced.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine(secrets=secrets))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.captureWarnings(True)
    # It tells each of its plug-ins and contexts; what it migrates is told by the schema's version.
    logging.getLogger("alembic").setLevel(logging.WARNING)
    for name in OURS:
        logging.getLogger(name).setLevel(logging.DEBUG if verbose else logging.INFO)
    # It names each of its own parts before every migration.
    logging.getLogger("alembic.runtime.plugins").setLevel(logging.WARNING)


class OneLine(logging.Formatter):
    """Writes a record, with its traceback, as one line without secrets."""

    def __init__(self, *, secrets: Collection[str] = ()) -> None:
        """Take the words to blank wherever they turn up."""
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._secrets = [secret for secret in secrets if secret]

    def formatTime(  # noqa: D102 -- the library's own
        self, record: logging.LogRecord, datefmt: str | None = None
    ) -> str:
        moment = datetime.fromtimestamp(record.created, UTC)
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line = super().format(record)
        for secret in self._secrets:
            line = line.replace(secret, "…")
        for part in _SECRET_PARTS:
            line = part.sub(r"\1…", line)
        return line.translate(_CONTROL)
