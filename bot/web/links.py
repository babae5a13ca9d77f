"""Links to the mask painter: each is a bearer credential for one draft, signed, good for a while.

That a link opens its draft once only is not known here: of a draft comes one job.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from itsdangerous import BadSignature, SignatureExpired, TimestampSigner
from yarl import URL

from bot.domain.drafts import DraftId
from bot.domain.errors import DarkroomError

LINK_LIVES = timedelta(minutes=15)
"""How long a link is good: as long as the interaction in whose answer it stands."""

PATH = "/mask/"


class LinkForged(DarkroomError):
    """The link was not made here, or not with this secret."""


class LinkExpired(DarkroomError):
    """The link was made here, too long ago."""


class MaskLinks:
    """Makes links, and reads their tokens again."""

    def __init__(self, public_url: str, secret: bytes) -> None:
        """Take the address at which people reach the web server (a path before ours may be in it),
        and what to sign with.
        """
        self.origin = str(URL(public_url).origin())
        """Scheme, host and port of it, as browsers name where a page comes from."""
        self._before = public_url.rstrip("/") + PATH
        self._signer = TimestampSigner(
            secret, salt=b"mask painter", key_derivation="hmac", digest_method=hashlib.sha256
        )

    def url_of(self, draft_id: DraftId) -> str:
        """Return a link that opens the painter for a draft, from now on."""
        return self._before + self._signer.sign(draft_id).decode("ascii")

    def draft_of(self, token: str) -> DraftId:
        """Return the draft that a link opens. Raises LinkForged or LinkExpired."""
        return self._read(token)[0]

    def seconds_left(self, token: str) -> int:
        """Return for how long a link is still good, in seconds. Raises as `draft_of` does."""
        made_at = self._read(token)[1]
        now = datetime.fromtimestamp(self._signer.get_timestamp(), UTC)
        return max(0, int((made_at + LINK_LIVES - now).total_seconds()))

    def _read(self, token: str) -> tuple[DraftId, datetime]:
        try:
            value, made_at = self._signer.unsign(
                token, max_age=int(LINK_LIVES.total_seconds()), return_timestamp=True
            )
        except SignatureExpired as error:
            raise LinkExpired("the link is too old") from error
        except BadSignature as error:
            raise LinkForged("the link is not ours") from error
        return DraftId(value.decode("ascii")), made_at
