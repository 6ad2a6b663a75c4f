"""Measure speed, memory and quality, and write RESULTS.md: `make bench`.

Quality is measured by scripts on real, labelled data that lie beside the project, not in it; where
that folder is absent, only speed and memory are measured. What the figures mean, and where they
fall short, is written by hand in NOTES.md and joined to the page.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import concerns_peers
import corpus_scale
import disclosure
import link_scale
import psutil
import redaction
import survey_scale

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
MEASURE = ROOT.parent / "shared" / "measure"
STUDIES = ROOT.parent / "shared" / "studies"
SOPGAP = Path(sys.executable).parent / "sopgap"


def timed(command: list[str]) -> dict[str, float]:
    """Run a command; return its wall seconds and the peak memory of it and all its children."""
    start, peak = time.perf_counter(), 0.0
    process = psutil.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None:
        peak = max(peak, memory(process))
        time.sleep(0.05)
    if process.returncode:
        sys.exit(f"{' '.join(command)}: exit code {process.returncode}")
    return {"seconds": time.perf_counter() - start, "peak_mb": peak / 1e6}


def memory(process: psutil.Process) -> float:
    """Return the proportional set size of a process and its children, in bytes."""
    total = 0.0
    try:
        for one in (process, *process.children(recursive=True)):
            total += getattr(one.memory_full_info(), "pss", 0) or one.memory_info().rss
    except psutil.Error:  # a child that ended meanwhile
        pass
    return total


def runs() -> list[str]:
    """Time the whole run of each study at hand."""
    studies = [ROOT, *(STUDIES / name for name in ("customs-cfr", "jupyter-2015", "customs-dev"))]
    lines = ["| study | seconds | peak MB, all processes |", "|---|---|---|"]
    for study in (s for s in studies if (s / "study.toml").exists()):
        with tempfile.TemporaryDirectory() as folder:
            out = timed([str(SOPGAP), "run", str(study / "study.toml"), "--out", f"{folder}/out"])
        name = "default (oig-22-34)" if study == ROOT else study.name
        lines.append(f"| {name} | {out['seconds']:.1f} | {out['peak_mb']:.0f} |")
    return lines


def measured(script: str, *options: str) -> dict:
    """Run one measuring script and return what it found."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "out.json"
        command = [sys.executable, str(MEASURE / f"{script}.py"), *options, "--json", str(file)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
        return json.loads(file.read_text())


def concerns() -> list[str]:
    mean = measured("concerns", "--seeds", "3")["mean"]
    lines = [
        "| method | AMI | ARI | stability | with a tenth left out | unplaced | k error | seconds |"
    ]
    lines.append("|---|---|---|---|---|---|---|---|")
    for name, m in mean.items():
        cells = (m[c] for c in ("AMI", "ARI", "stability", "stability_90", "unplaced", "k_error"))
        lines.append(
            f"| {name} | " + " | ".join(f"{v:.3f}" for v in cells) + f" | {m['seconds']:.1f} |"
        )
    return lines


def duties() -> list[str]:
    found = measured("duties")
    lines = [
        "| method | owner | modality | both | no duty, recall | deadline F1 |",
        "|---|---|---|---|---|---|",
    ]
    for name in ("sopgap", "window"):
        m = found[name]
        cells = [m["owner"], m["modality"], m["both"], m["no_duty_recall"], m.get("deadline_f1")]
        lines.append(
            f"| {name} | " + " | ".join("" if v is None else f"{v:.3f}" for v in cells) + " |"
        )
    lines += ["", f"{found['n']} sentences, {found['kB_per_s']:.0f} kB a second.", ""]
    lines += [
        "| study | planted | found | in tables | owner right | precision | look-alikes taken |"
    ]
    lines += ["|---|---|---|---|---|---|---|"]
    for study in (STUDIES / "customs-dev", ROOT):
        m = measured("study_duties", str(study))
        lines.append(
            f"| {study.name if study != ROOT else 'default'} | {m['planted']} | {m['recall']:.3f} |"
            f" {m['recall_tables']:.3f} | {m['owner']:.3f} | {m['precision']:.3f} |"
            f" {m['taken_for_duties']} of {m['lookalikes']} |"
        )
    return lines


def clashes() -> list[str]:
    """Tell swapped owners from paraphrases, paired and hidden among other sentences."""
    customs = MEASURE.parent / "data" / "customs"
    files = [customs / "conflict_pairs_injected.jsonl", STUDIES / "customs-cfr" / "actors.csv"]
    files += [customs / "gold_dev.jsonl", customs / "usc19_sections.jsonl"]
    command = [sys.executable, HERE / "conflicts.py", *files]
    told = json.loads(subprocess.check_output([str(part) for part in command], text=True))
    lines = ["| the partner | precision | recall | F1 |", "|---|---|---|---|"]
    for name, row in told.items():
        figures = " | ".join(f"{row[key]:.3f}" for key in ("precision", "recall", "F1"))
        lines.append(f"| {name.replace('_', ' ')} | {figures} |")
    return lines


def links() -> list[str]:
    m = measured("links")
    return [
        f"MAP {m['sopgap_MAP']:.3f}; TF-IDF {m['tfidf_MAP']:.3f}; {m['queries']} responsibilities."
    ]


def gaps() -> list[str]:
    names = ("precision", "recall", "F1", "F2", "kind_accuracy", "decision_F2")
    lines = ["| study | " + " | ".join(names) + " | tricky false alarms | uneven found | seconds |"]
    lines += ["|---" * (len(names) + 4) + "|"]
    kinds = ["", "| study | kind | planted cells | flagged | named |", "|---|---|---|---|---|"]
    for study in (STUDIES / "customs-dev", ROOT):
        m = measured("gaps", str(study / "study.toml"))
        name = study.name if study != ROOT else "default"
        lines.append(
            f"| {name} | "
            + " | ".join(f"{m[c]:.3f}" for c in names)
            + f" | {m['tricky_false_alarms']} of {m['tricky']}"
            f" | {m['uneven_found']} of {m['uneven']} ({m['uneven_flagged']} flagged)"
            f" | {m['seconds']:.0f} |"
        )
        for kind, k in m["by_kind"].items():
            kinds.append(f"| {name} | {kind} | {k['planted']} | {k['flagged']} | {k['named']} |")
    return lines + kinds


def printed(script: str, *options: str) -> Callable[[], list[str]]:
    """Run one of our own scripts and keep the tables that it prints."""

    def lines() -> list[str]:
        command = [sys.executable, str(HERE / f"{script}.py"), *options]
        out = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
        return [line for line in out.stdout.splitlines() if line.startswith("|")]

    return lines


def figures() -> list[str]:
    command = [sys.executable, str(MEASURE / "figures_against_r.py")]
    out = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    return [out.stdout.strip().splitlines()[-1]]


def main() -> None:
    """Measure everything, or the parts whose titles begin as is said, and write the page."""
    wanted = sys.argv[1:]
    os.environ["OMP_NUM_THREADS"] = "1"
    notes = (HERE / "NOTES.md").read_text(encoding="utf-8")
    parts = {
        "Whole runs": runs,
        "Reports of Centers beside one papermill command": printed("center_reports"),
        "Large studies": printed("large_study", "--table"),
        "Surveys from 3,000 to 300,000 people": survey_scale.lines,
        "Hiding of counts": disclosure.lines,
        "Redaction: planted identifiers": redaction.lines,
        "Concerns beside BERTopic": concerns_peers.lines,
        "Reading a corpus": corpus_scale.lines,
        "Ranking passages for 1,000 responsibilities": link_scale.lines,
    }
    if MEASURE.is_dir():
        parts |= {
            "Survey figures against R": figures,
            "Concerns: nine human-coded sets, mean": concerns,
            "Labels of concerns: stems shared with the names of human codes": printed("labels"),
            "Duties: 78 labelled sentences of 19 CFR, and planted sentences": duties,
            "Links: responsibility to labelled sentence": links,
            "Links: comment to responsibility": printed("comment_links"),
            "Conflicts: owners swapped, or the sentence turned round": clashes,
            "Gap map: planted cells": gaps,
        }
    page = [
        "# Results",
        "",
        "Made by `make bench`, or part by part by `benchmarks/run.py TITLE`; the notes at the end"
        " are written by hand. Take ratios, not seconds: the machine is shared.",
        "",
        f"Python {platform.python_version()}, {os.cpu_count()} processors.",
        "",
    ]
    kept = kept_parts(HERE / "RESULTS.md")  # some are measured apart from all others
    own = [title for title in kept if title not in parts and f"## {title}\n" not in notes]
    for title in [*parts, *own]:
        if title in own or (wanted and not title.startswith(tuple(wanted))):
            page += kept.get(title, [])
            continue
        print(title, file=sys.stderr, flush=True)
        page += [f"## {title}", "", *parts[title](), ""]
    (HERE / "RESULTS.md").write_text("\n".join(page) + "\n" + notes, encoding="utf-8")


def kept_parts(path: Path) -> dict[str, list[str]]:
    """Return the parts of the page as it is, by title."""
    parts: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            lines = parts.setdefault(line[3:], [])
        lines.append(line)
    return parts


if __name__ == "__main__":
    main()
