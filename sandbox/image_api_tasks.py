"""The tasks of the sandbox: taken, made in the background, ended as the dials say.

Knows nothing of HTTP answers: those are shaped in `image_api_answers`.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sandbox.dials import Dials
from sandbox.drawing_words import dice
from sandbox.image_api_files import FileShelf, ServedFile
from sandbox.image_api_ledger import PictureRecord, Submission
from sandbox.image_api_studio import Studio, Unmakeable
from sandbox.image_api_wire import GenerationRequest

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_FAILURES = {
    "moderation_blocked": "Your request was rejected by the safety system. "
    "safety_violations=[sandbox].",
    "task_failed": "The task failed upstream.",
    "timeout": "The upstream model did not answer in time.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a task ended; `at` in unix seconds, no files and a sentence if it failed."""

    kind: str
    at: float
    files: tuple[ServedFile, ...] = ()
    code: str = ""
    message: str = ""


@dataclass(slots=True, kw_only=True, eq=False)
class Task:
    """One task from its submission on; `outcome` is None until it has ended."""

    id: str
    request: GenerationRequest
    body: Mapping[str, object]
    turned: Mapping[str, object]
    count: int
    price_microusd: int
    created: float
    order: int
    polls: int = 0
    made: tuple[bytes, ...] | Unmakeable | None = None
    made_at: float = 0.0
    outcome: Outcome | None = None

    def takes_seconds(self, dials: Dials) -> float:
        """Return how long the dials let this task take."""
        luck = dice(dials.seed, self.order).lognormvariate(0.0, dials.spread)
        return dials.seconds * (luck if dials.spread else 1.0)

    @property
    def cost_microusd(self) -> int:
        """Return what is reserved for the task, or once it has ended, what it cost."""
        if self.outcome is None:
            return self.price_microusd * self.count
        return self.price_microusd * len(self.outcome.files)


class TaskBook:
    """All tasks, each with the work that makes its pictures."""

    def __init__(self, *, studio: Studio, shelf: FileShelf, clock: Callable[[], float]) -> None:
        """Begin empty; `clock` gives unix seconds."""
        self._studio = studio
        self._shelf = shelf
        self._clock = clock
        self._tasks: dict[str, Task] = {}
        self._work: dict[str, asyncio.Task[None]] = {}

    @property
    def cost_microusd(self) -> int:
        """Return what all tasks cost so far."""
        return sum(task.cost_microusd for task in self._tasks.values())

    def get(self, task_id: str) -> Task | None:
        """Return a task, if there is one of this id."""
        return self._tasks.get(task_id)

    def take(
        self,
        request: GenerationRequest,
        body: Mapping[str, object],
        turned: Mapping[str, object],
        *,
        dials: Dials,
        price_microusd: int,
    ) -> list[Task]:
        """Write down a request as one task (or one for each picture) and begin the work."""
        each = dials.submit_shape == "one_task_each"
        counts = [1] * request.count if each else [request.count]
        tasks = []
        for index, count in enumerate(counts):
            task = Task(
                id=_new_id(),
                request=request,
                body=body,
                turned=turned,
                count=count,
                price_microusd=price_microusd,
                created=self._clock(),
                order=len(self._tasks),
            )
            self._tasks[task.id] = task
            work = self._make(task, first=index + 1, dials=dials)
            self._work[task.id] = asyncio.create_task(work, name=f"sandbox {task.id}")
            tasks.append(task)
        return tasks

    async def ask(self, task: Task, dials: Dials) -> None:
        """Count one question; if the task is due, finish it before the answer."""
        task.polls += 1
        if task.outcome is None and self._due(task, dials):
            if not dials.fail:
                await asyncio.shield(self._work[task.id])
            self._settle(task, dials)

    def submissions(self, dials_of: Callable[[Task], Dials]) -> tuple[Submission, ...]:
        """Return every task as a record, oldest first."""
        for task in self._tasks.values():
            dials = dials_of(task)
            ready = task.made is not None or bool(dials.fail)
            if task.outcome is None and ready and self._due(task, dials):
                self._settle(task, dials)
        return tuple(map(_record, self._tasks.values()))

    async def close(self) -> None:
        """Stop all work and wait until it has stopped."""
        for work in self._work.values():
            work.cancel()
        await asyncio.gather(*self._work.values(), return_exceptions=True)

    async def _make(self, task: Task, *, first: int, dials: Dials) -> None:
        plain = dials.drawing == "plain"
        making: Awaitable[tuple[bytes, ...]] = self._studio.make(
            task.request, count=task.count, first=first, plain=plain
        )
        try:
            task.made = await making
        except Unmakeable as error:
            task.made = error
        task.made_at = self._clock()

    def _due(self, task: Task, dials: Dials) -> bool:
        if dials.stuck or task.polls <= dials.unknown_polls + dials.polls:
            return False
        return self._clock() >= task.created + task.takes_seconds(dials)

    def _settle(self, task: Task, dials: Dials) -> None:
        takes = task.takes_seconds(dials)
        at = task.created + takes if takes else task.made_at or self._clock()
        if dials.fail:
            self._work[task.id].cancel()
            kind = "cancelled" if dials.fail == "cancelled" else "failed"
            message = _FAILURES.get(dials.fail, f"The sandbox was told to fail: {dials.fail}")
            task.outcome = Outcome(kind=kind, at=at, code=dials.fail, message=message)
        elif isinstance(task.made, Unmakeable):
            task.outcome = Outcome(
                kind="failed", at=at, code=task.made.code, message=str(task.made)
            )
        else:
            made = (task.made or ())[: max(0, task.count - dials.missing)]
            kind = f"image/{task.request.output_format}"
            expires = at + dials.expires_seconds
            files = [self._shelf.put(data, kind, expires_seconds=expires) for data in made]
            task.outcome = Outcome(kind="completed", at=at, files=tuple(files))
        task.made = None


def _new_id() -> str:
    return "task_" + "".join(secrets.choice(_CROCKFORD) for _ in range(26))


def _record(task: Task) -> Submission:
    outcome = task.outcome
    pictures = tuple(
        PictureRecord(
            url=served.path,
            sha256=served.sha256,
            size_bytes=len(served.content),
            content_type=served.content_type,
        )
        for served in (outcome.files if outcome else ())
    )
    return Submission(
        task_id=task.id,
        body=dict(task.body),
        at=datetime.fromtimestamp(task.created, UTC),
        status=outcome.kind if outcome else "running",
        paid_microusd=task.cost_microusd,
        polls=task.polls,
        pictures=pictures,
        error=outcome.message if outcome else "",
    )
