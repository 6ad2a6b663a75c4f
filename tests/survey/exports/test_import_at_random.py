"""Tables of hostile cells, made by a seed: a folder that its own map gives again, or a sentence."""

import csv
import random

import pytest

from sopgap.errors import InputError
from sopgap.survey.exports.importing import import_survey

CELLS = [
    "Yes", "No", "none", "None", "NA", "", "|", "a|b", "=1", "+", "-", "'x", "@", "Law, old",
    "Law, old, Maps", "Maps", "a;b", "a;b;", "é", "中", "x\ny", "x\r\ny", " lead", "\t", "\u200b",
    "1", "1,2", "2.5", "-99", "<b>x</b>", "&amp;", "&lt;b&gt;", "a=b", "‘q’", "'q'", "Don't know",
    "Don’t know", "nan", "TRUE", "all", "../x", "\u202e", "\x0b", "\u2028", "a" * 300,
]  # fmt: skip
HEADS = [
    "Center", "Q1", "Why?", "", "date", "position", "complete", "Status", "a|b", "x=y", "q 1",
    "=cmd", "-", "<b>H</b>", "none", "all", "Q.1", "Q#1", "q1", "r\ns", "weight", "respondent_id",
]  # fmt: skip


@pytest.mark.parametrize("seed", range(25))
def test_any_table_gives_a_folder_twice_or_a_sentence(seed, tmp_path) -> None:
    chance = random.Random(seed)
    width, length = chance.randint(2, 8), chance.choice([1, 3, 8, 40])
    pools = [[chance.choice(CELLS) for _ in range(chance.choice([1, 2, 4, 30]))]
             for _ in range(width)]  # fmt: skip
    with (tmp_path / "x.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([chance.choice(HEADS) for _ in range(width)])
        writer.writerows([chance.choice(pool) for pool in pools] for _ in range(length))
    (tmp_path / "m.toml").write_text('[columns]\ncenter = "all-in-one:x"\n')
    try:
        import_survey("csv", tmp_path / "x.csv", tmp_path / "one", map=tmp_path / "m.toml")
    except InputError as error:
        assert all(p.startswith("x.csv") for p in error.problems), error
        return
    again = tmp_path / "two"
    import_survey("csv", tmp_path / "x.csv", again, map=tmp_path / "one/map.toml")
    for made in (tmp_path / "one").iterdir():
        assert made.read_bytes() == (again / made.name).read_bytes()
