"""Write sums of money as people read them, in Discord and on the web alike."""

from __future__ import annotations


def money(microusd: int) -> str:
    """Write micro-dollars as dollars: with cents, and more digits where a sum is small."""
    dollars = microusd / 1_000_000
    if microusd >= 1_000_000 or microusd % 10_000 == 0:
        return f"${dollars:,.2f}"
    return "$" + f"{dollars:.{3 if microusd >= 1_000 else 6}f}".rstrip("0")
