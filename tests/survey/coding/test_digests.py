"""Comments of the same words are one; a state has a name."""

import pandas as pd

from sopgap.survey.coding.digests import digests, grounds, stamp
from sopgap.survey.concerns.clusters import Concerns
from sopgap.survey.concerns.quotations import list_doubtful_quotes


def found(*rows: tuple) -> Concerns:
    concerns = pd.DataFrame({"concern_id": ["C01", "C02"], "label": ["a", "b"]})
    columns = ["comment_id", "concern_id", "rank", "closeness"]
    return Concerns(concerns, pd.DataFrame(rows, columns=columns))


SAME = pd.DataFrame({"comment_id": list("abc"), "question_id": "q1", "text": "pay"})


def test_of_comments_of_the_same_words_the_concern_of_most_counts() -> None:
    rows = [("a", "C01", 1, 0.5), ("b", "C02", 1, 0.5), ("c", "C02", 1, 0.5)]
    _, place, also = grounds(found(*rows), SAME)
    assert list(place.values()) == ["C02"]
    assert also == {}
    _, place, _ = grounds(found(*rows[:2]), SAME)
    assert list(place.values()) == ["C01"]


def test_the_further_concern_of_one_holds_for_all_of_the_same_words() -> None:
    rows = [("a", "C01", 1, 0.5), ("a", "C02", 2, 0.1), ("b", "C01", 1, 0.5)]
    _, place, also = grounds(found(*rows), SAME)
    assert list(also.values()) == [["C02"]]
    assert list(also) == list(place)


def test_the_question_is_part_of_what_a_comment_is() -> None:
    other = SAME.assign(question_id=["q1", "q2", None])
    assert digests(other).nunique() == 3
    assert digests(SAME).nunique() == 1


def test_digests_are_those_of_the_quotations_review() -> None:
    from sopgap import cluster_concerns

    said = ["Training", "As the only clerk in town I get no training"]
    comments = pd.DataFrame({"comment_id": ["a", "b"], "question_id": "q", "text": said})
    listed = list_doubtful_quotes(cluster_concerns(comments), comments)
    assert set(listed["digest"]) <= set(digests(comments))
    assert len(listed)


def test_a_stamp_changes_with_labels_and_places_only() -> None:
    one = stamp({"C01": "a"}, {"d": "C01"})
    assert one == stamp({"C01": "a"}, {"d": "C01"})
    assert len({one, stamp({"C01": "b"}, {"d": "C01"}), stamp({"C01": "a"}, {"d": "C02"})}) == 3
