"""What a person keeps with us for themselves: their usual options; and how they are forgotten."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import replace

from bot.clock import Clock
from bot.domain import requests
from bot.domain.errors import InvalidRequest, TooLate
from bot.domain.jobs import JobStatus
from bot.domain.models import Catalogue, Model
from bot.domain.people import UsualOptions
from bot.domain.requests import ImageRequest
from bot.engine.loops import finish_even_if_cancelled
from bot.engine.operations import Operations
from bot.engine.ports import JobStore, PeopleStore, ShareStore

log = logging.getLogger(__name__)

WITHDRAWN_AT_ONCE = 1000
"""How many waiting jobs of one person are withdrawn: more than any queue lets wait."""


class People:
    """Everybody's own settings."""

    def __init__(
        self,
        *,
        people: PeopleStore,
        shares: ShareStore,
        store: JobStore,
        operations: Operations,
        catalogue: Catalogue,
        clock: Clock,
    ) -> None:
        """Take the collaborators."""
        self._people = people
        self._shares = shares
        self._store = store
        self._operations = operations
        self._catalogue = catalogue
        self._clock = clock
        self._private: set[int] = set()

    async def load(self) -> None:
        """Learn who wants results private; once, before anybody asks."""
        self._private = set(await self._people.private_people())

    def wants_private(self, person_id: int) -> bool:
        """Tell whether somebody's results are for them alone, where they say nothing else.

        Awaits nothing: how a request is acknowledged depends on it.
        """
        return person_id in self._private

    async def usual(self, person_id: int) -> UsualOptions:
        """Return the options that a person wants where they give none."""
        return (await self._people.person(person_id)).usual

    async def set_usual(self, person_id: int, **changes: str | int | bool | None) -> UsualOptions:
        """Change some of them (None: nothing is said); raises InvalidRequest where they do not go
        together, or with any model.
        """

        def change(usual: UsualOptions) -> UsualOptions:
            usual = replace(usual, **changes)  # type: ignore[arg-type]  # by the names of its fields
            self._check(usual)
            return usual

        return await self._change(person_id, change)

    async def reset(self, person_id: int) -> UsualOptions:
        """Say nothing of any of them any more."""
        return await self._change(person_id, lambda usual: UsualOptions())

    async def forget(self, person_id: int) -> None:
        """Forget a person: withdraw what waits, take down what they shared, blank what has ended.

        What is still being made is blanked when it has ended.
        """
        await finish_even_if_cancelled(self._forget(person_id))

    async def step(self) -> int:
        """Blank what has ended since of those who asked to be forgotten; return how many jobs."""
        blanked = 0
        for row in await self._people.to_forget():
            until = row.forgotten_at or self._clock.now()
            blanked += await self._people.forget(row.id, until=until)
        return blanked

    async def _forget(self, person_id: int) -> None:
        now = self._clock.now()
        await self._withdraw(person_id)
        await self._shares.remove_all_of(person_id, now=now)
        await self._people.change(person_id, lambda row: replace(row, forgotten_at=now))
        await self._people.forget(person_id, until=now)
        self._private.discard(person_id)

    async def _change(
        self, person_id: int, change: Callable[[UsualOptions], UsualOptions]
    ) -> UsualOptions:
        row = await finish_even_if_cancelled(
            self._people.change(person_id, lambda row: replace(row, usual=change(row.usual)))
        )
        if row.usual.is_private:
            self._private.add(person_id)
        else:
            self._private.discard(person_id)
        return row.usual

    async def _withdraw(self, person_id: int) -> None:
        waiting = await self._store.jobs_in(
            None,
            statuses=(JobStatus.ACCEPTED,),
            requester_id=person_id,
            limit=WITHDRAWN_AT_ONCE,
        )
        for job in waiting:
            try:
                await self._operations.cancel(job.id, by=person_id)
            except TooLate:
                log.info("job %s was sent just now: it is blanked when it has ended", job.id)

    def _check(self, usual: UsualOptions) -> None:
        """Return quietly where the options are possible with the usual model, or with any."""
        models: Iterable[Model] = self._catalogue
        if usual.model is not None:
            models = (self._catalogue.get(usual.model),)
        refusals = []
        for model in models:
            try:
                requests.check(_request_of(usual, model), self._catalogue)
            except InvalidRequest as error:
                refusals.append(error)
            else:
                return
        raise refusals[0]


def _request_of(usual: UsualOptions, model: Model) -> ImageRequest:
    """Return a request of the usual options alone."""
    return ImageRequest(
        prompt="usual",
        model=model.name,
        size=usual.size,
        count=1 if usual.count is None else usual.count,
        quality=usual.quality,
        background=usual.background,
        output_format=usual.output_format,
        compression=usual.compression,
        moderation=usual.moderation,
    )
