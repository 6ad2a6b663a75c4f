"""size_concerns counts people: each once, by Center and by position, and gives nobody away."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import hypergeom

import sopgap as sg
from sopgap.errors import InputError
from sopgap.survey.concerns.clusters import Concerns
from sopgap.survey.concerns.sizes import pool_positions
from sopgap.survey.disclosure.attack import attack, audit, matrix_of
from sopgap.survey.disclosure.counts import open_release
from sopgap.survey.writers import Writers

ASKED = pd.DataFrame(
    {"question_id": ["q0", "q1"], "kind": "open", "choices": "", "dont_know": "", "asked_if": ""}
)


def said(rows, positions):
    """Concerns, comments and writers of (writer, center, concerns) rows, a row a comment."""
    comments = pd.DataFrame(
        {
            "comment_id": [f"c{i:03d}" for i in range(len(rows))],
            "question_id": "q0",
            "center": [row[1] for row in rows],
            "text": [f"We have some words to say about it, number {i}" for i in range(len(rows))],
        }
    )
    members = [
        (f"c{i:03d}", concern, rank, 0.5)
        for i, (_, _, concerns) in enumerate(rows)
        for rank, concern in enumerate(concerns, start=1)
    ]
    table = pd.DataFrame(members, columns=["comment_id", "concern_id", "rank", "closeness"])
    raised = table.groupby("concern_id").size()
    ids = sorted(table["concern_id"].unique())
    names = pd.DataFrame(
        {"concern_id": ids, "label": ids, "terms": "x", "exemplar_id": "",
         "n_comments": [int(raised[one]) for one in ids]}
    )  # fmt: skip
    writers = Writers(comments, np.array([row[0] for row in rows]), positions)
    return Concerns(names, table), comments, writers


def drawn(seed, *, centers=4, people=70, extra=0.3, two=0.3, concerns=4):
    draw = np.random.default_rng(seed)
    rows, positions = [], []
    chances = [0.02 + 0.92 * draw.dirichlet([0.5] * concerns) for _ in range(centers)]
    for person in range(people):
        center = int(draw.integers(centers))
        p = chances[center] / chances[center].sum()
        positions.append(draw.choice(["clerk", "chief", "broker", ""], p=[0.6, 0.2, 0.15, 0.05]))
        for _ in range(1 + (draw.random() < two)):
            n = 1 + (draw.random() < extra)
            chosen = draw.choice(concerns, n, replace=False, p=p)
            rows.append((person, f"C{center}", [f"K{c}" for c in chosen]))
    return said(rows, positions)


def test_a_person_who_says_it_twice_counts_once_and_the_comments_twice():
    rows = [(0, "a", ["K1"]), (0, "a", ["K1", "K2"]), (1, "a", ["K2"]), (2, "b", ["K1"])]
    found, comments, writers = said(rows, ["clerk"] * 3)
    sizes = sg.size_concerns(found, comments, writers=writers, min_base=0)
    counts = sizes.set_index(["concern_id", "group"])[["n", "base", "people", "people_base"]]
    assert counts.loc[("K1", "all")].tolist() == [3, 4, 2, 3]
    assert counts.loc[("K1", "a")].tolist() == [2, 3, 1, 2]
    assert counts.loc[("K2", "all")].tolist() == [2, 4, 2, 3]
    assert counts.loc[("K2", "b")].tolist() == [0, 1, 0, 1]


def test_comments_without_content_are_in_no_base():
    found, comments, writers = said([(0, "a", ["K1"]), (1, "a", ["K1"])], ["x", "x"])
    bare = pd.concat([comments, comments.tail(1).assign(comment_id="c9", text="n/a")])
    writers = Writers(bare, np.array([0, 1, 2]), ["x"] * 3)
    sizes = sg.size_concerns(found, bare, writers=writers, min_base=0)
    assert sizes.loc[0, ["n", "base", "people", "people_base"]].tolist() == [2, 2, 2, 2]


def test_who_has_no_center_counts_in_all_alone():
    found, comments, writers = said([(0, "a", ["K1"]), (1, "", ["K1"])], ["x", "x"])
    sizes = sg.size_concerns(found, comments, writers=writers, min_base=0)
    assert sizes[["group", "n", "people", "people_base"]].values.tolist() == [
        ["all", 2, 2, 2],
        ["a", 1, 1, 1],
    ]


def test_without_writers_people_are_blank_and_no_hidden_count():
    found, comments, _ = drawn(0)
    sizes = sg.size_concerns(found, comments)
    assert sizes[["people", "people_base", "people_share", "low", "high"]].isna().all(axis=None)
    assert not sizes["group"].str.startswith("position:").any()
    cells = open_release({"sizes": sizes}, ASKED).cells
    assert not cells["what"].isin(["people", "commented"]).any()


def test_a_researchers_own_frame_needs_an_id_and_a_text_only():
    found, comments, _ = drawn(0)
    sizes = sg.size_concerns(found, comments[["comment_id", "text"]])
    assert set(sizes["group"]) == {"all"}


def test_comments_of_another_survey_are_refused():
    found, comments, writers = drawn(0)
    with pytest.raises(InputError, match="not those of this survey"):
        sg.size_concerns(found, comments.assign(text="Other words"), writers=writers)


def test_a_comment_in_no_concern_is_refused_by_name():
    """The attack takes for known that each comment raises one: else it would judge wrongly."""
    found, comments, writers = drawn(0)
    fewer = Concerns(found.concerns, found.members[found.members["comment_id"] != "c003"])
    with pytest.raises(InputError, match=r"1 of \d+ comments with content are in no concern .c003"):
        sg.size_concerns(fewer, comments, writers=writers)


def test_the_interval_is_of_the_staff_of_the_group():
    found, comments, writers = drawn(1)
    frame = pd.DataFrame(
        [(f"C{i}", p, 20) for i in range(4) for p in ("clerk", "chief", "broker")],
        columns=["center", "position", "staff"],
    )
    sizes = sg.size_concerns(found, comments, writers=writers, frame=frame, min_base=0)
    by_group = {"all": 240.0, "C0": 60.0, "position:clerk": 80.0}
    for group, staff in by_group.items():
        row = sizes[sizes["group"] == group].iloc[0]
        low, high = sg.interval(row["people"], row["people_base"], staff)
        assert [row["low"], row["high"]] == pytest.approx([float(low), float(high)])
        assert row["low"] <= row["people_share"] <= row["high"]


def test_positions_are_taken_together_until_each_group_is_large_enough():
    assert pool_positions({"a": 20, "b": 15}, 10, ["b", "a"]) == {
        "b": "position:b",
        "a": "position:a",
    }
    few = pool_positions({"a": 20, "b": 6, "c": 5}, 10)
    assert set(few.values()) == {"position:a", "position:b + c"}
    assert set(pool_positions({"a": 20, "b": 12, "c": 5}, 10).values()) == {
        "position:a",
        "position:b + c",  # the next smallest joins
    }
    assert pool_positions({"a": 20, "c": 5}, 10) == {}  # one group would be all again
    assert pool_positions({"a": 4, "c": 5}, 10) == {}
    assert pool_positions({"": 50}, 10) == {}
    many = pool_positions({"a": 40} | {f"p{i}": 3 for i in range(6)}, 10)
    assert set(many.values()) == {"position:a", "position:6 positions"}


def test_no_group_of_positions_is_under_the_least():
    for seed in range(5):
        found, comments, writers = drawn(seed)
        sizes = sg.size_concerns(found, comments, writers=writers, min_base=0, least=12)
        groups = sizes[sizes["group"].str.startswith("position:")]
        assert len(groups) and (groups["people_base"] >= 12).all()
        assert groups[["n", "base", "share"]].isna().all(axis=None)


@pytest.mark.parametrize("seed", range(8))
def test_every_relation_that_the_attack_uses_is_true(seed):
    """A false one would make the audit wrong: tried on surveys of all kinds."""
    kinds = [(0, 0), (0.5, 0), (0, 0.5), (0.7, 0.9)]
    extra, two = kinds[seed % 4]
    found, comments, writers = drawn(seed, extra=extra, two=two, centers=2 + seed)
    sizes = sg.size_concerns(found, comments, writers=writers, min_base=0)
    tables = {"sizes": sizes, "concerns": found.concerns, "rates": rates_of(sizes)}
    release = open_release(tables, ASKED)
    matrix, equal = matrix_of(release)
    left = matrix @ release.cells["value"].fillna(0).to_numpy()
    assert np.abs(left[equal]).max() < 1e-9
    assert left.min() > -1e-9
    assert len(equal) > 20


def rates_of(sizes):
    one = sizes.drop_duplicates("group").query("base.notna()")
    return pd.DataFrame(
        {"group": one["group"], "answered": one["people_base"] + 5,
         "commented": one["people_base"], "n_comments": one["base"], "suppressed": False}
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
def test_nothing_hidden_can_be_worked_back_from_all_tables_together(seed):
    found, comments, writers = drawn(seed, people=120, extra=0.4 * (seed % 2))
    sizes = sg.size_concerns(found, comments, writers=writers, min_base=0)
    rates = rates_of(sizes)
    rules = sg.Rules()
    out = sg.hide_counts({"rates": rates}, ASKED, rules=rules)
    shown = sg.hide_counts(
        {"sizes": sizes, "concerns": found.concerns}, ASKED, rules=rules, published=out,
        truth={"rates": rates},
    )  # fmt: skip
    contrasts = sg.contrast_concerns(shown["sizes"])
    release = open_release({**out, **shown, "concern_contrasts": contrasts}, ASKED)
    found_out = attack(release, rules)
    assert len(found_out)
    assert not found_out["recovered"].any()
    hidden = shown["sizes"]
    small = (sizes["people"] < 3) | ((sizes["n"] < 3).fillna(False).astype(bool))
    assert (
        hidden.loc[small, ["n", "people", "share", "people_share", "low", "high"]]
        .isna()
        .all(axis=None)
    )
    # What is shown is true.
    rows = hidden[hidden["people"].notna()]
    assert (rows["people"] == sizes.loc[rows.index, "people"]).all()
    assert len(rows) and hidden["people"].isna().any()


def test_few_who_wrote_at_a_center_hide_who_raised_what_though_their_number_is_shown():
    rows = [(i, "a", ["K1"]) for i in range(5)] + [(5 + i, "b", ["K1"]) for i in range(40)]
    rows += [(50 + i, "a", ["K2"]) for i in range(2)] + [(60 + i, "b", ["K2"]) for i in range(20)]
    found, comments, writers = said(rows, ["x"] * 90)
    sizes = sg.size_concerns(found, comments, writers=writers).set_index(["concern_id", "group"])
    assert pd.isna(sizes.loc[("K1", "a"), "people"])


def test_a_share_left_beside_a_hidden_count_of_people_is_found():
    found, comments, writers = drawn(2, people=120)
    sizes = sg.size_concerns(found, comments, writers=writers, min_base=0)
    hidden = sg.hide_counts({"sizes": sizes}, ASKED)["sizes"]
    row = hidden.index[hidden["people"].isna() & hidden["people_base"].notna()][0]
    hidden.loc[row, "people_share"] = sizes.loc[row, "people_share"]
    release = open_release({"sizes": hidden}, ASKED)
    assert release.places["gives"].sum() == 1
    given = release.places[release.places["gives"]].iloc[0]
    assert release.cells.loc[given["cell"], "value"] == sizes.loc[row, "people"]
    summed = audit(release, attack(release)).set_index("table")
    assert summed.loc["sizes", "recovered"] >= 1


def test_what_no_enumeration_of_people_narrows_is_what_the_attack_says():
    """All ways in which few people can have written, held against the ranges of the attack."""
    both = ["K0", "K1"]
    rows = [(0, "a", ["K0"]), (0, "a", ["K1"]), (1, "a", both), (2, "a", ["K1"])]
    rows += [(3, "b", ["K0"]), (4, "b", ["K0"]), (4, "b", both), (5, "b", ["K1"])]
    found, comments, writers = said(rows, ["x"] * 6)
    sizes = sg.size_concerns(found, comments, writers=writers, min_base=0)
    is_open = (sizes["group"] == "a") | (sizes["group"] == "b")
    blanks = sizes.assign(
        **{name: sizes[name].mask(is_open) for name in ("n", "people", "share", "people_share")},
        suppressed=is_open,
    )
    found_out = attack(open_release({"sizes": blanks}, ASKED)).set_index(
        ["what", "group", "choice"]
    )
    worlds = pairs_of_worlds(sizes)
    for place, what in enumerate(("n", "n", "people", "people")):
        values = worlds[:, 2 + place]
        row = found_out.loc[(what, "a", f"K{place % 2}")]
        assert [row["low"], row["high"]] == [values.min(), values.max()]


def pairs_of_worlds(sizes):
    """Of Center a all counts that some people there, and some at b, can make together."""
    sets = [(1, 0), (0, 1), (1, 1)]
    one = [np.array([1, 1, *s, *s]) for s in sets]
    two = [np.array([1, 2, *np.add(s, t), *np.maximum(s, t)]) for s in sets for t in sets]
    counts = sizes.set_index(["group", "concern_id"])
    worlds = {}
    for center in ("a", "b"):
        base, wrote = counts.loc[(center, "K0"), ["base", "people_base"]]
        reached = np.zeros((1, 6), dtype=int)
        for _ in range(wrote):
            reached = np.unique((reached[:, None] + np.array(one + two)).reshape(-1, 6), axis=0)
        worlds[center] = reached[reached[:, 1] == base]
    both = [counts.loc[("all", k), what] for what in ("n", "people") for k in ("K0", "K1")]
    other = {tuple(row[2:]) for row in worlds["b"].tolist()}
    fits = [tuple(np.subtract(both, row[2:])) in other for row in worlds["a"]]
    return worlds["a"][fits]


def test_the_default_study_counts_the_people_that_the_rates_count(root):
    survey = sg.read_survey(root / "surveys/oig-22-34")
    half = survey.comments["comment_id"].str[-1].isin(list("02468"))
    members = survey.comments[["comment_id"]].assign(
        concern_id=np.where(half, "C01", "C02"), rank=1, closeness=0.5
    )
    names = pd.DataFrame({"concern_id": ["C01", "C02"], "label": "x", "terms": "x"})
    sizes = sg.size_concerns(
        Concerns(names, members), survey.comments, writers=survey.writers, frame=survey.frame,
        min_base=0,
    )  # fmt: skip
    rates = sg.count_responses(survey, min_base=0).set_index("group")
    first = sizes[sizes["concern_id"] == "C01"].set_index("group")
    assert first.loc[rates.index, "people_base"].tolist() == rates["commented"].tolist()
    assert first.loc[rates.index, "base"].tolist() == rates["n_comments"].tolist()
    positions = first[first.index.str.startswith("position:")]
    assert positions["people_base"].sum() == rates.loc["all", "commented"]


def test_many_comments_are_counted_in_seconds():
    found, comments, writers = drawn(0, people=5_000, centers=50, concerns=12)
    import time

    start = time.process_time()
    sg.size_concerns(found, comments, writers=writers, min_base=0)
    assert time.process_time() - start < 5


def test_contrasts_are_fishers_test_of_a_center_against_all_others():
    from scipy.stats import fisher_exact

    from sopgap.survey.concerns.contrasts import fisher

    draw = np.random.default_rng(0)
    n, other_n = draw.integers(1, 60, 200), draw.integers(1, 400, 200)
    k, other_k = draw.integers(0, n + 1), draw.integers(0, other_n + 1)
    own = fisher(k, n, other_k, other_n)
    for i in range(200):
        table = [[k[i], n[i] - k[i]], [other_k[i], other_n[i] - other_k[i]]]
        assert own[i] == pytest.approx(fisher_exact(table).pvalue, abs=1e-9)
    assert fisher(*np.zeros((4, 0), dtype=int)).tolist() == []


def test_one_tail_by_the_hypergeometric_distribution():
    from sopgap.survey.concerns.contrasts import fisher

    p = fisher(*(np.array([x]) for x in (10, 10, 0, 10)))
    assert p[0] == pytest.approx(2 * hypergeom(20, 10, 10).pmf(10))


def rows_of(people, bases, groups):
    return pd.DataFrame(
        {"concern_id": "K1", "group": groups, "people": people, "people_base": bases,
         "suppressed": False}
    ).astype({"people": "Int64", "people_base": "Int64"})  # fmt: skip


def test_more_and_fewer_after_correction_over_all_that_is_shown():
    sizes = rows_of([60, 30, 10, 20], [200, 40, 80, 80], ["all", "a", "b", "c"])
    table = sg.contrast_concerns(sizes)
    assert table["direction"].tolist() == ["more", "fewer", ""]
    assert (table["tests"] == 3).all()
    assert table["other_base"].tolist() == [160, 120, 120]
    assert (table["p_adjusted"] >= table["p"]).all()
    assert table["sentence"][2].startswith("No difference from elsewhere is shown")


def test_what_is_hidden_has_no_row_and_does_not_enter_the_family():
    sizes = rows_of([60, 30, pd.NA, 20], [200, 40, 80, 80], ["all", "a", "b", "c"])
    sizes["suppressed"] = sizes["people"].isna()
    table = sg.contrast_concerns(sizes)
    assert table["group"].tolist() == ["a", "c"]
    assert (table["tests"] == 2).all()
    # What the hidden count is plays no part: the table is the same whatever it was.
    assert sg.contrast_concerns(sizes.assign(people=sizes["people"])).equals(table)


def test_positions_are_no_centers_and_a_hidden_whole_leaves_nothing_to_compare():
    sizes = rows_of([60, 30, 30], [200, 40, 160], ["all", "a", "position:clerk"])
    assert sg.contrast_concerns(sizes)["group"].tolist() == ["a"]
    assert sg.contrast_concerns(sizes.iloc[1:]).empty
    assert sg.contrast_concerns(sizes.iloc[:0]).empty


def test_chance_alone_seldom_makes_a_difference():
    draw = np.random.default_rng(1)
    called = 0
    for _ in range(60):
        bases = draw.integers(15, 60, 8)
        people = draw.binomial(bases, 0.3)
        table = rows_of(
            [people.sum(), *people], [bases.sum(), *bases], ["all", *(f"c{i}" for i in range(8))]
        )
        called += int((sg.contrast_concerns(table)["direction"] != "").any())
    assert called <= 60 * 0.05 + 3
