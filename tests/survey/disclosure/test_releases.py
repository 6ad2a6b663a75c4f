"""What a release is: cells, relations, places; and which counts are hidden for their own sake."""

import numpy as np
import pandas as pd
import pytest

from sopgap.errors import InputError
from sopgap.survey.disclosure.additions import relate
from sopgap.survey.disclosure.attack import attack
from sopgap.survey.disclosure.counts import blank, open_release
from sopgap.survey.disclosure.keys import KEY, Counts
from sopgap.survey.disclosure.releases import (
    Release,
    Rules,
    make_cells,
    make_relations,
    mark_primary,
    release_of_table,
)


def questions(**columns):
    usual = {"kind": "single", "choices": "Yes|No", "dont_know": "", "asked_if": ""}
    return pd.DataFrame({"question_id": "q1"} | usual | columns, index=[0])


def tallies(counts, question="q1"):
    """Rows of one question from {group: {choice: n}}; the base is their sum."""
    rows = [
        (question, group, choice, n, sum(of.values()))
        for group, of in counts.items()
        for choice, n in of.items()
    ]
    table = pd.DataFrame(rows, columns=["question_id", "group", "choice", "n", "base"])
    return table.assign(share=table["n"] / table["base"], suppressed=False)


def primary_of(value, what="n", base=None, rules=None):
    cells = make_cells(what=["base", what], value=[base or 100.0, value], parent=[-1, 0])
    release = Release(cells, make_relations([]), pd.DataFrame())
    return bool(mark_primary(release, rules or Rules()).cells["primary"][1])


@pytest.mark.parametrize(
    ("value", "base", "hidden"),
    [
        (0, 100, True),
        (1, 100, True),
        (2, 100, True),
        (3, 100, False),
        (97, 100, False),
        (98, 100, True),
        (100, 100, True),
        (8, 9, True),
        (0, 9, True),
        (5, 10, False),
    ],
)
def test_small_counts_and_all_but_a_few_are_primary(value, base, hidden):
    assert primary_of(float(value), base=float(base)) is hidden


def test_nothing_is_primary_where_hiding_is_off():
    assert not primary_of(1.0, base=4.0, rules=Rules(min_base=0))


def test_a_total_that_cannot_be_withheld_is_not_primary():
    cells = make_cells(what=["base"], value=[4.0], fixed=[True])
    release = Release(cells, make_relations([]), pd.DataFrame())
    assert not mark_primary(release, Rules()).cells["primary"].any()


@pytest.mark.parametrize("wrong", [{"min_base": -1}, {"min_count": 0}, {"width": 1.5}])
def test_rules_that_make_no_sense_are_refused(wrong):
    with pytest.raises(InputError, match=next(iter(wrong))):
        Rules(**wrong)


def test_all_wrong_rules_are_named_at_once():
    with pytest.raises(InputError) as raised:
        Rules(min_base=-1, min_count=0)
    assert len(raised.value.problems) == 2


def test_a_table_adds_up_along_each_dimension():
    rows = [("a", "x", 1), ("a", "Total", 1), ("Total", "x", 1), ("Total", "Total", 1)]
    table = pd.DataFrame(rows, columns=["center", "title", "n"])
    release = release_of_table(table, ["center", "title"])
    assert release.relations["relation"].nunique() == 4


def test_a_table_with_a_cell_twice_is_refused():
    table = pd.DataFrame({"center": ["a", "a"], "n": [1, 2]})
    with pytest.raises(InputError, match="twice"):
        release_of_table(table, ["center"])


def test_a_table_without_margins_has_no_relations():
    table = pd.DataFrame({"center": ["a", "b"], "n": [1, 2]})
    assert release_of_table(table, ["center"]).relations.empty


def relations_of(release):
    names = release.cells[["what", "by", "group", "choice"]].agg("/".join, axis=1)
    out = {}
    for _, rows in release.relations.groupby("relation"):
        signed = zip(names[rows["cell"]], rows["coefficient"], strict=True)
        parts = " ".join(f"{'+' if k > 0 else '-'}{name}" for name, k in signed)
        out[parts] = bool(rows["equal"].iloc[0])
    return out


def test_choices_make_up_the_base_of_a_single_question():
    found = relations_of(
        open_release({"tallies": tallies({"all": {"Yes": 4, "No": 5}})}, questions())
    )
    assert found == {"+base//all/ -n//all/Yes -n//all/No": True}


def test_a_multi_select_bounds_each_choice_by_its_base():
    table = tallies({"all": {"Yes": 4, "No": 5}}).assign(base=7)
    found = relations_of(open_release({"tallies": table}, questions(kind="multi")))
    assert found == {
        "+base//all/ -n//all/Yes": False,
        "+base//all/ -n//all/No": False,
    }


def test_centers_add_up_to_all_unless_the_figures_say_otherwise():
    whole = tallies({"all": {"Yes": 9}, "a": {"Yes": 4}, "b": {"Yes": 5}})
    part = tallies({"all": {"Yes": 9}, "a": {"Yes": 4}, "b": {"Yes": 3}})
    sums = "+n//all/Yes -n/center/a/Yes -n/center/b/Yes"
    assert relations_of(open_release({"tallies": whole}, questions()))[sums]
    assert not relations_of(open_release({"tallies": part}, questions()))[sums]


def test_a_sum_that_is_exceeded_is_not_used():
    table = tallies({"all": {"Yes": 9}, "a": {"Yes": 4}, "b": {"Yes": 7}})
    found = relations_of(open_release({"tallies": table}, questions()))
    assert "+n//all/Yes -n/center/a/Yes -n/center/b/Yes" not in found


def test_what_cannot_be_seen_follows_what_can():
    # Of Yes the Centers are seen to fall short of all; of No one is hidden.
    rows = {"all": {"Yes": 9, "No": 9}, "a": {"Yes": 4, "No": 4}, "b": {"Yes": 3, "No": 5}}
    table = tallies(rows).assign(base=np.nan)
    table["n"] = table["n"].astype("Int64").mask((table.group == "b") & (table.choice == "No"))
    table["suppressed"] = table["n"].isna()
    found = relations_of(open_release({"tallies": table}, questions()))
    assert found["+n//all/No -n/center/a/No -n/center/b/No"] is False


def test_a_question_put_to_some_is_answered_by_no_more():
    asked = pd.concat([questions(), questions(question_id="q2", asked_if="q1=Yes")])
    both = pd.concat(
        [tallies({"all": {"Yes": 8, "No": 5}}), tallies({"all": {"Yes": 6, "No": 1}}, "q2")]
    )
    assert relations_of(open_release({"tallies": both}, asked))["+n//all/Yes -base//all/"] is False
    # It was answered by others too: the rule does not hold, and is not used.
    more = pd.concat(
        [tallies({"all": {"Yes": 5, "No": 8}}), tallies({"all": {"Yes": 6, "No": 1}}, "q2")]
    )
    assert "+n//all/Yes -base//all/" not in relations_of(open_release({"tallies": more}, asked))


def test_who_answered_a_question_answered_something_and_is_staff():
    frame = pd.DataFrame({"center": ["a"], "position": ["p"], "staff": [12]})
    rates = pd.DataFrame(
        {"group": ["a"], "answered": [9], "complete": [5], "partial": [4], "suppressed": False}
    )
    table = tallies({"a": {"Yes": 4, "No": 4}})
    found = relations_of(open_release({"tallies": table, "rates": rates}, questions(), frame))
    assert found["+base/center/a/ -complete/center/a/ -partial/center/a/"] is True
    assert found["+staff/center/a/ -base/center/a/"] is False
    assert found["+base/center/a/ -base/center/a/"] is False


def test_the_states_of_each_question_add_up_to_the_same_respondents():
    reach = pd.DataFrame(
        {"question_id": ["q1", "q2"], "answered": [5, 3], "dont_know": [1, 0], "skipped": [2, 5]}
    )
    asked = pd.concat([questions(), questions(question_id="q2")])
    release = open_release({"reach": reach}, asked)
    assert release.cells.iloc[-1][["what", "value", "printed"]].tolist() == [
        "respondents",
        8,
        False,
    ]
    assert release.relations["equal"].all()


def test_one_count_in_two_tables_is_one_cell():
    table = tallies({"all": {"Yes": 40, "No": 5}})
    both = {"tallies": table, "tallies_position": table}
    release = open_release(both, questions())
    assert len(release.cells) == 4
    assert len(release.places) == 8


def test_tables_that_disagree_are_named_with_row_and_column():
    table = tallies({"all": {"Yes": 40, "No": 5}})
    with pytest.raises(InputError, match=r"'q1 · all · Yes', column n.*different"):
        open_release({"tallies": table, "tallies_position": table.assign(n=[39, 5])}, questions())


def test_the_upper_end_of_a_scale_is_a_sum_of_choices():
    asked = questions(
        kind="scale", choices="Always|Mostly|Never|Don't know", dont_know="Don't know"
    )
    table = tallies({"all": {"Always": 4, "Mostly": 5, "Never": 9, "Don't know": 2}})
    scales = pd.DataFrame(
        {
            "question_id": ["q1"],
            "group": "all",
            "top": "Always|Mostly",
            "n": 9,
            "base": 18,
            "dont_know": 2,
            "suppressed": False,
        }
    )
    found = relations_of(open_release({"tallies": table, "scales": scales}, asked))
    assert found["+n//all/Always|Mostly -n//all/Always -n//all/Mostly"] is True
    assert found["+base//all/ -known//all/ -dont_know//all/"] is True


def test_comments_bound_concerns_and_hang_together_with_who_wrote_them():
    rates = pd.DataFrame(
        {"group": ["a"], "answered": [20], "commented": [8], "n_comments": [9], "suppressed": False}
    )
    sizes = pd.DataFrame(
        {"concern_id": ["C1", "C2"], "group": "a", "n": [4, 7], "base": 9, "people": [4, 6],
         "people_base": 8, "suppressed": False}
    )  # fmt: skip
    asked = pd.concat([questions(kind="open"), questions(question_id="q2", kind="open")])
    release = open_release({"rates": rates, "sizes": sizes}, asked)
    found = relations_of(release)
    one, two = "/center/a/C1", "/center/a/C2"
    base, wrote = "base/center/a/", "commented/center/a/"
    # A comment may raise both, so that they add up to no less than all; people alike.
    assert found[f"-{base} +n{one} +n{two}"] is False
    assert found[f"-{wrote} +people{one} +people{two}"] is False
    assert f"+{base} -n{one} -n{two}" not in found
    assert found[f"+{wrote} -{base}"] is False  # two a person at most
    assert found[f"+n{one} -people{one}"] is False
    assert mark_primary(release, Rules()).cells.query("primary")["what"].tolist() == [
        "base",
        "n",
        "people",
        "n",
        "people",
    ]


def test_a_concern_and_its_size_over_all_centers_are_one_count():
    sizes = pd.DataFrame(
        {"concern_id": ["C1", "C2"], "group": "all", "n": [14, 17], "base": 25, "suppressed": False}
    )
    concerns = pd.DataFrame({"concern_id": ["C1", "C2"], "n_comments": [14, 17]})
    cells = open_release({"sizes": sizes, "concerns": concerns}, questions()).cells
    assert cells.query("what == 'n'")["value"].tolist() == [14, 17]
    with pytest.raises(InputError, match="print different figures for the same count"):
        open_release({"sizes": sizes, "concerns": concerns.assign(n_comments=9)}, questions())


def test_comments_and_people_of_a_concern_are_hidden_together():
    """Where three comments are shown, two or three people wrote them."""
    sizes = pd.DataFrame(
        {"concern_id": ["C1", "C2"], "group": "all", "n": [3, 30], "base": 40, "people": [2, 25],
         "people_base": 30, "suppressed": False}
    )  # fmt: skip
    marked = mark_primary(open_release({"sizes": sizes}, questions()), Rules()).cells
    assert marked[marked["primary"]][["what", "choice"]].values.tolist() == [
        ["n", "C1"],
        ["people", "C1"],
    ]


def test_positions_in_a_table_of_centers_tell_people_alone():
    sizes = pd.DataFrame(
        {"concern_id": "C1", "group": ["all", "position:clerk"], "n": [9, pd.NA],
         "base": [20, pd.NA], "people": [8, 5], "people_base": [15, 12],
         "suppressed": [False, True]}
    )  # fmt: skip
    cells = open_release({"sizes": sizes}, questions()).cells
    pooled = cells[cells["by"] == "pooled position"]
    assert pooled["what"].tolist() == ["people", "commented"]
    assert pooled["value"].tolist() == [5, 12]


def test_a_blank_is_a_hidden_count_only_where_the_row_says_so():
    table = tallies({"all": {"Yes": 40, "No": 5}})
    table["base"] = table["base"].astype("Int64").mask(table["base"] > 0)
    assert "base" not in open_release({"tallies": table}, questions()).cells["what"].tolist()
    flagged = open_release({"tallies": table.assign(suppressed=True)}, questions())
    assert not flagged.cells.query("what == 'base'")["published"].any()


def test_empty_tables_make_an_empty_release():
    release = open_release({"tallies": tallies({}), "rates": pd.DataFrame()}, questions())
    assert release.places.empty
    assert not release.cells["printed"].any()


def test_blanking_takes_what_gives_the_count_away():
    table = tallies({"all": {"Yes": 40, "No": 5}}).assign(low=0.1, worst_high=0.9)
    release = open_release({"tallies": table}, questions())
    hidden = release.places.assign(shown=(release.places["column"] != "n"))
    out = blank(
        {"tallies": table, "other": table}, Release(release.cells, release.relations, hidden)
    )
    assert out["tallies"][["n", "share", "low", "worst_high"]].isna().all(axis=None)
    assert out["tallies"]["base"].tolist() == [45, 45]
    assert out["tallies"]["suppressed"].all()
    pd.testing.assert_frame_equal(out["other"], table)


def test_relations_need_no_known_value():
    keys = pd.DataFrame([["base", "q1", "", "all", ""], ["n", "q1", "", "all", "Yes"]], columns=KEY)
    found = relate(Counts(keys), np.full(3, np.nan), {})
    assert found.to_numpy().tolist() == [[0, 0, 1.0, False], [0, 1, -1.0, False]]


def bases(**of_group):
    """Tallies of questions of one choice: bases by question and group."""
    rows = [
        {"question_id": name, "group": group, "choice": "Yes", "n": base, "base": base}
        for name, groups in of_group.items()
        for group, base in groups.items()
    ]
    return pd.DataFrame(rows)


def reached(**skipped):
    return pd.DataFrame({"question_id": list(skipped), "skipped": list(skipped.values())})


def test_who_has_left_is_gone_at_every_later_question():
    asked = pd.concat([questions(question_id=name) for name in ("q1", "q2", "q3")])
    table = bases(q1={"a": 20}, q2={"a": 18}, q3={"a": 17})
    found = relations_of(
        open_release({"tallies": table, "reach": reached(q1=0, q2=1, q3=0)}, asked)
    )
    of = [name for name in found if name.count("base/") == 2 or "reach" in name]
    assert len(of) == 3  # q1 to q2, q1 to q3, and q2 with who skipped it to q3
    assert found["+base/center/a/ -base/center/a/"] is False
    assert found["+base/center/a/ +reach skipped//all/ -base/center/a/"] is False
    alone = relations_of(open_release({"tallies": table}, asked))
    assert not any("reach" in name for name in alone)


def test_a_base_that_a_neighbouring_question_tells_is_recovered():
    asked = pd.concat([questions(question_id=name) for name in ("q1", "q2")])
    groups = {"all": 60, "a": 20, "b": 40}
    table = bases(q1=groups, q2=groups).assign(suppressed=False)
    hidden = (table["question_id"] == "q2") & (table["group"] != "all")
    table = table.astype({"n": "Int64", "base": "Int64"})
    table.loc[hidden, ["n", "base"]] = pd.NA
    table["suppressed"] = hidden
    found = attack(open_release({"tallies": table, "reach": reached(q1=0, q2=0)}, asked))
    assert found.query("what == 'base'")["recovered"].tolist() == [True, True]
    found = attack(open_release({"tallies": table, "reach": reached(q1=5, q2=5)}, asked))
    assert not found["recovered"].any()


def test_who_finished_has_seen_every_question():
    rates = pd.DataFrame({"group": ["a"], "answered": [20], "complete": [15], "partial": [5]})
    tables = {"tallies": bases(q1={"a": 18}), "rates": rates, "reach": reached(q1=2)}
    found = relations_of(open_release(tables, questions()))
    assert found["+base/center/a/ +reach skipped//all/ -complete/center/a/"] is False


def test_groups_that_some_do_not_belong_to_add_up_to_no_more_than_all():
    table = tallies({"all": {"Yes": 33}, "a": {"Yes": 21}, "b": {"Yes": 12}})
    table["n"] = table["n"].astype("Int64").mask(table["group"] != "all")
    table = table.drop(columns="share").assign(suppressed=table["n"].isna())
    sums = "+n//all/Yes -n/center/a/Yes -n/center/b/Yes"
    assert relations_of(open_release({"tallies": table}, questions()))[sums] is True
    told = open_release({"tallies": table}, questions(), placed=["position"])
    assert relations_of(told)[sums] is False


def test_who_skipped_a_question_may_have_met_its_condition():
    asked = pd.concat(
        [questions(), questions(question_id="q2", asked_if="q1=Yes"), questions(question_id="q3")]
    )
    table = bases(q1={"a": 20}, q2={"a": 20}, q3={"a": 20})
    for skipped, known in ((0, True), (3, False)):
        reach = reached(q1=0, q2=skipped, q3=0)
        found = relations_of(open_release({"tallies": table, "reach": reach}, asked))
        left = [name for name in found if name.count("-n/") and name.count("+base") == 2]
        assert bool(left) is known
