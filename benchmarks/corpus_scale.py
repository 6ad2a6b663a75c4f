"""Measure how reading a corpus grows: `corpus_scale.py --sizes 20 200 2000`.

Made-up documents (see corpus_maker.py), each of its own text, in five formats. Each row is a
process of its own: files to paragraphs (`read_corpus`), paragraphs to duties (`find_duties`), with
one and with two processes at work; wall seconds, processor seconds of all processes, and the peak
memory of all of them together. The peer in the same run is a spaCy pipeline (tagger and parser
of the size of its small English model, on the first documents alone): as its trained weights are no
package, they are left as initialised, which costs the same time. It says nothing about its quality.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil
from corpus_maker import make_corpus

SIZES = (20, 200, 2_000)
PEER = 100_000  # characters that the peer reads


def measure(folder: Path, jobs: int) -> dict[str, float]:
    """Read a corpus and find its duties, in this process and its children."""
    import sopgap as sg

    actors = sg.read_actors(folder / "actors.csv")
    peak = Peak()
    start = time.perf_counter()
    corpus = sg.read_corpus(folder, jobs=jobs)
    read = time.perf_counter() - start
    start = time.perf_counter()
    duties = sg.find_duties(corpus.paragraphs, actors, documents=corpus.documents, jobs=jobs)
    found = time.perf_counter() - start
    characters = int(corpus.paragraphs["text"].str.len().sum())
    return {
        "read": read,
        "find": found,
        "peak_mb": peak.stop() / 1e6,
        "paragraphs": len(corpus.paragraphs),
        "duties": len(duties),
        "characters": characters,
        "read_mb_per_s": characters / 1e6 / read,
        "find_mb_per_s": characters / 1e6 / found,
    }


class Peak:
    """The most memory that this process and its children held together."""

    def __init__(self) -> None:
        self.most, self.ended = 0.0, threading.Event()
        self.thread = threading.Thread(target=self._look, daemon=True)
        self.thread.start()

    def _look(self) -> None:
        mine = psutil.Process()
        while not self.ended.wait(0.2):
            total = 0.0
            try:
                for one in (mine, *mine.children(recursive=True)):
                    total += one.memory_info().rss
            except psutil.Error:
                continue
            self.most = max(self.most, total)

    def stop(self) -> float:
        """Stop looking and return the most that was seen."""
        self.ended.set()
        self.thread.join()
        return self.most


def peer(folder: Path) -> dict[str, float]:
    """Time a spaCy pipeline on the sentences of the same documents."""
    import spacy
    from spacy.training import Example

    import sopgap as sg

    texts = sg.read_corpus(folder).paragraphs["text"].tolist()
    kept: list[str] = []
    while texts and sum(map(len, kept)) < PEER:
        kept.append(texts.pop(0))
    pipeline = spacy.blank("en")
    for name in ("tagger", "parser"):
        pipeline.add_pipe(name)
    words = ["The", "clerk", "must", "count", "coins"]
    labels = {
        "words": words,
        "tags": ["DT", "NN", "MD", "VB", "NNS"],
        "heads": [1, 3, 3, 3, 3],
        "deps": ["det", "nsubj", "aux", "ROOT", "dobj"],
    }
    example = Example.from_dict(pipeline.make_doc(" ".join(words)), labels)
    pipeline.initialize(lambda: [example])
    start = time.perf_counter()
    for _ in pipeline.pipe(kept):
        pass
    seconds = time.perf_counter() - start
    return {"mb_per_s": sum(map(len, kept)) / 1e6 / seconds}


def in_a_child(*arguments: str) -> dict[str, float]:
    one = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}
    command = [sys.executable, __file__, "--child", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | one, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--json")
    parser.add_argument("--child", nargs=2)
    asked = parser.parse_args()
    if asked.child:
        folder, what = asked.child
        found = peer(Path(folder)) if what == "spacy" else measure(Path(folder), int(what))
        print(json.dumps(found))
        return
    print(
        "| documents | processes | text, MB | read, s | find duties, s | MB/s of text to duties ",
        end="",
    )
    print("| duties | peak of all, MB |")
    print("|--:|--:|--:|--:|--:|--:|--:|--:|")
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for n in asked.sizes:
            home = Path(folder) / str(n)
            make_corpus(home, n)
            for jobs in asked.jobs:
                row = in_a_child(str(home), str(jobs))
                rows.append({"n": n, "jobs": jobs, **row})
                print(
                    f"| {n:,} | {jobs} | {row['characters'] / 1e6:.1f} | {row['read']:.1f} "
                    f"| {row['find']:.1f} | {row['find_mb_per_s']:.2f} | {row['duties']:,} "
                    f"| {row['peak_mb']:,.0f} |",
                    flush=True,
                )
        try:
            other = in_a_child(str(Path(folder) / str(asked.sizes[0])), "spacy")
        except subprocess.CalledProcessError:
            print("\nspaCy is not installed: no peer was measured.")
        else:
            ours = next(row for row in rows if row["jobs"] == 1)["find_mb_per_s"]
            times = ours / other["mb_per_s"]
            print(
                f"\nspaCy (tagger, parser), one process: {other['mb_per_s']:.3f} MB/s; "
                f"ours {times:.0f} times that."
            )
            rows.append({"spacy": other["mb_per_s"], "ratio": times})
    if asked.json:
        Path(asked.json).write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
