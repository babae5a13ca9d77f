"""The way in: note the request, acknowledge it, let other acknowledgements pass, accept it.

In this order nothing that was acknowledged is lost, whenever we die, and nobody waits for the
database to be acknowledged.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import discord

from bot.discordio.acknowledge import Lapsed
from bot.discordio.params import answer_token_of, origin_of, requester_of, standing_of
from bot.domain.drafts import DraftId
from bot.domain.jobs import Announcement, Job, JobId
from bot.domain.requests import ImageRequest, SourceImage

if TYPE_CHECKING:
    from bot.discordio.client import DarkroomBot


async def admit(
    interaction: discord.Interaction[DarkroomBot],
    *,
    request: ImageRequest | None = None,
    parent_id: JobId | None = None,
    draft_id: DraftId | None = None,
    picks: tuple[int, ...] = (),
    prompt: str | None = None,
    references: tuple[SourceImage, ...] = (),
    takes_tray: bool = False,
    needs_picture: bool = False,
    is_silent: bool = False,
    is_private: bool = False,
    left_open: tuple[str, ...] | None = None,
) -> Job:
    """Bring a request from the interaction to a job; `Announcement` says how its parts go together.

    The first thing awaited is the acknowledgement: a public answer (to the person alone where it
    `is_private`), or where it `is_silent` none, and the message that was clicked on shows the
    progress. Raises Lapsed, StoreError, and what
    `Intake.admit` raises.
    """
    bot = interaction.client
    asked = Announcement(
        requester_id=requester_of(interaction),
        origin=origin_of(interaction),
        answer_token=answer_token_of(interaction),
        request=request,
        parent_id=parent_id,
        draft_id=draft_id,
        picks=picks,
        prompt=prompt,
        references=references,
        takes_tray=takes_tray,
        needs_picture=needs_picture,
        standing=standing_of(interaction),
        is_private=is_private,
        left_open=left_open,
    )
    bot.engine.intake.announce(asked)
    try:
        answer = await bot.acknowledgements.defer(
            interaction, thinking=not is_silent, ephemeral=is_private
        )
    except Lapsed:
        bot.engine.intake.withdraw(asked)
        raise
    clicked = interaction.message
    shows_progress = clicked.id if is_silent and clicked is not None else answer.message_id
    asked = replace(asked, is_acknowledged=True, progress_message_id=shows_progress)
    bot.engine.intake.acknowledged(asked)
    await bot.acknowledgements.quiet()
    job = await bot.engine.intake.admit(asked)
    bot.recent_jobs.note([job])
    return job
