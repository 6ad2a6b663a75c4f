"""Modals: what binds, what permits, and what only looks like it."""

import pytest

from tests.sops.given import first, read

NORM = ("actor_text", "modality")


@pytest.mark.parametrize(
    ("text", "norm"),
    [
        ("You'll need to sign the book.", ("You", "obligation")),
        ("Wardens can't leave, but they needn't stand.", ("they", "permission")),
        ("In no event shall a warden sleep.", ("warden", "prohibition")),
        ("The warden shall under no circumstances sleep.", ("warden", "prohibition")),
        ("The warden shall accept no gift.", ("warden", "prohibition")),
        ("Food is never to be left there.", ("", "prohibition")),
        ("Nothing here may be copied.", ("", "prohibition")),
        ("The warden is under no obligation to reply.", ("warden", "permission")),
        ("The warden is free to choose a day.", ("warden", "permission")),
        ("Wardens can request leave.", ("Wardens", "permission")),
        ("The warden undertakes to reply.", ("warden", "obligation")),
        ("The warden has a duty to reply.", ("warden", "obligation")),
        ("Sweeping the hall falls to the warden.", ("warden", "obligation")),
        ("It is unlawful for a porter to sell keys.", ("porter", "prohibition")),
        ("Visitors are asked to sign the book.", ("Visitors", "recommendation")),
        ("The warden would do well to keep a copy.", ("warden", "recommendation")),
        ("You may wish to keep a copy.", ("You", "permission")),
        ("You will want to keep a copy.", ("You", "recommendation")),
        ("Leave must have been approved by the warden.", ("warden", "obligation")),
        (
            "The alarm must be tested by two wardens together.",
            ("two wardens together", "obligation"),
        ),
        ("The request should state the reason.", ("", "recommendation")),
        ("A fire in the hall, if small, shall be put out by the warden.", ("warden", "obligation")),
        ("The porter shall, having locked the gate, ring.", ("porter", "obligation")),
        ("The porter opens the gate and the warden must ring.", ("porter", "obligation")),
        ("Visitors sign the book and are not to run.", ("Visitors", "obligation")),
        ("Whatever the hour, the porter must ring.", ("porter", "obligation")),
        ("Between April and May the porter shall mow.", ("porter", "obligation")),
    ],
)
def test_a_modal_binds_whom_its_clause_names(text, norm):
    read_as = first(text, *NORM)
    assert (read_as[0].removeprefix("two ").removesuffix(" together"), read_as[1]) == (
        norm[0].removeprefix("two ").removesuffix(" together"),
        norm[1],
    )


@pytest.mark.parametrize(
    "text",
    [
        "The porter will probably leave.",
        "The porter would have to start again.",
        "Porters only need to remember one code.",
        "The board decided that porters should carry lamps.",
        "We expect that the rule will lead to more work.",
        "In 1998 porters were to ring, and wardens had to answer.",
        "Under the former rules, the warden must sign twice.",
        "The fee shall not exceed five crowns.",
        "This rule shall enter into force in June.",
        "Readers should not be surprised by the map.",
        "Somebody must have lost the key.",
        "The lamp can burn for an hour.",
        "The form will be rejected by the system.",
        "The screen will turn blue.",
        "A key is a thing by which a porter opens what must stay shut.",
        "It ought to be rare.",
        "Snow in May makes work.",
        "By default, the value will be used.",
        "The claim shall be deemed withdrawn.",
        "There are authorized to be appropriated five crowns.",
    ],
)
def test_what_is_foreseen_told_or_done_by_a_machine_binds_nobody(text):
    assert read(text).empty


def test_in_a_paper_about_a_system_what_will_be_done_is_the_systems_act():
    lines = "The system will save the form. The screen will lock. The queue will empty. {}"
    assert read(lines.format("Old rows will be deleted.")).empty
    assert len(read("Old rows will be deleted.")) == 1


def test_joined_verbs_and_actors_are_rows_of_their_own():
    found = read("The warden shall sign the list within two days and send a copy by Friday.")
    assert found[["action", "deadline"]].values.tolist() == [
        ["sign", "within two days"],
        ["send", "by Friday"],
    ]
    found = read("The warden and the porter shall sign the list.")
    assert found["actor"].tolist() == ["Warden", "Porter"]
    found = read("The warden shall send it to the board, which answers it within a week.")
    assert found["actor"].tolist() == ["Warden", "Board"]
