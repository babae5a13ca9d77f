"""The whole bot in a simulated Discord."""

from tests.discordio.studio import (
    allowance,
    env,
    expected_faults,
    message_content,
    openapi,
    paths_as_sent,
    place,
    simcord_bot,
    studio,
    words,
)

__all__ = [
    "allowance",
    "env",
    "expected_faults",
    "message_content",
    "openapi",
    "paths_as_sent",
    "place",
    "simcord_bot",
    "studio",
    "words",
]
