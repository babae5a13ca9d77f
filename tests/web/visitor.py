"""What visits the painter without a browser: it fills in the form, and reads what it is told."""

from __future__ import annotations

import html
import re

import aiohttp

PNG = b"\x89PNG the mask"
FROM_A_SCRIPT = {"Accept": "application/json"}


def form(mask=PNG, prompt="a blue hat", exact=None, **more):
    """Fill in the form as a browser does; None leaves a field away."""
    fields = aiohttp.FormData(default_to_multipart=True)
    if mask is not None:
        fields.add_field("mask", mask, filename="mask.png", content_type="image/png")
    for name, value in {"prompt": prompt, "exact": exact, **more}.items():
        if value is not None:
            fields.add_field(name, value)
    return fields


def sentence_of(page):
    """Read what a notice says."""
    return html.unescape(re.search(r"<p>(.*?)</p>", page, re.DOTALL)[1])


async def posted(session, link, data=None, headers=None):
    """Send the form as a script does; return status, and what it says."""
    async with session.post(
        link, data=form() if data is None else data, headers=FROM_A_SCRIPT | (headers or {})
    ) as response:
        return response.status, (await response.json())["sentence"]
