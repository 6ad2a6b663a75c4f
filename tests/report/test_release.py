"""What a run publishes is attacked, and its pages held against the ledger, before it goes out."""

import pandas as pd
import pytest

import sopgap as sg
from sopgap.errors import DisclosureError
from sopgap.report.claims import list_claims
from sopgap.report.folder import read_run
from sopgap.report.release import audit_run, refuse_leaks
from sopgap.tables import read_table, write_table

PAGES = ("index.html", "survey.html", "procedures.html", "reports/north.html")


def change(run, name, to):
    """Rewrite a table of the run as somebody else's step might."""
    path = run / "tables" / f"{name}.csv"
    write_table(to(read_table(path)), path)


def test_a_whole_run_passes_and_says_what_is_hidden(run) -> None:
    audit, leaks = audit_run(read_run(run))
    assert leaks == []
    assert audit["recovered"].sum() == 0
    hidden = audit.set_index("table")["hidden"]
    assert hidden["tallies"] > 0
    assert (audit["narrowest"].dropna() >= 3).all()
    refuse_leaks(run, PAGES)


def test_the_audit_on_disk_is_the_one_that_is_published(run) -> None:
    audit, _ = audit_run(read_run(run))
    published = read_run(run).table("audit").set_index("table")
    same = audit.set_index("table").loc[published.index, ["cells", "hidden", "recovered"]]
    pd.testing.assert_frame_equal(same, published[["cells", "hidden", "recovered"]])


def test_what_a_careless_step_puts_back_gives_the_rest_away(run, tiny) -> None:
    survey = sg.read_survey(tiny / "survey")
    bare = pd.concat([sg.tally(survey, min_base=0), sg.tally(survey, by="center", min_base=0)])
    lone = read_run(run).table("tallies").query("n.isna() and group == 'north'").iloc[0]
    figures = ["n", "base", "share", "low", "high", "worst_low", "worst_high"]

    def put_back(tallies):
        own = (bare[["question_id", "group", "choice"]] == lone[:3].to_numpy()).all(axis=1)
        return bare.assign(suppressed=own, **{f: bare[f].mask(own) for f in figures})

    change(run, "tallies", put_back)
    audit, leaks = audit_run(read_run(run))
    assert audit.set_index("table").loc["tallies", "recovered"] > 0
    assert lone["question_id"] in leaks[0]
    with pytest.raises(DisclosureError, match=lone["question_id"]):
        refuse_leaks(run, PAGES)


def test_what_only_the_ledger_prints_of_a_hidden_row_is_a_leak(run, tiny) -> None:
    survey = sg.read_survey(tiny / "survey")
    hidden = read_run(run).table("tallies").query("n.isna() and group == 'north'").iloc[0]
    bare = sg.tally(survey, by="center", min_base=0)
    told = bare[(bare[["question_id", "group", "choice"]] == hidden[:3].to_numpy()).all(axis=1)]

    def tell(claims):
        row = claims[claims["source"] == "tables/tallies.csv"].iloc[[0]].assign(
            claim_id="k0", question_id=hidden["question_id"], group="north",
            choice=hidden["choice"], k=told["n"].to_numpy(), n=told["base"].to_numpy(),
        )  # fmt: skip
        return pd.concat([claims, row], ignore_index=True)

    change(run, "claims", tell)
    assert audit_run(read_run(run))[1] != []
    with pytest.raises(DisclosureError, match=hidden["question_id"]):
        refuse_leaks(run, PAGES)


def test_a_count_of_a_count_from_nowhere_stops_nobody(run) -> None:
    """The checks look for such counts; words like these count nothing."""
    page = run / "index.html"
    html = page.read_text(encoding="utf-8")
    page.write_text(html.replace("</main>", "<p>7 of 4,321 cells.</p></main>"), encoding="utf-8")
    refuse_leaks(run, PAGES)


@pytest.fixture
def second_wave(run):
    """Set beside the run an earlier wave, the same but that it hides one question more."""
    read = read_run(run)
    tallies, questions, frame = (read.table(name) for name in ("tallies", "questions", "frame"))
    figures = ["n", "base", "share", "low", "high", "worst_low", "worst_high"]
    more = tallies["question_id"] == "q2"
    before = tallies.assign(suppressed=tallies["suppressed"] | more)
    before[figures] = before[figures].mask(more)
    waves = sg.compare_waves(before, tallies, questions, questions, frame=frame)
    for name, table in {"tallies_before": before, "questions_before": questions,
                        "waves": waves}.items():  # fmt: skip
        write_table(table, run / "tables" / f"{name}.csv")
    return run


def test_what_only_the_earlier_wave_hides_is_no_leak_of_this_one(second_wave) -> None:
    read = read_run(second_wave)
    assert read.table("waves").query("question_id == 'q2' and n.isna()").shape[0] > 0
    audit, leaks = audit_run(read)
    assert leaks == []
    assert "tallies_before" in set(audit["table"])


@pytest.mark.parametrize("column", ["n_before", "n", "difference"])
def test_a_comparison_of_waves_tells_nothing_that_its_tables_hide(second_wave, column) -> None:
    def put_back(waves):
        lone = waves.index[(waves["question_id"] == "q2") & waves["n"].isna()][0]
        waves.loc[lone, column] = 0.5 if column == "difference" else 1
        return waves

    change(second_wave, "waves", put_back)
    leaks = audit_run(read_run(second_wave))[1]
    assert any(leak.startswith("table 'waves', row 'q") for leak in leaks)


def test_a_question_of_the_earlier_wave_alone_is_a_claim_with_its_own_words(second_wave) -> None:
    def drop(table):
        gone = table["question_id"] == "q1"
        return table.assign(question_id=table["question_id"].mask(gone, "q1@before"))

    change(second_wave, "waves", drop)
    change(second_wave, "questions_before", lambda q: q.assign(wording=q["wording"] + " Then?"))
    read = read_run(second_wave)
    claims = list_claims(read, stamp="x").query("source == 'tables/waves.csv'")
    own = claims.query("question_id == 'q1@before' and kind == 'before'")
    assert len(own) > 0
    assert own["wording"].str.endswith(" Then?").all()


def test_the_ledger_names_the_interval_and_the_weights_that_were_used(run) -> None:
    read = read_run(run)
    read.study["survey"] = {"interval": "korn-graubard"}
    change(run, "robustness", lambda t: t.assign(
        weighted=0.5, sentence="It may be; by the survey's weights it moves."))  # fmt: skip
    claims = list_claims(read, stamp="x")
    shares = claims.query("source == 'tables/tallies.csv' and kind == 'share'")
    assert shares["method"].str.startswith("Korn and Graubard").all()
    assert (claims.query("kind == 'weighted share'")["weight"] == "the survey's weights").all()


def test_a_share_beside_a_blank_count_gives_it_away(run) -> None:
    def put_back(tallies):
        lone = tallies.index[tallies["n"].isna()][0]
        tallies.loc[lone, "share"] = 0.5
        return tallies

    change(run, "tallies", put_back)
    assert audit_run(read_run(run))[1]


def test_a_page_with_a_figure_from_nowhere_is_refused(run) -> None:
    page = run / "reports" / "north.html"
    page.write_text(page.read_text().replace("</main>", "<p>In truth 7 of 9 (78 %).</p></main>"))
    with pytest.raises(DisclosureError) as raised:
        refuse_leaks(run, PAGES)
    (sentence,) = raised.value.problems
    assert sentence.startswith("reports/north.html: prints “7 of 9 (78 %)”")


def test_every_claim_says_what_it_rests_on(run) -> None:
    claims = read_run(run).table("claims")
    assert {"rate", "share", "response rate", "worst case", "comments"} <= set(claims["kind"])
    asked = claims[claims["source"] == "tables/tallies.csv"]
    assert (asked["wording"].str.len() > 10).all()
    assert (claims[["base_rule", "weight", "method"]] != "").all(axis=None)
    assert claims["run"].nunique() == 1
    shares = asked[asked["kind"] == "share"]
    assert ((shares["k"] / shares["n"] - shares["share"]).abs() < 1e-6).all()


def test_what_is_hidden_is_no_claim(run) -> None:
    tallies = read_run(run).table("tallies")
    hidden = tallies[tallies["n"].isna()][["question_id", "group", "choice"]]
    claims = read_run(run).table("claims").query("source == 'tables/tallies.csv'")
    keys = set(claims[["question_id", "group", "choice"]].itertuples(index=False, name=None))
    assert len(hidden) > 0
    assert not keys & set(hidden.itertuples(index=False, name=None))


def test_claims_are_made_again_from_the_tables(run) -> None:
    read = read_run(run)
    stamp = read.table("claims")["run"].iloc[0]
    made = list_claims(read, stamp=stamp)
    assert len(made) == len(read.table("claims"))


def test_who_wrote_a_comment_is_not_kept_beside_the_comments(run) -> None:
    assert "commented" not in read_run(run).table("respondents")
    assert list(read_run(run).table("comments").columns) == [
        "comment_id", "question_id", "center", "text",
    ]  # fmt: skip


def test_a_percentage_that_a_reason_quotes_from_a_document_is_not_ours(run) -> None:
    def quote(coverage):
        coverage.loc[0, "reasons"] = "Mention only: the rule says “5 % of all”."
        return coverage

    change(run, "coverage", quote)
    page = run / "reports" / "north.html"
    html = page.read_text()
    said = "<p>Mention only: the rule says “5 % of all”.</p><p>The rule says “5 % of all”.</p>"
    page.write_text(html.replace("</main>", f"{said}</main>"))
    refuse_leaks(run, PAGES)
