"""Masks, every way that Discord has: what the API gets of them, and what stays as it was."""

import pytest
from PIL import Image

from sandbox.world import Upload
from tests.acceptance import editing
from tests.acceptance.stage import button, picture, sha256, until, verbs, words

pytestmark = pytest.mark.asyncio(loop_scope="module")

ODD = (1001, 777)
BOX = (300, 200, 620, 470)
RATIOS = {"1:1": (1, 1), "3:2": (3, 2), "2:3": (2, 3)}


def mask_file(keep, name="mask.png"):
    """Return a mask with alpha, to be attached."""
    return Upload(name, editing.alpha_mask(keep))


async def agreed(studio, place, person, preview, prompt):
    """Agree to a preview; return what the API took, and the result."""
    await person.click(preview, button(preview, "make"))
    message = await editing.result(studio, place)
    return await studio.submitted(prompt), message


async def check_mask(submission, keep):
    """See whether the API's mask is this one, within the padding that the first picture has."""
    mask, first = await editing.mask(submission), (await editing.references(submission))[0]
    left, top = ((mask.size[axis] - keep.size[axis]) // 2 for axis in (0, 1))
    within = mask.crop((left, top, left + keep.width, top + keep.height))
    wide, high = RATIOS[submission.body["size"]]

    assert editing.opened(first).size == mask.size
    assert round(mask.width * high / wide) == pytest.approx(mask.height, abs=1)
    assert keep.tobytes() == within.tobytes()
    mask.paste(255, (left, top, left + keep.width, top + keep.height))
    assert (255, 255) == mask.getextrema()


# --- exact results ---


@pytest.mark.parametrize(
    ("size", "mode", "kind"),
    [
        (ODD, "RGB", "PNG"),
        (ODD, "RGBA", "PNG"),
        (ODD, "L", "PNG"),
        (ODD, "RGB", "JPEG"),
        (ODD, "RGBA", "WEBP"),
        ((777, 1001), "RGB", "PNG"),
        ((640, 97), "RGB", "PNG"),
        ((2048, 2048), "RGB", "PNG"),
    ],
    ids=str,
)
async def test_an_exact_result_is_the_first_picture_outside_the_mask(
    studio, place, ada, size, mode, kind
):
    """In every pixel, at its own size; inside there is something new."""
    options = {"lossless": True, "exact": True} if kind == "WEBP" else {}
    content = editing.saved(editing.textured(*size, mode=mode), kind, **options)
    box = tuple(side * part // 8 for side, part in zip(size * 2, (2, 2, 5, 6), strict=True))
    keep, prompt = editing.stencil(size, box), words("a kite")
    image = Upload(f"first.{kind.lower()}", content)
    preview = await editing.previewed(
        studio, place, ada, prompt=prompt, image1=image, mask=mask_file(keep)
    )
    submission, message = await agreed(studio, place, ada, preview, prompt)
    made, first = editing.opened(message.attachments[0].data), editing.opened(content)

    await check_mask(submission, keep)
    assert ("PNG", size) == (made.format, made.size)
    assert not editing.differs(first, made, where=keep)
    assert editing.differs(first, made, where=editing.stencil(size, box).point(lambda x: 255 - x))
    assert "What was not masked is unchanged" in message.content


async def test_a_larger_picture_becomes_exact_at_four_megapixels(studio, place, ada):
    """Scaled to that, and no further."""
    content = editing.saved(editing.textured(2600, 2000), "JPEG", quality=60)
    keep, prompt = editing.stencil((260, 200), (40, 40, 120, 120)), words("a kite")
    preview = await editing.previewed(
        studio, place, ada, prompt=prompt, image1=Upload("a.jpg", content), mask=mask_file(keep)
    )
    _, message = await agreed(studio, place, ada, preview, prompt)
    made = editing.opened(message.attachments[0].data)

    assert 0.999 < made.width * made.height / (4 * 1024 * 1024) <= 1
    assert made.width / made.height == pytest.approx(1.3, abs=0.001)


async def test_an_exact_jpeg_has_the_size_of_the_first_picture(studio, place, ada):
    """Where that was asked for."""
    content = editing.saved(editing.textured(*ODD))
    keep, prompt = editing.stencil(ODD, BOX), words("a kite")
    options = {"image1": Upload("first.png", content), "mask": mask_file(keep), "format": "jpeg"}
    preview = await editing.previewed(studio, place, ada, prompt=prompt, **options)
    _, message = await agreed(studio, place, ada, preview, prompt)
    made = editing.opened(message.attachments[0].data)

    assert ("JPEG", ODD) == (made.format, made.size)


async def test_a_picture_of_the_apis_own_size_is_sent_as_it_is(studio, place, ada):
    """Byte for byte: it needs no padding."""
    content = editing.saved(editing.textured(1024, 1024))
    keep, prompt = editing.stencil((1024, 1024), BOX), words("a kite")
    options = {"image1": Upload("first.png", content), "mask": mask_file(keep)}
    preview = await editing.previewed(studio, place, ada, prompt=prompt, **options)
    submission, _ = await agreed(studio, place, ada, preview, prompt)

    assert [content] == await editing.references(submission)


async def test_exact_can_be_switched_off_and_on_again(studio, place, ada):
    """Then what was made is posted as it was made, and the pictures are sent as they are."""
    content = editing.saved(editing.textured(*ODD))
    keep, prompt = editing.stencil(ODD, BOX), words("a kite")
    options = {"image1": Upload("first.png", content), "mask": mask_file(keep)}
    preview = await editing.previewed(studio, place, ada, prompt=prompt, **options)
    said = [preview.content]
    for _ in range(3):
        action = await ada.click(preview, button(preview, "exact"))
        preview = await editing.shown(action, instead_of=preview)
        said.append(preview.content)
    submission, message = await agreed(studio, place, ada, preview, prompt)

    assert ["is on", "is off", "is on", "is off"] == [
        "is on" if "**Exact** is on" in each else "is off" for each in said
    ]
    assert [content] == await editing.references(submission)
    assert keep.tobytes() == (await editing.mask(submission)).tobytes()
    assert submission.pictures[0].sha256 == sha256(message.attachments[0].data)
    assert "unchanged" not in message.content


async def test_a_size_of_another_ratio_makes_exact_impossible_and_it_is_said(studio, place, ada):
    """In the preview, before anything is paid."""
    content = editing.saved(editing.textured(*ODD))
    keep, prompt = editing.stencil(ODD, BOX), words("a kite")
    options = {"image1": Upload("first.png", content), "mask": mask_file(keep), "size": "2:3"}
    preview = await editing.previewed(studio, place, ada, prompt=prompt, **options)
    submission, message = await agreed(studio, place, ada, preview, prompt)

    assert "**Exact** is not possible" in preview.content
    assert "2:3" in preview.content
    assert "2:3" == submission.body["size"]
    assert [content] == await editing.references(submission)
    assert keep.tobytes() == (await editing.mask(submission)).tobytes()
    assert submission.pictures[0].sha256 == sha256(message.attachments[0].data)


# --- what was attached ---


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
async def test_a_black_and_white_mask_of_another_size_is_scaled(studio, place, ada, kind):
    """White is repainted, and that is said."""
    small = Image.new("L", (500, 388), 0)
    small.paste(255, (150, 100, 310, 235))
    mask = Upload(f"mask.{kind.lower()}", editing.saved(small, kind))
    image, prompt = Upload("a.png", editing.saved(editing.textured(*ODD))), words("a kite")
    preview = await editing.previewed(studio, place, ada, prompt=prompt, image1=image, mask=mask)
    action = await ada.click(preview, button(preview, "exact"))
    preview = await editing.shown(action, instead_of=preview)
    submission, _ = await agreed(studio, place, ada, preview, prompt)
    arrived = await editing.mask(submission)
    left, top, right, bottom = arrived.point(lambda value: 255 - value).getbbox()

    assert "white in your mask" in preview.content
    assert ODD == arrived.size
    assert (300, 200, 620, 471) == pytest.approx((left, top, right, bottom), abs=6)


async def test_a_mask_with_alpha_of_another_size_is_scaled(studio, place, ada):
    """What is see-through is repainted, and that is said; about how much of it, too."""
    mask = mask_file(editing.stencil((320, 200), (0, 0, 160, 200)))
    image, prompt = Upload("a.png", picture(640, 400)), words("a kite")
    preview = await editing.previewed(studio, place, ada, prompt=prompt, image1=image, mask=mask)
    submission, _ = await agreed(studio, place, ada, preview, prompt)

    assert "see-through in your mask" in preview.content
    assert "50 %" in preview.content
    await check_mask(submission, editing.stencil((640, 400), (0, 0, 320, 400)))


@pytest.mark.parametrize(
    ("mask", "sentence"),
    [
        (editing.alpha_mask(Image.new("L", (64, 48), 255)), "covers nothing"),
        (editing.alpha_mask(Image.new("L", (64, 48), 0)), "covers the whole picture"),
        (picture(64, 48, colour="black"), "covers nothing"),
        (picture(64, 48, colour="white"), "covers the whole picture"),
        (editing.saved(editing.textured(64, 48)), "cannot read"),
    ],
    ids=["alpha nothing", "alpha everything", "black", "white", "colourful"],
)
async def test_a_mask_that_says_nothing_is_told(studio, place, ada, mask, sentence):
    """In a sentence that names it; nothing is paid."""
    before = studio.attempts()
    options = {"image1": Upload("a.png", picture()), "mask": Upload("mask.png", mask)}
    told = await studio.alone(await ada.slash(place, "edit", prompt=words("x"), **options))
    await studio.life_goes_on()

    assert sentence in told.content
    assert "mask" in told.content
    assert before + 1 == studio.attempts()


# --- the grid ---


async def test_cells_of_the_grid_are_repainted(studio, place, ada):
    """The region is shown first, and may be chosen anew; then it is asked what to show there."""
    result = await editing.posted(studio, place, ada, size="3:2")
    other = studio.person()
    grid = await editing.grid(other, result)
    first = await editing.masked(other, grid, [1, 2])
    preview = await editing.masked(other, first, [7, 8, 13, 25])
    before = studio.attempts()
    action = await other.click(preview, button(preview, "make"))
    await until(lambda: action.modal)
    prompt = words("a balloon")
    await other.submit(action, prompt=prompt)
    submission = await studio.submitted(prompt)
    message = await editing.result(studio, place, number=2)
    keep = editing.cell_boxes((1536, 1024), 7, 8, 13, 25)
    shown = [editing.opened(each.attachments[0].data) for each in (result, message)]

    assert grid.ephemeral
    assert "7, 8, 13, 25" in preview.content
    assert before + 1 == studio.attempts()
    assert [result.attachments[0].data] == await editing.references(submission)
    await check_mask(submission, keep)
    assert not editing.differs(*shown, where=keep)
    assert (other.id,) == message.mentioned_ids
    assert action.response is None or not action.response.attachments


async def test_all_cells_together_are_no_mask(studio, place, ada):
    """That is told in a sentence, and the grid stays."""
    result = await editing.posted(studio, place, ada)
    grid = await editing.grid(ada, result)
    before = studio.attempts()
    every = await ada.select(grid, button(grid, "cells"), [str(each) for each in range(1, 26)])
    told = await editing.told(every)
    await studio.life_goes_on()

    assert "covers the whole picture" in told
    assert before + 1 == studio.attempts()


async def test_of_several_pictures_it_is_asked_which_to_mask(studio, place, ada):
    """Then its grid is shown."""
    result = await editing.posted(studio, place, ada, count=2)
    sheet = await editing.grid(ada, result)
    [second] = [each for each in sheet.custom_ids if each.endswith(":2")]
    grid = await editing.shown(await ada.click(sheet, second), instead_of=sheet)
    preview = await editing.masked(ada, grid, [13])
    action = await ada.click(preview, button(preview, "make"))
    await until(lambda: action.modal)
    prompt = words("a balloon")
    await ada.submit(action, prompt=prompt)
    submission = await studio.submitted(prompt)

    assert {"maskof", "discard"} == set(verbs(sheet))
    assert [result.attachments[1].data] == await editing.references(submission)
    await check_mask(submission, editing.cell_boxes((1024, 1024), 13))


async def test_an_edit_that_is_under_way_can_be_asked_for_with_a_mask(studio, place, ada):
    """By a button on its progress; it goes on all the same, and its words are kept."""
    prompt = words("a kite [[seconds:3]]")
    await ada.slash(place, "edit", prompt=prompt, image1=Upload("a.png", picture(300, 200)))
    [progress] = await until(lambda: [x for x in studio.messages(place) if "maskjob" in verbs(x)])
    grid = await editing.shown(await ada.click(progress, button(progress, "maskjob")))
    preview = await editing.masked(ada, grid, [1])
    await ada.click(preview, button(preview, "make"))
    await editing.result(studio, place, number=2)
    plain, masked = sorted(studio.submissions(prompt), key=lambda each: "mask_url" in each.body)

    assert "mask_url" not in plain.body
    await check_mask(masked, editing.cell_boxes((300, 200), 1))


# --- a picture that was drawn over ---


async def test_a_picture_that_was_drawn_over_is_its_own_mask(studio, place, ada):
    """The preview says so, and asks; then what was drawn over is repainted, and nothing else."""
    result = await editing.posted(studio, place, ada, size="3:2")
    original, box = result.attachments[0].data, (400, 300, 700, 520)
    copy = Upload("drawn.png", editing.drawn_over(original, box))
    other, prompt = studio.person(), words("a balloon")
    message = await other.send(place, prompt, reply_to=result, files=[copy])
    preview = await editing.answer(studio, place, message)
    refused = await ada.click(preview, button(preview, "make"))
    told = await editing.told(refused)
    paid_before = studio.submissions(prompt)
    await other.click(preview, button(preview, "make"))
    submission = await studio.submitted(prompt)
    edited = await editing.result(studio, place, number=2)
    mask = await editing.mask(submission)
    left, top, right, bottom = mask.point(lambda value: 255 - value).getbbox()
    shown = [editing.opened(each) for each in (original, edited.attachments[0].data)]

    assert "drawn over the picture" in preview.content
    assert () == preview.mentioned_ids
    assert "This was started by somebody else" in told
    assert [] == paid_before
    assert [original] == await editing.references(submission)
    assert (1536, 1024) == mask.size
    assert (400, 300, 701, 521) == pytest.approx((left, top, right, bottom), abs=8)
    assert (0, 0) == mask.crop((410, 310, 690, 510)).getextrema()
    assert not editing.differs(*shown, where=mask)
    assert message.id == edited.reply_to_id
    assert (other.id,) == edited.mentioned_ids


async def test_a_drawn_over_copy_with_exact_off_is_only_a_hint(studio, place, ada):
    """As the flag says."""
    result = await editing.posted(studio, place, ada)
    copy = Upload("drawn.png", editing.drawn_over(result.attachments[0].data, (90, 90, 300, 260)))
    prompt = words("a balloon")
    message = await ada.send(place, f"{prompt} --exact off", reply_to=result, files=[copy])
    preview = await editing.answer(studio, place, message)
    await ada.click(preview, button(preview, "make"))
    edited = await editing.result(studio, place, number=2)
    submission = await studio.submitted(prompt)

    assert "**Exact** is off" in preview.content
    assert (1024, 1024) == (await editing.mask(submission)).size
    assert submission.pictures[0].sha256 == sha256(edited.attachments[0].data)


async def test_a_preview_can_be_thrown_away(studio, place, ada):
    """Nothing is paid, and nothing of it is left."""
    result = await editing.posted(studio, place, ada)
    copy = Upload("drawn.png", editing.drawn_over(result.attachments[0].data, (90, 90, 300, 260)))
    prompt = words("a balloon")
    message = await ada.send(place, prompt, reply_to=result, files=[copy])
    preview = await editing.answer(studio, place, message)
    await ada.click(preview, button(preview, "discard"))
    await until(lambda: preview.id in studio.world.deleted_ids)
    await studio.life_goes_on()

    assert [] == studio.submissions(prompt)
    assert [result.id] == [each.id for each in studio.messages(place)]
