"""Measure the hiding of counts and the attack on a release: speed, growth, and how much is hidden.

By hand: `python benchmarks/disclosure.py [--large]`. The counts are drawn here, seeded; the study's
own come from the default survey. Where the reference patterns lie beside the project, their number
of hidden cells stands beside ours.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

from sopgap.survey.disclosure.attack import attack
from sopgap.survey.disclosure.counts import open_release
from sopgap.survey.disclosure.releases import Release, Rules, mark_primary, release_of_table
from sopgap.survey.disclosure.suppression import protect

REFERENCE = Path(__file__).resolve().parents[1] / "tests" / "reference" / "suppression.json"
TITLES = (0.07, 0.32, 0.61)
SPREAD = 4.0  # of the Centers' sizes; the smaller, the more small Centers
TASTE = 1.5  # of the answers; the smaller, the more rare choices
ANSWERED = 0.85


def draw_people(
    n_centers: int, n_questions: int, n_choices: int, *, people: int, seed: int = 0
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return Center, title and answers (-1: none) of each of the people."""
    random = np.random.default_rng(seed)
    center = random.choice(n_centers, people, p=random.dirichlet(np.full(n_centers, SPREAD)))
    title = random.choice(len(TITLES), people, p=TITLES)
    answers = np.full((people, n_questions), -1)
    for q in range(n_questions):
        shares = random.dirichlet(np.full(n_choices, TASTE), size=n_centers).cumsum(axis=1)
        chosen = (random.random(people)[:, None] > shares[center]).sum(axis=1)
        seen = random.random(people) < ANSWERED
        answers[seen, q] = np.minimum(chosen, n_choices - 1)[seen]
    return center, title, answers


def cross_tables(center: np.ndarray, title: np.ndarray, answers: np.ndarray) -> pd.DataFrame:
    """Center by title by choice of each question, with every margin."""
    parts = []
    shape = (center.max() + 1, len(TITLES), answers.max() + 1)
    for q in range(answers.shape[1]):
        seen = answers[:, q] >= 0
        counts = np.zeros([s + 1 for s in shape], dtype=int)
        np.add.at(counts, (center[seen], title[seen], answers[seen, q]), 1)
        for axis in range(3):
            counts[tuple(-1 if a == axis else slice(None) for a in range(3))] = counts.sum(axis)
        places = np.indices(counts.shape).reshape(3, -1)
        names = {
            name: np.where(at == s, "Total", np.char.add(name[0], at.astype(str)))
            for name, at, s in zip(("center", "title", "answer"), places, shape, strict=True)
        }
        parts.append(pd.DataFrame({"question": f"q{q}", **names, "n": counts.ravel()}))
    return pd.concat(parts, ignore_index=True)


def survey_tables(
    center: np.ndarray, title: np.ndarray, answers: np.ndarray
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """The tables that a run prints of such people, and the questions."""
    k = answers.max() + 1
    names = [f"a{c}" for c in range(k)]
    questions = pd.DataFrame(
        {
            "question_id": [f"q{q}" for q in range(answers.shape[1])],
            "kind": "single",
            "choices": "|".join(names),
            "dont_know": "",
            "asked_if": "",
        }
    )
    some = (answers >= 0).any(axis=1)
    tables = {"rates": _rates(center[some])}
    for table, group, with_all in (("tallies", center, True), ("tallies_position", title, False)):
        parts = []
        for q in range(answers.shape[1]):
            seen = answers[:, q] >= 0
            counts = np.zeros((group.max() + 1, k), dtype=int)
            np.add.at(counts, (group[seen], answers[seen, q]), 1)
            if with_all:
                counts = np.vstack([counts.sum(axis=0), counts])
            labels = (["all"] if with_all else []) + [f"g{g:03}" for g in range(group.max() + 1)]
            parts.append(
                pd.DataFrame(
                    {
                        "question_id": f"q{q}",
                        "group": np.repeat(labels, k),
                        "choice": names * len(labels),
                        "n": counts.ravel(),
                        "base": np.repeat(counts.sum(axis=1), k),
                        "suppressed": False,
                    }
                )
            )
        tables[table] = pd.concat(parts, ignore_index=True)
    return tables, questions


def _rates(center: np.ndarray) -> pd.DataFrame:
    counts = np.bincount(center)
    groups = ["all", *(f"g{g:03}" for g in range(len(counts)))]
    answered = [counts.sum(), *counts]
    return pd.DataFrame({"group": groups, "answered": answered, "suppressed": False})


def measure(release: Release, rules: Rules | None = None) -> dict[str, float]:
    """Protect and attack a release; processor seconds of this one process."""
    start = time.process_time()
    safe = protect(release, rules)
    middle = time.process_time()
    found = attack(safe, rules)
    end = time.process_time()
    printed = safe.cells["printed"]
    return {
        "cells": int(printed.sum()),
        "primary": int(safe.cells["primary"].sum()),
        "hidden": int((~safe.cells["published"] & printed).sum()),
        "recovered": int(found["recovered"].sum()),
        "narrowest": float((found["high"] - found["low"]).min()),
        "protect_s": middle - start,
        "attack_s": end - middle,
    }


def reference() -> dict[str, dict[str, float]]:
    """Our pattern beside that of the R package GaussSuppression, on the same tables."""
    out = {}
    for name, case in json.loads(REFERENCE.read_text(encoding="utf-8")).items():
        table = pd.DataFrame(case["cells"], columns=[*case["dimensions"], "n", "primary", "theirs"])
        made = release_of_table(table, case["dimensions"], min_count=case["max"] + 1)
        out[name] = measure(made) | {"theirs": int(table["theirs"].sum())}
    return out


def growth(*, large: bool = False) -> dict[str, dict[str, float]]:
    """The time for more questions, choices and Centers."""
    out = {}
    for choices in (2, 5):
        drawn = draw_people(10, 12, choices, people=544)
        made = release_of_table(
            cross_tables(*drawn), ["question", "center", "title", "answer"], block="question"
        )
        name = f"10 Centers x 3 titles x 12 questions of {choices} choices, all margins"
        out[name] = measure(made)
    sizes = [(10, 12, 2), (10, 12, 5), (50, 12, 5), (200, 12, 5)] + (
        [(100, 60, 5)] if large else []
    )
    for centers, asked, choices in sizes:
        tables, questions = survey_tables(
            *draw_people(centers, asked, choices, people=54 * centers)
        )
        made = mark_primary(open_release(tables, questions), Rules())
        name = f"rates, tallies and by position: {centers} Centers, {asked} questions of {choices}"
        out[name] = measure(made)
    return out


def lines(*, large: bool = False) -> list[str]:
    """Return the measurements as the rows of two tables in Markdown."""
    page = ["| table | cells | primary | hidden | hidden by GaussSuppression | recovered |"]
    page.append("|---|---|---|---|---|---|")
    for name, m in reference().items():
        page.append(
            f"| {name} | {m['cells']} | {m['primary']} | {m['hidden']} | {m['theirs']} |"
            f" {m['recovered']} |"
        )
    page += ["", "| release | cells | primary | hidden | recovered | protect s | attack s |"]
    page.append("|---|---|---|---|---|---|---|")
    for name, m in growth(large=large).items():
        page.append(
            f"| {name} | {m['cells']} | {m['primary']} | {m['hidden']} | {m['recovered']} |"
            f" {m['protect_s']:.1f} | {m['attack_s']:.1f} |"
        )
    return page


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--large", action="store_true", help="100 Centers, 60 questions too")
    sys.stdout.write("\n".join(lines(large=options.parse_args().large)) + "\n")
