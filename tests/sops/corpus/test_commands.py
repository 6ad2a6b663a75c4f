"""`sopgap corpus ...`: what it prints, what it writes, how it refuses."""

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from sopgap.cli import main
from sopgap.study import read_study
from sopgap.tables import read_table

from .server import PART, Script, good_pages, page, serve

SOPGAP = Path(sys.executable).parent / "sopgap"
NEW = """# House Procedure

Effective: 1 March 2020

## 1. Plants

The port director must water the plants of the house every Monday.

## 2. Windows

The Center Director shall clean the windows and the glass doors twice a month.

## 4. Roof

The gardener must sweep the roof as Directive 7-1 and the Roof Safety Manual say.
"""


@pytest.fixture
def study(tiny: Path) -> Path:
    (tiny / "house 2020.md").write_text(NEW, encoding="utf-8")
    return tiny


def run(capsys, *words: object) -> tuple[int, str, str]:
    code = main(["corpus", *map(str, words)])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_a_new_version_goes_in_and_is_shown_as_a_diff_of_duties(study, capsys) -> None:
    code, out, _ = run(
        capsys, "add", study / "house 2020.md", "--study", study, "--replaces", "house",
        "--tier", "sop", "--issuer", "The house",
    )  # fmt: skip
    assert code == 0
    assert "house-2020: added as texts/house-2020.md: House Procedure" in out
    assert "house: superseded on 2020-03-01" in out
    documents = pd.read_csv(read_study(study).sops / "manifest.csv", dtype=str).fillna("")
    assert documents["superseded"].tolist() == ["2020-03-01", "2017-01-01", "", ""]
    code, out, _ = run(capsys, "versions", study)
    assert ["house", "house-2020", "version"] in [line.split()[:3] for line in out.splitlines()]
    code, out, _ = run(capsys, "diff", "house", "house-2020", study, "--out", study / "diff.csv")
    assert code == 0
    changes = read_table(study / "diff.csv", "duty_changes")
    kinds = dict(zip(changes["change"] + ":" + changes["columns"], changes["after"], strict=True))
    assert "The port director must water" in kinds["changed:actor;unit"]
    assert any(kind.startswith("removed") for kind in kinds)
    assert any("sweep the roof" in text for kind, text in kinds.items() if kind == "added:")
    assert "+ The port director must water the plants" in out


def test_what_the_corpus_lacks_is_a_list(study, capsys) -> None:
    run(capsys, "add", study / "house 2020.md", "--study", study, "--tier", "sop")
    code, out, _ = run(capsys, "requests", study, "--out", study / "requests.csv")
    assert code == 0
    table = read_table(study / "requests.csv")
    assert table["citation"].tolist() == ["Directive 7-1", "Roof Safety Manual"]
    assert "Roof Safety Manual" in out


def test_the_list_tells_what_was_read(study, capsys) -> None:
    file = study / "inventory.csv"
    code, out, _ = run(capsys, "list", study, "--out", file)
    assert code == 0
    assert out.startswith("3 documents\n")
    assert read_table(file)["status"].tolist() == ["read", "read", "unavailable"]
    assert run(capsys, "list", study, "--out", file)[0] == 0  # again, over its own
    assert run(capsys, "list", study)[1] in out


def test_a_file_that_is_another_is_not_written_over(study, capsys) -> None:
    manifest = read_study(study).sops / "manifest.csv"
    before = manifest.read_bytes()
    code, _, err = run(capsys, "list", study, "--out", manifest)
    assert code == 2
    assert "is there already and is another file" in err
    assert manifest.read_bytes() == before
    assert run(capsys, "list", study, "--out", study)[0] == 2


def test_parts_of_the_code_are_fetched_into_the_corpus(study, capsys) -> None:
    script = Script(good_pages())
    with serve(script) as base:
        ask = ["fetch", "ecfr", "--title", "19", "--part", "159", "--date", "2016-12-20"]
        ask += ["--study", study, "--base", base]
        code, out, _ = run(capsys, *ask)
        assert code == 0
        assert "ecfr-19-159-2016-12-20: added as texts/ecfr-19-159-2016-12-20.xml" in out
        code, out, _ = run(capsys, *ask)
        assert code == 0
        assert "is in the corpus already, as ecfr-19-159-2016-12-20" in out
        code, out, _ = run(
            capsys, "fetch", "federal-register", "2016-29719", "--study", study, "--base", base
        )
        assert code == 0
        assert "fr-2016-29719: added" in out
        # The same day's text, changed at the source: a person decides.
        script.pages["/api/versioner/v1/full/2016-12-20/title-19.xml?part=159"] = page(
            PART.replace("final", "last")
        )
        code, _, err = run(capsys, *ask)
        assert code == 2
        assert "document_id 'ecfr-19-159-2016-12-20' is taken" in err
    assert "19 CFR part 141" in run(capsys, "requests", study)[1]
    listed = run(capsys, "list", study)[1]
    assert "ecfr-19-159-2016-12-20" in listed and "fr-2016-29719" in listed


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["diff", "hous", "old"], "'hous' is no document of the corpus; did you mean 'house'?"),
        (["list", "--out"], "expected one argument"),
        (
            ["fetch", "ecfr", "--title", "19", "--base", "http://example.org"],
            "begins with https://",
        ),
        (["fetch", "ecfr", "--part", "1"], "--title"),
        (["fetch", "federal-register", "x y"], "is no number"),
        (
            ["add", "no.md", "--tier", "sop", "--titel", "y"],
            "did you mean --title",
        ),
        (["add", "no.md"], "no such file"),
        (["lst"], "invalid choice"),
    ],
    ids=str,
)
def test_a_wrong_call_is_refused_in_a_sentence(study, monkeypatch, words, part) -> None:
    done = subprocess.run([SOPGAP, "corpus", *words], cwd=study, capture_output=True, text=True)
    assert done.returncode == 2
    assert part in done.stderr
    assert "Traceback" not in done.stderr


def test_a_study_without_documents_says_so(study, capsys) -> None:
    text = (study / "study.toml").read_text()
    start = text.index("[sops]")
    end = text.index("[", start + 1)
    (study / "study.toml").write_text(text[:start] + text[end:])
    for words in (["list"], ["add", study / "house 2020.md", "--study"]):
        code, _, err = run(capsys, *words, study)
        assert code == 2
        assert "has no [sops] folder" in err


def test_help_does_not_wait_for_heavy_libraries() -> None:
    code = (
        "import sys, sopgap.cli\ntry: sopgap.cli.main(['corpus', '-h'])\nexcept SystemExit: pass\n"
        "print({'pandas', 'requests', 'scipy', 'lxml'} & set(sys.modules))"
    )
    out = subprocess.check_output([sys.executable, "-c", code], text=True)
    assert out.endswith("set()\n")
