"""The newest jobs in memory: bounded, newest first, each person's own."""

from datetime import UTC, datetime, timedelta

from bot.discordio.recent import MOST_JOBS, MOST_PEOPLE, RecentJobs
from bot.domain.jobs import Job, JobId, JobStatus, Origin
from bot.domain.requests import ImageRequest

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
ORIGIN = Origin(event_id=1, channel_id=1, guild_id=1, locale="en-US", filesize_limit_bytes=1)


def job(number, *, of=1, status=JobStatus.ACCEPTED):
    """Return the job of that number, accepted so many seconds after noon."""
    return Job(
        id=JobId(f"{number:012}"),
        status=status,
        request=ImageRequest(prompt=f"picture {number}", model="m"),
        requester_id=of,
        origin=ORIGIN,
        price_microusd=0,
        accepted_at=NOON + timedelta(seconds=number),
        not_before=NOON,
    )


def test_the_newest_come_first_and_no_more_than_discord_takes():
    """In whatever order they were met."""
    recent = RecentJobs()

    recent.note(job(number) for number in reversed(range(MOST_JOBS + 5)))

    assert [job(number).id for number in reversed(range(5, MOST_JOBS + 5))] == [
        found.id for found in recent.of(1)
    ]


def test_a_job_met_again_is_shown_as_it_stands_now():
    """It is the same job."""
    recent = RecentJobs()

    recent.note([job(1), job(1, status=JobStatus.POSTED)])

    assert [JobStatus.POSTED] == [found.status for found in recent.of(1)]


def test_only_so_many_people_are_remembered():
    """Those who were here longest ago are forgotten."""
    recent = RecentJobs()

    recent.note(job(1, of=person) for person in range(MOST_PEOPLE + 1))

    assert [] == recent.of(0)
    assert 1 == len(recent.of(MOST_PEOPLE))


def test_somebody_is_forgotten_under_whatever_id():
    """Also where a server's managers listed their jobs; those of others stay."""
    recent = RecentJobs()
    recent.note([job(1), job(2, of=2)], under=21)
    recent.note([job(1)])

    recent.forget(1)

    assert [] == recent.of(1)
    assert [job(2, of=2).id] == [found.id for found in recent.of(21)]


def test_what_is_typed_is_looked_for_in_ids_and_prompts():
    """In any case, anywhere."""
    recent = RecentJobs()
    recent.note([job(1), job(22)])

    assert [job(22).id] == [found.id for found in recent.of(1, " Picture 2 ")]
    assert [job(1).id] == [found.id for found in recent.of(1, "000001")]
