"""Somebody who may manage the server, and what `/admin` shows them."""

import discord
import pytest

from bot.discordio.sync import commands_payload

SUBCOMMAND, GROUP, TEXT, NUMBER, SWITCH, PERSON, CHANNEL, ROLE = 1, 2, 3, 4, 5, 6, 7, 8
"""Kinds of options."""


@pytest.fixture
def manager(place):
    """Somebody who may manage the server."""
    role = place.guild.create_role("managers", permissions=discord.Permissions(manage_guild=True))
    return place.guild.add_member(place.env.create_user("manager"), roles=[role])


@pytest.fixture
def admin(place, manager, studio):
    """Return what the manager types after `/admin`, and what they are answered."""

    async def type_it(command, **options):
        return await manager.slash(place.channel, f"admin {command}", **options)

    return type_it


@pytest.fixture
def laid_down(place, studio):
    """Return what is laid down for the server now."""
    return lambda: studio.engine.administration.rules(place.guild.id)


def told(answered):
    """Return everything that an answer shows, as one text."""
    parts = [answered.response.content]
    for embed in answered.response.embeds:
        parts += [embed.title, embed.description]
        parts += [f"{field.name}: {field.value}" for field in embed.fields]
    return "\n".join(part for part in parts if part)


async def all_commands(bot):
    """Return the commands of `/admin` as Discord knows them: each one's path and its options."""
    payload = await commands_payload(bot.tree, guild=None)
    [root] = [command for command in payload if command["name"] == "admin"]

    def leaves(node, path):
        children = [o for o in node.get("options", ()) if o["type"] in (SUBCOMMAND, GROUP)]
        if not children:
            yield " ".join(path), node.get("options", ())
        for child in children:
            yield from leaves(child, [*path, child["name"]])

    return list(leaves(root, []))
