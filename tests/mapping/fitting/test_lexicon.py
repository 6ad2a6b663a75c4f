"""The words of the mapping are general English; a domain's words are a study's."""

from sopgap.mapping.fitting.lexicon import act_of, base, is_known_act


def test_an_irregular_form_has_the_stem_of_its_verb():
    assert base("withheld") == base("withhold")
    assert base("wrote") == base("writing")


def test_words_of_one_trade_are_no_acts_of_the_method():
    assert base("enter") not in act_of(base("initiate"))
    assert base("liquidate") not in act_of(base("close"))
    assert base("report") not in act_of(base("supervise"))
    assert not is_known_act(base("liquidate"))


def test_a_verb_that_no_family_heads_stands_for_all_that_list_it():
    assert act_of(base("obtain")) >= {base("require"), base("secure"), base("obtain")}
