"""The adapter to the remote image API: requests to JSON, answers to our words and errors.

Deciding what to do about an answer is left to `bot.engine`; what a picture's bytes are, to
`bot.pictures`.
"""

from bot.imageapi.addresses import is_private
from bot.imageapi.client import ImageApiClient, Timeouts
from bot.imageapi.downloads import Downloads, open_downloads

__all__ = ["Downloads", "ImageApiClient", "Timeouts", "is_private", "open_downloads"]
