"""Labels of concerns: a noun phrase that a person might have written."""

import pytest

import sopgap as sg
from sopgap.survey.concerns.naming import name_groups
from sopgap.survey.concerns.wording import Wording
from sopgap.survey.redaction.redact import KINDS
from sopgap.text import stems, stop_words, tokens


def label(*texts):
    return name_groups(texts, [0] * len(texts))[0][0]


def test_a_phrase_goes_before_its_words():
    assert label("The shared drive is full", "A shared drive again").startswith("shared drive")


def test_a_negation_stays_with_what_it_denies():
    assert label("There is no training", "We get no training") == "no training"


def test_a_phrase_is_written_as_most_write_it():
    assert "SEACATS" in label("SEACATS is down", "seacats again", "No access to SEACATS")


def test_the_capital_that_begins_a_sentence_is_dropped():
    assert label("Training is short. Training fails", "Training") == "training"


@pytest.mark.parametrize("kind", KINDS)
def test_redactions_are_no_words(kind):
    assert kind not in label(f"Ask [{kind}] for access", f"[{kind}] has no access")


def test_groups_that_say_the_same_get_different_labels():
    named = name_groups(["access", "access"], [0, 1])
    assert named[0][0] == "access"
    assert named[1][0] != "access"


def test_a_group_without_words_has_a_label_too():
    assert name_groups(["42", "what is it"], [0, 1])[0][0] == "other comments"


def test_no_verb_and_no_adverb_is_a_label():
    said = ["We belong to the port", "I clearly belong to this port", "They belong to a port"]
    assert label(*said) == "port"


def test_where_most_write_a_verb_the_act_is_named():
    said = ["They listened to me", "You listen to us", "Nobody can listen", "Listening to patients"]
    assert label(*said * 2, "They listen", "Good at listening").startswith("listening")


def test_two_nouns_are_joined_where_no_phrase_carries():
    said = ["The port owns this", "Ask the Center first", "A port and then a letter of the Center"]
    others = ["We like the garden", "Flowers in the garden", "The garden is green"]
    named = name_groups(said * 2 + others * 2, [0] * 6 + [1] * 6)
    assert named[0][0] == "Center and port"


def test_a_phrase_that_goes_on_is_not_cut_off():
    said = ["Insufficient customer involvement", "We see insufficient customer involvement"]
    assert label(*said) == "insufficient customer involvement"


def test_a_compound_with_hyphens_stays_whole():
    said = ["Give us step-by-step procedures", "No step-by-step procedures", "Step-by-step, please"]
    assert "step-by-step procedures" in label(*said)


def test_two_words_that_others_write_as_one_are_a_phrase():
    said = ["A multi line editor", "The multi line editor", "My multi line"]
    others = ["Multi-line is good", "We like the multi-line", "Give us multi-line", "A multi-line"]
    for n in (1, 2, 3):
        named = name_groups(said[:n] + others, [0] * n + [1] * 4)
        assert len(named) == 2 and all(label and terms for label, terms in named.values())


def test_what_fewer_than_three_of_many_say_is_in_no_label():
    said = ["Dolores broke the truck scale"] * 2 + ["Training is short", "No training"] * 4
    found, terms = name_groups(said, [0] * 10)[0]
    assert "training" in found
    assert not {"dolores", "truck", "scale"} & set(found.lower().split())
    assert "Dolores" not in terms


def test_a_concern_without_a_shared_word_is_called_other():
    said = ["The truck broke", "Our scale fell", "A roof leaks", "My desk wobbles"]
    shared = ["Training is short", "No training", "More training"]
    assert name_groups([*shared, *said], [0] * 3 + [1] * 4)[1][0] == "other comments"


def test_a_name_that_two_comments_hold_is_no_term():
    said = ["Ask our Dolores for training"] * 2 + ["We need training here"] * 7
    assert "Dolores" not in name_groups(said, [0] * 9)[0][1]


def test_a_word_of_all_concerns_gives_way_to_a_shared_one_of_this():
    said = ["The Center has no budget", "The budget of the Center", "A budget, please"]
    others = ["The Center is far", "This Center and that Center", "Our Center"]
    assert "budget" in name_groups(said + others, [0, 0, 0, 1, 1, 1])[0][0]


@pytest.mark.parametrize("study", ["oig", "jupyter"])
def test_labels_of_real_comments_keep_the_rules(study, root, shared):
    folder = {"oig": root / "surveys/oig-22-34", "jupyter": shared / "studies/jupyter-2015/survey"}
    comments = sg.read_survey(folder[study]).comments.sort_values("comment_id")[:300]
    texts, groups = comments["text"].tolist(), [i % 6 for i in range(len(comments))]
    named = name_groups(texts, groups)
    labels = [label for label, _ in named.values()]
    assert len(set(labels)) == len(labels)
    for group, (text, terms) in named.items():
        own = [set(stems(t)) for t, g in zip(texts, groups, strict=True) if g == group]
        words = tokens(text.split(" (")[0])
        assert 1 <= len(text.split()) <= 5 and len(set(stems(text))) == len(words), text
        assert not {words[0], words[-1]} & stop_words() - {"no"}, text
        if not text.startswith("other comments"):
            content = stems(text, stop=stop_words())
            assert all(sum(s in o for o in own) >= 2 for s in content if s != "name"), text
        assert len(terms) <= 8 and len(set(terms)) == len(terms)


def test_word_classes_are_told_by_neighbours_and_endings():
    said = Wording(["They belong here", "The ports are slow", "We quickly asked for information"])
    kinds = {w: said.kind(w) for w in ("belong", "ports", "slow", "quickly", "asked")}
    assert kinds == {"belong": "verb", "ports": "noun", "slow": "adjective",
                     "quickly": "adverb", "asked": "verb"}  # fmt: skip
    assert said.kind("information") == "noun"


def test_the_order_of_comments_plays_no_part_in_a_label():
    said = ["Shared drive", "the Shared Drive is full", "no drive", "shared drive again", "drive"]
    assert label(*said) == label(*said[::-1])
