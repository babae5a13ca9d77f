"""What is laid down, at hand: the rules of servers, read anew every few seconds."""

from __future__ import annotations

from bot.clock import Clock
from bot.domain.rules import EVERYWHERE, ServerRules
from bot.engine.ports import RuleStore

FRESH_SECONDS = 2.0
"""How long what was read is good for: the operator's command line changes rules beside us."""


class RuleBook:
    """The rules as they were read last, or are now."""

    def __init__(self, *, store: RuleStore, clock: Clock) -> None:
        """Take the store; nothing is read yet."""
        self._store = store
        self._clock = clock
        self._read: dict[int, tuple[float, ServerRules]] = {}
        self._weights: tuple[float, dict[int | None, int]] = (float("-inf"), {})

    async def of(self, guild_id: int | None) -> ServerRules:
        """Return the rules of a server; the operator's for direct messages (None)."""
        key = EVERYWHERE if guild_id is None else guild_id
        read_at, rules = self._read.get(key, (float("-inf"), ServerRules()))
        if self._is_stale(read_at):
            read_at = self._clock.monotonic()
            rules = await self._store.rules(key)
            self._read[key] = (read_at, rules)
        return rules

    async def at(self, guild_id: int | None) -> tuple[ServerRules, ...]:
        """Return the rules that hold at a place: the operator's, then the server's own."""
        everywhere = await self.of(EVERYWHERE)
        return (everywhere,) if guild_id is None else (everywhere, await self.of(guild_id))

    async def weights(self) -> dict[int | None, int]:
        """Return the weights of the servers that have another than 1."""
        read_at, weights = self._weights
        if self._is_stale(read_at):
            read_at = self._clock.monotonic()
            weights = await self._store.all_weights()
            self._weights = (read_at, weights)
        return weights

    def drop(self, guild_id: int) -> None:
        """Read the rules of a server anew at the next question: they were changed."""
        self._read.pop(guild_id, None)
        self._weights = (float("-inf"), {})

    def _is_stale(self, read_at: float) -> bool:
        return self._clock.monotonic() - read_at > FRESH_SECONDS
