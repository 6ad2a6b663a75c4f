"""Fixtures: the shared real data, the default study, and a tiny study that runs in seconds."""

import csv
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

TINY = {
    "study.toml": """
[study]
name = "tiny"
title = "Who waters the plants?"
synthetic = true
as_of = 2021-06-30
[centers]
file = "centers.csv"
[survey]
folder = "survey"
staff_all = 70
[sops]
folder = "sops"
[responsibilities]
file = "responsibilities.csv"
[actors]
file = "actors.csv"
[reorganisation]
effective = 2017-01-01
""",
    "centers.csv": "center,name,location\nnorth,North House,Oslo\nsouth,South House,Rome\n",
    "actors.csv": """alias,actor,unit
gardener,Gardener,center
Center Director,Center Director,center
port director,Port Director,port
Agency,Agency,agency
""",
    "responsibilities.csv": """\
responsibility_id,name,kind,ownership,action,object,keywords,requires,criteria,source
R1,Watering of plants,responsibility,center,water,plants,watering;pots,deadline,House rule 1,made up
R2,Cleaning of windows,responsibility,port,clean,windows,glass;panes,,House rule 2,made up
R3,Counting of keys,responsibility,center,count,keys,keyring;locks,,House rule 3,made up
""",
    "survey/questions.csv": """question_id,wording,kind,choices,dont_know,asked_if,topic
q1,Is there a written rule for your work?,single,Yes|No|Don't know,Don't know,,rules
q2,Which tools do you use?,multi,can|cloth|ladder,,q1=Yes,tools
q3,What makes your work hard?,open,,,,open
""",
    "survey/frame.csv": "center,position,staff\nnorth,gardener,30\nsouth,gardener,30\n",
    "sops/texts/house.md": """# House Procedure

## 1. Plants

The gardener must water the plants of the house every Monday.

## 2. Windows

The Center Director shall clean the windows and the glass doors once a month.

## 3. Cellar

The port director shall lock the cellar within 2 days of a flood.
""",
    "sops/texts/old.txt": "OLD RULES\n=========\n\nThe port director must water the plants.\n",
}
COMMENTS = [
    "Nobody tells us who waters the plants in the hall",
    "The rule for watering is unclear and old",
    "We need a written procedure for the windows",
    "Windows are cleaned twice by two people, then not at all",
    "n/a",
    "<script>alert('x')</script> the plants die <b>",
    '=HYPERLINK("x") keys are lost all the time',
    "Training would help the new gardeners",
    "The ladder is broken and nobody answers for it",
    "Keys are never counted, call me at 212-555-0123",
    "Who owns the cellar? The port says we do",
    "More staff please",
]


def write_tiny(folder: Path) -> Path:
    """Write the tiny study into a folder and return its study.toml."""
    for name, text in TINY.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    with (folder / "survey/responses.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["respondent_id", "center", "position", "complete", "q1", "q2", "q3"])
        for i in range(36):
            q1 = ("Yes", "No", "No", "Don't know")[i % 4]
            q2 = ("can|cloth", "none", "ladder")[i % 3] if q1 == "Yes" else ""
            center = "north" if i % 3 else "south"
            said = f"{COMMENTS[i % 12]}{' again' * (i // 12)}" if i % 5 else ""
            writer.writerow([f"p{i:02d}", center, "gardener", "yes", q1, q2, said])
    manifest = (
        "document_id,file,title,issuer,tier,scope,effective,superseded,access,sha256\n"
        "house,texts/house.md,House Procedure,The house,sop,all,2019-05-01,,provided,\n"
        "old,texts/old.txt,Old Rules,The house,guide,all,2010-01-01,2017-01-01,provided,\n"
        "lost,,Lost Manual,The house,guide,all,,,unavailable,\n"
    )
    (folder / "sops/manifest.csv").write_text(manifest, encoding="utf-8")
    return folder / "study.toml"


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the project's root, which is the default study's folder too."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of real data beside the project; skip where it is absent."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the shared data is absent")
    return folder


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """Return a fresh tiny study's folder, to be broken at will."""
    write_tiny(tmp_path / "tiny study")  # a space in the path, as on many a laptop
    return tmp_path / "tiny study"


@pytest.fixture(scope="session")
def tiny_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a whole run of the tiny study; read it, do not change it."""
    from sopgap.runs.running import run_study

    folder = tmp_path_factory.mktemp("tiny")
    run_study(write_tiny(folder / "study"), folder / "out")
    shutil.rmtree(folder / "study")  # the run must stand by itself
    return folder / "out"
