"""Exchanges of people prove ranges; what they prove an attacker cannot refute."""

import numpy as np
import pandas as pd
import pytest

from sopgap.survey.disclosure import suppression
from sopgap.survey.disclosure.attack import attack, needed
from sopgap.survey.disclosure.counts import blank, open_release
from sopgap.survey.disclosure.exchanges import exchange
from sopgap.survey.disclosure.releases import Rules, mark_primary
from sopgap.survey.disclosure.sheets import complete_rows, list_sheets
from sopgap.survey.disclosure.suppression import protect

KINDS = {"q1": "single", "q2": "scale", "q3": "multi", "q4": "single"}
CHOICES = {"q1": "Yes|No|Don't know", "q2": "a|b|c|d|e", "q3": "x|y|z", "q4": "Yes|No"}


def questions():
    return pd.DataFrame(
        {
            "question_id": list(KINDS),
            "kind": list(KINDS.values()),
            "choices": list(CHOICES.values()),
            "dont_know": ["Don't know", "", "", ""],
            "asked_if": ["", "", "", "q1=Yes|No & q2=a|b|c"],
        }
    )


def survey_tables(n_centers, people, seed):
    """Tallies of made-up people by Center and `all`; q4 is put to some."""
    random = np.random.default_rng(seed)
    center = random.choice(n_centers, people, p=random.dirichlet(np.full(n_centers, 2.0)))
    given = {
        name: random.choice(
            choices.split("|"), people, p=random.dirichlet([1.5] * len(choices.split("|")))
        )
        for name, choices in CHOICES.items()
    }
    seen = {name: random.random(people) < 0.9 for name in KINDS}
    seen["q4"] &= np.isin(given["q1"], ["Yes", "No"]) & np.isin(given["q2"], ["a", "b", "c"])
    seen["q4"] &= seen["q1"] & seen["q2"]
    ticks = {
        c: random.random(people) < share for c, share in zip("xyz", (0.1, 0.5, 0.95), strict=True)
    }
    rows = []
    for name, choices in CHOICES.items():
        for group in ["all", *range(n_centers)]:
            mine = seen[name] & ((center == group) if group != "all" else True)
            for choice in choices.split("|"):
                chosen = ticks[choice] if name == "q3" else given[name] == choice
                rows.append(
                    (
                        name,
                        f"g{group}" if group != "all" else "all",
                        choice,
                        (mine & chosen).sum(),
                        mine.sum(),
                    )
                )
    columns = ["question_id", "group", "choice", "n", "base"]
    tallies = pd.DataFrame(rows, columns=columns).assign(suppressed=False)
    answered = np.bincount(center[np.any(list(seen.values()), axis=0)], minlength=n_centers)
    groups = ["all", *(f"g{g}" for g in range(n_centers))]
    rates = pd.DataFrame({"group": groups, "answered": [answered.sum(), *answered]})
    return {"tallies": tallies, "rates": rates.assign(suppressed=False)}


def filtered_tables(n_centers, seed):
    """A second question for who said Yes; all who are asked answer it, and then a third."""
    random = np.random.default_rng(seed)
    asked = (
        questions()
        .iloc[[0, 3, 0]]
        .assign(question_id=["q1", "q2", "q3"], asked_if=["", "q1=Yes", ""], dont_know="")
    )
    rows = []
    for group in range(n_centers):
        people = int(random.integers(12, 40))
        yes = int(random.integers(3, 12))
        more = int(random.integers(0, yes + 1))
        for name, counts in (
            ("q1", {"Yes": yes, "No": people - yes, "Don't know": 0}),
            ("q2", {"Yes": more, "No": yes - more}),
            ("q3", {"Yes": 4, "No": people - 8, "Don't know": 4}),
        ):
            rows += [(name, f"g{group}", c, n, sum(counts.values())) for c, n in counts.items()]
    columns = ["question_id", "group", "choice", "n", "base"]
    tallies = pd.DataFrame(rows, columns=columns)
    every = tallies.groupby(["question_id", "choice"], as_index=False)[["n", "base"]].sum()
    tallies = pd.concat([every.assign(group="all"), tallies], ignore_index=True)
    return {"tallies": tallies.assign(suppressed=False)}, asked.reset_index(drop=True)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("with_conditions", [True, False])
def test_a_filter_does_not_tell_whom_it_let_through(monkeypatch, seed, with_conditions):
    tables, asked = filtered_tables(14, seed)
    release = mark_primary(open_release(tables, asked), Rules())
    monkeypatch.setattr(suppression, "LARGE", 0)
    if not with_conditions:  # the last resort hides more, and holds as well
        monkeypatch.setattr(suppression, "find_conditions", lambda *_: np.array([], dtype=int))
    primary = release.cells["primary"].to_numpy()
    assert attack(type(release)(release.cells.assign(published=~primary), *parts_of(release)))[
        "recovered"
    ].any()
    safe = protect(release)
    assert not attack(safe)["recovered"].any()
    if with_conditions:
        assert safe.cells.loc[safe.cells["by"] == "", "published"].mean() > 0.5


def parts_of(release):
    return release.relations, release.places


def marked(n_centers=12, people=300, seed=0):
    tables = survey_tables(n_centers, people, seed)
    return tables, mark_primary(open_release(tables, questions()), Rules())


@pytest.mark.parametrize("seed", range(6))
def test_no_exchange_goes_farther_than_the_attack_finds(seed):
    _, release = marked(people=60 + 60 * seed, seed=seed)
    cells = release.cells
    hidden = (cells["primary"] | ~cells["printed"]).to_numpy()
    sheets, need = list_sheets(release), np.full(len(cells), 5.0)
    value = cells["value"].to_numpy()
    hidden = complete_rows(sheets, value, hidden, need, cells["cost"].to_numpy())
    up, down = exchange(release, sheets, hidden, need)
    assert (up + down > 0).any()
    assert (up[~hidden] == 0).all() and (down[~hidden] == 0).all()
    published = release.cells.assign(published=~hidden)
    found = attack(type(release)(published, release.relations, release.places), exact=10**6)
    cell = found["cell"].to_numpy()
    assert (value[cell] + up[cell] <= found["high"]).all()
    assert (value[cell] - down[cell] >= found["low"]).all()
    assert (up == np.round(up)).all() and (down == np.round(down)).all()


@pytest.mark.parametrize("seed", range(4))
def test_a_large_release_is_hidden_as_well_as_a_small_one(monkeypatch, seed):
    tables, release = marked(people=150 + 150 * seed, seed=seed)
    usual = protect(release)
    monkeypatch.setattr(suppression, "LARGE", 0)
    safe = protect(release)
    for one in (usual, safe):
        assert not attack(one)["recovered"].any()
        assert not one.cells.loc[release.cells["primary"], "published"].any()
    n_hidden = [(~one.cells["published"] & one.cells["printed"]).sum() for one in (usual, safe)]
    assert n_hidden[1] <= 1.15 * n_hidden[0]
    # And a reader of the published tables finds no more.
    reread = open_release(blank(tables, safe), questions(), truth=tables)
    assert not attack(reread)["recovered"].any()


def test_most_counts_of_many_small_centers_are_proved_without_a_program():
    _, release = marked(n_centers=60, people=500)
    cells = release.cells
    hidden = (cells["primary"] | ~cells["printed"]).to_numpy()
    need = np.where(cells["printed"], needed(release, Rules()), 0)
    sheets = list_sheets(release)
    hidden = complete_rows(
        sheets, cells["value"].to_numpy(), hidden, need, cells["cost"].to_numpy()
    )
    up, down = exchange(release, sheets, hidden, need)
    assert (up + down >= need)[hidden].mean() > 0.9


def test_an_exchange_needs_somebody_to_change_places_with():
    tables = survey_tables(2, 200, 0)
    release = mark_primary(open_release(tables, questions()), Rules())
    cells = release.cells
    of = cells["question_id"].eq("q1") & cells["what"].eq("n") & cells["group"].eq("g0")
    hidden = of.to_numpy()  # of one Center alone
    up, down = exchange(release, list_sheets(release), hidden, np.full(len(cells), 3.0))
    assert not up.any() and not down.any()


def test_a_group_hides_a_second_choice_and_as_many_people_as_are_needed():
    tallies = pd.DataFrame(
        {
            "question_id": "q1",
            "group": np.repeat(["a", "b", "c"], 3),
            "choice": ["Yes", "No", "Don't know"] * 3,
            "n": [1, 20, 9, 1, 1, 30, 5, 6, 7],
            "base": np.repeat([30, 32, 18], 3),
        }
    )
    release = mark_primary(open_release({"tallies": tallies}, questions()), Rules())
    cells = release.cells
    (sheet,) = list_sheets(release)
    assert sheet.base is not None
    need, value = np.full(len(cells), 3.0), cells["value"].to_numpy()
    hidden = complete_rows(
        [sheet], value, cells["primary"].to_numpy(), need, cells["cost"].to_numpy()
    )
    assert hidden[sheet.n].tolist() == [[1, 0, 1], [1, 1, 1], [0, 0, 0]]


def test_choices_make_up_a_base_but_of_a_multi_select():
    release = marked()[1]
    blocks = release.cells["block"].to_numpy()
    sheets = [
        (str(blocks[sheet.n[0, 0]]), sheet.base is not None) for sheet in list_sheets(release)
    ]
    expected = {("q1", True), ("q2", True), ("q4", True), ("q3", False), ("(people)", False)}
    assert set(sheets) == expected
    assert len(sheets) == len(expected)


def test_each_count_of_a_group_stands_on_one_sheet():
    release = marked()[1]
    sheets = list_sheets(release)
    placed = [c for s in sheets for part in (s.n, s.base) if part is not None for c in part.ravel()]
    of_group = (release.cells["by"] != "") & ~release.cells["fixed"]
    assert sorted(c for c in placed if c >= 0) == np.flatnonzero(of_group).tolist()


@pytest.mark.parametrize("seed", range(3))
def test_a_large_component_is_judged_like_a_small_one(seed):
    _, release = marked(n_centers=10, people=130, seed=seed)
    cells = release.cells
    for hidden in (cells["primary"], ~protect(release).cells["published"]):
        published = cells.assign(published=~(hidden | ~cells["printed"]))
        reader = type(release)(published, release.relations, release.places)
        whole, quick = attack(reader, exact=10**6), attack(reader, exact=0)
        assert quick["recovered"].tolist() == whole["recovered"].tolist()
        assert (quick["low"] >= whole["low"]).all() and (quick["high"] <= whole["high"]).all()
