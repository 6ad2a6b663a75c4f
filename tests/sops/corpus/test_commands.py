"""`sopgap corpus ...`: what it prints, what it writes, how it refuses."""

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from sopgap.cli import main
from sopgap.sops.corpus.ecfr_api import Found
from sopgap.sops.documents import read_corpus
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


def test_what_was_added_before_a_refusal_is_said(study, capsys, monkeypatch) -> None:
    from sopgap.report import corpus as module

    def found(cache: Path, number: str) -> object:
        file = study / f"{number}.md"
        file.write_text(f"# Rule {number}\n\nThe clerk must count to {number}.\n")
        return Found(file, "house" if number == "2" else f"fr-{number}", {"tier": "sop"}, [])

    monkeypatch.setattr(module, "fetch_federal_register", found)
    code, _, err = run(capsys, "fetch", "federal-register", "1", "2", "--study", study)
    assert code == 2
    assert "document_id 'house' is taken" in err
    assert err.endswith("fr-1: added before that\n")
    code, _, err = run(capsys, "fetch", "federal-register", "2", "--study", study)
    assert err.endswith("nothing was added; mend this and run it again\n")


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


@pytest.mark.parametrize("is_there", [True, False])
def test_documents_are_gathered_before_the_rest_of_a_study_is_there(
    tmp_path, study, capsys, is_there
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "study.toml").write_text('[sops]\nfolder = "sops"\n')
    if is_there:
        (home / "sops").mkdir()
    for words in (["list"], ["requests"], ["versions"], ["diff", "a", "b"]):
        code, _, err = run(capsys, *words, home)
        assert code == 2
        assert "sops: holds no manifest.csv yet; add documents: sopgap corpus add FILE" in err
    file = study / "house 2020.md"
    code, out, _ = run(capsys, "add", file, "--study", home, "--tier", "sop")
    assert code == 0
    assert "house-2020: added as texts/house-2020.md" in out
    lacking = out[out.index("before a run the study needs, too:") :].splitlines()[1:]
    assert lacking == [
        "  study.toml, [centers]: file is absent",
        "  study.toml, [study]: name is absent",
        "  study.toml, [study]: title is absent",
        "  study.toml, [study]: synthetic is absent",
        "  study.toml: [sops] needs [responsibilities] file, to know who is who",
        "  study.toml: [sops] needs [actors] file, to know who is who",
    ]
    assert run(capsys, "list", home)[0] == 0
    assert run(capsys, "requests", home)[0] == 0
    assert main(["check", str(home)]) == 2
    # A whole study lacks nothing, and nothing is said.
    assert "before a run" not in run(capsys, "add", file, "--study", study)[1]


def test_a_folder_without_a_study_says_what_to_write(tmp_path, capsys) -> None:
    code, _, err = run(capsys, "add", tmp_path / "no.md", "--study", tmp_path)
    assert code == 2
    assert "write it with the lines [sops] and folder =" in err
    assert "no.md: no such file" in err
    assert err.endswith("nothing was added; mend this and run it again\n")


def test_settings_of_documents_that_are_wrong_are_told(study, capsys) -> None:
    path = study / "study.toml"
    path.write_text(path.read_text().replace('folder = "sops"', 'folder = "sops"\nchanges = "x"'))
    code, _, err = run(capsys, "list", study)
    assert code == 2
    assert "study.toml, [sops] changes: 'x' is not one of accepted, both" in err
    path.write_text('[sops]\nfoldr = "sops"\n')
    assert "there is no foldr; did you mean folder?" in run(capsys, "list", study)[2]
    path.write_text('[sops]\nfolder = "../sops"\n')
    assert "leads out" in run(capsys, "add", study / "house 2020.md", "--study", study)[2]
    path.write_text('[sops]\nfolder = "study.toml"\n')
    assert "is a file; name a folder" in run(capsys, "list", study)[2]


def test_a_refused_add_says_that_nothing_was_added(study, capsys) -> None:
    code, _, err = run(
        capsys, "add", study / "house 2020.md", study / "no.md", "--study", study, "--tier", "memo",
        "--scope", "nort",
    )  # fmt: skip
    assert code == 2
    assert err.startswith("sopgap: 3 problems\n")
    assert err.endswith("nothing was added; mend this and run it again\n")
    assert run(capsys, "list", study)[1].startswith("3 documents\n")


def add_broken(study: Path) -> None:
    folder = read_study(study).sops
    (folder / "texts/broken.pdf").write_bytes(b"%PDF-1.4 and no more")
    with (folder / "manifest.csv").open("a") as manifest:
        manifest.write("broken,texts/broken.pdf,Broken,The house,sop,all,,,provided,\n")


@pytest.mark.parametrize("is_first", [True, False])
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("broken", "broken could not be read, so that its duties are not known: broken.pdf: "),
        ("lost", "lost is listed as unavailable, so that its duties are not known"),
        ("zzz", "'zzz' is no document of the corpus; sopgap corpus list names those that are"),
    ],
)
def test_of_a_document_that_was_not_read_no_duty_was_removed(
    study, capsys, name, said, is_first
) -> None:
    add_broken(study)
    pair = (name, "house") if is_first else ("house", name)
    code, out, err = run(capsys, "diff", *pair, study)
    assert code == 2
    assert said in err
    assert "removed" not in out + err


def test_a_diff_names_all_that_stands_against_it(study, capsys) -> None:
    add_broken(study)
    (study / "actors.csv").write_text("alias,actor,unit\n,x,center\n")
    code, _, err = run(capsys, "diff", "broken", "lost", study)
    assert code == 2
    assert err.startswith("sopgap: 3 problems\n")
    assert "actors.csv, row 2, column alias: is blank" in err


def test_a_diff_of_a_document_that_was_read_in_part_says_so(study, capsys, monkeypatch) -> None:
    from sopgap.report import corpus as module

    def part(*args: object, **options: object) -> object:
        read = read_corpus(*args, **options)
        read.inventory.loc[read.inventory["document_id"] == "old", "problem"] = (
            "page 2 is a picture"
        )
        return read

    monkeypatch.setattr(module, "read_corpus", part)
    code, out, _ = run(capsys, "diff", "old", "house", study)
    assert code == 0
    assert "not all of old was read: page 2 is a picture" in out


def test_the_settings_of_reading_hold_for_the_commands_too(study, capsys, monkeypatch) -> None:
    from sopgap.report import corpus as module

    asked = {}

    def note(*args: object, **options: object) -> object:
        asked.update(options)
        return read_corpus(*args, **options)

    monkeypatch.setattr(module, "read_corpus", note)
    path = study / "study.toml"
    more = 'folder = "sops"\nchanges = "both"\nseconds = 7'
    path.write_text(path.read_text().replace('folder = "sops"', more))
    assert run(capsys, "list", study)[0] == 0
    assert (asked["changes"], asked["seconds"]) == ("both", 7)


def test_help_does_not_wait_for_heavy_libraries() -> None:
    code = (
        "import sys, sopgap.cli\ntry: sopgap.cli.main(['corpus', '-h'])\nexcept SystemExit: pass\n"
        "print({'pandas', 'requests', 'scipy', 'lxml'} & set(sys.modules))"
    )
    out = subprocess.check_output([sys.executable, "-c", code], text=True)
    assert out.endswith("set()\n")
