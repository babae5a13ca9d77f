"""What a community lays down and keeps: rules with their log, shared pictures, people's settings;
and who matches words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.audit import AuditEntry
from bot.domain.jobs import JobId
from bot.domain.people import PersonRow
from bot.domain.rules import ServerRules
from bot.domain.sharing import Share


class RuleStore(Protocol):
    """Rules by server (`EVERYWHERE`: the operator's), and the audit log beside them."""

    async def rules(self, guild_id: int) -> ServerRules:
        """Return what is laid down; where nothing is, the rules that allow everything."""
        ...

    async def change(
        self,
        guild_id: int,
        change: Callable[[ServerRules], ServerRules],
        *,
        entry: AuditEntry | None,
    ) -> ServerRules:
        """Change the rules and write the line of the log, in one transaction; return the new rules.

        What `change` raises leaves the old rules. Nobody changes them in between.
        """
        ...

    async def all_weights(self) -> dict[int | None, int]:
        """Return the weight of every server that has another than 1 (`EVERYWHERE` as None)."""
        ...

    async def append(self, entry: AuditEntry) -> bool:
        """Write a line; False where its `key` is there already."""
        ...

    async def entries(
        self,
        guild_id: int | None,
        *,
        limit: int,
        before: int | None = None,
        subject_id: int | None = None,
    ) -> list[AuditEntry]:
        """Return lines, newest first: of a server, or all; older than the number `before`."""
        ...

    async def unlogged(self, *, limit: int) -> list[AuditEntry]:
        """Return the lines that the log channel has still to get, oldest first."""
        ...

    async def record_logged(self, number: int) -> None:
        """Write that the log channel has it, or never will."""
        ...


class PeopleStore(Protocol):
    """What is kept about people besides their jobs."""

    async def person(self, person_id: int) -> PersonRow:
        """Return what is kept; the plain row where nothing is."""
        ...

    async def change(self, person_id: int, change: Callable[[PersonRow], PersonRow]) -> PersonRow:
        """Change it in one transaction; return the new row."""
        ...

    async def private_people(self) -> frozenset[int]:
        """Return the ids of those whose usual options make their results private."""
        ...

    async def to_forget(self) -> list[PersonRow]:
        """Return those who asked to be forgotten, while something of theirs is left."""
        ...

    async def forget(self, person_id: int, *, until: datetime) -> int:
        """Delete drafts, tray, usual options and stars; blank the jobs accepted until then that
        ended, with their lineage, history notes and shares' prompts; return how many were.

        Bare rows that have left every window of the quota are deleted. Where nothing is left to
        blank and no bare row either, `forgotten_at` is forgotten, too.
        """
        ...


class ShareStore(Protocol):
    """Shared pictures: each picture of a job at most once, unless it failed."""

    async def share(
        self,
        shares: Sequence[Share],
        *,
        judge: Callable[[Sequence[datetime]], None],
        seconds_between: int,
    ) -> list[Share]:
        """Write shares down, due one after another after those of the same channel (`drip`), in one
        transaction. `judge` gets when their maker shared to this server's gallery in the last 24
        hours before `asked_at`, oldest first (removed ones count), and raises to refuse. Pictures
        that are shared already (and not failed) are left out; returned is what was written.
        """
        ...

    async def get(self, share_id: str) -> Share:
        """Return a share with its stars; raises `NotFound("share")`."""
        ...

    async def shared_of(self, job_id: JobId) -> list[Share]:
        """Return the shares of a job's pictures, by picture."""
        ...

    async def claim_due(self, *, now: datetime, lease_until: datetime) -> Share | None:
        """Claim the share that is due longest: waiting -> posting; or leaving, which stays so. What
        was claimed by an earlier process is claimed anew (`attempts` counts).

        A waiting gallery share is passed over while another of its channel is posting: one by one.
        """
        ...

    async def release(self, share_id: str, *, due_at: datetime) -> None:
        """posting -> waiting (or leaving stays): later."""
        ...

    async def record_posted(
        self, share_id: str, *, message_id: int, now: datetime, next_at: datetime | None = None
    ) -> None:
        """posting -> posted; where it is to leave meanwhile, the message is noted. Gallery shares
        that wait for the same channel are due at `next_at` at the earliest: what piled up while the
        bot was away is spread out, too.
        """
        ...

    async def record_failed(self, share_id: str) -> None:
        """posting -> failed."""
        ...

    async def record_removed(self, share_id: str) -> None:
        """leaving -> removed."""
        ...

    async def remove(self, share_id: str, *, now: datetime) -> Share:
        """waiting, posting or posted -> leaving; others stay. Returns the share."""
        ...

    async def remove_all_of(self, maker_id: int, *, now: datetime) -> int:
        """The same for all of a person's; return how many."""
        ...

    async def star(self, share_id: str, *, person_id: int, now: datetime) -> Share:
        """Give a person's star to a posted share, or take it back; raises NotFound."""
        ...

    async def top(self, guild_id: int, *, since: datetime, limit: int) -> list[Share]:
        """Return the posted gallery shares since then with the most stars (one at least), then the
        older; of makers who are listed.
        """
        ...

    async def of_maker(self, maker_id: int, guild_id: int, *, limit: int) -> list[Share]:
        """Return a person's shares in a server, newest first."""
        ...


class WordMatcher(Protocol):
    """Matches prompts against words and patterns, in bounded time, beside the event loop."""

    async def check_pattern(self, pattern: str) -> None:
        """Return quietly where it can be used; raises InvalidRequest (`pattern-broken`,
        `pattern-slow`, `pattern-matches-nothing-said`: it matches the empty text), field "pattern".
        """
        ...

    async def found(
        self, text: str, *, words: Sequence[str], patterns: Sequence[str]
    ) -> str | None:
        """Return the word or the pattern that is in the text, None where none is.

        Words whole, in any case, width and composition (NFKC). A pattern that takes too long counts
        as found.
        """
        ...
