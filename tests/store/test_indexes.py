"""Every statement finds its rows by the index that is meant for it: the tables only grow."""

from __future__ import annotations

import re

import pytest
from sqlalchemy.dialects import sqlite

from bot.domain.jobs import JobStatus
from bot.store import community_statements as community
from bot.store import draft_statements, people_statements, usage_statements
from bot.store import job_statements as statements
from bot.store import lookup_statements as lookups
from bot.store.schema import metadata

SERVER_DAYS, SETTLED = "sqlite_autoindex_server_day_1", "sqlite_autoindex_settled_1"
EVENT_IDS, JOB_IDS = "sqlite_autoindex_job_2", "sqlite_autoindex_job_1"
SHARE_IDS, STARS = "sqlite_autoindex_share_1", "sqlite_autoindex_star_1"
DRAFT_IDS, DRAFTS_OF_TOKENS = "sqlite_autoindex_draft_1", "sqlite_autoindex_draft_token_1"
ROW = "INTEGER PRIMARY KEY"


def in_doubt(**of):
    """Return the statement that finds what is in doubt."""
    return lookups.jobs_in(frozenset({JobStatus.IN_DOUBT}), **of)


FOUND_BY = {
    "usage": (
        usage_statements.usage(),
        [
            EVENT_IDS,
            "ix_job_draft",
            "ix_job_requester",
            "ix_job_here",
            "ix_job_open",
            "ix_job_waiting",
            "ix_job_server",
            "ix_job_day",
            SERVER_DAYS,
            SETTLED,
            "ix_job_granted",
            "ix_job_refused",
        ],
    ),
    "settled_so_far": (usage_statements.settled_so_far(), [SETTLED]),
    "oldest_on_its_way": (usage_statements.oldest_on_its_way(), ["ix_job_day"]),
    "insert_sum": (usage_statements.insert_sum(), ["ix_job_server"]),
    "insert_sums": (usage_statements.insert_sums(), ["ix_job_day"]),
    "delete_sum": (usage_statements.delete_sum(), [SERVER_DAYS]),
    "report": (usage_statements.report(is_of_server=True), ["ix_job_server"]),
    "report_of_all": (usage_statements.report(is_of_server=False), ["ix_job_day"]),
    "job_by_id": (lookups.job_by_id(), [JOB_IDS]),
    "jobs_of": (lookups.jobs_of(), ["ix_job_requester"]),
    "history": (lookups.history(), ["ix_job_move_job"]),
    "children": (lookups.children(), ["ix_job_parent"]),
    "waiting": (lookups.waiting(), ["ix_job_waiting"]),
    "upstream": (lookups.upstream(), ["ix_job_upstream"]),
    "results": (lookups.results(), ["ix_job_requester"]),
    "jobs_in": (in_doubt(is_of_server=True, is_of_person=False), ["ix_job_server"]),
    "jobs_in_of_person": (in_doubt(is_of_server=True, is_of_person=True), ["ix_job_here"]),
    "jobs_in_of_all": (in_doubt(is_of_server=False, is_of_person=False), ["ix_job_day"]),
    "oldest_waiting": (lookups.oldest_waiting(), ["ix_job_waiting"]),
    "showing_progress": (lookups.showing_progress(), ["ix_job_progress"]),
    "past_runs": (lookups.past_runs(), ["ix_job_past"]),
    "forget_tokens": (statements.forget_tokens(), ["ix_answer_token_expires"]),
    "needed_sources": (lookups.needed_sources(), ["ix_job_open", "ix_job_undelivered"]),
    "next_poll_due": (statements.next_poll_due(), ["ix_job_poll"]),
    "claim_for_preparation": (statements.claim_for_preparation(), [ROW, "ix_job_waiting"]),
    "claim_for_poll": (statements.claim_for_poll(), [ROW, "ix_job_poll"]),
    "claim_for_delivery": (statements.claim_for_delivery(), [ROW, "ix_job_delivery"]),
    "claim_notice": (statements.claim_notice(), [ROW, "ix_job_notice"]),
    "heads": (statements.heads(), [ROW, "ix_job_waiting", "ix_job_upstream"]),
    "claim_for_submission": (statements.claim_for_submission(), [JOB_IDS, SETTLED]),
    "drawn": (statements.drawn(), [JOB_IDS]),
    "release": (statements.release(), [JOB_IDS, SETTLED]),
    "record_progress_message": (statements.record_progress_message(), [JOB_IDS, SETTLED]),
    "amend": (statements.amend(JobStatus.READY), [JOB_IDS, SETTLED]),
    "move": (statements.move(), [JOB_IDS, SETTLED]),
    "begin_posting": (statements.begin_posting(), [JOB_IDS, SETTLED]),
    "take_back": (statements.take_back(), ["ix_job_open", SETTLED]),
    # For the metrics: all rows, by the narrowest index there is.
    "count_by_status": (lookups.count_by_status(), ["ix_job_day"]),
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
    "rules": (community.rules(), ["sqlite_autoindex_server_rules_1"]),
    "weights": (community.weights(), ["ix_server_rules_weight"]),
    "entry_by_key": (community.entry_by_key(), ["sqlite_autoindex_audit_1"]),
    "entries": (community.entries(of_guild=False, of_subject=False), [ROW]),
    "entries_here": (community.entries(of_guild=True, of_subject=False), ["ix_audit_guild"]),
    "entries_of": (community.entries(of_guild=False, of_subject=True), ["ix_audit_subject"]),
    "unlogged": (community.unlogged(), ["ix_audit_unlogged"]),
    "shared_pictures": (community.shared_pictures(), ["ix_share_job"]),
    "shared_at": (community.shared_at(), ["ix_share_maker"]),
    "last_due": (community.last_due(), ["ix_share_drip"]),
    "share_by_id": (community.share_by_id(), [SHARE_IDS, STARS]),
    "shares_of_job": (community.shares_of_job(), ["ix_share_job", STARS]),
    "shares_of_maker": (community.shares_of_maker(), ["ix_share_maker", STARS]),
    "claim_share": (community.claim_due(), [SHARE_IDS, "ix_share_due", STARS]),
    "hold_back": (community.hold_back(), ["ix_share_waiting", SHARE_IDS]),
    "drop_share_claims": (community.drop_share_claims(), ["ix_share_due"]),
    "remove_shares_of_maker": (community.remove_shares_of_maker(), ["ix_share_maker"]),
    "to_forget": (people_statements.to_forget(), ["ix_person_forgotten"]),
    "delete_stars": (people_statements.delete_stars(), ["ix_star_person"]),
    "blank_history": (people_statements.blank_history(), ["ix_job_move_job", "ix_job_requester"]),
    "part_children": (people_statements.part_children(), ["ix_job_parent", "ix_job_requester"]),
    "part_drafts": (people_statements.part_drafts(), ["ix_draft_parent", "ix_job_requester"]),
    "blank_shares": (people_statements.blank_shares(), ["ix_share_job", "ix_job_requester"]),
    "blank_jobs": (people_statements.blank_jobs(), ["ix_job_requester"]),
    "delete_bare_jobs": (
        people_statements.delete_bare_jobs(),
        [
            "ix_job_requester",
            "ix_share_job",
            # What goes with the job.
            "ix_job_move_job",
            "ix_job_parent",
            "ix_draft_parent",
            "sqlite_autoindex_answer_token_1",
        ],
    ),
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
    assert set(plan).isdisjoint(f"SCAN {table}" for table in metadata.tables)
    assert "USE TEMP B-TREE FOR ORDER BY" not in plan
