"""Longer answers: a list, all about one job, and help; each fits into one embed."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discordio.pages import command_text, details_page, help_page, jobs_page, jump_link
from bot.domain.jobs import JobId, JobStatus, Move
from bot.domain.models import DEFAULT_CATALOGUE
from bot.domain.outcomes import Failure, FailureReason
from bot.engine.operations import RELATIVES, JobDetails
from bot.text import Words
from tests.discordio.specimens import LOCALES, PROMPTS, job
from tests.factories import ALICE, CHANNEL, GUILD, NOON, image_request, mask, source_image

MAX_EMBED = 6000
MAX_TITLE, MAX_DESCRIPTION, MAX_NAME, MAX_VALUE, MAX_FIELDS = 256, 4096, 256, 1024, 25
WORDS = Words(strict=True)


def details(shown, *, moves=(), children=(), ancestors=(), locale="en-US"):
    """Return the page about a job that went these ways."""
    history = [
        Move(job_id=shown.id, was=None, became=became, moved_at=NOON, note=note)
        for became, note in moves
    ]
    return details_page(
        JobDetails(job=shown, history=history, children=list(children), ancestors=list(ancestors)),
        catalogue=DEFAULT_CATALOGUE,
        words=WORDS,
        locale=locale,
    )


def fields(page):
    """Return the facts of a page by their names."""
    return {field.name: field.value for field in page.embed.fields}


def fits(embed):
    """Tell whether Discord takes the embed, and shows nothing empty."""
    return (
        len(embed) <= MAX_EMBED
        and len(embed.title or "") <= MAX_TITLE
        and 1 <= len(embed.description or "") <= MAX_DESCRIPTION
        and len(embed.fields) <= MAX_FIELDS
        and all(1 <= len(field.name) <= MAX_NAME for field in embed.fields)
        and all(1 <= len(field.value) <= MAX_VALUE for field in embed.fields)
    )


def test_a_list_has_two_lines_a_job_and_leads_to_the_pictures():
    """What it is, how it stands, where it is."""
    posted = job(prompt="a red fox", message_id=5)
    waiting = job(id=JobId("ba9876543210"), status=JobStatus.ACCEPTED, prompt="a blue fox")

    page = jobs_page([waiting, posted], WORDS, "en-US")

    assert "Your latest 2 jobs" == page.title
    moment = f"<t:{int(NOON.timestamp())}:R>"
    link = f"[to the pictures](https://discord.com/channels/{GUILD}/{CHANNEL}/5)"
    assert [
        f"`ba9876543210` · **waiting** · {moment}",
        "> a blue fox",
        f"`0123456789ab` · **posted** · {moment} · {link}",
        "> a red fox",
    ] == (page.description or "").splitlines()[:-1]


@pytest.mark.parametrize(("locale", "says"), [("en-US", "no jobs yet"), ("zh-CN", "还没有任务")])
def test_an_empty_list_says_how_to_begin(locale, says):
    """The command stands in it, by its name in that language."""
    description = jobs_page([], WORDS, locale).description or ""

    assert says in description
    assert WORDS.say("command-imagine", locale) in description


@given(st.lists(PROMPTS, min_size=1, max_size=30), st.sampled_from(LOCALES))
def test_a_list_fits_whatever_was_asked_for(prompts, locale):
    """The oldest are left out where there is no room."""
    jobs = [job(prompt=prompt, message_id=10**18, channel_id=10**18) for prompt in prompts]

    assert fits(jobs_page(jobs, WORDS, locale))


def test_the_result_of_a_direct_message_is_led_to_as_discord_writes_it():
    """There is no server."""
    link = jump_link(job(guild_id=None, message_id=5))

    assert f"https://discord.com/channels/@me/{CHANNEL}/5" == link


def test_details_tell_how_it_was_made_and_what_happened():
    """Everything that somebody needs to make it again."""
    shown = job(
        prompt="a red fox",
        quality="high",
        size="3:2",
        message_id=5,
        attempts=1,
        polls=3,
        post_attempts=1,
        references=(source_image(), source_image(name="tray2", filename="")),
    )
    page = details(shown, moves=[(JobStatus.ACCEPTED, ""), (JobStatus.SUBMITTING, "")])

    known = fields(page)
    assert "GPT Image 1.5" == known["Model"]
    assert "3:2 · high quality" == known["Size"]
    assert "1 / 1" == known["Pictures"]
    assert "$0.20" == known["Price"]
    assert "23 s" == known["Drawn in"]
    assert f"<@{ALICE}>" == known["Asked by"]
    assert "`1` image1\n`2` tray2" == known["References"]
    assert "sent 1 ×, asked after 3 ×, posted 1 ×" == known["Attempts"]
    assert ["waiting", "being sent"] == [
        line.partition("> ")[2] for line in known["What happened"].splitlines()
    ]
    assert [] == page.files()


def test_details_tell_every_option_that_was_chosen():
    """The whole request, without reading the command."""
    shown = job(background="opaque", output_format="jpeg", compression=80, moderation="low")

    assert (
        "background: opaque\nformat: jpeg\ncompression: 80\nmoderation: low"
        == (fields(details(shown))["Also chosen"])
    )
    assert "Also chosen" not in fields(details(job()))


@pytest.mark.parametrize(
    ("is_exact", "says"), [(True, "all the rest stays as it was"), (False, "a hint to the model")]
)
def test_details_tell_of_a_mask_and_whether_it_is_exact(is_exact, says):
    """It decides what becomes of everything that was not masked."""
    shown = job(references=(source_image(),), mask=replace(mask(), is_exact=is_exact))

    assert says in fields(details(shown))["Mask"]
    assert "Mask" not in fields(details(job()))


def test_details_lead_to_what_it_was_made_from_and_into():
    """Back over the generations, nearest first; what was never posted leads nowhere."""
    grandparent = job(id=JobId("grandparent0"), message_id=6, parent_id=JobId("older0000000"))
    parent = job(id=JobId("parent000000"))
    children = [job(id=JobId("child0000000")), job(id=JobId("child1111111"), message_id=7)]

    known = fields(details(job(), ancestors=[parent, grandparent], children=children))

    place = f"https://discord.com/channels/{GUILD}/{CHANNEL}"
    assert f"`parent000000` ← [`grandparent0`]({place}/6) ← …" == known["Made from"]
    assert f"`child0000000`, [`child1111111`]({place}/7)" == known["Used for"]
    assert {"Made from", "Used for"}.isdisjoint(fields(details(job())))


def test_a_lineage_ends_where_it_began():
    """The first job was made from nothing."""
    known = fields(details(job(), ancestors=[job(id=JobId("parent000000"))]))

    assert "`parent000000`" == known["Made from"]


@pytest.mark.parametrize(
    ("status", "price"),
    [
        (JobStatus.ACCEPTED, "up to $0.20 (held)"),
        (JobStatus.POSTED, "$0.20"),
        (JobStatus.UNDELIVERED, "$0.20"),
        (JobStatus.IN_DOUBT, "not known"),
        (JobStatus.FAILED, "nothing"),
        (JobStatus.CANCELLED, "nothing"),
    ],
)
def test_details_tell_what_a_job_costs_as_it_stands(status, price):
    """Held is not yet spent, and what failed costs nothing."""
    assert price == fields(details(job(status=status)))["Price"]


def test_details_tell_why_there_is_no_result():
    """In our words, and in the API's own."""
    failure = Failure(reason=FailureReason.REJECTED, detail="too *many* foxes")
    failed = details(job(status=JobStatus.FAILED, failure=failure))
    undelivered = details(
        job(status=JobStatus.UNDELIVERED), moves=[(JobStatus.UNDELIVERED, "channel-gone")]
    )

    assert "> too \\*many\\* foxes" in fields(failed)["Why"].splitlines()
    assert "The channel is gone." in fields(undelivered)["Why"]
    assert "Why" not in fields(details(job()))


def test_the_command_holds_every_option_that_was_given():
    """To be pasted as it is."""
    request = image_request(
        prompt="a red\nfox",
        size="3:2",
        count=2,
        quality="high",
        background="opaque",
        output_format="jpeg",
        compression=0,
        moderation="low",
    )

    assert (
        "/imagine prompt:a red fox model:gpt-image-1.5-official size:3:2 count:2 quality:high "
        "background:opaque format:jpeg compression:0 moderation:low"
    ) == command_text(request, WORDS, "en-US")
    assert command_text(request, WORDS, "zh-CN").startswith("/画图 描述:a red fox 模型:gpt-image")


def test_the_command_leaves_out_what_nobody_gave():
    """A default may change; what was not chosen is not chosen again."""
    request = replace(image_request(), size=None)

    assert "/imagine prompt:a lighthouse model:gpt-image-1.5-official" == command_text(
        request, WORDS, "en-US"
    )


def test_what_was_made_from_pictures_is_asked_for_by_edit():
    """The pictures have to be attached anew: they are no text."""
    request = image_request(references=(source_image(),))

    assert command_text(request, WORDS, "en-US").startswith("/edit prompt:a lighthouse model:")
    assert command_text(request, WORDS, "zh-CN").startswith("/改图 描述:a lighthouse 模型:")


def test_a_command_too_long_to_be_shown_is_attached():
    """Whole, as often as it is sent: a file is used up by sending it."""
    shown = job(prompt="fox " * 1500)
    page = details(shown)

    first, second = page.files()[0], page.files()[0]
    assert command_text(shown.request, WORDS, "en-US").encode() == first.fp.read()
    assert "command.txt" == second.filename
    assert "```" not in (page.embed.description or "")


@given(PROMPTS, PROMPTS, PROMPTS, st.sampled_from(LOCALES), st.sampled_from(JobStatus))
def test_details_fit_whatever_was_asked_for(prompt, filename, detail, locale, status):
    """However long its story is."""
    relatives = [job(message_id=10**18, channel_id=10**18, guild_id=10**18)] * RELATIVES
    shown = job(
        prompt=prompt,
        status=status,
        message_id=10**18,
        failure=Failure(reason=FailureReason.REFERENCE_TOO_MANY_PIXELS, detail=detail),
        references=(source_image(filename=filename),) * 15,
        mask=mask(),
        background="transparent",
        output_format="png",
        moderation="low",
    )
    page = details(
        shown,
        moves=[(JobStatus.POSTING, "")] * 100,
        children=relatives,
        ancestors=relatives,
        locale=locale,
    )

    assert fits(page.embed)
    assert (page.embed.description or "").count("```") in (0, 2)


@pytest.mark.parametrize("locale", LOCALES)
def test_help_names_every_command_and_what_it_costs(locale):
    """The cheapest and the dearest picture of the catalogue."""
    page = help_page(DEFAULT_CATALOGUE, WORDS, locale)

    text = "\n".join(field.value or "" for field in page.fields)
    assert fits(page)
    for verb in ("list", "show", "cancel", "retry"):
        group, name = (WORDS.say(f"command-jobs{end}", locale) for end in ("", f"-{verb}"))
        assert f"`/{group} {name}`" in text
    assert re.search(r"\$0\.009\D+\$0\.25\D", text)
    assert 2 == text.count(f"/{WORDS.say('command-imagine', locale)} ")
    assert 1 == text.count(f"/{WORDS.say('command-edit', locale)} ")
    assert f"`/{WORDS.say('command-tray', locale)}`" in text
    for command in ("quota", "history", "settings", "forget"):
        assert f"`/{WORDS.say(f'command-{command}', locale)}`" in text
    for menu in ("edit-image", "use-as-reference", "image-details"):
        assert f" → {WORDS.say(f'menu-{menu}', locale)}**" in text
    assert f"**{WORDS.say('button-mask', locale)}**" in text


def test_the_last_part_of_a_long_story_is_told():
    """What happened last matters most."""
    late = NOON + timedelta(hours=1)
    shown = job()
    history = [
        *(
            Move(job_id=shown.id, was=None, became=JobStatus.READY, moved_at=NOON)
            for _ in range(50)
        ),
        Move(job_id=shown.id, was=None, became=JobStatus.POSTED, moved_at=late),
    ]
    page = details_page(
        JobDetails(job=shown, history=history, children=[], ancestors=[]),
        catalogue=DEFAULT_CATALOGUE,
        words=WORDS,
        locale="en-US",
    )

    assert fields(page)["What happened"].endswith(f"<t:{int(late.timestamp())}:T> posted")
