"""Families of words."""

import pytest

import sopgap as sg
from sopgap.survey.concerns.families import known_families, read_families
from sopgap.text import data_lines, stem, tokens


@pytest.fixture
def own(tmp_path):
    """Return what writes a file of families."""

    def write(text, encoding="utf-8"):
        path = tmp_path / "families.txt"
        path.write_bytes(text.encode(encoding))
        return path

    return write


def test_each_known_family_has_a_name_of_its_own_and_two_words():
    lines = [line.split("\t") for line in data_lines("word_families.txt")]
    assert all(len(line) == 2 for line in lines)
    names = [name for name, _ in lines]
    assert len(set(names)) == len(names) > 500
    assert all(len(set(map(stem, tokens(words)))) >= 2 for _, words in lines)


def test_words_of_one_meaning_share_a_family():
    families = known_families()
    for one, other in [("queue", "wait"), ("training", "course"), ("rude", "polite")]:
        assert set(families[stem(one)]) & set(families[stem(other)]), (one, other)


def test_a_word_stands_once_in_a_family():
    assert all(len(set(names)) == len(names) for names in known_families().values())


def test_a_study_adds_its_own(own):
    families = read_families(own("# ours\n\ndrawback\trefund, drawback\nbond: surety, bonds\n"))
    assert "drawback" in families["refund"] and families["bond"][-1] == "bond"
    assert families["queue"] == known_families()["queue"]


def test_a_family_of_a_known_name_adds_to_it(own):
    families = read_families(own("waiting\tlimbo backlogged\n"))
    assert "waiting" in families["limbo"]
    assert set(families["limbo"]) & set(families["queue"])


def test_the_known_families_stay_as_they_were(own):
    before = dict(known_families())
    read_families(own("waiting\tqzlimbo, backlogged\n"))
    assert dict(known_families()) == before and "qzlimbo" not in known_families()


def test_bad_lines_are_named_all_at_once(own):
    with pytest.raises(sg.InputError) as caught:
        read_families(own("good\tone two\nnocolon\n\tone two\nlonely\tone\nempty:\n# fine\n"))
    assert [p.split(":")[0] for p in caught.value.problems] == [
        f"families.txt, line {n}" for n in (2, 3, 4, 5)
    ]


def test_what_is_no_text_is_refused(own, tmp_path):
    for path in (own("café\tun deux", "utf-16"), tmp_path / "absent.txt", tmp_path):
        with pytest.raises(sg.InputError, match="cannot be read as text"):
            read_families(path)


def test_a_byte_order_mark_is_no_part_of_a_name(own):
    assert "bond" in read_families(own("bond\tsurety suretyship\n", "utf-8-sig"))["sureti"]


def test_an_empty_file_adds_nothing(own):
    assert read_families(own("# nothing yet\n")) == known_families()
