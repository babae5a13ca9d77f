"""References: fetched, checked and made reachable before anything is sent, and at no cost."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.errors import (
    ApiForbidden,
    ApiProtocolError,
    ApiRejected,
    ApiThrottled,
    ApiUnavailable,
    DeliveryUnavailable,
    PictureGone,
    PictureRefused,
    PictureUnavailable,
    Undeliverable,
)
from bot.domain.jobs import JobStatus
from bot.domain.models import Catalogue
from bot.domain.outcomes import Failure, FailureReason
from bot.domain.requests import Mask
from bot.engine.loops import perform
from bot.engine.preparer import discord_url_ends_at
from tests.engine.pictures import Fault, picture_bytes
from tests.factories import ALICE, NOON, answer_token, mask, source_image

EX = int((NOON + timedelta(hours=24)).timestamp())
SIGNED = f"https://cdn.discordapp.com/attachments/1/2/lake.png?ex={EX:x}&is=1&hm=2"
UPLOADED = "https://uploads.example/image1.png"


@pytest.fixture
def picture(world):
    """A picture that somebody attached, which can be fetched."""
    return world.attach(source_image(url=SIGNED))


async def prepared(world, job):
    """Prepare once, and return the job with its first picture."""
    await world.step("prepare")
    job = await world.get(job)
    return job, job.request.references[0]


@pytest.mark.parametrize("references", ["auto", "upload"])
async def test_a_picture_is_uploaded_and_kept(world, picture, references):
    """The API gets an address of its own that lasts for days, and we keep the bytes."""
    world.build(references=references)

    job, source = await prepared(world, await world.ask(references=(picture,)))

    assert UPLOADED == source.reachable_url
    assert NOON + timedelta(hours=72) == source.reachable_until == job.prepared_until
    assert picture_bytes() == world.shelf.kept[source.sha256]
    assert ("png", 1024, 1024) == (source.kind, source.width, source.height)
    assert len(picture_bytes()) == source.size_bytes


async def test_discord_mode_uploads_nothing(world, picture):
    """Discord's own signed address is enough, until it ends; the bytes are checked all the same."""
    world.build(references="discord")
    world.upstream.uploading.script = [AssertionError("it was uploaded")]

    job, source = await prepared(world, await world.ask(references=(picture,)))

    assert (SIGNED, NOON + timedelta(hours=24)) == (source.reachable_url, source.reachable_until)
    assert NOON + timedelta(hours=24) == job.prepared_until
    assert picture_bytes() == world.shelf.kept[source.sha256]


@pytest.mark.parametrize(
    "error",
    [ApiRejected("HTTP 404"), ApiProtocolError("a page"), ApiUnavailable("HTTP 500")],
)
async def test_auto_falls_back_where_no_upload_endpoint_answers(world, picture, error):
    """A gateway without it answers 404, or with a page of its own; one may be broken."""
    world.upstream.uploading.script = [error]

    _, source = await prepared(world, await world.ask(references=(picture,)))

    assert SIGNED == source.reachable_url


@pytest.mark.parametrize("error", [ApiRejected("HTTP 404"), ApiProtocolError("a page")])
async def test_a_refused_upload_ends_the_job_where_nothing_else_is_allowed(world, picture, error):
    """The person learns which picture it was; nothing was paid."""
    world.build(references="upload")
    world.upstream.uploading.script = [error]
    job = await world.ask(references=(picture,))

    failed = await world.until(job, JobStatus.FAILED)

    assert Failure(reason=FailureReason.REFERENCE_UNREACHABLE, field="image1") == failed.failure
    assert [] == world.upstream.paid
    assert JobStatus.FAILED is world.discord.answers[job.id]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"hello", FailureReason.REFERENCE_NOT_A_PICTURE),
        (picture_bytes(width=10_000, height=5_001), FailureReason.REFERENCE_TOO_MANY_PIXELS),
        (b"\0" * (20 * 1024**2 + 1), FailureReason.REFERENCE_TOO_LARGE),
    ],
)
async def test_what_is_no_usable_picture_ends_the_job(world, content, reason):
    """The bytes tell what it is, never the name; the person reads which picture and why."""
    job = await world.ask(references=(world.attach(source_image(name="image3"), content),))

    failed = await world.until(job, JobStatus.FAILED)

    assert Failure(reason=reason, field="image3") == failed.failure
    assert [] == world.upstream.paid


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (PictureGone("reference-gone"), FailureReason.REFERENCE_GONE),
        (PictureRefused("reference-forbidden"), FailureReason.REFERENCE_FORBIDDEN),
    ],
)
async def test_what_cannot_be_fetched_ever_ends_the_job_at_once(world, picture, error, reason):
    """There is no use in waiting."""
    world.cdn.script = [error]
    job = await world.ask(references=(picture,))

    await world.step("prepare")

    assert Failure(reason=reason, field="image1") == (await world.get(job)).failure


async def test_a_mask_is_prepared_like_a_picture(world, picture):
    """Its failure names it; its address must hold as long as the others."""
    masked = world.attach(mask(url="https://cdn.discordapp.com/mask").source, b"hello")
    job = await world.ask(references=(picture,), mask=replace(mask(), source=masked))

    failed = await world.until(job, JobStatus.FAILED)

    assert Failure(reason=FailureReason.REFERENCE_NOT_A_PICTURE, field="mask") == failed.failure


async def test_a_picture_is_tried_for_again(world, picture):
    """A fault of the CDN delays the job and does not end it."""
    world.cdn.script = [PictureUnavailable("reference-unreachable")] * 3
    job = await world.ask(references=(picture,))

    await world.until(job, JobStatus.POSTED)

    assert 1 == len(world.upstream.paid)


async def test_patience_with_a_picture_ends(world, picture):
    """After ten minutes the person is told, rather than left waiting."""
    world.cdn.script = [PictureUnavailable("reference-unreachable")] * 1000
    job = await world.ask(references=(picture,))

    await world.step("prepare")
    world.clock.advance(600)
    await world.step("prepare")
    assert JobStatus.ACCEPTED is (await world.get(job)).status
    failed = await world.until(job, JobStatus.FAILED)

    assert Failure(reason=FailureReason.REFERENCE_UNREACHABLE, field="image1") == failed.failure
    assert [] == world.upstream.paid


@pytest.mark.parametrize(
    ("references", "error"),
    [("upload", ApiUnavailable), ("auto", ApiForbidden), ("auto", ApiThrottled)],
)
async def test_an_upload_is_tried_again(world, picture, references, error):
    """Trouble of the API holds the job back, as it would hold back the submission."""
    world.build(references=references)
    world.upstream.uploading.script = [error("not now"), error("not now")]
    job = await world.ask(references=(picture,))

    await world.until(job, JobStatus.POSTED)

    [request] = world.upstream.paid
    assert UPLOADED == request.references[0].reachable_url


async def test_a_model_that_is_not_on_offer_any_more_ends_the_job(world, picture):
    """The operator took it out of the configuration while the job waited; nothing was paid."""
    job = await world.ask(references=(picture,))
    world.build(catalogue=Catalogue(()))

    failed = await world.until(job, JobStatus.FAILED)

    assert FailureReason.REJECTED is failed.failure.reason
    assert job.request.model in failed.failure.detail
    assert [] == world.upstream.paid


async def test_an_upload_waits_as_long_as_it_was_asked_to(world, picture):
    """`retry_after` is honoured."""
    world.upstream.uploading.script = [ApiThrottled("slow down", retry_after_seconds=42)]
    job = await world.ask(references=(picture,))

    await world.live(41)
    assert (await world.get(job)).prepared_until is None
    await world.live(1)

    assert (await world.get(job)).prepared_until is not None


@pytest.mark.parametrize(
    ("width", "height", "size", "price"),
    [
        (2000, 1000, "3:2", 50_000),
        (1000, 2000, "2:3", 50_000),
        (1000, 1000, "1:1", 34_000),
    ],
)
async def test_the_first_picture_settles_the_size_and_the_price(world, width, height, size, price):
    """By its own pixels, whatever Discord said about them; what is held follows."""
    first = world.attach(source_image(url="https://a"), picture_bytes(width=width, height=height))
    second = world.attach(source_image(url="https://b"), picture_bytes(width=10, height=999))
    job = await world.ask(size=None, quality="medium", references=(first, second))
    assert 50_000 == job.price_microusd

    job, _ = await prepared(world, job)

    assert (size, price) == (job.request.size, job.price_microusd)


async def test_a_size_that_was_asked_for_stays(world):
    """The person's word counts more than the picture."""
    wide = world.attach(source_image(), picture_bytes(width=2000, height=1000))

    job, _ = await prepared(world, await world.ask(size="2:3", references=(wide,)))

    assert "2:3" == job.request.size


async def test_the_job_is_ready_as_long_as_its_shortest_address(world):
    """One dead address is enough for the API to refuse the request."""
    world.build(references="discord")
    ends = [NOON + timedelta(hours=hours) for hours in (5, 3)]
    sources = tuple(
        world.attach(source_image(name=f"image{n}", url=f"https://{n}?ex={int(e.timestamp()):x}"))
        for n, e in enumerate(ends, 1)
    )

    job, _ = await prepared(world, await world.ask(references=sources))

    assert NOON + timedelta(hours=3) == job.prepared_until


async def test_a_job_withdrawn_while_its_pictures_are_fetched_stays_withdrawn(world, picture):
    """What was fetched for it in vain does no harm, whatever came of the fetching."""
    for outcome in (None, PictureGone("reference-gone"), PictureUnavailable("reference-gone")):
        job = await world.ask(references=(picture,))
        step = next(step for step in world.engine.steps if step.name == "prepare")
        claimed = await step.claim()
        await world.engine.operations.cancel(job.id, by=ALICE)
        world.cdn.script = [outcome]

        await perform(step, claimed)
        await world.live(3)

        assert JobStatus.CANCELLED is (await world.get(job)).status
        assert JobStatus.CANCELLED is world.discord.answers[job.id]
    assert [] == world.upstream.paid


async def test_addresses_that_have_ended_are_made_anew(world, picture):
    """A job that waits for days goes out with addresses that still answer."""
    world.build(max_in_flight=0)
    job, source = await prepared(world, await world.ask(references=(picture,)))
    world.cdn.files.clear()
    world.clock.advance(72 * 3600)

    job, source = await prepared(world, job)

    assert NOON + timedelta(hours=144) == source.reachable_until == job.prepared_until


async def test_an_address_of_discord_that_ends_soon_is_not_given_to_the_api(world):
    """The API may fetch late: what ends within the hour is put onto Discord anew, by the bot."""
    world.build(references="discord")
    ends = int((NOON + timedelta(minutes=59)).timestamp())
    picture = world.attach(source_image(url=f"https://cdn.discordapp.com/a.png?ex={ends:x}"))

    job, source = await prepared(world, await world.ask(references=(picture,)))

    assert {source.reachable_url: picture_bytes()} == world.host.attached
    assert NOON + timedelta(hours=24) == job.prepared_until


async def test_discords_copy_of_a_picture_from_elsewhere_is_not_given_to_the_api(world):
    """Nobody says how long it answers."""
    world.build(references="discord")
    picture = world.attach(source_image(url="https://images-ext-1.discordapp.net/external/a.png"))

    _, source = await prepared(world, await world.ask(references=(picture,)))

    assert {source.reachable_url: picture_bytes()} == world.host.attached


async def test_a_dead_address_of_discord_is_replaced_by_our_own_copy(world, picture):
    """The bytes are kept while the job waits, whatever becomes of the address they came from."""
    world.build(max_in_flight=0, references="discord")
    job, _ = await prepared(world, await world.ask(references=(picture,)))
    world.cdn.files.clear()
    world.clock.advance(24 * 3600)

    job, source = await prepared(world, job)

    assert {source.reachable_url: picture_bytes()} == world.host.attached
    assert world.clock.now() + timedelta(hours=24) == job.prepared_until


@pytest.mark.parametrize("text", ["dirty", "animated"])
async def test_changed_bytes_are_put_onto_discord_by_the_bot(world, text):
    """The address that was given leads to the bytes as they were."""
    world.build(references="discord")
    picture = world.attach(source_image(), picture_bytes(text=text))

    _, source = await prepared(world, await world.ask(references=(picture,)))

    [sent] = world.host.attached.values()
    assert picture_bytes(text={"dirty": "clean", "animated": "still"}[text]) == sent
    assert (text == "animated") is source.is_first_frame
    assert source.reachable_url in world.host.attached


async def test_the_host_gets_the_token_while_it_lives(world):
    """Where the application may not upload by itself, the progress answer takes the picture."""
    world.build(references="discord")
    picture = world.attach(source_image(), picture_bytes(text="dirty"))

    await prepared(world, await world.ask(references=(picture,)))

    assert [answer_token().token] == [token.token for token in world.host.tokens]


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Undeliverable("forbidden"), JobStatus.FAILED),
        (DeliveryUnavailable("503"), JobStatus.ACCEPTED),
    ],
)
async def test_what_discord_does_not_take_is_tried_again_or_told(world, error, status):
    """A fault of Discord's passes; a refusal ends the job before it costs."""
    world.build(references="discord")
    world.host.attaching.script = [error]
    picture = world.attach(source_image(), picture_bytes(text="dirty"))
    job = await world.ask(references=(picture,))

    await world.step("prepare")

    assert status is (await world.get(job)).status
    if status is JobStatus.ACCEPTED:
        await world.until(job, JobStatus.POSTED)


async def test_a_picture_that_is_still_reachable_is_left_alone(world):
    """Where the address of one has ended, the other is not uploaded again."""
    world.build(max_in_flight=0)
    first, second = (
        world.attach(source_image(name=f"image{n}", url=f"{SIGNED}&n={n}")) for n in (1, 2)
    )
    job, _ = await prepared(world, await world.ask(references=(first, second)))
    sources = list(job.request.references)
    sources[1] = replace(sources[1], reachable_until=NOON)
    await world.store.record_sources(
        job.id,
        request=replace(job.request, references=tuple(sources)),
        price_microusd=job.price_microusd,
        prepared_until=NOON,
    )
    world.upstream.uploading.script = [None, AssertionError("both were uploaded again")]

    again, kept = await prepared(world, job)

    assert sources[0] == kept
    assert NOON < again.prepared_until


async def test_the_same_request_again_gets_addresses_of_its_own(world, picture):
    """Those of an earlier job may end with it, as what stood on its progress answer does."""
    world.build(references="discord")
    _, source = await prepared(world, await world.ask(references=(picture,)))

    again = await world.ask(references=(replace(source, sent_sha256="padded"),))

    [anew] = (await world.get(again)).request.references
    assert (None, None, None) == (anew.reachable_url, anew.reachable_until, anew.sent_sha256)
    assert source.sha256 == anew.sha256


async def test_a_kept_picture_that_discord_still_has_is_not_put_there_again(world, picture):
    """Its own address answers, and will for more than an hour."""
    world.build(references="discord")
    _, source = await prepared(world, await world.ask(references=(picture,)))

    _, again = await prepared(world, await world.ask(references=(source,)))

    assert SIGNED == again.reachable_url
    assert {} == world.host.attached


async def test_discord_is_waited_for_as_long_as_a_picture(world):
    """Then the person is told; nothing was charged."""
    world.build(references="discord")
    world.host.attaching.script = [DeliveryUnavailable("503")] * 100
    picture = world.attach(source_image(), picture_bytes(text="dirty"))

    failed = await world.until(
        await world.ask(references=(picture,)), JobStatus.FAILED, seconds=700
    )

    assert FailureReason.REFERENCE_UNREACHABLE is failed.failure.reason


async def test_an_unexpected_error_leaves_the_job_for_a_minute(world, picture, caplog):
    """A fault of ours is in the log with its traceback; nothing is lost, nothing was spent."""
    world.cdn.script = [Fault(ZeroDivisionError())]
    job = await world.ask(references=(picture,))

    await world.live(59)
    assert JobStatus.ACCEPTED is (await world.get(job)).status
    await world.until(job, JobStatus.POSTED)

    assert f"prepare: job {job.id} met an unexpected error" in caplog.text
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize(
    ("query", "ends_at"),
    [
        (f"?ex={EX:x}&is=1", NOON + timedelta(hours=24)),
        (f"?is=1&ex={EX:X}", NOON + timedelta(hours=24)),
        ("", NOON + timedelta(days=1)),
        ("?ex=", NOON + timedelta(days=1)),
        ("?ex=tomorrow", NOON + timedelta(days=1)),
        (f"?ex={'f' * 30}", NOON + timedelta(days=1)),
        ("?ex=1", NOON + timedelta(minutes=5)),
        (f"?ex={int(NOON.timestamp()):x}", NOON + timedelta(minutes=5)),
    ],
)
def test_an_address_of_discord_says_when_it_ends(query, ends_at):
    """In hexadecimal seconds; what says nothing is good for a day, what answered for minutes."""
    url = f"https://cdn.discordapp.com/attachments/1/2/lake.png{query}"

    assert ends_at == discord_url_ends_at(url, now=NOON)
    assert UTC is datetime.now(UTC).tzinfo is discord_url_ends_at(url, now=NOON).tzinfo


async def test_a_mask_that_was_not_kept_ends_the_job(world, picture):
    """It was made here, and has no address that it could be had from again."""
    masked = Mask(source=source_image(name="mask", url="", sha256="lost", is_as_given=False))
    job = await world.ask(references=(picture,), mask=masked)

    await world.step("prepare")

    failure = Failure(reason=FailureReason.REFERENCE_GONE, field="mask")
    assert failure == (await world.get(job)).failure


async def test_a_kept_picture_that_discord_has_lost_is_put_there_again(world, picture):
    """Our copy is as good."""
    world.build(references="discord")
    _, source = await prepared(world, await world.ask(references=(picture,)))
    world.cdn.files.clear()

    _, again = await prepared(world, await world.ask(references=(source,)))

    assert again.reachable_url in world.host.attached
