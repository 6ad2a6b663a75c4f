import csv
import re
from importlib import resources

import pandas as pd
import pytest

from sopgap.errors import InputError
from sopgap.sops.duties import find_duties
from tests.sops.in_time import within

ACTORS = pd.DataFrame(
    [
        ("clerk", "Clerk", "port"),
        ("port director", "Port director", "port"),
        ("port", "Port", "port"),
        ("port cashier", "Port cashier", "port"),
        ("Center director", "Center director", "center"),
        ("Center", "Center", "center"),
        ("import specialist", "Import specialist", "center"),
        ("appeals board", "Appeals board", "hq"),
        ("CBP", "CBP", "agency"),
        ("importer", "Importer", "other"),
    ],
    columns=["alias", "actor", "unit"],
)


LISTS = ("modals.csv", "after_modals.csv", "not_duties.csv", "time_words.csv", "agent_nouns.csv")


def duties(text: str, **more: str) -> pd.DataFrame:
    documents = None
    if "issuer" in more:
        documents = pd.DataFrame({"document_id": ["d"], "issuer": [more.pop("issuer")]})
    row = {"paragraph_id": "p", "document_id": "d", "text": text, **more}
    return find_duties(pd.DataFrame([row]), ACTORS, documents=documents)


def main(text: str, **more: str) -> tuple[str, ...]:
    found = duties(text, **more)
    if found.empty:
        return ()
    return tuple(found.loc[0, ["unit", "modality", "via"]])


@pytest.mark.parametrize(
    ("text", "norm"),
    [
        ("The Center Director must refer the case.", ("center", "obligation", "modal")),
        ("The port director shall not sign it.", ("port", "prohibition", "modal")),
        ("No clerk may sign it.", ("port", "prohibition", "modal")),
        ("Import specialists should keep a copy.", ("center", "recommendation", "modal")),
        ("The clerk need not reply.", ("port", "permission", "modal")),
        ("The clerk will not be required to reply.", ("port", "permission", "modal")),
        ("Protests are decided by import specialists.", ("center", "obligation", "passive")),
        ("The fee shall be collected by the port.", ("port", "obligation", "passive")),
        ("The entry must be liquidated within one year.", ("none", "obligation", "passive")),
        ("The port director collects the fee.", ("port", "obligation", "descriptive")),
        ("The clerk is responsible for filing it.", ("port", "obligation", "descriptive")),
        ("Filing is the responsibility of the clerk.", ("port", "obligation", "descriptive")),
        ("Clerks are to file the report.", ("port", "obligation", "modal")),
        ("The Center may designate a deputy.", ("center", "permission", "modal")),
        ("The clerk must act unless the Center director objects.", ("port", "obligation", "modal")),
        (
            "The Center director, with the concurrence of the port director, shall decide.",
            ("joint", "obligation", "modal"),
        ),
        ("The port director or Center director may decide.", ("joint", "permission", "modal")),
        ("The Center Director (or designee) shall decide.", ("center", "obligation", "modal")),
        ("CBP will review the bond.", ("agency", "obligation", "modal")),
        ("The coroner's officer must attend.", ("unknown", "obligation", "modal")),
        ("The FDA must issue a notice.", ("unknown", "obligation", "modal")),
        ("Management must meet.", ("none", "obligation", "modal")),
        ("The cashier must count the drawer.", ("port", "obligation", "modal")),
        ("The account team at the Center shall rule.", ("center", "obligation", "modal")),
        ("If the clerk agrees, the Center director shall act.", ("center", "obligation", "modal")),
        ("Neither the clerk nor the Center may sign it.", ("joint", "prohibition", "modal")),
        ("Under no circumstances may a clerk sign.", ("port", "prohibition", "modal")),
        ("It is expected that clerks will reply.", ("port", "obligation", "modal")),
        ("If a clerk errs, he notifies the Center.", ("port", "obligation", "descriptive")),
        ("Not later than May 1, the port submits it.", ("port", "obligation", "descriptive")),
        ("An importer requesting it must pay.", ("other", "obligation", "modal")),
        ("It is the duty of the clerk to reply.", ("port", "obligation", "descriptive")),
        ("The importer has 30 days to reply.", ("other", "obligation", "modal")),
        (
            "When a lien is filed with the port director, he may require a bond.",
            ("port", "permission", "modal"),
        ),
    ],
)
def test_every_form_of_a_norm_is_read(text, norm):
    assert main(text) == norm


@pytest.mark.parametrize(
    "text",
    [
        "The system will display a banner.",
        "A case number will appear on the page.",
        '"Prompt action" means that the importer shall pay.',
        "The entry shall be deemed liquidated.",
        "Nothing in this section shall limit the port director.",
        "The provisions of this section shall apply to the port.",
        "Denied protests may go to court.",
        "The room may be booked at the desk.",
        "See the handbook of the port.",
        "May the clerk sign it?",
        "An officer is a person appointed by the port.",
        "Duties of the port director",
        'The word "shall" binds nobody here.',
    ],
)
def test_what_binds_nobody_is_no_duty(text):
    assert duties(text).empty


def test_the_slots_of_a_norm_are_filled_in_the_words_of_the_sentence():
    found = duties(
        "If the file is complete, the clerk shall, within 10 days of receipt, forward the case in"
        " SEACATS to the appeals board."
    ).loc[0]
    assert found["action"] == "forward"
    assert found["object"] == "case"
    assert found["condition"] == "If the file is complete"
    assert found["deadline"] == "within 10 days of receipt"
    assert found["system"] == "SEACATS"
    assert found["handoff_to"] == "Appeals board"


def test_a_deadline_repeats_the_frequency_and_goes_before_a_vague_time():
    monthly = duties("The clerk shall count the vault twice a year.").loc[0]
    assert monthly["deadline"] == monthly["frequency"] == "twice a year"
    assert duties("The clerk shall promptly, within 5 days, reply.").loc[0, "deadline"] == (
        "within 5 days"
    )


def test_a_time_in_a_condition_binds_nobody():
    found = duties("If it waited for one year, the clerk may ask before the period expires.")
    assert found.loc[0, "deadline"] == "before the period expires"


def test_the_main_norm_stands_first_and_further_ones_bear_letters():
    found = duties("The paper will be filed and the clerk shall count it.")
    assert found["unit"].tolist() == ["port", "none"]
    assert found["duty_id"].tolist() == ["p.s1", "p.s1.a"]


def test_steps_take_their_owner_from_the_lead_in():
    found = duties("Open the file.", kind="item", lead_in="The Center director may:")
    assert tuple(found.loc[0, ["unit", "modality", "via"]]) == (
        "center",
        "permission",
        "imperative",
    )


def test_a_list_of_what_an_actor_does_is_read_in_every_form_of_the_verb():
    for text in ("files the report", "filing the report;", "to file the report"):
        found = duties(text, kind="item", lead_in="The port cashier is responsible for:")
        assert tuple(found.loc[0, ["unit", "action"]]) == ("port", "file"), text
    assert duties("reports from ports", kind="item", lead_in="The clerk keeps:").empty


def test_a_numbered_clause_is_read_without_its_number():
    assert main("6.2 The port director collects the fee.")[0] == "port"


def test_steps_take_their_owner_from_the_heading_where_nothing_else_names_one():
    assert main("Open the file.", kind="item", section="Steps of the port cashier")[0] == "port"


def test_a_step_without_any_owner_names_nobody():
    assert main("Open the file.", kind="item") == ("none", "obligation", "imperative")


def test_do_not_forbids():
    assert main("Do not open the file.", kind="item")[1] == "prohibition"


def test_a_row_is_a_duty_where_a_cell_names_who_acts():
    found = duties(
        "Liquidation | Import specialist | 314 days",
        kind="row",
        header="Function | Who | When",
    ).loc[0]
    assert (found["unit"], found["via"], found["deadline"]) == ("center", "table", "314 days")
    assert duties("Bond | 500 | yes", kind="row", header="Name | Sum | Paid").empty
    assert main("Check the seal | clerk")[0] == "port"


def test_the_issuer_settles_the_side_of_our_team_and_the_desk():
    assert main("Our team verifies claims.", issuer="Electronics Center") == (
        "center",
        "obligation",
        "context",
    )
    assert main("The desk must reply.", issuer="Port of Boston")[0] == "port"
    assert main("The desk must reply.") == ("unknown", "obligation", "modal")


def test_a_time_that_binds_another_is_not_taken():
    found = duties("The clerk shall promptly notify the Center, which must reply within one day.")
    assert found.loc[0, "deadline"] == "promptly"


def test_pronouns_point_to_who_was_bound_before():
    found = duties("The port cashier takes checks. He counts them.")
    assert found["actor"].tolist() == ["Port cashier", "Port cashier"]


def test_systems_of_the_study_are_found_by_name():
    table = pd.DataFrame({"paragraph_id": ["p"], "text": ["The clerk must use the Green Book."]})
    found = find_duties(table, ACTORS, systems=["Green Book"])
    assert found.loc[0, "system"] == "Green Book"


def test_a_table_without_text_is_refused():
    with pytest.raises(InputError, match="column text is absent"):
        find_duties(pd.DataFrame({"paragraph_id": ["p"]}), ACTORS)


def test_no_paragraphs_give_no_duties():
    assert find_duties(pd.DataFrame({"paragraph_id": [], "text": []}), ACTORS).empty


def test_a_sentence_of_100_kilobytes_is_read_in_time():
    with within(20):
        for part in (
            "shall ",
            "who must ",
            "within 5 days of ",
            "the ",
            "by the clerk ",
            "( ",
            ", ",
        ):
            duties(part * (100_000 // len(part)))


def test_what_a_machine_does_is_a_duty_where_somebody_does_it():
    assert main("The report must be generated by the clerk.")[0] == "port"
    assert duties("The report must be generated by default.").empty
    assert duties("Idle users will be logged off.").empty


def test_a_verb_of_doing_again_is_read_as_the_verb():
    assert duties("The clerk reappraises it.").loc[0, "action"] == "reappraise"
    assert duties("The fee may be redetermined by the clerk.").loc[0, "action"] == "redetermine"


def test_a_document_without_issuer_and_title_settles_nothing():
    documents = pd.DataFrame({"document_id": ["d"], "issuer": [float("nan")], "title": [None]})
    row = {"paragraph_id": "p", "document_id": "d", "text": "The desk must reply."}
    alias = pd.DataFrame({"alias": ["nan"], "actor": ["Nan"], "unit": ["port"]})
    found = find_duties(pd.DataFrame([row]), alias, documents=documents)
    assert found["unit"].tolist() == ["unknown"]


WARDS = pd.DataFrame(
    [
        ("warden", "Warden", "port"),
        ("head nurse", "Head nurse", "center"),
        ("ward", "Ward", "port"),
        ("board", "Board", "agency"),
    ],
    columns=["alias", "actor", "unit"],
)


def of_wards(text: str, **more: str) -> pd.DataFrame:
    row = {"paragraph_id": "p", "document_id": "d", "text": text, **more}
    return find_duties(pd.DataFrame([row]), WARDS)


def test_a_duty_carries_the_heading_of_its_paragraph_behind_the_contracts_columns():
    found = of_wards("The warden must lock the gate.", section="4 Night")
    assert found.columns[-1] == "section" and found["section"].tolist() == ["4 Night"]
    assert of_wards("The warden must lock the gate.")["section"].tolist() == [""]
    assert of_wards("The gate is green.").columns[-1] == "section"


@pytest.mark.parametrize(
    ("text", "actor", "action"),
    [
        ("The ward at which the patients arrived shall weigh them.", "Ward", "weigh"),
        ("The ward in which patients sleep shall open the windows.", "Ward", "open"),
        ("The warden to whom the keys were given must return them.", "Warden", "return"),
        ("Porters who sit in the hall are supervised by the warden.", "Warden", "supervise"),
        ("A warden who notices one writes a note within an hour.", "Warden", "write"),
        ("Repair of the lifts is done by the warden.", "Warden", "repair"),
        ("Sampling of the well is carried out by the warden.", "Warden", "sample"),
        ("The settlement of claims is handled by the head nurse.", "Head nurse", "settle"),
        ("Payments are handled by the head nurse.", "Head nurse", "handle"),
        ("Beds are counted by the head nurse every Monday.", "Head nurse", "count"),
        ("Fences are limewashed by the warden.", "Warden", "limewashed"),
    ],
)
def test_a_relative_clause_or_a_passive_hides_neither_actor_nor_act(text, actor, action):
    found = of_wards(text)
    assert found[["actor", "action"]].values.tolist() == [[actor, action]]


@pytest.mark.parametrize(
    "text",
    [
        "The yard is surrounded by the wardens.",
        "The way is known by the warden.",
        "The beds which the wardens are proud of are blue.",
    ],
)
def test_a_state_is_no_act_even_with_an_actor_behind_by(text):
    assert of_wards(text).empty


@pytest.mark.parametrize(
    ("lead_in", "modality"),
    [
        ("The board may by order", "permission"),
        ("(a) The board may by order", "permission"),
        ("The warden may not", "prohibition"),
        ("The warden shall, for each ward,", "obligation"),
        ("The warden may close the gate.", "obligation"),
    ],
)
def test_the_modal_of_a_lead_in_that_is_cut_off_rules_its_items(lead_in, modality):
    found = of_wards("(1) Close the road;", kind="item", lead_in=lead_in)
    assert found["modality"].tolist() == [modality]


def test_a_lead_in_that_is_cut_off_before_its_verb_is_no_duty_of_its_own():
    assert of_wards("The board may by order").empty


@pytest.mark.parametrize(
    ("text", "who", "thing", "deadline"),
    [
        ("Every January the warden checks the gate.", "warden", "gate", "Every January"),
        ("Each week the warden counts the beds.", "warden", "beds", "Each week"),
        ("The warden must burn old straw every Friday.", "warden", "old straw", "every Friday"),
        ("The warden must air the hall twice a day.", "warden", "hall", "twice a day"),
        ("Once a month the warden must test the bell.", "warden", "bell", "Once a month"),
        (
            "Two days before the feast the warden must sweep the yard.",
            "warden",
            "yard",
            "Two days before the feast",
        ),
    ],
)
def test_words_of_time_belong_to_neither_bearer_nor_object(text, who, thing, deadline):
    found = of_wards(text)
    names = ["actor_text", "object", "deadline", "condition"]
    assert found[names].values.tolist() == [[who, thing, deadline, ""]]


def test_a_condition_with_an_article_is_kept():
    found = of_wards("When a pipe bursts, the warden must close the tap.")
    assert found.loc[0, "condition"] == "When a pipe bursts"
    found = of_wards("The warden must close the tap when a pipe bursts.")
    assert found.loc[0, "condition"] == "when a pipe bursts"


@pytest.mark.parametrize("label", ["B.1", "A.2.3", "C.4."])
def test_a_label_before_a_sentence_is_not_of_it(label):
    found = of_wards(f"{label} The warden must lock the gate.")
    assert found[["actor_text", "action"]].values.tolist() == [["warden", "lock"]]


@pytest.mark.parametrize(
    ("header", "text", "n"),
    [
        ("Role | May read | May write", "Warden | all charts | own charts", 0),
        ("Who | Access", "Warden | yard and store", 0),
        ("Role | Privileges", "Warden | read, write", 0),
        ("Sheet | Describes | Owner", "Sheet 3 | Keeping of the yard | Warden", 0),
        ("Seat | Held by | Vote", "Keys | Warden | Yes", 0),
        ("Who | What | When", "Warden | Lock the gate | daily", 1),
        ("Stage | Owner | Time", "Lock the gate | Warden | 2 hours", 1),
        ("", "Warden | Lock the gate", 1),
    ],
)
def test_a_row_is_a_duty_only_where_the_headers_say_who_and_what(header, text, n):
    assert len(of_wards(text, kind="row", header=header)) == n


def test_the_words_of_the_method_are_of_no_trade():
    trade = re.compile(r"customs|tariff|importer|consignee|protest|reliquid|\bports?\b|cargo", re.I)
    names = [*LISTS, "families.csv", "link_words.csv", "records.csv", "action_verbs.txt"]
    for name in names:
        text = (resources.files("sopgap") / "data" / name).read_text(encoding="utf-8")
        assert not trade.search(text), name


def rows(name: str) -> list[dict[str, str]]:
    text = (resources.files("sopgap") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@pytest.mark.parametrize("name", ["modals.csv", "after_modals.csv"])
def test_the_example_of_every_modal_is_read_as_its_row_says(name):
    for row in rows(name):
        negated = " not " in row["example"]
        want = row["negated"] if negated or not row["modality"] else row["modality"]
        assert main(row["example"])[1] == want, row


def test_the_example_of_everything_that_is_no_duty_yields_none():
    for row in rows("not_duties.csv"):
        assert duties(row["example"]).empty, row


def test_the_labelled_sentences_are_read_at_least_as_well_as_before(shared):
    gold = pd.read_json(shared / "data/customs/gold_dev.jsonl", lines=True)
    table = pd.DataFrame(
        {
            "paragraph_id": [f"p{n}" for n in gold.index],
            "section": gold["heading"],
            "text": gold["text"],
        }
    )
    actors = pd.read_csv(shared / "studies/customs-cfr/actors.csv", dtype=str)
    found = find_duties(table, actors).drop_duplicates("paragraph_id").set_index("paragraph_id")
    found = found.reindex(table["paragraph_id"])
    known = {"center", "port", "joint", "fpf", "none"}
    unit = found["unit"].fillna("none").map(lambda u: u if u in known else "other").tolist()
    modality = found["modality"].fillna("none").tolist()
    both = [
        u == b and m == o
        for u, b, m, o in zip(unit, gold["bearer"], modality, gold["modality"], strict=True)
    ]
    assert sum(both) / len(both) >= 0.95
