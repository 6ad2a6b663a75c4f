"""A study full of hostile texts: whoever writes comments, documents and names may mean harm."""

from __future__ import annotations

import csv
import json
from pathlib import Path

LONG = "x" * 10_000  # without a place to break a line
FROM_RIGHT = "שלום עולם (123) مرحبا"
TURNED = "abc\u202egnp.exe\u2066 (5 of 9)"  # marks that turn the direction and are never closed
EMOJI = "👩🏽‍🚒🏳️‍🌈 ☠️ e\u0301\u0323"
# Whatever runs leaves a mark: a flag of the window, a dialog, a request, a changed title.
SCRIPTS = (
    "<script>window.hostile = 1; alert(1)</script>",
    "</script><script>window.hostile = 1</script>",
    '<img src=x onerror="window.hostile = 1">',
    '"><svg onload=window.hostile=1><a xlink:href="javascript:window.hostile=1">go</a>',
    "' onmouseover='window.hostile=1' onfocus='window.hostile=1' autofocus tabindex=0 x='",
    "[press me](javascript:window.hostile=1)",
    '<a href="javascript:window.hostile=1">press</a>',
    '<iframe src="http://hostile.invalid/frame"></iframe><base href="http://hostile.invalid/">',
    '<meta http-equiv="refresh" content="0;url=http://hostile.invalid/">',
    "<style>body{display:none} @import 'http://hostile.invalid/x.css';</style>",
    "<link rel=stylesheet href=http://hostile.invalid/y.css>",
    "</textarea></title></style></td></table></details></main><h1>open",
    "<!-- never closed",
    "<![CDATA[ never closed",
    "<b><i><table><tr><td unclosed",
    "${window.hostile=1} {{7*7}} {% raw %} {0} {name} %s %(x)s",
    "$$\\href{javascript:window.hostile=1}{x}$$ `<script>window.hostile=1</script>`",
    "&lt;script&gt; &amp;amp; &#x3c;script&#x3e;",
)
FORMULAS = (
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://hostile.invalid/","press")',
    "+1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1,1)",
    "\t=1+1",
    '=WEBSERVICE("http://hostile.invalid/")',
    "'=1+1",
)
TEXTS = (*SCRIPTS, *FORMULAS, FROM_RIGHT, TURNED, EMOJI, LONG)

CENTERS = (
    (
        "north",
        "North <script>window.hostile=1</script> & Sons",
        "Oslo <img src=x onerror=alert(1)>",
    ),
    ("south", f"{FROM_RIGHT} =1+1", "Rome"),
    ("west", "W" * 120 + EMOJI, "=cmd|' /C calc'!A0"),
)
SETTINGS = """
[study]
name = "hostile"
title = "Who <script>window.hostile=1</script> waters 'the' \\"plants\\"? {title}"
synthetic = true
as_of = 2021-06-30
labels = {{ center = "Cen<b>ter", port = "Port'\\"" }}
[centers]
file = "centers.csv"
[survey]
folder = "survey"
staff_all = 120
[sops]
folder = "sops"
[responsibilities]
file = "responsibilities.csv"
[actors]
file = "actors.csv"
[reorganisation]
effective = 2017-01-01
"""
QUESTIONS = (
    ("q1", f"Is there a <b>written</b> rule{SCRIPTS[2]} for your work?", "single",
     "Yes<script>window.hostile=1</script>|No|Don't know", "Don't know", "", "rules"),
    ("q2", "Which tools do you use? =1+1", "multi",
     "can <img src=x onerror=alert()>|=cloth|ladder",
     "", "", "tools"),
    ("q3", f"What makes your work hard? {FROM_RIGHT}", "open", "", "", "", "open"),
)  # fmt: skip
RESPONSIBILITIES = (
    ("R1", "Watering of plants <script>window.hostile=1</script>", "center", "water", "plants",
     "watering;pots", "deadline"),
    ("R2", f"Cleaning of windows {FROM_RIGHT}", "port", "clean", "windows", "glass;panes", ""),
    ("R3", "=Counting of keys " + "k" * 200, "center", "count", "keys", "keyring;locks", ""),
    ("R4", "' onmouseover='window.hostile=1", "joint", "inspect", "boilers", "boiler", ""),
)  # fmt: skip
DUTIES = (
    "The gardener must water the plants of the house every Monday {}.",
    "The Center Director shall clean the windows and the glass {} once a month.",
    "The port director shall clean the windows {} within 3 days.",
    "The keyring {} is counted by the gardener.",
    "The Center Director must inspect the boilers {} before the winter.",
)
ABOUT = (
    "Nobody tells us who waters the plants and the pots {}",
    "There is no written procedure for watering the plants {}",
    "The windows and the glass panes are never cleaned by anybody {}",
    "We count the keys by guesswork because the keyring has no list {}",
    "Two bosses give two orders about the glass and the windows {}",
)
N_PEOPLE = 90


def write_hostile_study(folder: Path) -> Path:
    """Write the study into a folder and return its study.toml; the same bytes each time.

    Its comments, wordings, choices, names, documents and titles hold `TEXTS`; three Centers, four
    responsibilities, 90 people who answered, all of whom wrote a comment.
    """
    folder = Path(folder)
    (folder / "survey").mkdir(parents=True, exist_ok=True)
    (folder / "sops" / "texts").mkdir(parents=True, exist_ok=True)
    title = json.dumps(f"{SCRIPTS[3]} {EMOJI}", ensure_ascii=False)[1:-1]
    (folder / "study.toml").write_text(SETTINGS.format(title=title), encoding="utf-8")
    _write(folder / "centers.csv", ("center", "name", "location"), CENTERS)
    _write(folder / "actors.csv", ("alias", "actor", "unit"), (
        ("gardener", "Gardener <i>", "center"),
        ("Center Director", "Center Director", "center"),
        ("port director", "Port Director =1+1", "port"),
        ("Agency", "Agency", "agency"),
    ))  # fmt: skip
    _write(
        folder / "responsibilities.csv",
        ("responsibility_id", "name", "kind", "ownership", "action", "object", "keywords",
         "requires", "criteria", "source"),
        ((key, name, "responsibility", owner, act, thing, words, needs, SCRIPTS[6], FORMULAS[1])
         for key, name, owner, act, thing, words, needs in RESPONSIBILITIES),
    )  # fmt: skip
    _write(
        folder / "survey" / "questions.csv",
        ("question_id", "wording", "kind", "choices", "dont_know", "asked_if", "topic"), QUESTIONS,
    )  # fmt: skip
    _write(
        folder / "survey" / "frame.csv", ("center", "position", "staff"),
        ((code, position, 20) for code, *_ in CENTERS for position in ("gardener", "=clerk")),
    )  # fmt: skip
    _write(
        folder / "survey" / "responses.csv",
        ("respondent_id", "center", "position", "complete", "q1", "q2", "q3"), _people(),
    )  # fmt: skip
    _write_documents(folder / "sops")
    return folder / "study.toml"


def _people() -> list[tuple[str, ...]]:
    choices = QUESTIONS[0][3].split("|")
    tools = QUESTIONS[1][3].split("|")
    rows = []
    for i in range(N_PEOPLE):
        comment = ABOUT[i % len(ABOUT)].format(TEXTS[i % len(TEXTS)])
        if i % 3 == 0:
            comment = f"{TEXTS[i % len(TEXTS)]} {comment}"
        rows.append((
            f"p{i:03d}", CENTERS[i % 3][0], ("gardener", "=clerk")[i % 2], "yes",
            choices[i % len(choices)], tools[i % len(tools)], comment,
        ))  # fmt: skip
    return rows


def _write_documents(folder: Path) -> None:
    """One document in Markdown, one in HTML, one in plain text, with every text in each."""
    for code, suffix in (("house", "md"), ("desk", "html"), ("old", "txt")):
        lines = [f"House Procedure {code} {SCRIPTS[0]}"]
        for i, text in enumerate(TEXTS):
            lines += [f"{i + 1}. Part {text[:60]}", DUTIES[i % len(DUTIES)].format(text)]
        mark = {"md": "# ", "html": "<p>", "txt": ""}[suffix]
        whole = "\n\n".join(mark + line if i % 2 else line for i, line in enumerate(lines))
        (folder / "texts" / f"{code}.{suffix}").write_text(whole + "\n", encoding="utf-8")
    head = ("document_id", "file", "title", "issuer", "tier", "scope", "effective", "superseded",
            "access", "sha256")  # fmt: skip
    _write(folder / "manifest.csv", head, (
        ("house", "texts/house.md", f"House Procedure {SCRIPTS[2]}", f"Agency {SCRIPTS[5]}",
         "regulation", "all", "2019-01-01", "", "provided", ""),
        ("desk", "texts/desk.html", f"Desk guide {FROM_RIGHT} {FORMULAS[0]}", "North",
         "sop", "north", "2018-01-01", "", "provided", ""),
        ("old", "texts/old.txt", f"Old {LONG[:300]}", "=1+1", "guide", "all", "2012-01-01",
         "2017-01-01", "provided", ""),
    ))  # fmt: skip


def _write(path: Path, head: tuple[str, ...], rows: object) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(head)
        out.writerows(rows)  # type: ignore[arg-type]
