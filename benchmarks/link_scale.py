"""Measure how linking grows: `link_scale.py --sizes 10000 100000 1000000`.

Made-up duties of a vocabulary of Zipf's law, with phrases that recur, all distinct; 1,000 made-up
responsibilities. Each size is a process of its own, one thread unless `--jobs` says more: our index
and `rank_passages`, and on the same duties and responsibilities, in the same process, the peers:
scikit-learn's TF-IDF with NearestNeighbors (cosine, brute), and the plain product of the same two
matrices by scipy with the ten best of each. The peers see words only, we phrases and pieces too.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd

SIZES = (10_000, 100_000, 1_000_000)
SMALL = (10_000,)  # what `make bench` measures
KEPT = Path(__file__).with_name("link_scale.json")  # of the last large run
WORDS, PHRASES, TOP = 60_000, 20_000, 10
SYLLABLES = [a + b for a in "bcdfglmnprstv" for b in ("a", "e", "i", "o", "u", "an", "er", "is")]
ENDINGS = ["", "", "s", "ed", "ing", "ation", "ment", "ity"]
SMALL_WORDS = [
    "the",
    "of",
    "a",
    "to",
    "and",
    "in",
    "for",
    "by",
    "must",
    "shall",
    "on",
    "with",
    "each",
    "that",
    "be",
    "before",
    "after",
]


def make(n: int, m: int, seed: int = 7) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make duties and responsibilities."""
    rng = np.random.default_rng(seed)
    words = np.array(
        [
            "".join(rng.choice(SYLLABLES, rng.integers(2, 5))) + rng.choice(ENDINGS)
            for _ in range(WORDS)
        ]
    )
    chance = 1 / (np.arange(WORDS) + 10.0)
    chance /= chance.sum()
    pool = [" ".join(rng.choice(words, size, p=chance)) for size in rng.integers(2, 4, PHRASES)]
    phrase_chance = 1 / (np.arange(PHRASES) + 20.0)
    phrase_chance /= phrase_chance.sum()
    texts: list[str] = []
    small = np.array(SMALL_WORDS)
    for start in range(0, n, 50_000):
        size = min(50_000, n - start)
        lengths = rng.integers(4, 13, size)
        drawn = iter(words[rng.choice(WORDS, int(lengths.sum()), p=chance)].tolist())
        filled = iter(small[rng.integers(0, len(small), int(lengths.sum()))].tolist())
        said = rng.choice(PHRASES, size, p=phrase_chance)
        for number, length, phrase in zip(range(start, start + size), lengths, said, strict=True):
            # A number of its own makes each distinct.
            parts = [f"{next(filled)} {next(drawn)}" for _ in range(length)]
            parts.insert(2, pool[phrase])
            texts.append(f"{' '.join(parts)} {number}.".capitalize())
    sections = np.array([pool[k] for k in rng.choice(PHRASES, n // 20 + 1, p=phrase_chance)])
    duties = pd.DataFrame(
        {
            "duty_id": [f"d{k}" for k in range(n)],
            "text": texts,
            "section": sections[np.arange(n) // 20],
        }
    )
    rows = []
    for k in range(m):
        a, b, c = (pool[i] for i in rng.choice(PHRASES, 3, replace=False, p=phrase_chance))
        verb, word = rng.choice(words[100:], 2)
        rows.append((f"R{k}", a, verb, b, f"{c};{word};{a.split()[0]} {word}"))
    columns = ["responsibility_id", "name", "action", "object", "keywords"]
    return duties, pd.DataFrame(rows, columns=columns)


def measure(n: int, m: int, jobs: int, peers: bool) -> dict[str, float]:
    """Measure one size in this process."""
    from sopgap.mapping.linking.indexes import index_passages
    from sopgap.mapping.linking.ranking import rank_passages

    duties, matrix = make(n, m)
    out: dict[str, float] = {"n": n, "m": m, "jobs": jobs, "made_mb": peak()}
    start = time.perf_counter()
    index = index_passages(duties)
    out["index"] = time.perf_counter() - start
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        found = rank_passages(index, matrix, top=TOP, jobs=jobs)
        seconds.append(time.perf_counter() - start)
    out |= {"link": min(seconds), "links": len(found), "peak_mb": peak()}
    del index, found
    if not peers:
        return out
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.neighbors import NearestNeighbors

    start = time.perf_counter()
    vectors = TfidfVectorizer(stop_words="english", dtype=np.float32)
    held = vectors.fit_transform(duties["section"] + " " + duties["text"])
    columns = ["name", "action", "object", "keywords"]
    asked = vectors.transform(matrix[columns].agg(" ".join, axis=1))
    out["peer_index"] = time.perf_counter() - start
    neighbours = NearestNeighbors(n_neighbors=TOP, metric="cosine", algorithm="brute").fit(held)
    start = time.perf_counter()
    neighbours.kneighbors(asked)
    out["sklearn"] = time.perf_counter() - start
    start = time.perf_counter()
    turned = held.T.tocsr()
    for row in range(0, m, 20):
        block = (asked[row : row + 20] @ turned).toarray()
        np.argpartition(block, n - TOP, axis=1)[:, -TOP:]
    out["scipy"] = time.perf_counter() - start
    out["peer_mb"] = peak()
    return out


def peak() -> float:
    """Return the most memory that this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def run(sizes: Iterable[int], m: int, jobs: int, peers: bool) -> Iterator[dict[str, float]]:
    """Measure each size in a process of its own."""
    one = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}
    for n in sizes:
        command = [sys.executable, __file__, "--child", str(n), str(m), str(jobs), str(int(peers))]
        done = subprocess.run(
            command, stdout=subprocess.PIPE, text=True, env=os.environ | one, check=True
        )
        print(f"{n:,} duties: done", file=sys.stderr, flush=True)
        yield {**json.loads(done.stdout.splitlines()[-1]), "load": os.getloadavg()[0]}


def table(rows: Iterable[dict[str, float]]) -> list[str]:
    """Return measurements as a table."""
    page = [
        "| duties | responsibilities | threads | index, s | link top 10, s | peak, MB "
        "| TF-IDF, s | scikit-learn, s | scipy, s | scikit-learn to ours | scipy to ours | load |",
        "|--:" * 12 + "|",
    ]
    for row in rows:
        peers = ["", "", "", "", ""]
        if "sklearn" in row:
            ours = row["link"]
            peers = [f"{row[name]:.2f}" for name in ("peer_index", "sklearn", "scipy")]
            peers += [f"{row[name] / ours:.1f}" for name in ("sklearn", "scipy")]
        page.append(
            f"| {row['n']:,} | {row['m']:,} | {row['jobs']} | {row['index']:.1f} "
            f"| {row['link']:.2f} | {row['peak_mb']:,.0f} | {' | '.join(peers)} "
            f"| {row['load']:.1f} |"
        )
    return page


def lines() -> list[str]:
    """Return the tables for RESULTS.md: small sizes now, and the large run that is kept."""
    page = table(run(SMALL, 1_000, 1, True))
    if KEPT.is_file():
        kept = table(json.loads(KEPT.read_text(encoding="utf-8")))
        page += ["", "Kept from the last large run (link_scale.json):", "", *kept]
    return page


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--responsibilities", type=int, default=1_000)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--json")
    parser.add_argument("--child", nargs=4, type=int)
    asked = parser.parse_args()
    if asked.child:
        n, m, jobs, peers = asked.child
        print(json.dumps(measure(n, m, jobs, bool(peers))))
        return
    rows = list(run(asked.sizes, asked.responsibilities, asked.jobs, not asked.no_peers))
    print("\n".join(table(rows)))
    if asked.json:
        Path(asked.json).write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
