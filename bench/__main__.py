"""`make bench`: run the measurements, print their tables, write them as JSON."""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
from pathlib import Path

from bench import acknowledgement, intake, masking
from bench.acknowledgement import Sample
from bench.intake import Measured
from bench.masking import Masking

OUTPUT = Path("bench-output")

Rows = list[dict[str, object]]


def percentile(sorted_values: list[float], share: float) -> float:
    """Return the value below which that share of the values lies."""
    return sorted_values[min(int(len(sorted_values) * share), len(sorted_values) - 1)]


def row(load: str, bots: dict[str, Sample]) -> dict[str, object]:
    """Return the figures of one load: both bots, and the ratio of their medians, round by round."""
    bare, ours = bots["bare"], bots["darkroom"]
    ratios = [b / a for a, b in zip(bare.medians_ms(), ours.medians_ms(), strict=True)]
    return {
        "load": load,
        "bare_p50_ms": round(percentile(bare.all_ms(), 0.5), 1),
        "bare_p99_ms": round(percentile(bare.all_ms(), 0.99), 1),
        "darkroom_p50_ms": round(percentile(ours.all_ms(), 0.5), 1),
        "darkroom_p99_ms": round(percentile(ours.all_ms(), 0.99), 1),
        "ratio_of_medians": round(statistics.median(ratios), 2),
        "ratio_least": round(min(ratios), 2),
        "ratio_most": round(max(ratios), 2),
        "later_than_3_s": ours.late(),
    }


def waiting_row(measured: Masking) -> dict[str, object]:
    """Return how long the other person waited: beside an idle bot, round by round."""
    idle, busy = measured.idle, measured.busy
    ratios = [b / a for a, b in zip(idle.medians_ms(), busy.medians_ms(), strict=True)]
    return {
        "commands": busy.sent,
        "idle_p50_ms": round(percentile(idle.all_ms(), 0.5), 1),
        "idle_p99_ms": round(percentile(idle.all_ms(), 0.99), 1),
        "masking_p50_ms": round(percentile(busy.all_ms(), 0.5), 1),
        "masking_p99_ms": round(percentile(busy.all_ms(), 0.99), 1),
        "masking_most_ms": round(busy.all_ms()[-1], 1),
        "ratio_of_medians": round(statistics.median(ratios), 2),
        "ratio_least": round(min(ratios), 2),
        "ratio_most": round(max(ratios), 2),
        "later_than_250_ms": busy.late(masking.LATE_SECONDS),
    }


def step_row(step: str, seconds: list[float]) -> dict[str, object]:
    """Return how long a step of masking took."""
    return {
        "step": step,
        "times": len(seconds),
        "least_s": round(min(seconds), 2),
        "p50_s": round(statistics.median(seconds), 2),
        "most_s": round(max(seconds), 2),
    }


def table(rows: Rows) -> str:
    """Return the rows as text, one column a figure."""
    names = list(rows[0])
    cells = [names, *([str(each[name]) for name in names] for each in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(names))]
    return "\n".join(
        "  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True))
        for line in cells
    )


def report(name: str, rows: Rows) -> None:
    """Print a table, and write it as JSON."""
    print(table(rows))
    OUTPUT.mkdir(exist_ok=True)
    path = OUTPUT / f"{name}.json"
    path.write_text(json.dumps(rows, indent=2) + "\n")
    print(f"As JSON: {path}\n")


def acknowledge(rounds: int) -> None:
    """Measure the acknowledgements of many people at once."""
    samples = asyncio.run(acknowledgement.measure(rounds))
    print("Acknowledgement: Darkroom beside a bare discord.py bot that only defers")
    report("acknowledgement", [row(load, bots) for load, bots in samples.items()])


def mask(rounds: int) -> None:
    """Measure the acknowledgements of one person while another one makes masks."""
    measured = asyncio.run(masking.measure(rounds))
    print("Acknowledgement while somebody else makes 4-megapixel masks, beside the bot idle")
    report("masking", [waiting_row(measured)])
    print("What those masks took meanwhile")
    steps = {
        "preview of an attached mask": measured.preview_seconds,
        "preview of other cells": measured.redraw_seconds,
        "result pasted back and posted": measured.paste_seconds,
    }
    report("masking-steps", [step_row(step, seconds) for step, seconds in steps.items()])


def intake_row(measured: Measured) -> dict[str, object]:
    """Return how long a decision takes beside the bare insert, and how many fit into a second."""
    bare, decided = measured.bare.all_ms(), measured.decided.all_ms()
    rounds = zip(measured.bare.rounds, measured.decided.rounds, strict=True)
    ratios = [percentile(sorted(b), 0.99) / percentile(sorted(a), 0.99) for a, b in rounds]
    return {
        "past_jobs": intake.PAST_JOBS,
        "bare_p50_ms": round(percentile(bare, 0.5), 2),
        "bare_p99_ms": round(percentile(bare, 0.99), 2),
        "decision_p50_ms": round(percentile(decided, 0.5), 2),
        "decision_p99_ms": round(percentile(decided, 0.99), 2),
        "decisions_a_second": round(1000 / statistics.fmean(decided)),
        "ratio_of_p99": round(percentile(decided, 0.99) / percentile(bare, 0.99), 2),
        "ratio_least": round(min(ratios), 2),
        "ratio_most": round(max(ratios), 2),
    }


def decide(rounds: int) -> None:
    """Measure how long it takes to judge a request and write it down."""
    print("Intake: judging and writing down beside the bare insert of the same row")
    report("intake", [intake_row(asyncio.run(intake.measure(rounds)))])


MEASUREMENTS = {"acknowledgement": acknowledge, "masking": mask, "intake": decide}


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="turns of each (%(default)s)")
    parser.add_argument("--only", choices=tuple(MEASUREMENTS), help="one measurement alone")
    options = parser.parse_args()
    for name, measure in MEASUREMENTS.items():
        if options.only in (None, name):
            measure(options.rounds)


if __name__ == "__main__":
    main()
