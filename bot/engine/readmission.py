"""At start: accept what was acknowledged, but not yet written down, when we died."""

from __future__ import annotations

import logging
from dataclasses import replace

from bot.clock import Clock
from bot.domain.errors import DeliveryError, Undeliverable, UserError
from bot.domain.jobs import Announcement
from bot.engine.intake import Intake
from bot.engine.ports import Courier, Inbox

log = logging.getLogger(__name__)


class Readmission:
    """Goes through what an earlier process left in the inbox, until all of it is settled.

    What is known to be acknowledged is accepted. Of the rest Discord is asked, while the token
    lives: a person who was told that the application does not respond expects nothing.
    """

    def __init__(self, *, inbox: Inbox, intake: Intake, courier: Courier, clock: Clock) -> None:
        """Take the collaborators."""
        self._inbox = inbox
        self._intake = intake
        self._courier = courier
        self._clock = clock

    async def step(self) -> None:
        """Settle what can be settled now; the rest waits for Discord."""
        for asked in self._inbox.left_behind():
            try:
                await self._settle(asked)
            except DeliveryError as error:
                log.info("event %s waits for Discord: %s", asked.origin.event_id, error)

    async def _settle(self, asked: Announcement) -> None:
        if not asked.is_acknowledged:
            message_id = await self._found(asked)
            if message_id is None:
                log.info("event %s was never acknowledged", asked.origin.event_id)
                self._inbox.settle(asked.origin.event_id)
                return
            asked = replace(asked, is_acknowledged=True, progress_message_id=message_id)
        try:
            job = await self._intake.readmit(asked)
        except UserError as error:
            log.info("event %s is refused: %s", asked.origin.event_id, error)
            await self._refuse(asked, error)
        else:
            log.info("job %s was asked for when we died", job.id)

    async def _refuse(self, asked: Announcement, error: UserError) -> None:
        """Tell it; what cannot be told now is told at the next step."""
        try:
            await self._courier.refuse(asked, error)
        except Undeliverable as refusal:
            log.warning("event %s: nobody can be told: %s", asked.origin.event_id, refusal)
        self._intake.withdraw(asked)

    async def _found(self, asked: Announcement) -> int | None:
        if asked.answer_token is None or self._clock.now() >= asked.answer_token.expires_at:
            return None
        return await self._courier.find_answer(asked.answer_token)
