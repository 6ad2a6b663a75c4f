"""Bring an export in as a stranger would: by the command line, twice, and into a study."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import pytest

from sopgap.cli import main

STUDY = """[study]
name = "x"
title = "X"
synthetic = true
[centers]
file = "survey/centers.csv"
[survey]
folder = "survey"
"""


@dataclass(frozen=True)
class Brought:
    """What lies in the folder, and what was said.

    `questions` are (wording, kind, choices), `answers` the cells by the wording.
    """

    questions: list[tuple[str, str, tuple[str, ...]]]
    answers: dict[str, list[str]]
    dont_know: dict[str, str]
    respondents: pd.DataFrame
    centers: list[str]
    said: str
    text: str


def _cells(folder, name):
    return pd.read_csv(folder / name, dtype=str, keep_default_na=False)


@pytest.fixture
def bring(tmp_path, capsys):
    """Import a file, hold its own map to the same bytes, and check a study made of it."""

    def go(platform: str, name: str, content, given: str = "") -> Brought:
        file, out = tmp_path / name, tmp_path / "survey"
        if callable(content):
            content(file)
        else:
            file.write_bytes(content.encode() if isinstance(content, str) else content)
        call = ["import", platform, str(file), "--out"]
        (tmp_path / "m.toml").write_text(given, encoding="utf-8")
        more = ["--map", str(tmp_path / "m.toml")] if given else []
        assert main([*call, str(out), *more]) == 0, capsys.readouterr().err
        said = capsys.readouterr().out
        assert main([*call, str(tmp_path / "again"), "--map", str(out / "map.toml")]) == 0
        for made in out.iterdir():
            assert made.read_bytes() == (tmp_path / "again" / made.name).read_bytes(), made.name
        (tmp_path / "study.toml").write_text(STUDY)
        assert main(["check", str(tmp_path / "study.toml")]) == 0, capsys.readouterr().err
        asked, rows = _cells(out, "questions.csv"), _cells(out, "responses.csv")
        return Brought(
            [
                (q.wording, q.kind, tuple(filter(None, q.choices.split("|"))))
                for q in asked.itertuples()
            ],
            {
                q.wording: [c.removeprefix(" ") for c in rows[q.question_id]]
                for q in asked.itertuples()
            },
            {q.wording: q.dont_know for q in asked.itertuples()},
            rows,
            _cells(out, "centers.csv")["name"].tolist(),
            said,
            "".join((out / part).read_text() for part in ("questions.csv", "responses.csv")),
        )

    return go


@pytest.fixture
def as_csv():
    """Write rows as the text of a CSV."""

    def write(rows: Sequence[Sequence[object]], separator: str = ",") -> str:
        text = io.StringIO()
        csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows(rows)
        return text.getvalue()

    return write
