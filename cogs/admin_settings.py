"""`/admin models`, `gallery`, `log` and `moderation`: how the bot behaves in a server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeVar

import discord
from discord import app_commands

from bot.discordio.admin_group import Acting, AdminGroup, put_into_admin
from bot.discordio.admin_options import Whole, choice_among, lacking
from bot.discordio.channel_permissions import GALLERY_PERMISSIONS, LOG_PERMISSIONS
from bot.discordio.translation import text
from bot.domain.models import AUTO
from bot.domain.rules import LowModeration, StrikeRule
from bot.engine.administration import KEEP, Keep

if TYPE_CHECKING:
    from bot.discordio.client import DarkroomBot

Given = TypeVar("Given", str, int)

ANY = "any"
"""What takes a restriction back."""

USUAL = StrikeRule()


class BotSettings(AdminGroup, name="settings"):
    """What may be asked for, and what the bot does besides."""

    @app_commands.command()
    async def models(
        self,
        interaction: discord.Interaction[DarkroomBot],
        allowed: str | None = None,
        highest_quality: str | None = None,
        largest_count: Whole | None = None,
        low_moderation: str | None = None,
        spoilers: bool | None = None,
    ) -> None:
        """Lay down what may be asked for; without anything, show it."""
        acting = await self._begin(interaction)
        guild_id, by = acting.guild_id, acting.by
        low = choice_among("low_moderation", low_moderation, LowModeration)
        rules = await acting.verbs.rules(guild_id)
        if any(each is not None for each in (highest_quality, largest_count, low, spoilers)):
            rules = await acting.verbs.set_options(
                guild_id,
                highest_quality=_changed(highest_quality, nothing=ANY),
                most_count=_changed(largest_count, nothing=0),
                low_moderation=KEEP if low is None else low,
                posts_spoilers=KEEP if spoilers is None else spoilers,
                by=by,
            )
        if allowed is not None:
            names = [] if allowed.strip() == ANY else [each.strip() for each in allowed.split(",")]
            rules = await acting.verbs.set_models(guild_id, names, by=by)
        await acting.show_rules(rules, "options")

    @models.autocomplete("allowed")
    async def suggest(
        self, interaction: discord.Interaction[DarkroomBot], typed: str
    ) -> list[app_commands.Choice[str]]:
        """Suggest what is typed with each model that it lacks."""
        before = [each.strip() for each in typed.split(",")[:-1]]
        names = [model.name for model in self._bot.engine.catalogue]
        suggested = [", ".join([*before, name]) for name in names if name not in before]
        return [
            app_commands.Choice(name=each, value=each)
            for each in ([ANY, *suggested] if not before else suggested)
            if len(each) <= 100 and typed.strip() in each
        ][:25]

    @app_commands.command()
    async def gallery(
        self,
        interaction: discord.Interaction[DarkroomBot],
        channel: discord.TextChannel | None = None,
        seconds_between: Whole | None = None,
        off: bool = False,
    ) -> None:
        """Lay down where shared pictures go; without anything, show it."""
        acting = await self._begin(interaction)
        rules = await acting.verbs.rules(acting.guild_id)
        channel_id = rules.gallery.channel_id
        if channel is not None:
            if await _is_closed(acting, channel, GALLERY_PERMISSIONS):
                return
            channel_id = channel.id
        if off or channel is not None or seconds_between is not None:
            rules = await acting.verbs.set_gallery(
                acting.guild_id,
                None if off else channel_id,
                seconds_between=seconds_between,
                by=acting.by,
            )
        await acting.show_rules(rules, "gallery")

    @app_commands.command()
    async def log(
        self,
        interaction: discord.Interaction[DarkroomBot],
        channel: discord.TextChannel | None = None,
        off: bool = False,
    ) -> None:
        """Lay down where the audit log is told; without anything, show it."""
        acting = await self._begin(interaction)
        if channel is not None and await _is_closed(acting, channel, LOG_PERMISSIONS):
            return
        rules = await acting.verbs.rules(acting.guild_id)
        if off or channel is not None:
            channel_id = None if off or channel is None else channel.id
            rules = await acting.verbs.set_log(acting.guild_id, channel_id, by=acting.by)
        await acting.show_rules(rules, "gallery")

    @app_commands.command()
    async def moderation(
        self,
        interaction: discord.Interaction[DarkroomBot],
        refusals: Whole | None = None,
        window: Whole | None = None,
        pause: Whole | None = None,
    ) -> None:
        """Lay down after how many refused requests somebody pauses; without anything, show it."""
        acting = await self._begin(interaction)
        rules = await acting.verbs.rules(acting.guild_id)
        if any(each is not None for each in (refusals, window, pause)):
            before = rules.strikes or USUAL
            strikes = StrikeRule(
                refusals=before.refusals if refusals is None else refusals,
                window_seconds=before.window_seconds if window is None else 60 * window,
                pause_seconds=before.pause_seconds if pause is None else 60 * pause,
            )
            rules = await acting.verbs.set_strikes(acting.guild_id, strikes, by=acting.by)
        await acting.show_rules(rules, "moderation")


async def _is_closed(acting: Acting, channel: discord.TextChannel, needed: tuple[str, ...]) -> bool:
    """Tell whether the bot lacks a permission there; if so, the manager is told which."""
    missing = lacking(acting.interaction.guild, channel, needed)
    if missing:
        names = ", ".join(f"**{acting.text('admin-permission', value=name)}**" for name in missing)
        await acting.say(
            acting.text("admin-channel-closed", channel=channel.mention, permissions=names)
        )
    return bool(missing)


def _changed(given: Given | None, *, nothing: Given) -> Given | Literal[Keep.KEEP] | None:
    """Return what is to be set: what is not given stays, and `nothing` takes it back."""
    if given is None:
        return KEEP
    return None if given == nothing else given


async def setup(bot: DarkroomBot) -> None:
    """Load the commands, with their choices."""
    settings, words = BotSettings(bot), bot.words
    qualities = [each for each in bot.engine.catalogue.union("qualities") if each != AUTO]
    app_commands.choices(
        highest_quality=[
            app_commands.Choice(
                name=text(words, "choice-highest_quality", value=value), value=value
            )
            for value in (ANY, *qualities)
        ],
        low_moderation=[
            app_commands.Choice(
                name=text(words, "choice-low_moderation", value=each.value), value=each.value
            )
            for each in LowModeration
        ],
    )(settings.models)
    put_into_admin(bot, settings)
