"""Jobs to be shown to people, without a place or a store, and prompts that try to do harm."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from bot.domain.jobs import Job, JobId, JobStatus, Origin
from bot.domain.outcomes import RemotePicture
from bot.domain.requests import ImageRequest
from bot.engine.ports import Picture
from tests.factories import ALICE, NOON, image_request, origin

LOCALES = ("en-US", "zh-CN")

HARMFUL = (
    *("@everyone", "@here", "<@99>", "<@!99>", "<@&99>", "<#5>", "</imagine:5>", "<t:0:R>"),
    *("<:smile:5>", "https://evil.example/x", "[click](https://evil.example)", "```", "``", "`"),
    *("# ", "-# ", "> ", ">>> ", "- ", "1. ", "**", "__", "~~", "||", "\\", "\n", "\r\n", "\0"),
    *("\u202e", "\u2066", "שלום", "مرحبا", "你好", "👩‍🚀", "e\u0301"),
)
"""What formats, links, calls or turns around what stands beside it."""

PROMPTS = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from((*HARMFUL, "a fox ")), max_size=60).map("".join),
    st.sampled_from(HARMFUL).map(lambda piece: (piece * 32_000)[:32_000]),
)


def job(**fields: Any) -> Job:
    """Return Alice's posted job of one picture, drawn in 23 seconds.

    Fields of an origin go to its origin, those of a request to its request.
    """
    of_origin = {name: fields.pop(name) for name in Origin.__dataclass_fields__ if name in fields}
    of_request = {
        name: fields.pop(name) for name in ImageRequest.__dataclass_fields__ if name in fields
    }
    usual: dict[str, Any] = {
        "id": JobId("0123456789ab"),
        "status": JobStatus.POSTED,
        "request": image_request(**of_request),
        "requester_id": ALICE,
        "origin": origin(**{"locale": "en-US"} | of_origin),
        "price_microusd": 200_000,
        "accepted_at": NOON,
        "not_before": NOON,
        "running_at": NOON + timedelta(seconds=2),
        "ready_at": NOON + timedelta(seconds=25),
        "pictures": (RemotePicture(url="https://pictures.example/1"),),
    }
    return Job(**usual | fields)


def pictures(count: int = 1) -> list[Picture]:
    """Return landscape pictures."""
    return [Picture(content=b"", kind="png", width=1536, height=1024)] * count
