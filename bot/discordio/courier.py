"""Bring everything to people, in the way that Discord allows at that moment: the `Courier`.

Results are `results`', progress and notices `answers`', shared pictures and the log `community`'s;
where they can go is `reach`'s. When something is said, and again after a fault, is the engine's.
"""

from __future__ import annotations

from collections.abc import Sequence

import discord

from bot.discordio.answers import Answers
from bot.discordio.community import CommunityPosts
from bot.discordio.parcels import Parcels
from bot.discordio.reach import Reach
from bot.discordio.results import Results
from bot.domain.audit import AuditEntry
from bot.domain.errors import UserError
from bot.domain.jobs import Announcement, AnswerToken, Job
from bot.domain.models import Catalogue
from bot.domain.sharing import Share
from bot.engine.ports import Picture, PictureLab, Progress
from bot.text import Words


class DiscordCourier:
    """The way to the people, over the client's own connection."""

    def __init__(
        self, *, client: discord.Client, words: Words, catalogue: Catalogue, lab: PictureLab
    ) -> None:
        """Take the client, the words, the models' names, and the lab that makes pictures fit."""
        reach, parcels = Reach(client=client), Parcels(lab=lab)
        self._results = Results(reach=reach, parcels=parcels, words=words, catalogue=catalogue)
        self._answers = Answers(reach=reach, words=words)
        self._community = CommunityPosts(reach=reach, parcels=parcels, words=words)

    async def post(
        self, job: Job, pictures: Sequence[Picture], token: AnswerToken | None
    ) -> int | None:
        """Post the result: `Results.post`."""
        return await self._results.post(job, pictures, token)

    async def find_posted(self, job: Job) -> int | None:
        """Search for the result: `Results.find`."""
        return await self._results.find(job)

    async def find_answer(self, token: AnswerToken) -> int | None:
        """Look up an interaction's answer: `Answers.find`."""
        return await self._answers.find(token)

    async def refuse(self, asked: Announcement, error: UserError) -> None:
        """Tell why a request is not accepted: `Answers.refuse`."""
        await self._answers.refuse(asked, error)

    async def open_progress(self, job: Job, progress: Progress) -> int:
        """Reply with how a job stands: `Answers.open_progress`."""
        return await self._answers.open_progress(job, progress)

    async def show_progress(self, job: Job, progress: Progress, token: AnswerToken | None) -> None:
        """Edit the progress answer: `Answers.show_progress`."""
        await self._answers.show_progress(job, progress, token)

    async def tell(self, job: Job, token: AnswerToken | None, *, rule: str = "") -> None:
        """Tell how a job ended: `Answers.tell`."""
        await self._answers.tell(job, token, rule=rule)

    async def log(self, entry: AuditEntry, *, channel_id: int) -> None:
        """Put a line into the log channel: `CommunityPosts.log`."""
        await self._community.log(entry, channel_id=channel_id)

    async def share(self, share: Share, picture: Picture) -> int:
        """Post a shared picture: `CommunityPosts.share`."""
        return await self._community.share(share, picture)

    async def find_shared(self, share: Share) -> int | None:
        """Search for a shared picture: `CommunityPosts.find`."""
        return await self._community.find(share)

    async def unshare(self, share: Share) -> None:
        """Take a shared picture away: `CommunityPosts.unshare`."""
        await self._community.unshare(share)

    async def picture_urls(self, channel_id: int, message_id: int) -> list[str]:
        """Return fresh addresses of pictures of ours: `CommunityPosts.picture_urls`."""
        return await self._community.picture_urls(channel_id, message_id)
