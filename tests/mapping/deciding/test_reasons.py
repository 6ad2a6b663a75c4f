"""Reasons are plain sentences that name documents and sections."""

from sopgap.mapping.deciding.cells import Cell, decide, without_faint
from sopgap.mapping.deciding.reasons import explain, locate

ROW = {"responsibility_id": "R1", "ownership": "center", "requires": "", "kind": "responsibility"}


def duty(**changes):
    return {
        "duty_id": "d",
        "document_id": "D12",
        "title": "Directive 12",
        "section": "4. Bonds",
        "effective": "2019-01-01",
        "text": "The Center reviews bonds.",
        "unit": "center",
        "actor": "Center",
        "actor_text": "The Center",
        "modality": "obligation",
        "action": "review",
        "condition": "",
        "deadline": "",
        "frequency": "",
        "slots": frozenset(),
        "partial": False,
        "local": False,
    } | changes


def reason(*duties, old=(), **row):
    cell = Cell(ROW | row, "a", tuple(duties), tuple(old))
    return explain(decide(cell, "2017-01-01"))


def test_a_place_is_title_and_section():
    place = {"title": "Port SOP", "section": "Sec. 2. Keys.", "document_id": "P"}
    assert locate(place) == "Port SOP, section 2 “Keys”"
    assert locate(place | {"section": "Deciding it"}) == "Port SOP, “Deciding it”"
    assert locate(place | {"section": "PORT SOP"}) == "Port SOP"
    assert locate(place | {"section": "4.2"}) == "Port SOP, section 4.2"
    assert locate(place | {"title": "", "section": ""}) == "P"


def test_each_reason_says_who_where_and_what_is_required():
    port = duty(unit="port", actor="Port Director", title="Port SOP", document_id="P")
    assert reason(duty()) == "Directive 12, section 4 “Bonds” names the Center, as the authority" \
        " requires."  # fmt: skip
    assert reason(port) == "Port SOP, section 4 “Bonds” names the Port Director (port), but the" \
        " authority gives it to the Center."  # fmt: skip
    assert reason(port, ownership="joint").startswith("Both sides own it by the authority")
    assert reason(duty(), requires="steps") == "The owner is right, but Directive 12, section 4" \
        " “Bonds” gives no steps."  # fmt: skip
    assert "from before the reorganisation" in reason(port | {"effective": "2012-01-01"})
    assert reason(old=[duty()]) == "Only documents no longer in force assign it: Directive 12," \
        " section 4 “Bonds”."  # fmt: skip
    assert reason() == "Not found: no duty in the documents in force was read as this, and no" \
        " passage was found near it."  # fmt: skip
    assert reason(ownership="undefined").endswith("route it upward.")


def test_nobody_named_is_told_as_it_stands():
    nobody = duty(unit="none", actor="", actor_text="")
    assert reason(nobody).endswith("names nobody.")
    assert reason(duty(unit="agency", actor_text="CBP")).endswith("speaks of CBP at large.")
    assert "who is not in the list of actors" in reason(duty(unit="unknown", actor_text="desk"))
    assert reason(duty(text="The Center reviews bonds as needed.")).endswith(
        "leaves it to be done as needed."
    )


def test_a_mention_claims_no_more_than_was_read():
    passage = duty(text="Refunds are explained here.", why="", obliges=False)
    cell = Cell(ROW, "a", (), mention=passage)
    told = explain(decide(cell, ""))
    assert told.endswith("but no sentence was read as laying it on anyone.")
    cell = Cell(ROW, "a", (), mention=passage | {"text": "X must see refunds.", "obliges": True})
    told = explain(decide(cell, ""))
    assert "comes near it" in told and told.endswith("another act; a person should look.")


def test_who_supervises_a_role_is_what_the_row_asks():
    one = duty(action="report", text="Divers report to the Center.", full=True)
    other = duty(action="supervise", unit="port", text="Divers are supervised by the port.",
                 document_id="P", full=True)  # fmt: skip
    assert decide(Cell(ROW | {"kind": "role"}, "a", (one, other)), "").status == "conflicting"
    assert decide(Cell(ROW, "a", (one, other)), "").status == "assigned"


def test_a_duty_that_fits_another_row_better_is_no_witness_against_the_owner():
    strange = duty(unit="port", full=False)
    assert without_faint((strange,), "center") == ()
    assert without_faint((strange | {"unit": "center"},), "center")
    assert without_faint((strange | {"full": True},), "center")
