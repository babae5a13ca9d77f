"""What the engine needs from the world, as protocols; adapters are handed in by the composition
root.
"""

from bot.engine.ports.community import (
    PeopleStore,
    RuleStore,
    ShareStore,
    WordMatcher,
)
from bot.engine.ports.drafts import DraftStore, TrayStore
from bot.engine.ports.jobs import JobStore, Observer
from bot.engine.ports.pictures import (
    AttachmentHost,
    MaskMade,
    Normalised,
    Picture,
    PictureLab,
    PictureStore,
    ReferenceSource,
    Uploaded,
)
from bot.engine.ports.world import Courier, ImageApi, Inbox, Progress

__all__ = [
    "AttachmentHost",
    "Courier",
    "DraftStore",
    "ImageApi",
    "Inbox",
    "JobStore",
    "MaskMade",
    "Normalised",
    "Observer",
    "PeopleStore",
    "Picture",
    "PictureLab",
    "PictureStore",
    "Progress",
    "ReferenceSource",
    "RuleStore",
    "ShareStore",
    "TrayStore",
    "Uploaded",
    "WordMatcher",
]
