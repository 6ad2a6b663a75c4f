"""Recommendations are read with all their problems at once, and counted beside the gaps."""

from pathlib import Path

import pandas as pd
import pytest

from sopgap.errors import InputError
from sopgap.mapping.recommendations import read_recommendations, track_recommendations

HEAD = "recommendation_id,text,status,closes,responsibilities,kinds,due,owner,source\n"
COVERAGE = pd.DataFrame(
    [("R1", "north"), ("R1", "south"), ("R2", "north"), ("R2", "south")],
    columns=["responsibility_id", "center"],
)
GAPS = pd.DataFrame(
    [
        ("R1", "north", "missing", "proposed"),
        ("R1", "south", "no-deadline", "confirmed"),
        ("R2", "north", "missing", "rejected"),
        ("R2", "south", "stale", "disputed"),
    ],
    columns=["responsibility_id", "center", "kind", "review"],
)


def write(folder: Path, *rows: str) -> Path:
    file = folder / "recommendations.csv"
    file.write_text(HEAD + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return file


def recommended(responsibilities: str, kinds: str = "", status: str = "resolved") -> pd.DataFrame:
    return pd.DataFrame([{"recommendation_id": "1", "text": "Do it.", "status": status,
                          "closes": "It is done.", "responsibilities": responsibilities,
                          "kinds": kinds}])  # fmt: skip


def test_every_problem_of_the_file_is_told_at_once(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        "1,Do it.,,It is done.,R01,,,,",
        "2,Do it.,solved,,R03;R01,misssing,31 October,,",
        "2,Do it.,open,It is done.,all;R01,,,,",
    )
    with pytest.raises(InputError) as caught:
        read_recommendations(file, ["R01", "R02"])
    said = "\n".join(caught.value.problems)
    for part in (
        "row 2, column status: is blank; write one of: open, resolved, closed",
        "row 3, column status: 'solved' is not allowed; did you mean 'resolved'?",
        "row 3, column closes: is blank",
        "row 3, column responsibilities: 'R03' is not in the matrix; did you mean",
        "row 3, column kinds: 'misssing' is no kind of gap; did you mean 'missing'?",
        "row 3, column due: '31 October' is not a date",
        "row 4: recommendation_id '2' stands already in row 3",
        "row 4, column responsibilities: `all` stands beside ids",
    ):
        assert part in said, part


def test_a_file_without_rows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no row"):
        read_recommendations(write(tmp_path))


def test_lists_lose_blanks_and_repetitions(tmp_path: Path) -> None:
    told = read_recommendations(write(tmp_path, "1,Do it.,open,Done.,R1; R2;R1,stale ;,,,"))
    assert told[["responsibilities", "kinds"]].values.tolist() == [["R1;R2", "stale"]]


@pytest.mark.parametrize(
    ("responsibilities", "kinds", "expected"),
    [
        ("R1", "", [2, 2, 2, "R1"]),
        ("R1", "missing", [2, 1, 1, "R1"]),
        ("R2", "missing", [2, 0, 0, ""]),  # a person rejected it
        ("all", "", [4, 3, 2, "R1;R2"]),  # a disputed gap is open
    ],
)
def test_open_gaps_are_those_of_its_kinds_that_no_person_closed(
    responsibilities: str, kinds: str, expected: list
) -> None:
    (row,) = track_recommendations(recommended(responsibilities, kinds), GAPS, COVERAGE).to_dict(
        "records"
    )
    assert [row[name] for name in ("n_cells", "n_open", "n_centers", "open_at")] == expected
    assert pd.isna(row["n_closed"])
    assert pd.isna(row["n_opened"])


def test_what_closed_and_opened_since_is_counted_by_its_kinds() -> None:
    changes = pd.DataFrame(
        [
            ("R1", "missing", "assigned", "closed"),
            ("R1", "stale", "assigned", "closed"),
            ("R1", "assigned", "missing", "opened"),
            ("R2", "missing", "assigned", "closed"),
        ],
        columns=["responsibility_id", "before", "after", "change"],
    )
    row = track_recommendations(recommended("R1", "missing"), GAPS, COVERAGE, changes).iloc[0]
    assert (row["n_closed"], row["n_opened"]) == (1, 1)


def test_that_no_gap_is_open_closes_no_recommendation() -> None:
    row = track_recommendations(recommended("R1"), GAPS.iloc[:0], COVERAGE).iloc[0]
    assert (row["n_open"], row["status"]) == (0, "resolved")


def test_the_default_study_holds_the_five_of_the_audit(root: Path) -> None:
    matrix = pd.read_csv(root / "responsibilities.csv")["responsibility_id"]
    told = read_recommendations(root / "recommendations.csv", list(matrix))
    assert told["status"].tolist() == ["resolved"] * 5
    assert set(told["due"]) == {"2022-10-31"}
    assert told["closes"].str.len().min() > 40
