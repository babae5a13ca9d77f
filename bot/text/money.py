"""Sums of money as people read and type them, in Discord, on the web and in a shell alike."""

from __future__ import annotations

import re
from decimal import Decimal

_TYPED = re.compile(r"\$?\s?([0-9]{1,15}(?:\.[0-9]{1,6})?)")


def money(microusd: int) -> str:
    """Write micro-dollars as dollars: with cents, and more digits where a sum is small."""
    dollars = microusd / 1_000_000
    if microusd >= 1_000_000 or microusd % 10_000 == 0:
        return f"${dollars:,.2f}"
    return "$" + f"{dollars:.{3 if microusd >= 1_000 else 6}f}".rstrip("0")


def exact_dollars(microusd: int) -> str:
    """Write micro-dollars as dollars for a spreadsheet: a plain number, with nothing rounded."""
    return f"{microusd // 1_000_000}.{microusd % 1_000_000:06d}"


def typed_microusd(typed: str) -> int | None:
    """Read dollars as somebody typed them, `12.50` or `$12.50`; None where that is no sum."""
    dollars = _TYPED.fullmatch(typed.strip())
    return None if dollars is None else int(Decimal(dollars[1]) * 1_000_000)
