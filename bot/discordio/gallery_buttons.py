"""Sharing, as people do it: the form that asks what of a result to show, and the buttons under what
is shown.

Who may share how much, and when it appears, the engine says; the message itself is `community`'s.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Self

import discord
from discord import ui

from bot.discordio.forms import (
    choice_field,
    filled_fields,
    number_of,
    open_form,
    picture_field,
    soon,
)
from bot.discordio.markup import message_url, moment
from bot.discordio.message_pictures import pictures_in, result_job_of
from bot.discordio.params import NO, YES, is_yes, requester_of
from bot.discordio.tree import answering_errors
from bot.domain.errors import InvalidRequest, NotFound, NotYours
from bot.domain.jobs import JOB_ID_PATTERN, JobId
from bot.domain.requests import SourceImage
from bot.domain.sharing import SHARE_ID_PATTERN, Share
from bot.text import Words

if TYPE_CHECKING:
    from bot.discordio.client import DarkroomBot
    from bot.engine.sharing import Shared

    Click = discord.Interaction[DarkroomBot]

SHARE_FORM = "shareform"
_FORM_ID = re.compile(rf"{SHARE_FORM}:(?P<job>{JOB_ID_PATTERN})")

PICTURE, PROMPT = "picture", "prompt"
"""The ids of the form's fields."""

SHARE_PATTERN = rf"(?P<share>{SHARE_ID_PATTERN})"
"""The part of a button's id that names the share."""

AT_ONCE_SECONDS = 5
"""What is due within so many seconds comes at once, for a person."""


# --- the form ---


def share_form(
    job_id: JobId, pictures: Sequence[SourceImage], words: Words, locale: str
) -> ui.Modal:
    """Return the form that asks which of a result's pictures to show, and with what words."""
    form = ui.Modal(
        title=words.say("form-share-title", locale),
        custom_id=f"{SHARE_FORM}:{job_id}",
        timeout=None,
    )
    if len(pictures) > 1:
        form.add_item(picture_field(pictures, words, locale))
    labels = {
        value: words.say("form-share-prompt-choice", locale, value=value) for value in (YES, NO)
    }
    form.add_item(
        choice_field(words.say("form-share-prompt", locale), PROMPT, labels, {YES}, least=1)
    )
    return form


async def ask_what_to_share(
    interaction: Click, job_id: JobId, pictures: Sequence[SourceImage]
) -> None:
    """Open the form about a result's pictures.

    Raises NotFound (the job, or a gallery) and NotYours, where that is known in time; else it is
    told when the form comes back.
    """
    await soon(_check(interaction, job_id))
    bot = interaction.client
    await open_form(interaction, share_form(job_id, pictures, bot.words, interaction.locale.value))


async def _check(interaction: Click, job_id: JobId) -> None:
    engine = interaction.client.engine
    job = await engine.operations.get(job_id)
    if job.requester_id != requester_of(interaction):
        raise NotYours("share")
    rules = await engine.administration.rules(_guild_of(interaction))
    if rules.gallery.channel_id is None:
        raise NotFound("gallery")


def is_share_form(interaction: discord.Interaction[Any]) -> bool:
    """Tell whether an interaction is the form that comes back, by its id alone."""
    return interaction.type is discord.InteractionType.modal_submit and (
        _job_of(interaction) is not None
    )


def _job_of(interaction: discord.Interaction[Any]) -> JobId | None:
    match = _FORM_ID.fullmatch(str(dict(interaction.data or {}).get("custom_id")))
    return None if match is None else JobId(match["job"])


async def share_as_filled(interaction: Click) -> None:
    """Do what the form asks for, and answer to the person alone.

    The pictures are those of the message under which the form was opened. Raises what
    `Sharing.share` raises; ValueError where it `is_share_form` not.
    """
    job_id, message = _job_of(interaction), interaction.message
    if job_id is None:
        raise ValueError(f"interaction {interaction.id} is no form of ours")
    bot, guild_id = interaction.client, _guild_of(interaction)
    chosen, with_prompt = _read(interaction, job_id)
    await bot.acknowledgements.defer(interaction, ephemeral=True)
    await bot.acknowledgements.quiet()
    shared = await bot.engine.sharing.share(
        job_id,
        by=requester_of(interaction),
        guild_id=guild_id,
        pictures=chosen,
        with_prompt=with_prompt,
        locale=interaction.locale.value,
        source=None if message is None else (message.channel.id, message.id),
    )
    await _say(interaction, shared)


def _read(interaction: Click, job_id: JobId) -> tuple[list[tuple[int, str]], bool]:
    """Return which pictures were chosen, with their addresses, and whether the prompt goes along.

    Raises NotFound where the message is not the result of that job, which the form alone claims, or
    shows no picture; InvalidRequest for one that it has not.
    """
    message = interaction.message
    is_result = message is not None and result_job_of(message) == job_id
    pictures = pictures_in(message) if message is not None and is_result else ()
    if not pictures:
        raise NotFound("picture")
    _, choices = filled_fields(interaction)
    numbers = [number_of(PICTURE, value) for value in choices.get(PICTURE, ())]
    if len(pictures) == 1 and PICTURE not in choices:
        numbers = [1]
    for number in numbers:
        if not 1 <= number <= len(pictures):
            raise InvalidRequest("range", field=PICTURE, value=number, least=1, most=len(pictures))
    with_prompt = is_yes(PROMPT, next(iter(choices.get(PROMPT, ())), None))
    return [(number, pictures[number - 1].url) for number in sorted(set(numbers))], with_prompt


async def share_here(interaction: Click, job_id: JobId, pictures: Sequence[SourceImage]) -> None:
    """Show all pictures of a private result to the channel, and put that into the deferred answer.

    Raises what `Sharing.share` raises.
    """
    shared = await interaction.client.engine.sharing.share(
        job_id,
        by=requester_of(interaction),
        guild_id=_guild_of(interaction),
        pictures=[(number, picture.url) for number, picture in enumerate(pictures, 1)],
        with_prompt=True,
        locale=interaction.locale.value,
        source=None,
        to_channel_id=interaction.channel_id,
    )
    await _say(interaction, shared)


def _guild_of(interaction: Click) -> int:
    """Return the server; raises NotFound where there is none, and so no gallery."""
    if interaction.guild_id is None:
        raise NotFound("gallery")
    return interaction.guild_id


async def _say(interaction: Click, shared: Shared) -> None:
    sentence = shared_text(
        shared,
        interaction.client.words,
        interaction.locale.value,
        at_once=interaction.created_at.timestamp() + AT_ONCE_SECONDS,
    )
    await interaction.edit_original_response(content=sentence)


def shared_text(shared: Shared, words: Words, locale: str, *, at_once: float) -> str:
    """Return what is on its way and where to, when it comes if that is after `at_once` (seconds
    since 1970), and how many more may be shared.
    """
    first, last = shared.shares[0], max(share.due_at for share in shared.shares)
    channel = f"<#{first.channel_id}>"
    sentences = [words.say("share-taken", locale, count=len(shared.shares), channel=channel)]
    if last.timestamp() > at_once:
        sentences.append(words.say("share-due", locale, when=moment(last)))
    if shared.left is not None:
        sentences.append(words.say("share-left", locale, left=shared.left))
    return " ".join(sentences)


# --- under what is shared ---


class ShareButton(ui.DynamicItem[ui.Button[ui.View]], template=r"(?!)"):
    """A button about one shared picture. `verb` begins its id, and names its label."""

    verb: ClassVar[str]

    def __init__(self, share_id: str, *, label: str) -> None:
        super().__init__(ui.Button(label=label, custom_id=f"{self.verb}:{share_id}"))
        self.share_id = share_id

    @classmethod
    def of(cls, share: Share, words: Words) -> Self:
        """Build the button for the message that shows the picture."""
        return cls(
            share.id, label=words.say(f"button-{cls.verb}", share.locale, number=share.stars)
        )

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Rebuild the button that was clicked from its id."""
        return cls(match["share"], label=cls.verb)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Do what the click asks for; errors become words."""
        await answering_errors(interaction, self.press)

    async def press(self, interaction: Click) -> None:
        """Do what the click asks for; the first await is the acknowledgement."""
        raise NotImplementedError


class Star(ShareButton, template=f"star:{SHARE_PATTERN}"):
    """Give one's star to a picture, or take it back. Its label counts them."""

    verb = "star"

    async def press(self, interaction: Click) -> None:
        """Acknowledge silently, then show the count; one's own picture gets none."""
        bot = interaction.client
        await bot.acknowledgements.defer(interaction, thinking=False)
        await bot.acknowledgements.quiet()
        share = await bot.engine.sharing.star(
            self.share_id, by=requester_of(interaction), channel_id=interaction.channel_id
        )
        await interaction.edit_original_response(view=share_view(share, bot.words))


class TakeDown(ShareButton, template=f"takedown:{SHARE_PATTERN}"):
    """Take a picture away again: whoever shared it, and who may manage messages."""

    verb = "takedown"

    async def press(self, interaction: Click) -> None:
        """Acknowledge silently, and take the message away; the engine sees that it goes."""
        bot = interaction.client
        await bot.acknowledgements.defer(interaction, thinking=False)
        await bot.acknowledgements.quiet()
        await bot.engine.sharing.remove(
            self.share_id,
            by=requester_of(interaction),
            channel_id=interaction.channel_id,
            is_moderator=interaction.permissions.manage_messages,
        )
        # Acknowledged silently, the "original response" is the message of the button.
        with contextlib.suppress(discord.NotFound):
            await interaction.delete_original_response()


SHARE_ITEMS = (Star, TakeDown)
"""What the client must know to recognise a click on a shared picture."""


def share_mark(share_id: str) -> str:
    """Return the button id that only the message of this share carries."""
    return f"{TakeDown.verb}:{share_id}"


def share_view(share: Share, words: Words) -> ui.View:
    """Build the buttons under a shared picture: stars, the way to the result, and away with it."""
    view = ui.View(timeout=None)
    view.add_item(Star.of(share, words))
    if share.source_message_id is not None:
        view.add_item(
            ui.Button(
                label=words.say("share-original", share.locale),
                url=message_url(share.guild_id, share.source_channel_id, share.source_message_id),
            )
        )
    view.add_item(TakeDown.of(share, words))
    return view
