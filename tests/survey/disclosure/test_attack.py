"""The attack: as wide as brute force says, and as R's patterns were found to be."""

import itertools
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array

from sopgap.errors import InputError
from sopgap.survey.disclosure.attack import attack, audit, name_recovered
from sopgap.survey.disclosure.counts import open_release
from sopgap.survey.disclosure.ranges import find_ranges, narrow
from sopgap.survey.disclosure.releases import (
    Release,
    Rules,
    make_cells,
    make_relations,
    release_of_table,
)

REFERENCE = Path(__file__).parents[2] / "reference" / "suppression.json"
CASES = json.loads(REFERENCE.read_text(encoding="utf-8"))
TWO_WAY = [name for name, case in CASES.items() if "gauss" in case]


def reference(name, hidden):
    case = CASES[name]
    columns = [*case["dimensions"], "n", "primary", "theirs"]
    table = pd.DataFrame(case["cells"], columns=columns)
    return release_of_table(table, case["dimensions"], hidden=hidden), case


def found_ranges(found):
    labels = found["group"].str.split(" · ").tolist()
    ends = found[["low", "high"]].to_numpy(dtype=float).tolist()
    return sorted([*label, *end] for label, end in zip(labels, ends, strict=True))


@pytest.mark.parametrize("name", TWO_WAY)
def test_the_ranges_left_by_an_established_pattern_are_those_it_was_audited_with(name):
    release, case = reference(name, "theirs")
    found = attack(release)
    assert found_ranges(found) == sorted(case["gauss"])
    assert found["exact"].all()
    assert not found["recovered"].any()


@pytest.mark.parametrize("name", TWO_WAY)
def test_hiding_only_the_small_cells_protects_nothing(name):
    release, case = reference(name, "primary")
    found = attack(release)
    assert found_ranges(found) == sorted(case["naive"])
    assert found["recovered"].all()


def system(draw, shape):
    """A random cross table with margins, some cells hidden, as matrix and vectors."""
    inner = draw.integers(0, 4, shape)
    whole = np.zeros([s + 1 for s in shape], dtype=int)
    whole[:-1, :-1] = inner
    whole[-1, :-1], whole[:-1, -1], whole[-1, -1] = inner.sum(0), inner.sum(1), inner.sum()
    rows = [(f"r{r}", f"c{c}", whole[r, c]) for r, c in np.ndindex(*whole.shape)]
    table = pd.DataFrame(rows, columns=["row", "column", "n"]).replace(
        {"row": {f"r{shape[0]}": "Total"}, "column": {f"c{shape[1]}": "Total"}}
    )
    return table.assign(hidden=draw.random(len(table)) < 0.45)


@pytest.mark.parametrize("seed", range(12))
def test_the_ranges_are_those_that_trying_every_table_finds(seed):
    table = system(np.random.default_rng(seed), (2, 3))
    table.loc[(table["row"] == "Total") & (table["column"] == "Total"), "hidden"] = False
    inner = table[(table["row"] != "Total") & (table["column"] != "Total")]
    total = table.query("row == 'Total' and column == 'Total'")["n"].item()
    options = [
        range(total + 1) if hidden else [n]
        for n, hidden in zip(inner["n"], inner["hidden"], strict=True)
    ]
    seen = {}
    for values in itertools.product(*options) if total < 9 else []:
        cube = np.array(values).reshape(2, 3)
        full = np.zeros((3, 4), dtype=int)
        full[:-1, :-1], full[-1, :-1], full[:-1, -1] = cube, cube.sum(0), cube.sum(1)
        full[-1, -1] = cube.sum()
        if (full.ravel()[~table["hidden"]] == table["n"][~table["hidden"]]).all():
            for i in np.flatnonzero(table["hidden"]):
                seen.setdefault(i, set()).add(int(full.ravel()[i]))
    found = attack(release_of_table(table, ["row", "column"], hidden="hidden"))
    if total >= 9:  # too many tables to try: at least the truth must lie within
        truth = table["n"].to_numpy()[found["cell"]]
        assert ((found["low"] <= truth) & (truth <= found["high"])).all()
        return
    ends = {i: (min(values), max(values)) for i, values in seen.items()}
    assert {r.cell: (r.low, r.high) for r in found.itertuples()} == ends


def test_one_relation_after_the_other_narrows_bounds():
    # x + y = 5 and y <= 2
    matrix = csr_array([[1.0, -1, -1, 0], [0, 0, -1, 1]])
    low, high = narrow(
        matrix,
        np.array([True, False]),
        np.array([5.0, 0, 0, 2]),
        np.array([5.0, np.inf, np.inf, 2]),
    )
    assert (low[1], high[1], low[2], high[2]) == (3, 5, 0, 2)


def test_half_people_do_not_exist():
    # 2x <= 5 and 2x >= 3: between 1.5 and 2.5 there is one whole number.
    cells = make_cells(value=[5.0, np.nan, 3.0], published=[True, False, True])
    relations = make_relations([([0, 1], [1, -2], False), ([1, 2], [2, -1], False)])
    places = pd.DataFrame(columns=["table", "row", "column", "cell", "shown", "gives"])
    found = attack(Release(cells, relations, places))
    assert found[["low", "high", "recovered"]].values.tolist() == [[2, 2, True]]


def test_a_range_narrower_than_the_width_is_recovered():
    cells = make_cells(value=[2.0, np.nan, np.nan], published=[True, False, False])
    release = Release(cells, make_relations([([0, 1, 2], [1, -1, -1], True)]), pd.DataFrame())
    assert attack(release, Rules(width=3))["recovered"].all()
    assert not attack(release, Rules(width=2))["recovered"].any()


def test_what_everybody_knew_beforehand_is_no_leak():
    # Two staff in the public frame: a hidden count of them is 0 to 2, and was before.
    frame = pd.DataFrame({"center": ["a"], "position": ["p"], "staff": [2]})
    rates = pd.DataFrame({"group": ["a"], "answered": [pd.NA], "suppressed": [True]})
    questions = pd.DataFrame(
        {"question_id": [], "kind": [], "choices": [], "dont_know": [], "asked_if": []}, dtype="str"
    )
    found = attack(open_release({"rates": rates}, questions, frame))
    assert found[["low", "high", "recovered"]].values.tolist() == [[0, 2, False]]


def test_an_unbounded_count_stays_unbounded():
    table = pd.DataFrame({"center": ["a", "Total"], "n": [1, 1], "hidden": True})
    found = attack(release_of_table(table, ["center"], hidden="hidden"))
    assert found["high"].tolist() == [np.inf, np.inf]


def test_figures_that_contradict_each_other_are_an_error():
    table = pd.DataFrame(
        {"center": ["a", "b", "Total"], "n": [9, 0, 5], "hidden": [False, True, False]}
    )
    with pytest.raises(InputError, match="contradict"):
        attack(release_of_table(table, ["center"], hidden="hidden"))


def test_no_hidden_cell_no_attack():
    table = pd.DataFrame({"center": ["a", "Total"], "n": [9, 9]})
    release = release_of_table(table, ["center"])
    assert attack(release).empty
    assert audit(release, attack(release))["hidden"].tolist() == [0]


def test_large_components_are_followed_no_further_than_needed():
    draw = np.random.default_rng(3)
    table = system(draw, (12, 9)).assign(
        hidden=lambda t: (t["row"] != "Total") & (t["column"] != "Total")
    )
    release = release_of_table(table, ["row", "column"], hidden="hidden")
    exact, quick = attack(release), attack(release, exact=5)
    assert (quick["low"] >= exact["low"]).all()
    assert (quick["high"] <= exact["high"]).all()
    assert (quick["recovered"] == exact["recovered"]).all()


def test_a_batch_of_components_gives_what_each_gives_alone():
    tables = [system(np.random.default_rng(seed), (3, 3)).assign(q=f"q{seed}") for seed in range(6)]
    joined = pd.concat(tables, ignore_index=True)
    together = attack(release_of_table(joined, ["q", "row", "column"], hidden="hidden", block="q"))
    alone = [
        attack(release_of_table(t, ["q", "row", "column"], hidden="hidden", block="q"))
        for t in tables
    ]
    columns = ["group", "low", "high"]
    pd.testing.assert_frame_equal(together[columns], pd.concat(alone, ignore_index=True)[columns])


QUESTIONS = pd.DataFrame(
    {"question_id": ["q1"], "kind": "single", "choices": "Yes|No", "dont_know": "", "asked_if": ""}
)


def test_a_count_hidden_in_one_table_and_shown_in_another_is_recovered():
    rates = pd.DataFrame({"group": ["a"], "answered": [30], "n_comments": [7], "suppressed": False})
    sizes = pd.DataFrame(
        {"concern_id": ["C1"], "group": "a", "n": [pd.NA], "base": [pd.NA], "suppressed": True}
    )
    release = open_release({"rates": rates, "sizes": sizes}, QUESTIONS)
    found = attack(release)
    assert audit(release, found).set_index("table").loc["sizes", "recovered"] == 2
    sentences = name_recovered(release, found)
    assert (
        "table 'sizes', row 'C1 · a', column base: hidden, and printed in table 'rates'"
        in "\n".join(sentences)
    )


def test_a_share_left_in_the_row_gives_the_count_away():
    table = pd.DataFrame(
        {
            "question_id": "q1",
            "group": "all",
            "choice": ["Yes", "No"],
            "n": pd.array([pd.NA, pd.NA], dtype="Int64"),
            "base": 40,
            "share": [0.95, np.nan],
            "suppressed": True,
        }
    )
    release = open_release({"tallies": table}, QUESTIONS)
    found = attack(release)
    assert audit(release, found)["recovered"].tolist() == [2]
    assert found[["choice", "low", "high"]].values.tolist() == [["No", 2, 2]]
    assert "still prints a share" in name_recovered(release, found)[0]


def test_sentences_name_places_and_never_the_value():
    table = pd.DataFrame(
        {"center": ["a", "b", "Total"], "n": [7, 41, 48], "hidden": [True, False, False]}
    )
    release = release_of_table(table, ["center"], hidden="hidden", name="staff")
    (sentence,) = name_recovered(release, attack(release))
    assert "table 'staff', row 'a', column n" in sentence
    assert "7" not in sentence


def test_many_recovered_counts_are_counted_not_listed():
    rows = pd.DataFrame(
        {"q": [f"q{i}" for i in range(40) for _ in range(2)], "center": ["a", "Total"] * 40}
    )
    table = rows.assign(n=5, hidden=rows["center"] == "a")
    release = release_of_table(table, ["q", "center"], hidden="hidden")
    sentences = name_recovered(release, attack(release))
    assert len(sentences) == 21
    assert sentences[-1] == "and 20 further counts"


def test_who_knows_the_rule_knows_more():
    table = pd.DataFrame({"center": ["a", "b", "c", "Total"], "n": [1, 2, 9, 12]})
    release = release_of_table(table, ["center"])
    hidden = release.cells["group"].isin(["a", "b"])
    release = Release(release.cells.assign(published=~hidden), release.relations, release.places)
    plain, knowing = attack(release), attack(release, knows=True)
    assert (plain["high"] - plain["low"]).tolist() == [3, 3]
    assert (knowing["high"] - knowing["low"]).tolist() == [1, 1]


def test_find_ranges_of_nothing():
    empty = np.zeros(0)
    found = find_ranges(
        csr_array((0, 0)), empty.astype(bool), empty, empty.astype(bool), (empty, empty)
    )
    assert len(found.low) == 0


def test_all_others_of_a_comparison_give_the_group_away():
    counts = pd.DataFrame(
        {
            "question_id": "q1",
            "group": ["all", "a", "b", "c"],
            "choice": "Yes",
            "n": pd.array([40, pd.NA, pd.NA, 20], dtype="Int64"),
            "base": pd.array([90, pd.NA, pd.NA, 50], dtype="Int64"),
            "suppressed": [False, True, True, False],
        }
    )
    compared = pd.DataFrame(
        {
            "comparison_id": ["q1-a"],
            "kind": "center-rest",
            "question_id": "q1",
            "choice": "Yes",
            "group": "a",
            "n": pd.array([pd.NA], dtype="Int64"),
            "base": pd.array([pd.NA], dtype="Int64"),
            "other_n": 33,
            "other_base": 70,
            "suppressed": True,
        }
    )
    alone = open_release({"tallies": counts}, QUESTIONS)
    both = open_release({"tallies": counts, "comparisons": compared}, QUESTIONS)
    assert not attack(alone)["recovered"].any()
    found = attack(both).query("by == 'center'")
    assert found["recovered"].all()
    assert found["low"].tolist() == [7, 20, 13, 20]


def test_a_claim_prints_what_the_tallies_hide():
    counts = pd.DataFrame(
        {
            "question_id": "q1",
            "group": "a",
            "choice": ["Yes", "No"],
            "n": pd.array([pd.NA, pd.NA], dtype="Int64"),
            "base": pd.array([pd.NA, pd.NA], dtype="Int64"),
            "suppressed": True,
        }
    )
    claim = pd.DataFrame(
        {"claim_id": ["c1"], "source": "tables/tallies.csv", "question_id": "q1", "group": "a"}
    ).assign(choice="Yes", k=4, n=9)
    release = open_release({"tallies": counts, "claims": claim}, QUESTIONS)
    assert audit(release, attack(release)).set_index("table").loc["tallies", "recovered"] == 4


def test_the_base_of_a_filtered_question_is_bounded_by_the_answer_that_led_to_it():
    asked = pd.concat(
        [QUESTIONS, QUESTIONS.assign(question_id="q2", asked_if="q1=Yes")], ignore_index=True
    )
    counts = pd.DataFrame(
        {
            "question_id": ["q1", "q1", "q2", "q2"],
            "group": "a",
            "choice": ["Yes", "No", "Yes", "No"],
            "n": pd.array([2, 20, pd.NA, pd.NA], dtype="Int64"),
            "base": pd.array([22, 22, pd.NA, pd.NA], dtype="Int64"),
            "suppressed": [False, False, True, True],
        }
    )
    found = attack(open_release({"tallies": counts}, asked))
    assert found["high"].tolist() == [2, 2, 2]
    assert found["recovered"].all()
