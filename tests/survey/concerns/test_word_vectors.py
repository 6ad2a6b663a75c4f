"""Vectors of words from files that each test writes."""

import gzip

import numpy as np
import pytest

from sopgap.embedding import embed_texts, fit_embedding
from sopgap.errors import InputError
from sopgap.survey.concerns.word_vectors import COMMON, RARE, word_vectors

SMALL = "the 1 0 0\nslow 0 1 0\nsystem 0 0.9 0.1\ntraining 0 0 1\ncourse 0.1 0 0.9\n"


def written(folder, text, name="small.txt"):
    path = folder / name
    data = text.encode() if isinstance(text, str) else text
    path.write_bytes(gzip.compress(data) if name.lower().endswith(".gz") else data)
    return path


def refused(path, texts=("the system is slow", "a course")):
    with pytest.raises(InputError) as error:
        word_vectors(path)(list(texts))
    return "\n".join(error.value.problems)


def test_a_text_is_the_weighted_mean_of_its_words(tmp_path):
    embed = word_vectors(written(tmp_path, SMALL))
    rows = embed(["the slow", "slow"])
    mean = np.array([RARE / (RARE + COMMON / 1), RARE / (RARE + COMMON / 2), 0])  # rows 1 and 2
    assert np.allclose(rows[0], mean / np.linalg.norm(mean), atol=1e-6)
    assert np.allclose(rows[1], [0, 1, 0])


def test_like_texts_lie_near(tmp_path):
    slow, system, training, course = word_vectors(written(tmp_path, SMALL))(
        ["slow", "the System", "training", "COURSE!"]
    )
    assert slow @ system > 0.5 > slow @ training
    assert training @ course > 0.9


def test_a_text_without_a_known_word_has_a_row_of_zeros(tmp_path):
    rows = word_vectors(written(tmp_path, SMALL))(["dinner", "", "slow"])
    assert not rows[:2].any() and rows[2].any()


@pytest.mark.parametrize("name", ["v.txt", "v.vec", "v.txt.gz", "V.VEC.GZ"])
def test_heads_packing_and_line_ends_change_nothing(tmp_path, name):
    plain = word_vectors(written(tmp_path, SMALL))(["the slow course"])
    other = "5 3\r\n" + SMALL.replace("\n", " \r\n").replace(" 0 ", "\t0 ")
    assert (word_vectors(written(tmp_path, other, name))(["the slow course"]) == plain).all()


def test_a_word_as_written_goes_before_one_in_capitals(tmp_path):
    rows = word_vectors(written(tmp_path, "Us 1 0\nus 0 1\nUSA 0.6 0.8\n"))(["us", "usa"])
    assert np.allclose(rows, [[0, 1], [0.6, 0.8]])


def test_a_word_with_blanks_does_not_shift_its_numbers(tmp_path):
    rows = word_vectors(written(tmp_path, "slow 0 1\n. . . 0.5 0.5\nat name@x.org 1 0\n"))(["slow"])
    assert np.allclose(rows, [[0, 1]])


def test_the_shared_direction_is_taken_out_of_ten_texts_and_more(tmp_path):
    rng = np.random.default_rng(0)
    words = [f"w{'abcdefghijklmnopqrst'[i]}" for i in range(20)]
    vectors = rng.normal([8, 0, 0, 0, 0, 0], size=(20, 6))
    lines = [f"{w} {' '.join(f'{x:.5f}' for x in v)}" for w, v in zip(words, vectors, strict=True)]
    embed = word_vectors(written(tmp_path, "\n".join(lines)))
    assert (embed(words[:9]) @ embed(words[:9]).T).min() > 0.8
    assert np.abs(embed(words).mean(axis=0)).max() < 0.5


def test_other_texts_lose_the_direction_of_the_texts_that_were_fitted(tmp_path):
    rng = np.random.default_rng(0)
    words = [f"w{'abcdefghijklmnopqrst'[i]}" for i in range(20)]
    lines = [f"{w} {' '.join(map(str, rng.normal([8, 0, 0]).round(4)))}" for w in words]
    embed = word_vectors(written(tmp_path, "\n".join(lines)))
    place, rows = fit_embedding(words, embed)
    assert np.allclose(place(words[::-1])[::-1], rows, atol=1e-5)
    assert np.allclose(place(words[3:4]), rows[3:4], atol=1e-5)
    assert np.abs(embed.fitted_to(words)(words[:1]) - embed(words[:1])).max() > 0.1


def test_order_and_repeats_change_no_row(tmp_path):
    embed = word_vectors(written(tmp_path, SMALL))
    texts = ["the slow system", "a course", "training", "slow"]
    there = embed_texts(texts, embed)
    back = embed_texts(texts[::-1] + texts, embed)
    assert (back[:4][::-1] == there).all() and (back[4:] == there).all()


def test_the_file_is_read_again_for_new_words_only(tmp_path):
    path = written(tmp_path, SMALL)
    embed = word_vectors(path)
    first = embed(["slow course"])
    path.unlink()
    assert (embed(["slow course"]) == first).all()


def test_all_wrong_rows_are_told_at_once(tmp_path):
    text = SMALL + "short 1 2\nslow 1 2 x\nsystem 1 nan 0\ncourse 1 1e99 0\n\n"
    told = refused(
        written(tmp_path, text.replace("slow 0 1 0\n", "").replace("system 0 0.9", "z 1 1"))
    )
    assert "row 5: fewer than 3 numbers" in told
    assert "row 6: the numbers of 'slow'" in told and "row 7: the numbers of 'system'" in told


def test_of_very_many_wrong_rows_the_rest_are_counted(tmp_path):
    told = refused(written(tmp_path, SMALL + "x 1\n" * 1000))
    assert told.count("\n") == 20 and "980 more rows are wrong" in told


@pytest.mark.parametrize(
    ("text", "name", "told"),
    [
        ("", "v.txt", "row 1: a word with 2 to"),
        ("word\n", "v.txt", "row 1: a word with 2 to"),
        ("5 1\nword 1\n", "v.vec", "1 stand there"),
        ("1 999999999\nword 1\n", "v.vec", "stand there"),
        ("<html> not found </html>\n", "v.txt", "not all numbers"),
        (b"\x80\x04\x95" * 100, "v.txt", "row 1"),
        ("a 1 2\n", "v.bin", "binary"),
        ("w " + "1 " * 200_000, "v.txt", "is it a text file"),
    ],
)
def test_another_format_is_refused(tmp_path, text, name, told):
    assert told in refused(written(tmp_path, text, name))


def test_a_damaged_packed_file_is_refused(tmp_path):
    path = written(tmp_path, SMALL * 500, "v.txt.gz")
    path.write_bytes(path.read_bytes()[:-20])
    assert "cannot be read" in refused(path)
    path.write_bytes(b"no gzip")
    assert "cannot be read" in refused(path)


def test_a_file_beyond_the_bound_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("sopgap.survey.concerns.word_vectors.LARGEST", 60)
    assert "in all" in refused(written(tmp_path, SMALL, "v.vec.gz"))


def test_an_absent_file_is_told(tmp_path):
    assert "no such file" in refused(tmp_path / "v.txt")
