"""The whole bot in a simulated Discord."""

from tests.discordio.studio import allowance, env, place, simcord_bot, studio, words

__all__ = ["allowance", "env", "place", "simcord_bot", "studio", "words"]
