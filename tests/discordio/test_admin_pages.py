"""What managers are shown of a server: what is private stays so, and every row is in the table."""

from datetime import date, timedelta

from bot.discordio.admin_pages import audit_page, managed_jobs_page, usage_csv, usage_page
from bot.domain.reports import ReportRow
from bot.text import Words
from tests.discordio.specimens import job
from tests.factories import ALICE, BOB, NOON

WORDS = Words(strict=True)
MOST_CHARS = 4096


def row(requester_id, **fields):
    """Return a row of the report."""
    usual = {
        "day": NOON.date(),
        "guild_id": 1,
        "requester_id": requester_id,
        "model": "gpt-image-1",
        "jobs": 2,
        "failed": 1,
        "pictures": 3,
        "microusd": 1_234_567,
    }
    return ReportRow(**usual | fields)


def test_what_was_asked_for_in_private_stays_private():
    """Managers see that there is a job, whose and how it stands: not its words or its place."""
    secret, plain = job(prompt="a secret", is_private=True, message_id=5), job(message_id=5)

    shown = managed_jobs_page([secret], WORDS, "en-US").description

    assert f"<@{ALICE}>" in shown
    assert "a secret" not in shown
    assert "channels/" not in shown
    assert "channels/" in managed_jobs_page([plain], WORDS, "en-US").description


def test_a_long_list_of_jobs_fits():
    """What could be done about them is told all the same."""
    page = managed_jobs_page([job(prompt="*" * 5000)] * 50, WORDS, "zh-CN")

    assert len(page.description) <= MOST_CHARS
    assert "-#" in page.description


def test_the_table_has_a_line_a_row():
    """Dollars have six digits, so that sums are exact."""
    today = NOON.date()
    table = usage_csv([row(ALICE), row(BOB, microusd=5)], since=today, until=today)

    assert f"usage-{today}-{today}.csv" == table.filename
    assert [
        "day,requester_id,model,jobs,failed,pictures,usd",
        f"{today},{ALICE},gpt-image-1,2,1,3,1.234567",
        f"{today},{BOB},gpt-image-1,2,1,3,0.000005",
    ] == table.fp.read().decode().splitlines()


def test_people_are_numbered_by_what_they_cost():
    """As in the chart, which shows no names."""
    rows = [row(ALICE), row(BOB), row(BOB, day=date(2026, 1, 1) - timedelta(days=1))]

    page = usage_page(rows, days=30, words=WORDS, locale="en-US")

    assert ["9", "$3.70", "6, 3 failed"] == [field.value for field in page.fields[:3]]
    first, second = page.fields[3].value.splitlines()
    assert f"` 1` <@{BOB}> · 6 pictures · $2.47" == first
    assert f"` 2` <@{ALICE}> · 3 pictures · $1.23" == second


def test_where_nothing_was_there_is_neither_chart_nor_list():
    """The sums say so."""
    page = usage_page([], days=1, words=WORDS, locale="zh-CN")

    assert None is page.image.url
    assert 3 == len(page.fields)
    assert "Nothing yet." == audit_page([], WORDS, "en-US").description
