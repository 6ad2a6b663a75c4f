"""What says whose a matter is, what is allowed, what a further clause and a note tell."""

import pytest

from tests.sops.given import first, read

NORM = ("actor_text", "modality", "action")


@pytest.mark.parametrize(
    ("text", "norm"),
    [
        ("Locking the shed is the porter's job.", ("porter", "obligation", "lock")),
        ("It's the night warden's duty to feed the owls.", ("night warden", "obligation", "feed")),
        ("A second helping is at the warden's discretion.", ("warden", "permission", "")),
        (
            "Refunds above ten crowns are for the board to approve.",
            ("board", "permission", "approve"),
        ),
        ("Painting in the hay barn is off limits.", ("", "prohibition", "paint")),
        ("Riding the mower drunk is a disciplinary matter.", ("", "prohibition", "ride")),
        ("Swapping a pitch is fine by us provided the board knows.", ("", "permission", "swap")),
        ("Timesheets are due on the last Friday.", ("", "obligation", "submit")),
        ("The kiln door stays locked.", ("", "obligation", "keep")),
        ("The decks need scrubbing every week.", ("", "obligation", "scrub")),
        ("Pets and radios strictly prohibited.", ("", "prohibition", "do")),
        ("It is wise to ask the miller first.", ("", "recommendation", "ask")),
        ("Newcomers are better off booking a day ahead.", ("", "recommendation", "book")),
    ],
)
def test_whose_a_matter_is_and_whether_it_is_allowed(text, norm):
    found = first(text, *NORM)
    assert (found[1:], not norm[0] or found[0] == norm[0]) == (norm[1:], True)


@pytest.mark.parametrize(
    "text",
    [
        "The porter's job is old.",
        "The weather is fine.",
        "The delay is due to fog.",
        "Sweeping is not the porter's job.",
        "Some tenants hold back a tenth for years.",
        "School trips are another story.",
        "Rents are worked out as annex 3 describes.",
    ],
)
def test_what_only_looks_like_it_binds_nobody(text):
    assert read(text).empty


def test_of_a_thing_it_binds_in_a_procedure_alone():
    assert read("The gate remains closed.", tier="statute").empty


@pytest.mark.parametrize(
    ("text", "actors"),
    [
        ("Parcels go to the office, and the porter sorts them.", {"", "porter"}),
        ("The warden rings the bell, the porter opens the doors.", {"warden", "porter"}),
        ("The board keeps a list, which the porter prints at noon.", {"board", "porter"}),
        ("Ladders: the porter checks them in spring.", {"porter"}),
        ("Broken tiles: warden to order new ones, porter to clean them.", {"warden", "porter"}),
        ("Seed store - porter not to lend the key.", {"porter"}),
    ],
)
def test_each_clause_names_its_own_actor(text, actors):
    assert set(read(text)["actor_text"].str.replace("the ", "").str.lower()) == actors


@pytest.mark.parametrize(
    ("text", "norm"),
    [
        ("Registers kept two years", ("", "obligation", "keep")),
        ("Buckets rinsed by the porter", ("porter", "obligation", "rinse")),
    ],
)
def test_a_note_in_a_list_needs_no_finite_verb(text, norm):
    found = first(text, *NORM, kind="item")
    assert (found[0].removeprefix("the "), *found[1:]) == norm


@pytest.mark.parametrize("text", ["The warden locked the gate", "Opened in 1974", "Keys of brass"])
def test_history_and_things_are_no_notes(text):
    assert read(text, kind="item").empty


@pytest.mark.parametrize(
    ("text", "norm"),
    [
        ("We count on wardens to sort the waste.", ("wardens", "obligation", "sort")),
        ("The tenant undertakes that the yard will be swept.", ("tenant", "obligation", "ensure")),
        ("The baker, Mrs Pell, opens the oven at six.", ("baker", "obligation", "open")),
        (
            "The night before, the porter ought to check the list.",
            ("porter", "recommendation", "check"),
        ),
        ("Costs beyond that are approved by the board.", ("board", "obligation", "approve")),
        ("It was resolved that the porter counts the votes.", ("porter", "obligation", "count")),
        ("A loan over ten crowns needs the consent of the board.", ("board", "obligation", "need")),
        ("The vault cannot be opened without two keys.", ("", "prohibition", "open")),
        ("By noon the porter will have swept the yard.", ("porter", "obligation", "have")),
        ("Try to keep guests by the window.", ("", "recommendation", "keep")),
        ("Talk to the neighbours first.", ("", "obligation", "talk")),
        ("Procurement checks the tenders twice.", ("Procurement", "obligation", "check")),
    ],
)
def test_further_forms_of_sentences(text, norm):
    found = first(text, *NORM)
    assert (found[0].removeprefix("The ").removeprefix("the "), *found[1:]) == norm


@pytest.mark.parametrize(
    ("section", "actor"),
    [
        ("Closing round - led by the porter", "Porter"),
        ("OPENING - night warden, before dawn", "Night warden"),
        ("Lifts - repairs", ""),
    ],
)
def test_a_heading_may_name_its_owner_behind_a_dash(section, actor):
    assert first("Lock the shutters.", "actor", section=section, kind="item") == (actor,)


def test_brackets_at_the_end_of_a_step_name_its_owner():
    assert first("Bolt the hatch (porter).", "actor", kind="item") == ("Porter",)
