"""The ledger holds what pages count of the map and the documents, with or without a survey."""

import pytest

from sopgap.report.claims import list_claims
from sopgap.report.gap_claims import list_gap_claims
from tests.report.small_run import make_run, rows


@pytest.fixture
def run(tmp_path):
    return make_run(tmp_path / "run")


def counted(claims, kind, group="all"):
    mine = claims[(claims["kind"] == kind) & (claims["group"] == group)]
    return {key: (k, n) for key, k, n in mine[["key", "k", "n"]].itertuples(index=False)}


def test_open_cells_leave_out_what_was_rejected_and_what_nobody_is_assigned(run) -> None:
    claims = list_claims(run, stamp="s")
    ((all_open),) = counted(claims, "open cells").values()
    ((south),) = counted(claims, "open cells", "south").values()
    assert (all_open, south) == ((2, 6), (1, 3))
    assert counted(claims, "open at") == {
        "responsibility_id=R1": (1, 2), "responsibility_id=R2": (1, 2),
    }  # fmt: skip


def test_duties_in_force_are_counted_by_owner(run) -> None:
    claims = list_claims(run, stamp="s")
    named = {key.rpartition("=")[2]: pair for key, pair in counted(claims, "by unit").items()
             if key.startswith("duties of documents in force:")}  # fmt: skip
    assert named == {"center": (1, 2), "port": (1, 2)}


def test_a_study_of_documents_alone_has_its_ledger(run) -> None:
    claims = list_claims(run, stamp="s")
    assert not run.has("rates")
    assert {"tables/gaps.csv", "tables/coverage.csv", "tables/duties.csv"} <= set(claims["source"])
    assert (claims["run"] == "s").all()


def test_a_claim_names_the_row_that_it_was_taken_from(run) -> None:
    claims = list_claims(run, stamp="s")
    duties = claims[(claims["source"] == "tables/coverage.csv") & (claims["kind"] == "duties")]
    assert dict(zip(duties["key"], duties["k"], strict=True))["R1;south"] == 1
    assert set(duties["column"]) == {"n_duties"}


def test_the_id_of_a_claim_does_not_hang_on_the_others(run, tmp_path) -> None:
    before = list_claims(run, stamp="s")
    fewer = make_run(tmp_path / "other", recommendations=None, documents=None, duties=None)
    after = list_claims(fewer, stamp="another")
    both = before.merge(after, on="claim_id")
    assert len(both) == len(after) < len(before)
    assert (both["key_x"] == both["key_y"]).all()
    assert before["claim_id"].is_unique


def test_a_run_without_tables_has_no_claims(tmp_path) -> None:
    none = {"coverage": None, "gaps": None, "evidence": None, "documents": None, "duties": None,
            "paragraphs": None, "recommendations": None, "responsibilities": None,
            "centers": None, "decided": None}  # fmt: skip
    assert list_gap_claims(make_run(tmp_path / "empty", **none)).empty


def test_counts_of_owners_meetings_and_uniformity_are_claims(tmp_path) -> None:
    more = {
        "owners": rows("responsibility_id center required named state",
                       "R1|north|center|center|as-required", "R1|south|center||between"),
        "triangulation": rows("responsibility_id center status meeting suppressed",
                              "R1|north|assigned|raised|True", "R1|south|no-deadline|latent|True"),
        "uniformity": rows("responsibility_id attribute n_centers n_own n_saying n_ways uniformity",
                           "R1|all|2|0|2|2|0.5", "R1|owner|2|0|2|1|1"),
        "sides": rows("center unit n_required n_named n_kept n_left n_between n_taken n_both",
                      "north|center|3|2|2|1|1|0|0"),
    }  # fmt: skip
    claims = list_claims(make_run(tmp_path / "run", **more), stamp="s")
    assert counted(claims, "owner")["state=as-required"] == (1, 2)
    assert counted(claims, "meeting of open cells")["meeting=latent"] == (1, 1)
    assert list(counted(claims, "differs").values()) == [(1, 1)]
    assert counted(claims, "kept", "north") == {"north;center": (2, 3)}
