"""Labels of concerns."""

from sopgap.survey.naming import name_groups


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


def test_redactions_are_no_words():
    assert "name" not in label("Ask [name] for access", "[name] has no access")


def test_groups_that_say_the_same_get_different_labels():
    named = name_groups(["access", "access"], [0, 1])
    assert named[0][0] == "access"
    assert named[1][0] != "access"


def test_a_group_without_words_has_a_label_too():
    assert name_groups(["42", "what is it"], [0, 1])[0][0] == "other comments"
