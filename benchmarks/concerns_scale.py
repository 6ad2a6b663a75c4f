"""Measure how the clustering of comments grows: `concerns_scale.py --sizes 500 3000`.

Made-up comments (seeded) resemble real ones in what costs time: 5 to 40 words by a Zipf law, drawn
from one of 40 subjects (at times from two), from words that all share, and from words without
content; one in ten repeats an earlier comment. The words are those of the documents of this
project. Each row of the table is a process of its own with one thread: wall seconds, processor
seconds (which others on the machine do not lengthen) and the growth of its peak memory after
imports and after the comments were read. The peer in the same run is LSA (100 dimensions) and
k-means of scikit-learn, mini-batch k-means above 3,000 comments, told the number of concerns.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

SIZES = (500, 3_000, 10_000, 100_000, 1_000_000)
SUBJECTS, OF_SUBJECT = 40, 300
ROOT = Path(__file__).parents[1]
# Of a comment's words: of its subject, of all, without content.
SHARES = (0.4, 0.2, 0.4)
BLOCK = 50_000


def vocabulary() -> tuple[np.ndarray, np.ndarray]:
    """Return the words with content of the project's documents, the commonest first, and others."""
    from collections import Counter

    from sopgap.text import stop_words, tokens

    files = [*ROOT.glob("docs/**/*.md"), *ROOT.glob("sop_corpus/**/*.txt"), ROOT / "README.md"]
    files += [*ROOT.glob("sop_corpus/**/*.md"), ROOT / "src/sopgap/data/word_families.txt"]
    counts = Counter(w for file in sorted(files) for w in tokens(file.read_text("utf-8")))
    plain = stop_words()
    ranked = sorted((w for w in counts if w.isalpha()), key=lambda w: (-counts[w], w))
    said = [w for w in ranked if w not in plain and len(w) > 2]
    return np.array(said, object), np.array([w for w in ranked if w in plain], object)


def zipf(n: int, draws: int, random: np.random.Generator) -> np.ndarray:
    """Draw places 0 to n-1, each by the inverse of its rank."""
    shares = 1 / np.arange(1, n + 1)
    return np.searchsorted(np.cumsum(shares / shares.sum()), random.random(draws)).clip(0, n - 1)


def write_comments(path: Path, n: int, *, seed: int = 0) -> None:
    """Write n comments, one a line."""
    random = np.random.default_rng(seed)
    said, plain = vocabulary()
    of_subject = [random.permutation(len(said))[:OF_SUBJECT] for _ in range(SUBJECTS)]
    table = np.vstack(of_subject)
    kept: list[str] = []
    with path.open("w", encoding="utf-8") as file:
        for start in range(0, n, BLOCK):
            size = min(BLOCK, n - start)
            lengths = random.integers(5, 41, size)
            subject = np.repeat(zipf(SUBJECTS, size, random), lengths)
            second = np.repeat(zipf(SUBJECTS, size, random), lengths)
            both = np.repeat(random.random(size) < 0.2, lengths)
            total = int(lengths.sum())
            subject = np.where(both & (random.random(total) < 0.5), second, subject)
            kind = random.choice(3, total, p=SHARES)
            words = np.where(
                kind == 0,
                said[table[subject, zipf(OF_SUBJECT, total, random)]],
                np.where(
                    kind == 1,
                    said[zipf(len(said), total, random)],
                    plain[zipf(len(plain), total, random)],
                ),
            )
            ends = np.cumsum(lengths)
            texts = [
                " ".join(words[a:b])
                for a, b in zip((ends - lengths).tolist(), ends.tolist(), strict=True)
            ]
            kept = kept or texts
            again = np.flatnonzero(random.random(size) < 0.1)
            earlier = random.integers(0, len(kept), len(again))
            for i, j in zip(again.tolist(), earlier.tolist(), strict=True):
                texts[i] = kept[j]
            file.writelines(text + "\n" for text in texts)


def measure(path: Path, method: str) -> dict[str, float]:
    """Run one method on a file of comments, in this process; return what it took."""
    import pandas as pd

    import sopgap as sg

    texts = path.read_text("utf-8").splitlines()
    comments = pd.DataFrame({"comment_id": [f"c{i:07d}" for i in range(len(texts))], "text": texts})
    if method == "sopgap":
        # Imports inside functions and word lists are read once a process, not once a comment.
        sg.cluster_concerns(comments.head(20))

        def run() -> int:
            return len(sg.cluster_concerns(comments).concerns)

    else:
        run = peer(texts)
    before = resource.getrusage(resource.RUSAGE_SELF)
    wall = time.perf_counter()
    found = run()
    wall = time.perf_counter() - wall
    after = resource.getrusage(resource.RUSAGE_SELF)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    grown = (after.ru_maxrss - before.ru_maxrss) / 1024
    return {"wall": wall, "cpu": used, "grown": grown, "peak": after.ru_maxrss / 1024, "k": found}


def peer(texts: list[str]):
    from sklearn.cluster import KMeans, MiniBatchKMeans
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.preprocessing import normalize

    def run() -> int:
        vectors = TfidfVectorizer(stop_words="english", sublinear_tf=True).fit_transform(texts)
        places = normalize(TruncatedSVD(100, random_state=0).fit_transform(vectors))
        few = len(texts) <= 3_000
        k = min(SUBJECTS, max(2, round(0.75 * len(texts) ** 0.5)))
        model = KMeans(k, n_init=10, random_state=0) if few else MiniBatchKMeans(k, random_state=0)
        return len(set(model.fit_predict(places).tolist()))

    return run


def in_a_child(path: Path, method: str) -> dict[str, float]:
    """Measure in a process of its own, with one thread."""
    one = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}
    command = [sys.executable, __file__, "--child", str(path), method]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | one, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--json")
    parser.add_argument("--child", nargs=2)
    asked = parser.parse_args()
    if asked.child:
        print(json.dumps(measure(Path(asked.child[0]), asked.child[1])))
        return
    print("| comments | seconds | CPU seconds | memory grown, MB | peak, MB | concerns ", end="")
    print("| LSA+KMeans, CPU seconds | its peak, MB | ratio of CPU |")
    print("|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for n in asked.sizes:
            path = Path(folder) / f"{n}.txt"
            write_comments(path, n)
            ours, theirs = (in_a_child(path, method) for method in ("sopgap", "lsa"))
            rows.append({"n": n, "sopgap": ours, "lsa+kmeans": theirs})
            print(
                f"| {n:,} | {ours['wall']:.1f} | {ours['cpu']:.1f} | {ours['grown']:,.0f} "
                f"| {ours['peak']:,.0f} | {ours['k']:.0f} | {theirs['cpu']:.1f} "
                f"| {theirs['peak']:,.0f} | {ours['cpu'] / theirs['cpu']:.1f} |",
                flush=True,
            )
            path.unlink()
    if asked.json:
        Path(asked.json).write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
