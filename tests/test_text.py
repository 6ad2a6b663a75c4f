import time

from sopgap.text import normalise, split_sentences, stem, stems, stop_words, tokens


def test_citations_and_abbreviations_end_no_sentence():
    text = "See 19 U.S.C. 1621 and sec. 4. The clerk (Mr. X) acts, e.g. by mail. It ends."
    assert split_sentences(text) == [
        "See 19 U.S.C. 1621 and sec. 4.",
        "The clerk (Mr. X) acts, e.g. by mail.",
        "It ends.",
    ]


def test_the_letter_of_an_annex_ends_its_sentence():
    assert len(split_sentences("Delays stand in annex B. Clerks must give a reason.")) == 2


def test_invisible_letters_and_curly_quotes_are_folded():
    assert normalise("shall\u200b act\u00ad  “now”") == 'shall act "now"'


def test_tokens_keep_ampersands_and_thousands():
    assert tokens("FP&F won't accept 1,200.") == ["fp&f", "won't", "accept", "1,200"]


def test_stems_leave_out_stop_words_and_keep_negations():
    assert "not" not in stop_words()
    assert stems("The entries were not liquidated", stop=stop_words()) == ["entri", "not", "liquid"]
    assert stem("liquidations") == "liquid"


def test_a_long_line_is_cut_in_reasonable_time():
    start = time.perf_counter()
    split_sentences("word " * 200_000)
    split_sentences("A. " * 20_000)
    assert time.perf_counter() - start < 10


def test_a_text_without_a_stop_inside_is_one_sentence_whatever_its_space():
    assert split_sentences(" one\n\tonly. ") == ["one only."]
    assert split_sentences("First. Second.") == ["First.", "Second."]
    assert split_sentences(" \n ") == []


def test_the_sentences_of_a_text_are_a_new_list_each_time():
    split_sentences("One. Two.").append("Three.")
    assert split_sentences("One. Two.") == ["One.", "Two."]


def test_every_kind_of_white_space_is_folded():
    assert normalise("a\u2003\u00a0b\x1fc") == "a b c"


def test_an_abbreviation_ends_a_sentence_where_an_opener_stands_behind_it():
    text = "The U.S. Mint strikes for the U.S. The dies stay. Generally, no. As a rule, No. 5 may."
    assert split_sentences(text) == [
        "The U.S. Mint strikes for the U.S.",
        "The dies stay.",
        "Generally, no.",
        "As a rule, No. 5 may.",
    ]


def test_enumerators_ellipses_and_asides_end_no_sentence():
    for text in (
        "1. Read it.",
        "a. Read it.",
        "The form shows: 1. The name.",
        "The owner . . . shall pay.",
        "Ask him (satisfied? Tired?) now.",
        '"Why?" he asked.',
        "(i.e. the owner) pays.",
    ):
        assert split_sentences(text) == [text]


def test_sentences_are_cut_at_megabytes_a_second():
    text = "See 19 U.S.C. 1621(a) and sec. 4. The clerk (Mr. X) acts within 5 days of receipt. " * 9
    texts = [f"{text}{n}" for n in range(2_000)]
    start = time.process_time()
    for each in texts:
        split_sentences(each)
    assert sum(map(len, texts)) / 1e6 / (time.process_time() - start) > 1.5


def test_runs_of_marks_and_brackets_are_read_once():
    start = time.process_time()
    for text in (
        "." * 1_000_000,
        ".)" * 500_000,
        "(a. B " * 100_000,
        "x. " * 200_000,
        "?!" * 500_000,
    ):
        split_sentences(text)
    assert time.process_time() - start < 10
