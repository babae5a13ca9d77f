"""The way in: note the request, acknowledge it, let other acknowledgements pass, accept it.

In this order nothing that was acknowledged is lost, whenever we die, and nobody waits for the
database to be acknowledged.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import discord

from bot.discordio.acknowledge import Lapsed
from bot.discordio.params import answer_token_of, origin_of, requester_of
from bot.domain.errors import StoreError
from bot.domain.jobs import Announcement, Job, JobId
from bot.domain.requests import ImageRequest

if TYPE_CHECKING:
    from bot.discordio.client import DarkroomBot


async def admit(
    interaction: discord.Interaction[DarkroomBot],
    *,
    request: ImageRequest | None = None,
    parent_id: JobId | None = None,
) -> Job:
    """Bring a checked request, or the parent's once more, from the interaction to a job.

    The first thing awaited is the acknowledgement, a public answer. Raises Lapsed, NotFound,
    InvalidRequest, QuotaExceeded, StoreError.
    """
    bot = interaction.client
    asked = Announcement(
        requester_id=requester_of(interaction),
        origin=origin_of(interaction),
        answer_token=answer_token_of(interaction),
        request=request,
        parent_id=parent_id,
    )
    bot.engine.intake.announce(asked)
    try:
        answer = await bot.acknowledgements.defer(interaction)
    except Lapsed:
        bot.engine.intake.withdraw(asked)
        raise
    asked = replace(asked, is_acknowledged=True, progress_message_id=answer.message_id)
    bot.engine.intake.acknowledged(asked)
    await bot.acknowledgements.quiet()
    try:
        job = await bot.engine.intake.admit(asked)
    except StoreError:
        # The person is told that it went wrong, and will ask again.
        bot.engine.intake.withdraw(asked)
        raise
    bot.recent_jobs.note([job])
    return job
