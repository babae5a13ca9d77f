"""The forms: what they ask, and what comes back of them. Nothing of one is kept while it is open.

A form is sent so that the library does not keep it, and read from what was sent back alone: it may
be filled in across a restart, and thrown away without a trace. Which pictures it is about is its
draft's to know; what comes of it is the engine's.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import aiohttp
import discord
from discord import ui

from bot.discordio.acknowledge import ALREADY_ACKNOWLEDGED, UNKNOWN_INTERACTION, Lapsed
from bot.discordio.markup import one_line, shortened
from bot.discordio.params import (
    MAX_CHOICES,
    origin_of,
    requester_of,
    size_message,
    sources_of,
    standing_of,
)
from bot.domain.drafts import DRAFT_ID_PATTERN, DraftId, DraftKind
from bot.domain.errors import InvalidRequest, NotFound, StoreError
from bot.domain.jobs import JobId
from bot.domain.models import AUTO, Catalogue, Model
from bot.domain.requests import ImageRequest, SourceImage
from bot.text import Words

if TYPE_CHECKING:
    from bot.discordio.client import DarkroomBot

Found = TypeVar("Found")

EDIT_FORM, MASK_FORM = "editform", "maskform"
FORM_ID = re.compile(rf"(?P<form>{EDIT_FORM}|{MASK_FORM}):(?P<draft>{DRAFT_ID_PATTERN})")
"""The id of every form of ours."""

PROMPT, SIZE, QUALITY, FILES, PICTURE, COUNT = (
    *("prompt", "size", "quality", "files"),
    *("picture", "count"),
)
"""The ids of the fields."""

AS_THE_PICTURE = "as-the-picture"
"""The choice of no size: the result has the shape of its first picture."""

MOST_PROMPT_CHARS = 4000
MOST_FILES = 10
MAX_LABEL = 100
"""What Discord allows of a text field, of a field for files, and of a choice's label."""

READ_SECONDS = 1.0
"""How long we look up what a form is filled in with: it must be sent within three seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledForm:
    """A form as it came back: which one, of which draft, and what was put into its fields."""

    form: str
    draft_id: DraftId
    texts: Mapping[str, str]
    choices: Mapping[str, tuple[str, ...]]
    files: tuple[discord.Attachment, ...]

    @property
    def prompt(self) -> str:
        """The words, as they were written."""
        return self.texts.get(PROMPT, "")

    def request(self, model: str) -> ImageRequest:
        """Return what an edit form asks for, unjudged; its references are the files that came with
        it. What was left as it was offered stays None.

        Raises InvalidRequest for a count that is no number.
        """
        quality = self._choice(QUALITY)
        size = self._choice(SIZE)
        images = {f"image{number}": file for number, file in enumerate(self.files, 1)}
        # Of several pictures the form asks which is meant, not how many to make: that is one.
        return ImageRequest(
            prompt=self.prompt,
            model=model,
            size=None if size == AS_THE_PICTURE else size,
            quality=None if quality == AUTO else quality,
            count=next(iter(self._numbers(COUNT)), 1),
            references=sources_of(images),
        )

    @property
    def picks(self) -> tuple[int, ...]:
        """The numbers of the chosen pictures, from 1; none where there was no choice.

        Raises InvalidRequest for what is no number.
        """
        return self._numbers(PICTURE)

    def _choice(self, field: str) -> str | None:
        return next(iter(self.choices.get(field, ())), None)

    def _numbers(self, field: str) -> tuple[int, ...]:
        chosen = self.choices.get(field, ())
        return tuple(number_of(field, value) for value in chosen)


def number_of(field: str, value: str) -> int:
    """Return a chosen number; raises InvalidRequest for what is none."""
    if not re.fullmatch(r"\d{1,3}", value, re.ASCII):
        raise InvalidRequest("option", field=field, value=value)
    return int(value)


# --- out ---


def edit_form(
    draft_id: DraftId, request: ImageRequest, *, catalogue: Catalogue, words: Words, locale: str
) -> ui.Modal:
    """Return the form about the request's pictures, filled in with the rest of the request.

    The last field asks which of several pictures is meant, and how many to make of one.
    """
    model = _model(catalogue, request.model)
    form = ui.Modal(
        title=words.say("form-edit-title", locale),
        custom_id=f"{EDIT_FORM}:{draft_id}",
        timeout=None,
    )
    form.add_item(_prompt_field(request.prompt, words, locale))
    form.add_item(_size_field(request, model, words, locale))
    form.add_item(_quality_field(request, model, words, locale))
    form.add_item(
        ui.Label(
            text=words.say("form-files", locale),
            description=words.say("form-files.hint", locale, most=MOST_FILES),
            component=ui.FileUpload(
                custom_id=FILES, required=False, min_values=0, max_values=MOST_FILES
            ),
        )
    )
    if len(request.references) > 1:
        form.add_item(picture_field(request.references, words, locale))
    else:
        form.add_item(_count_field(request, model, words, locale))
    return form


def mask_form(draft_id: DraftId, *, prompt: str, words: Words, locale: str) -> ui.Modal:
    """Return the form that asks what a masked region is to show, filled in with a prompt."""
    form = ui.Modal(
        title=words.say("form-mask-title", locale),
        custom_id=f"{MASK_FORM}:{draft_id}",
        timeout=None,
    )
    form.add_item(_prompt_field(prompt, words, locale))
    return form


async def open_form(interaction: discord.Interaction[DarkroomBot], form: ui.Modal) -> None:
    """Send the form, which is the acknowledgement; raises Lapsed as `Acknowledgements.defer` does.

    A lost connection is tried once more: if the first attempt did arrive, Discord says so.
    """
    # What is stopped already, the library does not keep.
    form.stop()
    try:
        try:
            await interaction.response.send_modal(form)
        except (aiohttp.ClientError, OSError):
            await interaction.response.send_modal(form)
    except discord.HTTPException as error:
        if error.code == UNKNOWN_INTERACTION:
            raise Lapsed(f"interaction {interaction.id} ended before it was answered") from error
        if error.code != ALREADY_ACKNOWLEDGED:
            raise


async def ask_for_edit(
    interaction: discord.Interaction[DarkroomBot],
    request: ImageRequest,
    *,
    parent_id: JobId | None,
) -> None:
    """Open the edit form about the request's pictures, and write down the draft that it is of.

    The form goes out first; that it could come back before the draft is there is why neither waits
    for the other. Raises NotFound where there is no picture; then nothing was opened.
    """
    if not request.references:
        raise NotFound("picture")
    bot = interaction.client
    draft_id = bot.engine.drafts.new_id()
    form = edit_form(
        draft_id,
        request,
        catalogue=bot.engine.catalogue,
        words=bot.words,
        locale=interaction.locale.value,
    )
    await asyncio.gather(
        open_form(interaction, form),
        bot.engine.drafts.begin(
            DraftKind.FORM,
            draft_id=draft_id,
            requester_id=requester_of(interaction),
            origin=origin_of(interaction),
            standing=standing_of(interaction),
            request=request,
            parent_id=parent_id,
        ),
    )


async def soon(reading: Awaitable[Found]) -> Found | None:
    """Return what is read, or None where that takes longer than a form can wait, or fails."""
    try:
        async with asyncio.timeout(READ_SECONDS):
            return await reading
    except (TimeoutError, StoreError):
        return None


# --- back ---


def is_form(interaction: discord.Interaction[Any]) -> bool:
    """Tell whether an interaction is a form of ours that comes back, by its id alone."""
    return interaction.type is discord.InteractionType.modal_submit and (
        _form_id(interaction) is not None
    )


def _form_id(interaction: discord.Interaction[Any]) -> re.Match[str] | None:
    return FORM_ID.fullmatch(str(dict(interaction.data or {}).get("custom_id")))


def filled_form(interaction: discord.Interaction[Any]) -> FilledForm:
    """Return the form that was sent back; raises ValueError where it `is_form` not."""
    match = _form_id(interaction)
    if match is None:
        raise ValueError(f"interaction {interaction.id} is no form of ours")
    texts, choices = filled_fields(interaction)
    data: Mapping[str, Any] = dict(interaction.data or {})
    attachments = data.get("resolved", {}).get("attachments", {})
    return FilledForm(
        form=match["form"],
        draft_id=DraftId(match["draft"]),
        texts=texts,
        choices=choices,
        files=tuple(
            discord.Attachment(data=attachments[file_id], state=interaction.client._connection)
            for file_id in choices.get(FILES, ())
            if file_id in attachments
        ),
    )


def filled_fields(
    interaction: discord.Interaction[Any],
) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Return what was put into the fields of a form: what was written, and what was chosen."""
    texts: dict[str, str] = {}
    choices: dict[str, tuple[str, ...]] = {}
    data: Mapping[str, Any] = dict(interaction.data or {})
    for field in _fields(data.get("components", ())):
        if "values" in field:
            choices[field["custom_id"]] = tuple(map(str, field["values"]))
        else:
            texts[field["custom_id"]] = str(field.get("value") or "")
    return texts, choices


def _fields(nodes: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Yield every field of a form, out of its labels and rows."""
    for node in nodes:
        if "component" in node:
            yield from _fields([node["component"]])
        elif "components" in node:
            yield from _fields(node["components"])
        elif "custom_id" in node:
            yield node


# --- fields ---


def _model(catalogue: Catalogue, name: str) -> Model:
    """Return the model, or where it is no longer on offer, the first one."""
    return next((model for model in catalogue if model.name == name), catalogue.models[0])


def _prompt_field(prompt: str, words: Words, locale: str) -> ui.Label[ui.Modal]:
    cut = None
    if len(prompt) > MOST_PROMPT_CHARS:
        cut = words.say("form-prompt.cut", locale, most=MOST_PROMPT_CHARS)
    return ui.Label(
        text=words.say("form-prompt", locale),
        description=cut,
        component=ui.TextInput(
            custom_id=PROMPT,
            style=discord.TextStyle.paragraph,
            placeholder=words.say("form-prompt.hint", locale),
            default=prompt[:MOST_PROMPT_CHARS] or None,
            max_length=MOST_PROMPT_CHARS,
        ),
    )


def _size_field(
    request: ImageRequest, model: Model, words: Words, locale: str
) -> ui.Label[ui.Modal]:
    labels = {AS_THE_PICTURE: words.say("form-size-as-the-picture", locale)}
    for ratio in model.sizes:
        message_id, values = size_message(Catalogue((model,)), ratio)
        labels[ratio] = words.say(message_id, locale, **values)
    chosen = request.size if request.size in labels else AS_THE_PICTURE
    return choice_field(words.say("form-size", locale), SIZE, labels, {chosen})


def _quality_field(
    request: ImageRequest, model: Model, words: Words, locale: str
) -> ui.Label[ui.Modal]:
    labels = {
        quality: words.say("choice-quality", locale, value=quality) for quality in model.qualities
    }
    return choice_field(
        words.say("form-quality", locale), QUALITY, labels, {request.quality or AUTO}
    )


def picture_field(pictures: Sequence[SourceImage], words: Words, locale: str) -> ui.Label[ui.Modal]:
    """Return the field that asks which of several pictures are meant; the first is chosen."""
    labels = {
        str(number): words.say(
            "form-picture-choice", locale, number=number, name=one_line(picture.filename)
        )
        for number, picture in enumerate(pictures, 1)
    }
    return choice_field(
        words.say("form-picture", locale), PICTURE, labels, {"1"}, least=1, most=len(labels)
    )


def _count_field(
    request: ImageRequest, model: Model, words: Words, locale: str
) -> ui.Label[ui.Modal]:
    labels = {
        str(count): words.say("choice-count", locale, count=count)
        for count in range(1, model.max_count + 1)
    }
    return choice_field(words.say("form-count", locale), COUNT, labels, {str(request.count)})


def choice_field(
    text: str,
    field: str,
    labels: Mapping[str, str],
    chosen: set[str],
    *,
    least: int = 0,
    most: int = 1,
) -> ui.Label[ui.Modal]:
    """Return a field to choose in."""
    options = [
        discord.SelectOption(
            label=shortened(label, MAX_LABEL), value=value, default=value in chosen
        )
        for value, label in labels.items()
    ][:MAX_CHOICES]
    return ui.Label(
        text=text,
        component=ui.Select(
            custom_id=field,
            options=options,
            required=least > 0,
            min_values=least,
            max_values=min(most, len(options)),
        ),
    )
