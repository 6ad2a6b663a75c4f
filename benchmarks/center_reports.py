"""Time the reports of ten and of a hundred Centers against one papermill command on one of them.

The tables stand already; the Centers' notebook has one sentence changed, so that every Center's
notebook and page is made anew, and the audit of what is published with them. The peer is papermill
alone: `papermill center_report.ipynb`, which starts a kernel and makes no page. Ten Centers are the
default study's, a hundred those of a made-up study of as many documents and responsibilities. Then
the default study from nothing, again unchanged, and with one comment changed.
"""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from large_study import make_study

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
HUNDRED = {"centers": 100, "responsibilities": 38, "comments": 6_000, "documents": 24}
TIMES = 3


def timed(*command: str) -> float:
    """Run a command and return its wall seconds."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def run(study: Path, out: Path, *options: str) -> float:
    """Run a study and return wall seconds."""
    return timed(str(BIN / "sopgap"), "run", str(study), "--out", str(out), *options)


def compare(study: Path, aside: Path) -> tuple[float, float]:
    """Return the best seconds of one papermill command, and of all Centers' reports by a run."""
    out, own = aside / "out", aside / "notebooks"
    own.mkdir()
    run(study, out)
    centers = json.loads((out / "run.json").read_text(encoding="utf-8"))["centers"]
    book = ROOT / "notebooks" / "center_report.ipynb"
    ones, alls = [], []
    for n in range(TIMES):
        ones.append(timed(
            str(BIN / "papermill"), str(book), str(aside / "one.ipynb"), "-p", "run_dir", str(out),
            "-p", "center", centers[0],
        ))  # fmt: skip
        changed = json.loads(book.read_text(encoding="utf-8"))
        changed["cells"][0]["source"] = [*changed["cells"][0]["source"], f"\n\nTime {n}."]
        (own / book.name).write_text(json.dumps(changed), encoding="utf-8")
        alls.append(run(study, out, "--notebooks", str(own)))
    return min(ones), min(alls)


def change_comment(study: Path, number: int) -> None:
    """Put a word into the longest comment of one person."""
    file = study / "surveys/oig-22-34/responses.csv"
    rows = list(csv.reader(file.open(encoding="utf-8", newline="")))
    place = rows[0].index("q17")
    row = sorted(rows[1:], key=lambda row: len(row[place]))[-1 - number]
    row[place] += " Really."
    with file.open("w", encoding="utf-8", newline="") as made:
        csv.writer(made, lineterminator="\n").writerows(rows)


def whole() -> dict[str, float]:
    """Return seconds of the default study: from nothing, unchanged, with one comment changed."""
    with tempfile.TemporaryDirectory() as aside:
        study, out = Path(aside) / "study", Path(aside) / "out"
        ignored = shutil.ignore_patterns(".*", "build", "src", "tests", "docs", "__pycache__")
        shutil.copytree(ROOT, study, ignore=ignored)
        nothing = min(run(study, out, "--anew") for _ in range(TIMES))
        unchanged = min(run(study, out) for _ in range(TIMES))
        seconds = []
        for n in range(TIMES):
            change_comment(study, n)
            seconds.append(run(study, out))
    return {"nothing": nothing, "unchanged": unchanged, "comment": min(seconds)}


def lines() -> list[str]:
    """Return the part of RESULTS.md."""
    told = [
        "| Centers | one papermill command | all reports and pages | ratio |",
        "|---|---|---|---|",
    ]
    with tempfile.TemporaryDirectory() as aside:
        made = Path(aside) / "study"
        made.mkdir()
        make_study(made, HUNDRED)
        for n, study in ((10, ROOT / "study.toml"), (100, made)):
            with tempfile.TemporaryDirectory() as place:
                one, every = compare(study, Path(place))
            told.append(f"| {n} | {one:.1f} s | {every:.1f} s | {every / one:.1f} |")
    found = whole()
    return [
        *told,
        "| | from nothing | unchanged | with one comment changed |",
        "|---|---|---|---|",
        f"| default study | {found['nothing']:.1f} s | {found['unchanged']:.2f} s"
        f" | {found['comment']:.1f} s |",
    ]


if __name__ == "__main__":
    print("\n".join(lines()))
