"""Troubles that a test puts between the bot and the simulated Discord, and their bookkeeping."""

import fnmatch
from dataclasses import dataclass, field


@dataclass(slots=True, kw_only=True)
class Fault:
    """One trouble: which requests it meets and what it does to them.

    `path` is a glob over the API path without version. `status` None leaves the answer as it is, so
    that a fault can delay alone. `commit` performs the effect first and spoils only the answer.
    `drop` cuts the connection. `times` counts down; None is for ever. A 429 without `via` is taken
    for a ban by discord.py, which then does not retry.
    """

    method: str
    path: str
    status: int | None
    code: int
    message: str
    times: int | None
    commit: bool
    drop: bool
    delay_seconds: float
    retry_after_seconds: float | None
    via: bool

    def meets(self, method: str, path: str) -> bool:
        """Say whether this fault is for that request."""
        return self.method in ("*", method) and fnmatch.fnmatchcase(path, self.path)


@dataclass(slots=True)
class Faults:
    """The troubles that are still to come, oldest first."""

    pending: list[Fault] = field(default_factory=list)

    def take(self, method: str, path: str) -> Fault | None:
        """Return the fault for this request, used up by one."""
        fault = next((each for each in self.pending if each.meets(method, path)), None)
        if fault is not None and fault.times is not None:
            fault.times -= 1
            if fault.times <= 0:
                self.pending.remove(fault)
        return fault
