"""Every statement finds its rows by the index that is meant for it: the tables only grow."""

from __future__ import annotations

import re

import pytest
from sqlalchemy.dialects import sqlite

from bot.domain.jobs import JobStatus
from bot.store import draft_statements
from bot.store import job_statements as statements

EVENT_IDS, JOB_IDS = "sqlite_autoindex_job_2", "sqlite_autoindex_job_1"
DRAFT_IDS, DRAFTS_OF_TOKENS = "sqlite_autoindex_draft_1", "sqlite_autoindex_draft_token_1"
ROW = "INTEGER PRIMARY KEY"

FOUND_BY = {
    "usage": (
        statements.usage(),
        [
            EVENT_IDS,
            "ix_job_draft",
            "ix_job_requester",
            "ix_job_open",
            "ix_job_waiting",
            "ix_job_server",
            "ix_job_day",
        ],
    ),
    "spendings": (statements.spendings(), ["ix_job_requester"]),
    "job_by_id": (statements.job_by_id(), [JOB_IDS]),
    "jobs_of": (statements.jobs_of(), ["ix_job_requester"]),
    "history": (statements.history(), ["ix_job_move_job"]),
    "children": (statements.children(), ["ix_job_parent"]),
    "waiting": (statements.waiting(), ["ix_job_waiting"]),
    "oldest_waiting": (statements.oldest_waiting(), ["ix_job_waiting"]),
    "showing_progress": (statements.showing_progress(), ["ix_job_progress"]),
    "past_runs": (statements.past_runs(), ["ix_job_past"]),
    "forget_tokens": (statements.forget_tokens(), ["ix_answer_token_expires"]),
    "needed_sources": (statements.needed_sources(), ["ix_job_open", "ix_job_undelivered"]),
    "next_poll_due": (statements.next_poll_due(), ["ix_job_poll"]),
    "claim_for_preparation": (statements.claim_for_preparation(), [ROW, "ix_job_waiting"]),
    "claim_for_poll": (statements.claim_for_poll(), [ROW, "ix_job_poll"]),
    "claim_for_delivery": (statements.claim_for_delivery(), [ROW, "ix_job_delivery"]),
    "claim_notice": (statements.claim_notice(), [ROW, "ix_job_notice"]),
    "claim_for_submission": (
        statements.claim_for_submission(),
        [ROW, "ix_job_waiting", "ix_job_upstream"],
    ),
    "release": (statements.release(), [JOB_IDS]),
    "record_progress_message": (statements.record_progress_message(), [JOB_IDS]),
    "amend": (statements.amend(JobStatus.READY), [JOB_IDS]),
    "move": (statements.move(), [JOB_IDS]),
    "begin_posting": (statements.begin_posting(), [JOB_IDS]),
    "take_back": (statements.take_back(), ["ix_job_open"]),
    # For the metrics: all rows, by the narrowest index there is.
    "count_by_status": (statements.count_by_status(), ["ix_job_day"]),
    "draft_by_id": (
        draft_statements.draft_by_id(),
        [DRAFT_IDS, DRAFTS_OF_TOKENS, "ix_job_draft"],
    ),
    "change_draft": (draft_statements.change_draft(), [DRAFT_IDS, "ix_job_draft"]),
    "forget_drafts": (draft_statements.forget_drafts(), ["ix_draft_expires", DRAFTS_OF_TOKENS]),
    "forget_draft_tokens": (draft_statements.forget_tokens(), ["ix_draft_token_expires"]),
    "needed_requests": (draft_statements.needed_requests(), ["ix_draft_expires"]),
    "tray": (draft_statements.tray(), ["ix_tray_picture_requester"]),
    "clear_tray": (draft_statements.clear_tray(), ["ix_tray_picture_requester"]),
    "forget_theirs": (draft_statements.forget_theirs(), ["ix_tray_picture_requester"]),
    "forget_pictures": (draft_statements.forget_pictures(), ["ix_tray_picture_expires"]),
    "needed_bytes": (draft_statements.needed_bytes(), ["ix_tray_picture_expires"]),
}
USED = re.compile(r"USING (?:COVERING )?(?:INDEX (\w+)|(INTEGER PRIMARY KEY))")


@pytest.mark.parametrize("name", FOUND_BY)
async def test_rows_are_found_by_their_index(database, name):
    """SQLite's own account of its plan names the index, and no table is read from end to end."""
    statement, indexes = FOUND_BY[name]
    sql = str(statement.compile(dialect=sqlite.dialect(), column_keys=["lease_until", "cells"]))
    async with database.reading() as connection:
        rows = await connection.exec_driver_sql(
            f"EXPLAIN QUERY PLAN {sql}", (None,) * sql.count("?")
        )
        plan = [row.detail for row in rows]

    used = {found[1] or found[2] for step in plan if (found := USED.search(step))}
    assert set(indexes) == used
    assert [] == [step for step in plan if re.fullmatch(r"SCAN \w+", step)]
    assert "USE TEMP B-TREE FOR ORDER BY" not in plan
