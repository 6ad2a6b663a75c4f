"""The exhibits: bases shown, small figures hidden, text escaped, lacking parts said to lack."""

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from sopgap.report import answers, exhibits, gap_tables, maps, method, passages, sentences, shares
from sopgap.report.folder import read_run, save_tables
from sopgap.study import Study
from tests.report.given import no_backtest

HOSTILE = "<script>alert('x')</script> & \u202ebad"
STUDY = {"min_base": 10, "min_count": 3, "labels": {"center": "Center", "port": "Port"}}


def study_of(tmp_path, **changes):
    centers = pd.DataFrame({"center": ["a", "b"], "name": ["Alpha", HOSTILE], "location": ["", ""]})
    return Study(**{
        "path": tmp_path / "study.toml", "name": "s", "title": "A study " + HOSTILE,
        "synthetic": True, "labels": {"center": "Center", "port": "Port"}, "centers": centers,
        "as_of": dt.date(2021, 1, 1), **changes,
    })  # fmt: skip


def documents_of_a_study():
    """One responsibility in conflict at both Centers, one not found at Alpha, one in order."""
    paragraph = f"Before {HOSTILE}. The port director must decide protests within 30 days. After."
    sentence = "The port director must decide protests within 30 days."
    return {
        "responsibilities": pd.DataFrame(
            {
                "responsibility_id": ["R1", "R2", "R3"],
                "name": ["Protests", HOSTILE, "Bonds"],
                "kind": "responsibility",
                "ownership": ["center", "joint", "center"],
                "keywords": "k",
                "requires": ["deadline", "", ""],
                "criteria": ["19 U.S.C. 1514", "", ""],
            }
        ),
        "documents": pd.DataFrame(
            {
                "document_id": ["D1", "D2"],
                "title": ["Handbook " + HOSTILE, "Lost manual"],
                "issuer": "HQ",
                "tier": ["handbook", "sop"],
                "scope": ["all", "a"],
                "effective": ["2014-06-01", ""],
                "superseded": "",
                "access": ["provided", "unavailable"],
            }
        ),
        "paragraphs": pd.DataFrame(
            {
                "paragraph_id": ["D1#4.aa"],
                "document_id": ["D1"],
                "section": ["4. Protests"],
                "page": ["7"],
                "ordinal": [0],
                "text": [paragraph],
            }
        ),
        "duties": pd.DataFrame(
            {
                "duty_id": ["D1#4.aa.s2"],
                "paragraph_id": ["D1#4.aa"],
                "document_id": ["D1"],
                "text": [sentence],
                "actor": ["port director"],
                "actor_text": ["The port director"],
                "unit": ["port"],
                "modality": ["obligation"],
                "action": ["decide"],
                "object": ["protests"],
                "deadline": ["within 30 days"],
                "via": ["modal"],
            }
        ),
        "links": pd.DataFrame(
            {
                "passage_id": ["D1#4.aa.s2"] * 2,
                "responsibility_id": ["R1", "R2"],
                "passage": "duty",
                "score": [0.9, 0.2],
                "rank": [1, 2],
            }
        ),
        "evidence": pd.DataFrame(
            [
                (
                    "R1",
                    "a",
                    1,
                    "against",
                    "D1#4.aa.s2",
                    "D1#4.aa",
                    "D1",
                    "names the port " + HOSTILE,
                ),
                ("R2", "a", 1, "near", "D1#4.aa.s1", "D1#4.aa", "D1", "was read as another act"),
                ("R2", "a", 2, "near", "D9#1.aa.s1", "", "", "stands in a document for b and a"),
            ],
            columns=[
                "responsibility_id",
                "center",
                "place",
                "stance",
                "passage_id",
                "paragraph_id",
                "document_id",
                "why",
            ],
        ),
        "coverage": pd.DataFrame(
            [
                (
                    "R1",
                    "a",
                    "conflicting",
                    "conflicting;differs",
                    "Two owners " + HOSTILE,
                    "D1#4.aa.s2",
                ),
                ("R1", "b", "conflicting", "conflicting", "Two owners.", "D1#4.aa.s2"),
                ("R2", "a", "missing", "missing;uneven", "Nothing found.", ""),
                ("R2", "b", "assigned", "", "In order.", "D1#4.aa.s2"),
                ("R3", "a", "assigned", "", "In order.", ""),
                ("R3", "b", "assigned", "", "Fine.", ""),
            ],
            columns=["responsibility_id", "center", "status", "labels", "reasons", "duty_ids"],
        ).assign(n_duties=1, n_documents=1),
        "gaps": pd.DataFrame(
            [
                ("R1", "a", "conflicting", "", "proposed", "D1#4.aa.s2"),
                ("R1", "b", "conflicting", "", "rejected", "D1#4.aa.s2"),
                ("R2", "a", "missing", "uneven", "proposed", ""),
            ],
            columns=["responsibility_id", "center", "kind", "labels", "review", "duty_ids"],
        ).assign(n_comments=pd.NA, comment_ids=""),
    }


@pytest.fixture
def run(tmp_path):
    save_tables(tmp_path / "run", study_of(tmp_path), **documents_of_a_study())
    return read_run(tmp_path / "run")


def test_a_passage_is_shown_with_all_that_leads_to_it(run):
    page = passages.gap_sheets(run, "a").data
    assert "id='gap-R1'" in page
    for said in ("4. Protests", "page 7", "handbook", "since 2014-06-01", "D1#4.aa.s2", "(Port)",
                 "19 U.S.C. 1514", "differ on owner", "open at 1 of 2 Centers"):  # fmt: skip
        assert said in page
    mark = page.split("<mark>")[1].split("</mark>")[0]
    assert "<strong>The port director</strong> must <strong>decide</strong>" in mark
    assert "Before" in page.split("<mark>")[0]
    assert "After." in page.split("</mark>")[1]


def test_where_nothing_covers_it_the_nearest_is_shown_as_not_counting(run):
    sheet = passages.gap_sheets(run, "a").data.split("id='gap-R2'")[1]
    assert "not found" in sheet
    assert "2 passages in 2 documents: 2 near it, and not counted" in sheet
    assert "a person decides" in sheet
    assert "Stands in a document for" in sheet and "only" in sheet
    assert "documents of other Centers cover it" in sheet


def test_nothing_from_a_study_becomes_markup(run):
    for page in (
        passages.gap_sheets(run, "a"), maps.gap_map(run), gap_tables.documents_at_fault(run),
        method.how_made(run), sentences.one_minute(run, "a"), sentences.one_minute(run),
        gap_tables.spread(run.table("coverage"), run.table("gaps"), run.table("responsibilities"),
                          run.table("centers"), run.study),
    ):  # fmt: skip
        assert "<script" not in page.data
        assert "\u202e" not in page.data


def test_each_gap_of_the_map_leads_to_its_row_and_says_its_state(run):
    page = maps.gap_map(run).data
    assert "<a href='reports/a.html#gap-R2'>N<i> not found</i></a>" in page
    assert "<a href='reports/b.html#gap-R1'>(C)<i> conflicting, rejected</i></a>" in page
    assert " class=s-assigned>" in page and "<td id='cell-R2--a' class=" in page


def test_a_rejected_gap_rests_on_no_document(run):
    page = gap_tables.documents_at_fault(run).data
    assert "1 on none" in page
    assert "of 2 open cells rest on 1 document" in page
    assert "#gap-R1'>Alpha</a>" in page
    assert "reports/b.html" not in page
    assert "Not available, so not read and never counted: Lost manual." in page


def test_common_and_local_are_told_apart(run):
    tables = (run.table(t) for t in ("coverage", "gaps", "responsibilities", "centers"))
    page = gap_tables.spread(*tables, run.study)
    assert "0 of 2 open responsibilities are common" in page.data
    assert "At one" in page.data


def test_a_study_without_a_survey_says_so_in_a_sentence(run):
    assert "holds no survey" in sentences.one_minute(run, "a").data
    empty = run.table("tallies")
    page = answers.show_answers(empty, run.table("questions"), run.table("backtest"), run.study)
    assert "holds no survey" in page.data
    assert "left out" in gap_tables.meeting_table(
        run.table("triangulation"), run.table("responsibilities"), run.table("gaps"), run.study,
        center="a",
    ).data  # fmt: skip


@pytest.fixture
def survey():
    questions = pd.DataFrame({
        "question_id": ["q1"], "wording": ["Who " + HOSTILE], "kind": ["single"],
        "choices": ["Yes|No"], "dont_know": [""], "asked_if": [""],
    })  # fmt: skip
    tallies = pd.DataFrame(
        [("q1", "all", "Yes", 60, 90, False), ("q1", "all", "No", 30, 90, False),
         ("q1", "a", "Yes", None, None, True), ("q1", "a", "No", None, None, True)],
        columns=["question_id", "group", "choice", "n", "base", "suppressed"],
    ).astype({"n": "Int64", "base": "Int64"})  # fmt: skip
    share = (tallies["n"] / tallies["base"]).astype(float)
    nan = float("nan")
    return questions, tallies.assign(share=share, low=nan, high=nan, worst_low=nan, worst_high=nan)


def test_hidden_answers_are_said_to_be_and_never_empty_or_zero(survey):
    questions, tallies = survey
    page = answers.show_answers(tallies, questions, no_backtest(), STUDY, group="a").data
    assert page.count("hidden") >= 3  # picture and tables
    assert page.count("which is not told.") == 2  # once for the figure, once for what opens
    assert "too few" not in page.lower()
    assert ">0 of" not in page
    assert "60 of 90 (67\u00a0%)" in page  # all Centers stand beside it
    assert "<script" not in page


def test_a_census_shows_no_interval(survey):
    questions, tallies = survey
    page = answers.show_answers(tallies, questions, no_backtest(), STUDY).data
    assert "<td>none</td>" in page


def test_where_everybody_answered_no_silence_is_spoken_of(survey):
    questions, tallies = survey
    tallies = tallies.assign(worst_low=tallies["share"], worst_high=tallies["share"])
    known = robustness_of(survives="majority", staff=90, weighted=float("nan"),
                          sentence="Nobody was silent.")  # fmt: skip
    page = answers.show_answers(tallies, questions, no_backtest(), STUDY, robustness=known).data
    assert "Nobody was silent: 1 of 1 answer here is a majority of staff" in page
    assert "a majority of staff, and nobody was silent." in page
    assert "<td>nobody was silent</td>" in page
    assert "Pale band" not in page


def test_only_marks_that_are_drawn_are_explained(survey):
    questions, tallies = survey
    page = answers.show_answers(tallies, questions, no_backtest(), STUDY).data
    assert "Dot: the share, dashed: one half." in page
    for mark in ("Pale band", "diamond", "upright tick", "the published one"):
        assert mark not in page


def test_the_survey_s_own_weights_are_not_said_to_be_those_of_the_staff(survey):
    questions, tallies = survey
    known = robustness_of(survives="open", needed=41, staff=200,
                          sentence="It may be; by the survey's weights it moves.")  # fmt: skip
    page = answers.show_answers(tallies, questions, no_backtest(), STUDY, robustness=known).data
    assert "the share by the survey&#39;s weights." in page
    assert "weighted to the staff" not in page.lower()


def test_what_no_figure_withstands_is_said_once(survey):
    questions, tallies = survey
    known = robustness_of(survives="unknown", staff=pd.NA)
    page = answers.show_answers(tallies, questions, no_backtest(), STUDY, robustness=known).data
    assert page.count("What the silent could make of these figures is not known.") == 1
    assert "<ul class=survives>" not in page


def test_the_tick_of_the_text_alternative_bears_the_study_s_word(survey):
    questions, tallies = survey
    tallies.loc[tallies["group"] == "a", ["n", "base", "share", "suppressed"]] = [
        5,
        20,
        0.25,
        False,
    ]
    wards = STUDY | {"labels": {"center": "Ward", "port": "Pharmacy"}}
    page = answers.show_answers(tallies, questions, no_backtest(), wards, group="a").data
    assert ", all Wards 67 %" in page.split("<desc")[1]
    assert "Center" not in page


def test_a_hidden_cell_of_a_map_is_hatched_and_has_a_word(survey):
    questions, tallies = survey
    centers = pd.DataFrame({"center": ["a"], "name": ["Alpha"]})
    page = shares.answer_map(tallies, questions, no_backtest(), centers, STUDY).data
    assert "<td class=s-suppressed>h<i> hidden</i></td>" in page
    assert "67\u00a0%<small>60/90</small>" in page


def concerns_of():
    concerns = pd.DataFrame({"concern_id": ["C01", "C02"], "label": ["two bosses", HOSTILE],
                             "terms": ["x;y", "z"]})  # fmt: skip
    sizes = pd.DataFrame(
        [("C01", "all", 20, 60, False), ("C02", "all", 9, 60, False), ("C01", "a", 7, 17, False),
         ("C02", "a", None, 17, True)],
        columns=["concern_id", "group", "n", "base", "suppressed"],
    ).astype({"n": "Int64", "base": "Int64"})  # fmt: skip
    sizes["share"] = (sizes["n"] / sizes["base"]).astype(float)
    quotations = pd.DataFrame({"concern_id": ["C01", "C01", "C02"], "group": ["all", "a", "all"],
                               "text": ["From anywhere", "From [name] here", HOSTILE]})  # fmt: skip
    return concerns, sizes, quotations


def test_a_quotation_of_the_center_goes_before_one_of_all():
    page = exhibits.concerns(*concerns_of(), STUDY, group="a").data
    assert "From [name] here" in page
    assert "From anywhere" not in page
    assert "from all Centers" in page  # of the second concern
    assert "<script" not in page


def test_up_to_three_quotations_stand_in_the_order_of_their_places():
    concerns, sizes, _ = concerns_of()
    quotations = pd.DataFrame({"concern_id": "C01", "group": "all", "place": [4, 2, 1, 3],
                               "text": ["Fourth", "Second", HOSTILE, "Third"]})  # fmt: skip
    page = exhibits.concerns(concerns, sizes, quotations, STUDY).data
    assert page.index("Second") < page.index("Third")
    assert page.count("<blockquote>") == 1 and "Fourth" not in page
    assert "<li>" in page and "<script" not in page


def test_a_small_concern_shows_no_count_at_its_center():
    page = exhibits.concerns(*concerns_of(), STUDY, group="a").data
    assert "7 of 17 (41\u00a0%)" in page
    assert "<td>hidden</td>" in page
    assert page.count("which is not told.") == 1


def test_the_back_test_names_what_the_published_figures_leave_unsaid():
    backtest = pd.DataFrame(
        {
            "figure_id": ["f1", "f2"],
            "statement": ["understood", "never"],
            "question_id": ["q1", "q2"],
            "choice": ["I do", "Never"],
            "published_n": [149, 372],
            "published_base": [444, 415],
            "published_percent": [34, 90],
            "n": [149, 371],
            "base": [444, 415],
            "percent": [34, 89],
            "agrees": [True, False],
            "source": ["p. 3", "p. 4"],
        }
    )
    rates = pd.DataFrame({"group": ["all"], "staff": [1052], "answered": [544]})
    page = exhibits.back_test(backtest, rates, STUDY).data.replace("\u00a0", " ")
    assert "1 of 2 published figures come out the same" in page
    assert "1 figure on 444 and 1 figure on 415" in page
    assert "The other 100 to 129 people answered other parts" in page
    assert (
        "Of the 1 figure over one half, 1 holds for a majority of all 1,052 staff only if enough"
        in page
    )
    assert "does not say that the other 295 chose its opposite" in page


def test_no_percentage_stands_alone_in_the_funnel():
    rates = pd.DataFrame({"group": ["all"], "staff": [1052], "answered": [544], "complete": [409],
                          "suppressed": [False]})  # fmt: skip
    frame = pd.DataFrame({"center": ["a"], "position": ["Import specialist"], "staff": [1052]})
    tallies = pd.DataFrame({"group": [], "question_id": [], "base": []})
    questions = pd.DataFrame({"question_id": [], "asked_if": []})
    page = exhibits.who_answered(rates, frame, tallies, questions, STUDY | {"staff_all": 1443}).data
    page = page.replace("\u00a0", " ")
    for said in ("1,052 of 1,443 (73 %)", "544 of 1,052 (52 %)", "409 of 544 (75 %)"):
        assert said in page
    assert "1,052 import specialists" in page


def test_the_funnel_ends_with_who_wrote_a_comment_and_the_bases_stand_beside(survey):
    rates = pd.DataFrame({"group": ["all"], "staff": [200], "answered": [100], "complete": [80],
                          "commented": [40], "suppressed": [False]})  # fmt: skip
    questions, tallies = survey
    more = pd.concat([questions, questions.assign(question_id="q2", asked_if="q1=Yes")])
    both = pd.concat([tallies, tallies.assign(question_id="q2", base=pd.NA)])
    frame = pd.DataFrame({"center": [], "position": [], "staff": []})
    page = exhibits.who_answered(rates, frame, both, more, STUDY).data.replace("\u00a0", " ")
    assert "People who wrote a comment with content: 40" in page
    assert "40 of 100" not in page  # who broke off never saw the open questions
    assert "Answered q1: 90" in page
    assert "Answered q2" not in page  # put to some only: its base says nothing of breaking off
    assert "drawn thin" in page


def robustness_of(**changes):
    row = {"question_id": "q1", "group": "all", "choice": "Yes", "n": 60, "base": 90,
           "weighted": 0.71, "sentence": "It may be 60 to 170 & <more>."}  # fmt: skip
    return pd.DataFrame([row | changes])


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"survives": "open", "needed": 41, "staff": 200}, "41 of these 110 would make it a"),
        ({"survives": "majority"}, "a majority of staff, whatever the silent think."),
        ({"survives": "minority"}, "no majority of staff, whatever the silent think."),
        ({"survives": "majority", "sentence": "It is so; it moves down by 9 points, across one"
          " half; early and late answers differ by 3 points, no more than chance explains."},
         "whatever the silent think; weighted, it crosses one half."),
        ({"survives": "majority", "sentence": "It is; early and late answers differ by 30 points,"
          " more than chance explains."},
         "think; early and late answers differ by more than chance explains."),
    ],
)  # fmt: skip
def test_one_short_sentence_stands_in_the_list_and_the_whole_in_the_table(survey, changes, said):
    questions, tallies = survey
    page = answers.show_answers(tallies, questions, no_backtest(), STUDY,
                                robustness=robustness_of(**changes)).data  # fmt: skip
    short = page.split("<ul class=survives>")[1].split("</ul>")[0]
    assert said in short
    whole = changes.get("sentence", "It may be 60 to 170")
    assert f"<td>{whole}" in page.split("</ul>", 1)[1]
    assert ("Early: the half of the answers up to the median day" in page) == ("early" in whole)


@pytest.mark.parametrize(
    ("n", "worst", "title"),
    [
        (60, (0.3, 0.8), "For the one answer that more than half gave, those who did not answer"),
        (60, (0.6, 0.8), "For no answer that more than half gave"),
        (40, (0.3, 0.8), "No answer here was given by more than half of those who answered"),
        (60, (None, None), "how many were asked is not known"),
    ],
)
def test_the_title_speaks_of_majorities_only_where_more_than_half_gave_it(survey, n, worst, title):
    questions, tallies = survey
    mine = (tallies["group"] == "all") & (tallies["n"] == 60)
    assert mine.sum() == 1
    tallies.loc[mine, "n"] = n
    tallies["worst_low"], tallies["worst_high"] = (float("nan") if w is None else w for w in worst)
    page = answers.show_answers(tallies[mine | (tallies["group"] != "all")], questions,
                                no_backtest(), STUDY).data  # fmt: skip
    assert title in page


def test_the_title_of_a_center_counts_no_overlaps(survey):
    questions, tallies = survey
    page = answers.show_answers(tallies, questions, no_backtest(), STUDY, group="a").data
    assert "inside the interval" not in page


def test_what_a_figure_withstands_stands_under_it(survey):
    questions, tallies = survey
    page = answers.show_answers(tallies, questions, no_backtest(), STUDY,
                                robustness=robustness_of()).data.replace("\u00a0", " ")  # fmt: skip
    assert "It may be 60 to 170 &amp; &lt;more&gt;." in page
    assert "<td>71 %</td>" in page
    assert "tables/robustness.csv" in page
    assert "diamond" in page


def test_a_hidden_figure_has_no_word_on_what_it_withstands(survey):
    questions, tallies = survey
    page = answers.show_answers(tallies, questions, no_backtest(), STUDY, group="a",
                                robustness=robustness_of(group="a")).data  # fmt: skip
    assert "It may be" not in page
    assert "71\u00a0%" not in page
    assert "robustness.csv" not in page


def test_without_robustness_nothing_is_said_of_it(survey):
    questions, tallies = survey
    page = answers.show_answers(tallies, questions, no_backtest(), STUDY).data
    assert "robustness" not in page
    assert "Weighted" not in page


def test_the_folder_of_pages_parts_is_shipped_with_the_package():
    folder = Path(maps.__file__).parent / "page"
    shipped = {"compare.css", "page.html.j2", "page.css", "page.js", "paper.css", "reading.css",
               "search.js"}  # fmt: skip
    assert {p.name for p in folder.iterdir()} == shipped
