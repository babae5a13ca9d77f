"""The engine as a whole: its doors (intake, operations), its steps, and the loops that run them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.clock import Clock
from bot.domain.fairness import Turns
from bot.domain.jobs import JobStatus
from bot.domain.models import Catalogue
from bot.domain.pacing import Polling
from bot.domain.quota import Allowance
from bot.domain.reports import ReportRow
from bot.domain.rules import StrikeRule
from bot.engine.administration import Administration
from bot.engine.auditing import Auditing
from bot.engine.beginnings import Beginnings
from bot.engine.drafts import Drafts
from bot.engine.drip import Drip
from bot.engine.expectation import Expectation
from bot.engine.intake import Intake
from bot.engine.loops import FAULT_SECONDS, Loop, Step, run_once
from bot.engine.operations import Operations
from bot.engine.pasting import Pasting
from bot.engine.people import People
from bot.engine.poller import Poller
from bot.engine.ports import (
    AttachmentHost,
    Courier,
    DraftStore,
    ImageApi,
    Inbox,
    JobStore,
    Observer,
    PeopleStore,
    Picture,
    PictureLab,
    PictureStore,
    ReferenceSource,
    RuleStore,
    ShareStore,
    TrayStore,
    WordMatcher,
)
from bot.engine.poster import Poster
from bot.engine.preparer import Preparer, Way
from bot.engine.progress import ProgressBoard
from bot.engine.queue import Queue
from bot.engine.quotas import Quotas
from bot.engine.readmission import Readmission
from bot.engine.recovery import recover
from bot.engine.references import References
from bot.engine.rulebook import RuleBook
from bot.engine.sharing import Sharing
from bot.engine.submitter import Submitter
from bot.engine.teller import Teller
from bot.engine.tray import Tray
from bot.engine.upkeep import EVERY_SECONDS, Upkeep
from bot.engine.wakes import Wakes

log = logging.getLogger(__name__)

SUBMISSIONS_AT_ONCE = 8
PREPARATIONS_AT_ONCE = 4
QUESTIONS_AT_ONCE = 16
DELIVERIES_AT_ONCE = 8
NOTICES_AT_ONCE = 8
"""How many acts of a step run side by side: bounded, so that memory and the other side are spared.
"""

READMISSION_SECONDS = 1.0
"""How often is looked whether Discord can be asked about what was left behind."""

PROGRESS_SECONDS = 1.0
"""How often is looked whether an answer has news."""

DRIP_SECONDS = 1.0
"""How often is looked whether a shared picture is due, or a line for a log channel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """The world, as the engine needs it."""

    store: JobStore
    drafts: DraftStore
    tray: TrayStore
    rules: RuleStore
    people: PeopleStore
    shares: ShareStore
    matcher: WordMatcher
    pictures: PictureStore
    source: ReferenceSource
    lab: PictureLab
    host: AttachmentHost
    api: ImageApi
    courier: Courier
    inbox: Inbox
    observer: Observer
    clock: Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The plain values that govern the engine."""

    catalogue: Catalogue
    allowance: Allowance
    strikes: StrikeRule
    shares_per_day: int
    polling: Polling
    references: Way
    max_in_flight: int


class Engine:
    """Intake, operations and the community's doors for those who ask; loops that do the work."""

    def __init__(self, ports: Ports, rules: Rules) -> None:
        """Build everything; nothing runs until `run`."""
        self.catalogue = rules.catalogue
        self._ports = ports
        store, clock = ports.store, ports.clock
        self._wakes = Wakes(ports.observer)
        self._turns = Turns()
        self._rulebook = RuleBook(store=ports.rules, clock=clock)
        self._expectation = Expectation(store=store, clock=clock, polling=rules.polling)
        queue = Queue(
            store=store,
            turns=self._turns,
            rulebook=self._rulebook,
            expectation=self._expectation,
            clock=clock,
            max_in_flight=rules.max_in_flight,
        )
        self.board = ProgressBoard(
            store=store,
            courier=ports.courier,
            expectation=self._expectation,
            queue=queue,
            clock=clock,
        )
        self._references = References(source=ports.source, lab=ports.lab, pictures=ports.pictures)
        self._build_doors(ports, rules)
        self._build_community(ports, rules)
        self.submitter = Submitter(
            store=store,
            api=ports.api,
            expectation=self._expectation,
            turns=self._turns,
            rulebook=self._rulebook,
            clock=clock,
            wakes=self._wakes,
            observer=ports.observer,
            max_in_flight=rules.max_in_flight,
        )
        self._loops = self._build_loops(ports, rules)
        self._is_stopping = asyncio.Event()

    def _build_doors(self, ports: Ports, rules: Rules) -> None:
        """Build what those who ask call, and what looks after it."""
        store, clock = ports.store, ports.clock
        beginnings = Beginnings()
        self.quotas = Quotas(
            rulebook=self._rulebook,
            rules=ports.rules,
            store=store,
            matcher=ports.matcher,
            catalogue=rules.catalogue,
            allowance=rules.allowance,
            strikes=rules.strikes,
            clock=clock,
        )
        self.intake = Intake(
            store=store,
            drafts=ports.drafts,
            tray=ports.tray,
            people=ports.people,
            beginnings=beginnings,
            catalogue=rules.catalogue,
            quotas=self.quotas,
            inbox=ports.inbox,
            clock=clock,
            wakes=self._wakes,
        )
        self.drafts = Drafts(
            store=ports.drafts,
            references=self._references,
            lab=ports.lab,
            intake=self.intake,
            beginnings=beginnings,
            catalogue=rules.catalogue,
            clock=clock,
        )
        self.tray = Tray(store=ports.tray, references=self._references, clock=clock)
        self.operations = Operations(
            store=store, intake=self.intake, board=self.board, clock=clock, wakes=self._wakes
        )
        self.readmission = Readmission(
            inbox=ports.inbox, intake=self.intake, courier=ports.courier, clock=clock
        )
        self.upkeep = Upkeep(
            store=store, drafts=ports.drafts, tray=ports.tray, pictures=ports.pictures, clock=clock
        )

    def _build_community(self, ports: Ports, rules: Rules) -> None:
        """Build what a community shares: its rules and their log, its gallery, its people."""
        store, clock = ports.store, ports.clock
        self.administration = Administration(
            rules=ports.rules,
            rulebook=self._rulebook,
            store=store,
            matcher=ports.matcher,
            board=self.board,
            catalogue=rules.catalogue,
            allowance=rules.allowance,
            clock=clock,
            wakes=self._wakes,
        )
        self.sharing = Sharing(
            shares=ports.shares,
            people=ports.people,
            rules=ports.rules,
            rulebook=self._rulebook,
            store=store,
            courier=ports.courier,
            shares_per_day=rules.shares_per_day,
            clock=clock,
        )
        self.drip = Drip(
            shares=ports.shares,
            rules=ports.rules,
            rulebook=self._rulebook,
            source=ports.source,
            lab=ports.lab,
            courier=ports.courier,
            clock=clock,
        )
        self.auditing = Auditing(
            rules=ports.rules,
            rulebook=self._rulebook,
            store=store,
            courier=ports.courier,
            strikes=rules.strikes,
            clock=clock,
        )
        self.people = People(
            people=ports.people,
            shares=ports.shares,
            store=store,
            operations=self.operations,
            catalogue=rules.catalogue,
            clock=clock,
        )

    def _build_loops(self, ports: Ports, rules: Rules) -> list[Loop]:
        store, api, clock = ports.store, ports.api, ports.clock
        wakes, observer = self._wakes, ports.observer
        submit = Loop(self.submitter, clock=clock, slots=SUBMISSIONS_AT_ONCE)
        preparer = Preparer(
            store=store,
            references=self._references,
            lab=ports.lab,
            api=api,
            host=ports.host,
            catalogue=rules.catalogue,
            way=rules.references,
            clock=clock,
            wakes=wakes,
            prepared=submit.wake,
        )
        poller = Poller(
            store=store,
            api=api,
            expectation=self._expectation,
            clock=clock,
            wakes=wakes,
            observer=observer,
        )
        poster = Poster(
            store=store,
            api=api,
            lab=ports.lab,
            pasting=Pasting(references=self._references, lab=ports.lab, catalogue=rules.catalogue),
            courier=ports.courier,
            board=self.board,
            clock=clock,
            wakes=wakes,
            observer=observer,
        )
        teller = Teller(
            store=store,
            courier=ports.courier,
            board=self.board,
            auditing=self.auditing,
            clock=clock,
        )
        prepare = Loop(preparer, clock=clock, slots=PREPARATIONS_AT_ONCE)
        poll = Loop(poller, clock=clock, slots=QUESTIONS_AT_ONCE)
        post = Loop(poster, clock=clock, slots=DELIVERIES_AT_ONCE)
        tell = Loop(teller, clock=clock, slots=NOTICES_AT_ONCE)
        self._wakes.add({JobStatus.ACCEPTED: prepare.wake, JobStatus.RUNNING: poll.wake})
        self._wakes.add({JobStatus.ACCEPTED: submit.wake, JobStatus.READY: post.wake})
        # A place upstream is free again.
        self._wakes.add(dict.fromkeys((JobStatus.READY, JobStatus.IN_DOUBT), submit.wake))
        self._wakes.add(dict.fromkeys((JobStatus.FAILED, JobStatus.CANCELLED), submit.wake))
        ended = (
            JobStatus.POSTED,
            JobStatus.FAILED,
            JobStatus.CANCELLED,
            JobStatus.IN_DOUBT,
            JobStatus.UNDELIVERED,
        )
        self._wakes.add(dict.fromkeys(ended, tell.wake))
        return [prepare, submit, poll, post, tell]

    @property
    def steps(self) -> list[Step]:
        """Return the steps in the order in which a job goes through them."""
        return [loop.step for loop in self._loops]

    async def chart(self, rows: Sequence[ReportRow], *, since: date, until: date) -> Picture:
        """Return a report as a picture."""
        return await self._ports.lab.chart(rows, since=since, until=until)

    async def drain(self) -> None:
        """Run every step by hand until none finds work that is due now. For tests without loops."""
        while any([await run_once(step) for step in self.steps]):
            pass

    async def recover(self) -> None:
        """Bring what was in flight into a state that is true; once, before `run`."""
        await recover(store=self._ports.store, clock=self._ports.clock, wakes=self._wakes)
        await self.people.load()

    async def run(self) -> None:
        """Run the loops until `stop`; a loop that dies takes the others with it, by its name."""
        async with asyncio.TaskGroup() as loops:
            for loop in self._loops:
                loops.create_task(loop.run(), name=f"loop {loop.step.name}")
            for name, act, every_seconds in (
                ("readmission", self.readmission.step, READMISSION_SECONDS),
                ("progress", self.board.step, PROGRESS_SECONDS),
                ("upkeep", self.upkeep.step, EVERY_SECONDS),
                ("forget", self.people.step, EVERY_SECONDS),
                ("drip", self.drip.step, DRIP_SECONDS),
                ("audit", self.auditing.step, DRIP_SECONDS),
            ):
                loops.create_task(
                    self._repeat(act, every_seconds=every_seconds), name=f"loop {name}"
                )

    def stop(self) -> None:
        """Claim nothing more; `run` returns when what is in hand is written down."""
        self._is_stopping.set()
        for loop in self._loops:
            loop.stop()

    async def _repeat(self, act: Callable[[], Awaitable[object]], *, every_seconds: float) -> None:
        """Do a courtesy again and again; its faults are logged, and never stop the work."""
        while not self._is_stopping.is_set():
            rest = every_seconds
            try:
                await act()
            except Exception:
                log.exception("%s failed", getattr(act, "__qualname__", act))
                rest = FAULT_SECONDS
            await self._ports.clock.wait(self._is_stopping, rest)
