"""`/admin limits`: how much everyone here, a role or a person may ask for; and the budget."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.discordio.admin_group import Acting, AdminGroup, put_into_admin, put_under_admin
from bot.discordio.admin_options import Whole, microusd_of, role_id_of
from bot.discordio.markup import mention
from bot.domain.rules import PersonLimits

if TYPE_CHECKING:
    from bot.discordio.client import DarkroomBot


class Limits(AdminGroup, name="limits"):
    """Limits on three levels; what is given changes, the rest stays as it is."""

    @app_commands.command()
    async def server(
        self,
        interaction: discord.Interaction[DarkroomBot],
        images_per_day: Whole | None = None,
        usd_per_day: str | None = None,
        jobs_at_once: Whole | None = None,
        cooldown_seconds: Whole | None = None,
        weight: Whole | None = None,
    ) -> None:
        """Lay down limits for everyone here."""
        acting = await self._begin(interaction)
        limits = _limits(images_per_day, usd_per_day, jobs_at_once, cooldown_seconds, weight)
        await _lay_down(acting, limits)

    @app_commands.command()
    async def role(
        self,
        interaction: discord.Interaction[DarkroomBot],
        role: discord.Role,
        images_per_day: Whole | None = None,
        usd_per_day: str | None = None,
        jobs_at_once: Whole | None = None,
        cooldown_seconds: Whole | None = None,
        weight: Whole | None = None,
    ) -> None:
        """Lay down limits for a role."""
        acting = await self._begin(interaction)
        limits = _limits(images_per_day, usd_per_day, jobs_at_once, cooldown_seconds, weight)
        await _lay_down(acting, limits, role_id=role_id_of(interaction.guild, role))

    @app_commands.command()
    async def member(
        self,
        interaction: discord.Interaction[DarkroomBot],
        member: discord.User,
        images_per_day: Whole | None = None,
        usd_per_day: str | None = None,
        jobs_at_once: Whole | None = None,
        cooldown_seconds: Whole | None = None,
        weight: Whole | None = None,
    ) -> None:
        """Lay down limits for one person."""
        acting = await self._begin(interaction)
        limits = _limits(images_per_day, usd_per_day, jobs_at_once, cooldown_seconds, weight)
        await _lay_down(acting, limits, person_id=member.id)

    @app_commands.command()
    async def show(self, interaction: discord.Interaction[DarkroomBot]) -> None:
        """Show all limits."""
        acting = await self._begin(interaction)
        await acting.show_rules(await acting.verbs.rules(acting.guild_id), "limits", "budget")

    @app_commands.command()
    async def clear(
        self,
        interaction: discord.Interaction[DarkroomBot],
        role: discord.Role | None = None,
        member: discord.User | None = None,
    ) -> None:
        """Take back the limits of a role or a person; of everyone, where neither is given.

        With those of everyone go those of roles that are there no more: nobody can name them.
        """
        acting = await self._begin(interaction)
        guild_id, by = acting.guild_id, acting.by
        if member is not None:
            rules = await acting.verbs.clear_limits(guild_id, person_id=member.id, by=by)
        if role is not None:
            role_id = role_id_of(interaction.guild, role)
            rules = await acting.verbs.clear_limits(guild_id, role_id=role_id, by=by)
        if member is None and role is None:
            rules = await acting.verbs.clear_limits(guild_id, by=by)
            for gone_id in acting.gone_roles(rules):
                rules = await acting.verbs.clear_limits(guild_id, role_id=gone_id, by=by)
        await acting.show_rules(rules, "limits", said=acting.text("admin-limits-cleared"))


class Budget(AdminGroup, name="money"):
    """What the server may spend."""

    @app_commands.command()
    async def budget(
        self,
        interaction: discord.Interaction[DarkroomBot],
        usd_per_month: str | None = None,
        off: bool = False,
    ) -> None:
        """Lay down what may be spent a month (`off`: nothing); without either, show it."""
        acting = await self._begin(interaction)
        microusd = microusd_of("usd_per_month", usd_per_month)
        if microusd is None and not off:
            await acting.show_rules(await acting.verbs.rules(acting.guild_id), "budget")
            return
        rules = await acting.verbs.set_budget(
            acting.guild_id, None if off else microusd, by=acting.by
        )
        await acting.show_rules(rules, "budget", said=acting.text("admin-budget-done"))


def _limits(
    images_per_day: int | None,
    usd_per_day: str | None,
    jobs_at_once: int | None,
    cooldown_seconds: int | None,
    weight: int | None,
) -> PersonLimits:
    return PersonLimits(
        images_per_day=images_per_day,
        microusd_per_day=microusd_of("usd_per_day", usd_per_day),
        jobs_at_once=jobs_at_once,
        cooldown_seconds=cooldown_seconds,
        weight=weight,
    )


async def _lay_down(
    acting: Acting,
    limits: PersonLimits,
    *,
    role_id: int | None = None,
    person_id: int | None = None,
) -> None:
    """Set what is given, and say what then holds; where nothing is given, only say it."""
    if limits.is_empty:
        rules = await acting.verbs.rules(acting.guild_id)
    else:
        rules = await acting.verbs.set_limits(
            acting.guild_id, limits, role_id=role_id, person_id=person_id, by=acting.by
        )
    now_hold, whose = rules.limits, acting.text("admin-everyone")
    if role_id is not None:
        now_hold, whose = rules.role_limits.get(role_id, PersonLimits()), f"<@&{role_id}>"
    if person_id is not None:
        now_hold, whose = rules.person_limits.get(person_id, PersonLimits()), mention(person_id)
    limits_text = acting.rules_page(rules).limits_text(now_hold)
    await acting.say(acting.text("admin-limits-done", whose=whose, limits=limits_text))


async def setup(bot: DarkroomBot) -> None:
    """Load both parts."""
    put_under_admin(bot, Limits(bot))
    put_into_admin(bot, Budget(bot))
