"""Ten runs give one set of hashes; a run that is killed is gone on with, and never half there."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sopgap.sources import sha256

WAYS = [
    {"jobs": 1, "TZ": "UTC", "LANG": "C.UTF-8", "PYTHONHASHSEED": "0"},
    {"jobs": 2, "TZ": "Asia/Tokyo", "LANG": "C", "PYTHONHASHSEED": "1"},
    {"jobs": 2, "TZ": "America/St_Johns", "LANG": "tr_TR.UTF-8", "PYTHONHASHSEED": "2"},
    {"jobs": 1, "TZ": "Pacific/Apia", "LANG": "de_DE.UTF-8", "PYTHONHASHSEED": "random"},
    {"jobs": 2, "TZ": "Europe/Berlin", "LANG": "C.UTF-8", "PYTHONHASHSEED": "4"},
    {"jobs": 2, "TZ": "UTC", "LANG": "fr_FR.UTF-8", "PYTHONHASHSEED": "random"},
    {"jobs": 1, "TZ": "Asia/Kathmandu", "LANG": "C", "PYTHONHASHSEED": "6"},
    {"jobs": 2, "TZ": "UTC", "LANG": "ja_JP.UTF-8", "PYTHONHASHSEED": "7"},
    {"jobs": 3, "TZ": "UTC", "LANG": "C.UTF-8", "PYTHONHASHSEED": "8"},
    {"jobs": 2, "TZ": "UTC", "LANG": "C.UTF-8", "PYTHONHASHSEED": "random"},
]


def hashes(folder: Path) -> dict[str, str]:
    files = (p for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(folder).as_posix(): sha256(p) for p in files}


def call(study: Path, out: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "sopgap.cli", "run", str(study), "--out", str(out), *more]


def test_ten_runs_give_one_set_of_hashes(root, tmp_path) -> None:
    import shutil

    first: dict[str, str] = {}
    for number, way in enumerate(WAYS):
        home = tmp_path / ("a folder" * (number % 3) + str(number))
        home.mkdir()
        study = root
        if number % 2:  # the study elsewhere, too, its files of another day
            study = home / "study"
            study.mkdir()
            for name in ("study.toml", "centers.csv", "actors.csv", "responsibilities.csv",
                         "recommendations.csv", "surveys", "sop_corpus"):  # fmt: skip
                copy = shutil.copytree if (root / name).is_dir() else shutil.copyfile
                copy(root / name, study / name)
        settings = {key: value for key, value in way.items() if key != "jobs"}
        subprocess.run(
            call(study, home / "out", "--jobs", str(way["jobs"])),
            check=True,
            env={**os.environ, **settings},
            cwd=home,
            stderr=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        made = hashes(home / "out")
        first = first or made
        assert {n for n in {*made, *first} if made.get(n) != first.get(n)} == set(), way
        shutil.rmtree(home)


def kill_and_go_on(study: Path, out: Path, seconds: float, whole: dict[str, str]) -> None:
    """Kill a run and everything it started after some seconds, then run again."""
    with subprocess.Popen(
        call(study, out), stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    ) as run:
        time.sleep(seconds)
        run.kill()
    assert not out.exists() or hashes(out) == whole, f"a mixture after {seconds:.2f} s"
    subprocess.run(call(study, out), check=True, capture_output=True)
    assert hashes(out) == whole, f"after a kill at {seconds:.2f} s"
    left = {p.name for p in out.parent.iterdir() if p.name.startswith(f".{out.name}")}
    assert left == set()


@pytest.mark.parametrize("part", range(5))
def test_a_run_killed_at_any_moment_is_gone_on_with(tiny, tmp_path, part) -> None:
    start = time.perf_counter()
    subprocess.run(call(tiny, tmp_path / "whole"), check=True, capture_output=True)
    lasted = time.perf_counter() - start
    whole = hashes(tmp_path / "whole")
    draw = random.Random(part)
    for number in range(4):
        kill_and_go_on(tiny, tmp_path / f"out{number}", draw.uniform(0, lasted), whole)


def test_a_run_over_a_former_one_killed_at_the_end_leaves_one_of_them(tiny, tmp_path) -> None:
    """The last moments, when the new folder takes the old one's place, are tried one by one."""
    out = tmp_path / "out"
    subprocess.run(call(tiny, out), check=True, capture_output=True)
    whole = hashes(out)
    start = time.perf_counter()
    subprocess.run(call(tiny, out), check=True, capture_output=True)
    lasted = time.perf_counter() - start
    for number in range(12):
        kill_and_go_on(tiny, out, lasted * (0.45 + number * 0.05), whole)
