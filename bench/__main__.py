"""`make bench`: run the measurements, print the table, write it as JSON."""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
from pathlib import Path

from bench import acknowledgement
from bench.acknowledgement import Sample

OUTPUT = Path("bench-output")


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


def table(rows: list[dict[str, object]]) -> str:
    """Return the rows as text, one column a figure."""
    names = list(rows[0])
    cells = [names, *([str(each[name]) for name in names] for each in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(names))]
    return "\n".join(
        "  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True))
        for line in cells
    )


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="turns of both bots (%(default)s)")
    options = parser.parse_args()
    samples = asyncio.run(acknowledgement.measure(options.rounds))
    rows = [row(load, bots) for load, bots in samples.items()]
    print("Acknowledgement: Darkroom beside a bare discord.py bot that only defers")
    print(table(rows))
    OUTPUT.mkdir(exist_ok=True)
    path = OUTPUT / "acknowledgement.json"
    path.write_text(json.dumps(rows, indent=2) + "\n")
    print(f"\nAs JSON: {path}")


if __name__ == "__main__":
    main()
