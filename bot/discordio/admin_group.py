"""The frame of `/admin`: who may use it, and how its commands answer.

The commands stand in several cogs; each is a group of its own that goes under the one `/admin`, or
whose commands do. Everything is answered to the manager alone. What is shown is `rules_page`'s and
`admin_pages`'.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.discordio.rules_page import RulesPage
from bot.domain.audit import Actor, By
from bot.domain.rules import ServerRules
from bot.engine.administration import Administration
from bot.text.words import Value

if TYPE_CHECKING:
    from bot.discordio.client import DarkroomBot

ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting:
    """A command that is acknowledged: in which server, by whom, when, and how it is answered."""

    interaction: discord.Interaction[DarkroomBot]
    guild_id: int
    by: By
    now: datetime

    @property
    def verbs(self) -> Administration:
        """What a manager can do."""
        return self.interaction.client.engine.administration

    @property
    def locale(self) -> str:
        """The manager's language."""
        return self.interaction.locale.value

    def text(self, message_id: str, **values: Value) -> str:
        """Return a sentence in the manager's language."""
        return self.interaction.client.words.say(message_id, self.locale, **values)

    async def say(self, sentence: str) -> None:
        """Answer with a sentence."""
        await self.interaction.edit_original_response(content=sentence)

    async def show(
        self, embed: discord.Embed, files: Sequence[discord.File] = (), *, said: str | None = None
    ) -> None:
        """Answer with a page, and with files and a sentence above it."""
        await self.interaction.edit_original_response(
            content=said, embed=embed, attachments=list(files)
        )

    async def show_rules(self, rules: ServerRules, *sections: str, said: str | None = None) -> None:
        """Answer with these sections of what is laid down (none named: all)."""
        page = self.rules_page(rules)
        await self.show(page.embed(*sections), said=said)

    def rules_page(self, rules: ServerRules) -> RulesPage:
        """Return the page of what is laid down."""
        client = self.interaction.client
        return RulesPage(
            rules=rules,
            gone_roles=self.gone_roles(rules),
            catalogue=client.engine.catalogue,
            words=client.words,
            locale=self.locale,
            now=self.now,
        )

    def gone_roles(self, rules: ServerRules) -> frozenset[int]:
        """Return the roles that limits are laid down for, and that are there no more."""
        guild = self.interaction.guild
        roles = guild.roles if guild is not None else ()
        return frozenset(rules.role_limits) - {role.id for role in roles}


class AdminGroup(app_commands.Group):
    """Commands for those who manage the server.

    Discord hides them from everybody else by default; a server can change that, and whoever speaks
    to Discord without its client sees everything. So each command asks again. The library asks a
    command's own group only, never the one above: every group below `/admin` must be one of these.
    """

    def __init__(self, bot: DarkroomBot) -> None:
        super().__init__()
        self._bot = bot

    async def interaction_check(self, interaction: discord.Interaction, /) -> bool:
        """Tell whether the person may manage the server, as Discord says with this very command."""
        return interaction.guild_id is not None and interaction.permissions.manage_guild

    async def _begin(self, interaction: discord.Interaction[DarkroomBot]) -> Acting:
        """Acknowledge; must be the first thing that a command awaits."""
        await self._bot.acknowledgements.defer(interaction, ephemeral=True)
        await self._bot.acknowledgements.quiet()
        if interaction.guild_id is None:
            raise app_commands.NoPrivateMessage
        return Acting(
            interaction=interaction,
            guild_id=interaction.guild_id,
            by=By(actor=Actor.PERSON, actor_id=interaction.user.id),
            now=interaction.created_at,
        )


def put_under_admin(bot: DarkroomBot, group: AdminGroup) -> None:
    """Make a group a part of `/admin`: `/admin <group> <command>`."""
    _root(bot).add_command(group)


def put_into_admin(bot: DarkroomBot, group: AdminGroup) -> None:
    """Make a group's commands commands of `/admin` itself; the group's name is shown nowhere."""
    root = _root(bot)
    for command in group.commands:
        root.add_command(command)


def _root(bot: DarkroomBot) -> app_commands.Group:
    root = bot.tree.get_command(ADMIN)
    if not isinstance(root, AdminGroup):
        raise RuntimeError("cogs.admin is to be loaded before its parts")
    return root
