"""What grants bear of a job once it comes to less than was held for it; in the transaction that
writes so.
"""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.draws import draws_that_stay
from bot.domain.jobs import JobId
from bot.store import job_statements as statements
from bot.store.rows import draws_from, draws_text


async def drawn_at(
    connection: AsyncConnection, job_id: JobId, *, price_microusd: int, made: int | None = None
) -> str | None:
    """Return, as it is stored, what grants bear of a job at another price and (where it is known)
    with so many pictures; must be asked before either is written.
    """
    found = await connection.execute(statements.drawn(), {"job_id": job_id})
    held = found.one_or_none()
    if held is None:
        return None
    stay = draws_that_stay(
        draws_from(held.draws),
        images_back=0 if made is None else max(0, held.image_count - made),
        microusd_back=max(0, held.price_microusd - price_microusd),
    )
    return draws_text(stay)
