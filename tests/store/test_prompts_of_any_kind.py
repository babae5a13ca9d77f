"""What the rules let through can be written down, and comes back as it was."""

import pytest

from bot.domain.models import DEFAULT_CATALOGUE
from bot.domain.requests import check
from tests.factories import NOON, image_request, new_job
from tests.store.machine import anything_goes

PROMPTS = {
    "half-a-pair": "a fox \ud83e",
    "nul": "a\0fox",
    "astral": "🦊" * 6000,
    "cjk": "灯" * 6000,
    "json": '{"a": [1, "\\u0000"]}',
    "sql": "'; DROP TABLE job; --",
}


@pytest.mark.parametrize("prompt", PROMPTS.values(), ids=PROMPTS)
async def test_a_prompt_of_any_kind_becomes_a_job(store, prompt):
    """Discord hands on nearly everything; an acceptance must not fail of it."""
    request = check(image_request(prompt=prompt), DEFAULT_CATALOGUE)

    accepted = await store.accept(new_job(request=request), judge=anything_goes, refused_since=NOON)

    assert request == (await store.get(accepted.id)).request
