"""Labels of concerns: a noun phrase that a person might have written."""

import pytest

import sopgap as sg
from sopgap.survey.concerns.candidates import sample_groups
from sopgap.survey.concerns.merges import name_merges
from sopgap.survey.concerns.naming import JOIN, OTHER, name_groups
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


def test_a_label_has_two_parts_where_no_phrase_carries():
    said = ["The port owns this", "Ask the Center first", "A port and then a letter of the Center"]
    others = ["We like the garden", "Flowers in the garden", "The garden is green"]
    named = name_groups(said * 2 + others * 2, [0] * 6 + [1] * 6)
    assert named[0][0] == "Center; port"


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


def test_a_rare_phrase_gives_way_to_a_noun_that_half_of_the_concern_holds():
    said = [f"The port wants {x} first" for x in "abcdefghijklmnopqrst"] + [
        f"Else {x}{x}" for x in "abcdefghijklmn"
    ]
    said += ["The port director", "Our port director", "A port director"]
    others = ["Training is short", "No training"] * 20
    named = name_groups(said + others, [0] * len(said) + [1] * 40)
    assert named[0][0].split(JOIN)[0] == "port"


def test_a_phrase_that_most_write_longer_is_written_longer():
    said = ["My card payment was declined", "A declined card payment", "The card payment"] * 3
    others = ["Training is short", "No training", "More training"] * 3
    assert name_groups(said + others, [0] * 9 + [1] * 9)[0][0] == "declined card payment"


def test_a_mixed_concern_has_a_label_of_two_parts():
    said = ["We lack staffing", "Staffing again", "Staffing, please", "Staffing"] * 2
    said += ["The port director decides", "Ask the port director", "A port director"]
    others = ["The system is slow", "A slow system", "System down"] * 5
    first = name_groups(said + others, [0] * 11 + [1] * 15)[0][0]
    assert set(first.split(JOIN)) == {"staffing", "port director"}


@pytest.mark.parametrize(
    "said, expected",
    [
        (["No tool", "There is not a tool", "We need more tools"], "no tool"),
        (["Not enough time", "Too little time", "There is not enough time"], "not enough time"),
        (["The rule is unclear", "An unclear rule", "Unclear rules"], "unclear rule"),
        (["Too many forms", "So many forms", "There are too many forms"], "too many forms"),
        (["A few forms", "Forms come in", "I like the forms"], "forms"),
    ],
)
def test_what_is_claimed_of_a_thing_stands_in_the_label(said, expected):
    assert label(*said) in (expected, f"{expected}s")


def test_a_claim_of_few_of_the_comments_is_not_that_of_the_label():
    said = ["Training was held", "Good training", "The training", "Training in spring"] * 4
    assert label(*said, "No training", "No training here") == "training"


def test_two_words_that_always_stand_together_are_one():
    said = ["I want to top up", "My top up is pending", "A top up failed", "The top up"]
    others = ["The card", "My card is lost", "A card", "Lost card"]
    assert "top-up" in name_groups(said + others, [0] * 4 + [1] * 4)[0][0]


def test_words_that_begin_alike_are_not_joined():
    said = ["Customisation of it", "Some customization", "Customisation", "Customization now"] * 3
    others = ["The card", "My card is lost", "A card", "Lost card"] * 3
    first = name_groups(said + others, [0] * 12 + [1] * 12)[0][0]
    assert JOIN not in first


def test_no_label_repeats_a_word_and_no_two_labels_end_alike_where_it_can_be_avoided():
    said = [("a slow system", "system access"), ("no training", "training plan"),
            ("late answers", "answers of the desk")]  # fmt: skip
    texts = [t for pair in said for t in pair * 4]
    labels = [i // 8 for i in range(24)]
    named = [label for label, _ in name_groups(texts, labels).values()]
    assert len({label.split()[-1] for label in named}) == 3
    for one in named:
        words = stems(one)
        assert len(set(words)) == len(words)


TREE = ["The system is slow", "A slow system", "Slow system"] * 3
TREE += ["A broken system", "The system is broken", "Broken system"] * 3
TREE += ["No training", "More training", "Training"] * 3
TREE += ["The roof leaks", "A roof", "Our roof"] * 3
LEAVES = [i // 9 for i in range(36)]


def test_a_merge_is_named_by_what_both_branches_share():
    names = name_merges(TREE, LEAVES, [(0, 1), (2, 3), (4, 5)])
    assert names[4] == "system"
    assert "training" in names[5] and "roof" in names[5].split(JOIN)[1]
    assert names[6] == "all comments"


def test_a_merge_has_another_name_than_its_branches_and_groups_keep_theirs():
    merges = [(0, 1), (2, 4), (3, 5)]
    names = name_merges(TREE, LEAVES, merges)
    named = name_groups(TREE, LEAVES)
    assert [names[i] for i in range(4)] == [named[i][0] for i in range(4)]
    assert len(set(names.values())) == 7


def test_a_branch_without_a_word_of_its_own_does_not_name_a_merge():
    said = ["The roof leaks", "A roof", "Our roof", "Fell over", "So it goes", "Whatever then"]
    names = name_merges([*said, "Training"], [0, 0, 0, 1, 1, 1, 2], [(0, 1), (2, 3)])
    assert names[1].startswith(OTHER)
    assert names[3] == f"{names[0]} and others"


def test_a_tree_of_nothing_and_of_one_group_is_no_trouble():
    assert name_merges([], [], []) == {}
    assert list(name_merges(["A roof"], [0], [])) == [0]
    assert name_groups([], []) == {}


def test_of_many_comments_a_sample_is_read_that_holds_of_each_group():
    texts = [f"A {'roof' if i % 50 else 'bridge'}, {i}" for i in range(5_000)]
    labels = [0 if i % 50 else 1 for i in range(5_000)]
    some, groups = sample_groups(texts, labels, 500)
    assert 500 <= len(some) <= 700
    assert groups.count(1) == 100  # a small group is read in full
    named = name_groups(texts, labels, most=500)
    assert [label for label, _ in named.values()] == ["roof", "bridge"]
    turned = name_groups(texts[::-1], labels[::-1], most=500)
    assert named == turned


@pytest.mark.parametrize("odd", ["", "…", "\ud800 roof", "a" * 5_000, "ROOF!!", "[name]", "1 2 3"])
def test_odd_comments_are_no_trouble(odd):
    named = name_groups([odd, "The roof leaks", "A roof", "roof"], [1, 0, 0, 0])
    assert named[0][0].lower() == "roof"
    assert named[1][0]


def test_a_name_that_two_of_a_concern_and_more_elsewhere_hold_is_in_no_label():
    said = ["Ask Dolores first", "With Dolores now", "So it goes", "Whatever then"]
    said += ["Fell over", "Nobody said", "Who can tell", "There we are", "Hm"]
    others = [f"Training with Dolores, {i}" for i in range(6)] + ["More training"] * 6
    named = name_groups(said + others, [1] * 9 + [0] * 12)
    assert "Dolores" not in named[1][0]


def test_a_second_label_is_not_told_from_the_first_by_a_name_of_two():
    said = ["Training", "No training"] * 6
    again = ["Training here", "Training there"] * 4 + ["Ask Dolores for training"] * 2
    named = name_groups(said + again, [0] * 12 + [1] * 10)
    assert "Dolores" not in named[1][0]
