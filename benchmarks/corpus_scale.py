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
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import psutil
from corpus_maker import make_corpus

SIZES = (20, 200, 2_000)
SMALL = (20, 60)  # what `make bench` measures
KEPT = Path(__file__).with_name("corpus_scale.json")  # of the last large run
PEER = 100_000  # characters that the peer reads


def measure(folder: Path, jobs: int) -> dict[str, float]:
    """Read a corpus and find its duties, in this process and its children."""
    import sopgap as sg

    actors = sg.read_actors(folder / "actors.csv")
    peak = Peak()
    start, began = time.perf_counter(), processor_seconds()
    corpus = sg.read_corpus(folder, jobs=jobs)
    read, read_cpu = time.perf_counter() - start, processor_seconds() - began
    start, began = time.perf_counter(), processor_seconds()
    duties = sg.find_duties(corpus.paragraphs, actors, documents=corpus.documents, jobs=jobs)
    found, found_cpu = time.perf_counter() - start, processor_seconds() - began
    characters = int(corpus.paragraphs["text"].str.len().sum())
    return {
        "read": read,
        "find": found,
        "read_cpu": read_cpu,
        "find_cpu": found_cpu,
        "peak_mb": peak.stop() / 1e6,
        "paragraphs": len(corpus.paragraphs),
        "duties": len(duties),
        "characters": characters,
        "read_mb_per_s": characters / 1e6 / read,
        "find_mb_per_s": characters / 1e6 / found,
        "find_mb_per_cpu_s": characters / 1e6 / found_cpu,
    }


def processor_seconds() -> float:
    """Return what this process and its ended children have computed: no matter what else runs."""
    return sum(os.times()[:4])


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
    began = processor_seconds()
    for _ in pipeline.pipe(kept):
        pass
    seconds = processor_seconds() - began
    return {"mb_per_s": sum(map(len, kept)) / 1e6 / seconds}


def in_a_child(*arguments: str) -> dict[str, float]:
    one = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}
    command = [sys.executable, __file__, "--child", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | one, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def run(sizes: Iterable[int], jobs: Iterable[int]) -> Iterator[dict[str, float]]:
    """Measure corpora of some sizes with some numbers of processes; the peer comes last."""
    sizes, jobs = list(sizes), list(jobs)
    alone = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for n in sizes:
            home = Path(folder) / str(n)
            make_corpus(home, n)
            for number in jobs:
                row = in_a_child(str(home), str(number))
                alone = alone or (row["find_mb_per_cpu_s"] if number == 1 else 0.0)
                print(f"{n:,} documents, {number} processes: done", file=sys.stderr, flush=True)
                yield {"n": n, "jobs": number, **row}
        if not alone or not importlib.util.find_spec("spacy"):
            return
        other = in_a_child(str(Path(folder) / str(sizes[0])), "spacy")["mb_per_s"]
        yield {"spacy": other, "ratio": alone / other}


def table(rows: Iterable[dict[str, float]]) -> list[str]:
    """Return measurements as a table, and a sentence on the peer."""
    page = [
        "| documents | processes | text, MB | read, s | find duties, s | MB/s of text to duties "
        "| MB a processor second | duties | peak of all, MB |",
        "|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    said = "spaCy is not installed, or one process was not measured: there is no peer."
    for row in rows:
        if "spacy" in row:
            said = (
                f"spaCy (tagger, parser), one process: {row['spacy']:.3f} MB a processor "
                f"second; "
                f"ours {row['ratio']:.0f} times that."
            )
            continue
        page.append(
            f"| {row['n']:,} | {row['jobs']} | {row['characters'] / 1e6:.1f} | {row['read']:.1f} "
            f"| {row['find']:.1f} | {row['find_mb_per_s']:.2f} "
            f"| {row['find_mb_per_cpu_s']:.2f} | {row['duties']:,} | {row['peak_mb']:,.0f} |"
        )
    return [*page, "", said]


def lines() -> list[str]:
    """Return the tables for RESULTS.md: small corpora now, and the large run that is kept."""
    page = table(run(SMALL, (1, 2)))
    if KEPT.is_file():
        kept = table(json.loads(KEPT.read_text(encoding="utf-8")))
        page += ["", "Kept from the last large run (corpus_scale.json):", "", *kept]
    return page


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
    rows = list(run(asked.sizes, asked.jobs))
    print("\n".join(table(rows)))
    if asked.json:
        Path(asked.json).write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
