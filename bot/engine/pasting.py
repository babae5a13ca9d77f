"""Exact edits, at their end: what was not masked is put back from the first picture."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace

from bot.domain.errors import InvalidRequest, PictureGone, PictureRefused
from bot.domain.jobs import Job
from bot.domain.models import Catalogue
from bot.domain.requests import Mask
from bot.engine.ports import Picture, PictureLab
from bot.engine.references import References

log = logging.getLogger(__name__)


class Pasting:
    """Finishes the pictures of exact edits; all others stay as they were made."""

    def __init__(self, *, references: References, lab: PictureLab, catalogue: Catalogue) -> None:
        """Take the collaborators."""
        self._references = references
        self._lab = lab
        self._catalogue = catalogue

    async def finished(
        self, job: Job, pictures: Sequence[Picture]
    ) -> tuple[Job, Sequence[Picture]]:
        """Return the job and its pictures as they are shown, in order.

        Where the first picture or the mask is lost, or a picture cannot be opened, they are shown
        as they were made, and the job says that it is not exact: it is paid for. Raises
        PictureUnavailable where they cannot be finished now.
        """
        request, mask = job.request, job.request.mask
        if mask is None or not mask.is_exact:
            return job, pictures
        try:
            ratio = self._catalogue.get(request.model).sizes[request.size or ""]
        except (InvalidRequest, KeyError) as error:  # it was on offer when it was asked for
            return self._as_made(job, mask, error), pictures
        try:
            first = await self._references.content(request.references[0])
            masked = await self._references.content(mask.source)
            return job, [
                await self._lab.paste_back(
                    first,
                    masked,
                    picture.content,
                    ratio=ratio,
                    kind="jpeg" if request.output_format == "jpeg" else "png",
                    quality=request.compression,
                )
                for picture in pictures
            ]
        except (PictureGone, PictureRefused) as error:
            return self._as_made(job, mask, error), pictures

    def _as_made(self, job: Job, mask: Mask, error: Exception) -> Job:
        log.warning("job %s: what was not masked cannot be put back: %s", job.id, error)
        return replace(job, request=replace(job.request, mask=replace(mask, is_exact=False)))
