"""What a test may set about the simulated Discord, at any time; acting on it is left to others."""

from dataclasses import dataclass, field


@dataclass(slots=True, kw_only=True)
class WorldRules:
    """How strict Discord is, and how quick to forget."""

    file_limit_bytes: int = 10 * 1024 * 1024
    nonce_window_seconds: float = 120.0
    link_lifetime_seconds: float = 86_400.0
    """How long the address of an attachment can be used after it was shown."""
    locales: dict[int, str] = field(default_factory=dict)
    age_restricted: set[int] = field(default_factory=set)
    """The channels that are for grown-ups only."""
