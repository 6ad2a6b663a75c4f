"""A duty does a responsibility when its act and its object are the responsibility's."""

import pandas as pd
import pytest

from sopgap.mapping.fitting.fits import judge_fits

COLUMNS = ["responsibility_id", "name", "kind", "action", "object", "keywords"]


def judge(text, row, section="", others=(), **changes):
    duty = {
        "duty_id": "d",
        "paragraph_id": "p",
        "text": text,
        "actor": "",
        "actor_text": "",
        "unit": "center",
        "action": "",
        "object": "",
        "condition": "",
        "via": "modal",
    }
    matrix = pd.DataFrame([row, *others], columns=COLUMNS)
    places = pd.DataFrame({"section": [section], "title": [""]}, index=["d"])
    links = pd.DataFrame({"passage_id": ["d"], "responsibility_id": [row[0]], "rank": [1]})
    return judge_fits(links, pd.DataFrame([duty | changes]), matrix, places).iloc[0]


REFUNDS = ("R1", "Refunds", "responsibility", "approve", "refund claims", "refund")
ENTRIES = ("R2", "Informal entries", "responsibility", "process", "informal entries", "")
MORE = (
    ("R3", "Entries", "responsibility", "close", "entries", ""),
    ("R4", "Formal entries", "responsibility", "require", "formal entry", ""),
)
BONDS = ("R5", "Bonds", "responsibility", "review", "sufficiency of bonds", "bond")


@pytest.mark.parametrize(
    "text",
    [
        "The Center approves refund claims.",
        "Refund claims must be signed by the Center.",
        "The Center is responsible for the approval of refund claims.",
        "The Center signs off on each claim for a refund.",
    ],
)
def test_the_act_in_other_words_is_the_act(text):
    assert judge(text, REFUNDS)["does"]


@pytest.mark.parametrize(
    "text",
    [
        "The Center must store refund claims.",
        "The Center must file the refund claims that the director approves.",
        "After the approval of refund claims the Center closes the file.",
    ],
)
def test_another_act_is_not_the_act(text):
    assert not judge(text, REFUNDS)["does"]


def test_a_word_that_many_rows_share_does_not_make_the_object():
    assert judge("Informal entries are worked by the desk.", ENTRIES, others=MORE)["does"]
    assert not judge("Warehouse entries are worked by the desk.", ENTRIES, others=MORE)["does"]


def test_a_heading_lends_its_object_only_to_words_that_point():
    accept = ("R6", "Documents", "responsibility", "accept", "documents", "")
    rest = {"action": "accept", "object": "the rest"}
    assert judge("Clerks accept the rest.", accept, "4. Documents", **rest)["does"]
    cash = {"action": "accept", "object": "cash"}
    assert not judge("Clerks accept cash.", accept, "4. Documents", **cash)["does"]


def test_a_qualifier_alone_is_another_object():
    row = ("R7", "Reconciliation", "responsibility", "monitor", "reconciliation entries",
           "reconciliation")  # fmt: skip
    assert not judge("The cashier must monitor the reconciliation of the drawer.", row)["does"]
    assert judge("The desk must monitor reconciliation entries.", row)["does"]


def test_a_step_covers_nothing_by_itself_outside_its_heading():
    step = "Check the importer number and the bond."
    assert not judge(step, BONDS, "2. Summaries", via="imperative")["does"]
    assert judge(step, BONDS, "5. Bonds", via="imperative")["does"]


def test_an_act_that_no_list_knows_is_taken_where_the_object_is_said_in_full():
    told = {"action": "zamboni", "object": "refund claims"}
    assert judge("The Center zambonis refund claims.", REFUNDS, **told)["does"]
    assert not judge("The Center zambonis claims.", REFUNDS, action="zamboni", object="claims")[
        "does"
    ]


def test_in_a_long_sentence_the_object_stands_near_the_act():
    filler = "with each of the many forms letters photographs stamps seals tags lists notes books "
    far = f"The Center must approve leave plans {filler * 3} beside old refund claims."
    assert not judge(far, REFUNDS)["does"]


def test_of_one_sentence_with_two_owners_each_duty_keeps_its_own_words():
    text = "The cashier approves leave and the Center stores refund claims."
    common = {"paragraph_id": "p", "text": text, "actor": "", "actor_text": "", "condition": ""}
    duties = pd.DataFrame(
        [
            common | {"duty_id": "a", "unit": "port", "action": "approve", "object": "leave"},
            common | {"duty_id": "b", "unit": "center", "action": "store", "object": "claims"},
        ]
    ).assign(via="descriptive")
    places = pd.DataFrame({"section": ["", ""], "title": ["", ""]}, index=["a", "b"])
    links = pd.DataFrame({"passage_id": ["a", "b"], "responsibility_id": "R1", "rank": 1})
    matrix = pd.DataFrame([REFUNDS], columns=COLUMNS)
    assert not judge_fits(links, duties, matrix, places)["does"].any()


def test_a_narrowed_object_is_partial():
    claims = ("R8", "Claims", "responsibility", "approve", "claims", "")
    assert judge("The Center approves textile claims.", claims)["partial"]
    assert judge("The Center approves claims about steel.", claims)["partial"]
    assert not judge("The Center approves all claims.", claims)["partial"]


def test_a_role_needs_words_that_place_the_position():
    role = ("P1", "Cashiers", "role", "", "", "")
    assert judge("Cashiers report to the port director.", role)["does"]
    assert not judge("Cashiers report each loss.", role)["does"]
    assert not judge("Clerks report to the port director.", role)["does"]


APPRAISE = ("R9", "Valuation", "responsibility", "appraise", "paintings", "appraisal;value")


@pytest.mark.parametrize(
    ("text", "action", "object_"),
    [
        ("The curator shall require a formal appraisal form for paintings.", "require",
         "formal appraisal form for paintings"),
        ("The board shall cause publication to be made of its finding on value, appraisal, or"
         " rate of paintings.", "cause", "publication"),
    ],
)  # fmt: skip
def test_a_noun_in_the_object_of_another_act_is_not_the_act(text, action, object_):
    assert not judge(text, APPRAISE, action=action, object=object_)["does"]
    told = {"action": "appraise", "object": "paintings"}
    assert judge("The curator shall appraise paintings.", APPRAISE, **told)["does"]


def test_verbs_joined_to_the_duty_are_its_acts_too():
    told = {"action": "log", "object": "each claim"}
    text = "The Center logs, checks and approves refund claims."
    assert judge(text, REFUNDS, **told | {"object": "checks and approves refund claims"})["does"]


@pytest.mark.parametrize(
    ("row", "action", "object_"),
    [
        (("R1", "Loans", "responsibility", "request", "loans", ""), "submit", "request for loans"),
        (("R1", "Loans", "responsibility", "approve", "loans", ""), "give", "approval of loans"),
        (("R1", "Loans", "responsibility", "inspect", "halls", ""), "carry", "out an inspection"
         " of halls"),
        (("R1", "Crews", "responsibility", "meet", "crew", ""), "hold", "a meeting of the crew"),
    ],
)  # fmt: skip
def test_a_light_verb_leaves_the_act_to_its_noun(row, action, object_):
    text = f"The Center shall {action} {object_}."
    assert judge(text, row, action=action, object=object_)["does"]


def test_one_loose_keyword_needs_the_very_act():
    row = ("R1", "Loans", "responsibility", "approve", "museum loans", "pass")
    told = {"object": "visitor pass"}
    assert not judge("The Center signs the visitor pass.", row, action="sign", **told)["does"]
    assert judge("The Center approves the visitor pass.", row, action="approve", **told)["does"]


def test_the_row_s_words_outside_the_duty_s_object_do_not_make_it():
    told = {"action": "sign", "object": "parking permits"}
    assert not judge("The Center signs parking permits beside refund claims.", REFUNDS, **told)[
        "does"
    ]


def test_a_thing_of_the_other_side_is_another_object():
    row = ("R1", "Audit", "responsibility", "inspect", "stores of the Center", "inspection")
    duty = {
        "duty_id": "d", "paragraph_id": "p", "actor": "", "actor_text": "", "unit": "port",
        "action": "inspect", "condition": "", "via": "modal",
    }  # fmt: skip
    places = pd.DataFrame({"section": [""], "title": [""]}, index=["d"])
    links = pd.DataFrame({"passage_id": ["d"], "responsibility_id": ["R1"], "rank": [1]})
    matrix = pd.DataFrame([row], columns=COLUMNS)

    def does(thing):
        said = duty | {"object": thing, "text": f"The master shall inspect {thing}."}
        sides = {("harbour",): "port"}
        return judge_fits(links, pd.DataFrame([said]), matrix, places, sides=sides)["does"].iloc[0]

    assert does("the stores of the Center")
    assert not does("the stores of the port")
    assert not does("the stores of the harbour")


GRADING = ("R1", "Grading", "responsibility", "grade", "essays", "mark;grading")


def test_who_decides_the_outcome_under_a_heading_of_the_act_does_it():
    said = {"action": "settle", "object": "mark of the essay"}
    text = "The tutor is responsible for settling the mark of the essay."
    assert judge(text, GRADING, "4. Grading", **said)["does"]
    assert not judge(text, GRADING, "4. Complaints", **said)["does"]
    fee = {"action": "settle", "object": "fee of the tutor"}
    assert not judge("The bursar settles the fee of the tutor.", GRADING, "4. Grading", **fee)[
        "does"
    ]
    step = said | {"via": "imperative"}
    assert not judge("Settle the mark of the essay.", GRADING, "4. Grading", **step)["does"]


def test_positions_do_not_stand_before_what_is_done():
    said = {"action": "settle", "object": "mark of the essay", "actor_text": "the senior tutor"}
    text = "The senior tutor is responsible for settling the mark of the essay."
    matrix = pd.DataFrame(
        [("P1", "Senior tutors", "role", "", "senior tutor", "tutor"), GRADING], columns=COLUMNS
    )
    duty = {"duty_id": "d", "paragraph_id": "p", "text": text, "actor": "", "unit": "center"}
    duty |= {"condition": "", "via": "modal"} | said
    links = pd.DataFrame(
        {"passage_id": ["d", "d"], "responsibility_id": ["P1", "R1"], "rank": [1, 2]}
    )
    places = pd.DataFrame({"section": ["4. Grading"], "title": [""]}, index=["d"])
    fits = judge_fits(links, pd.DataFrame([duty]), matrix, places).set_index("responsibility_id")
    assert fits.loc["R1", "does"]


def test_an_object_that_only_says_whose_document_it_is_leaves_the_thing_to_the_heading():
    row = ("R1", "Tuning", "responsibility", "tune", "instruments", "")
    duty = pd.DataFrame(
        [{"duty_id": "d", "paragraph_id": "p", "text": "Tuning for the orchestra is done by Ann.",
          "actor": "", "actor_text": "Ann", "unit": "center", "action": "tune",
          "object": "orchestra", "condition": "", "via": "passive"}]
    )  # fmt: skip
    links = pd.DataFrame({"passage_id": ["d"], "responsibility_id": ["R1"], "rank": [1]})
    matrix = pd.DataFrame([row], columns=COLUMNS)

    def does(title):
        places = pd.DataFrame({"section": ["2. Instruments"], "title": [title]}, index=["d"])
        return bool(judge_fits(links, duty, matrix, places)["does"].iloc[0])

    assert does("Orchestra: Rules of the House")
    assert not does("Rules of the House")


def test_who_draws_up_an_inspection_inspects():
    row = ("R1", "Halls", "responsibility", "inspect", "halls", "")
    said = {"action": "draw", "object": "written inspection of the halls"}
    assert judge("The warden draws up a written inspection of the halls.", row, **said)["does"]
