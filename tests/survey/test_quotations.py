"""choose_quotations: one typical comment, of a length that can be read."""

import pandas as pd

import sopgap as sg
from sopgap.survey.concerns import Concerns


def found_in(counts):
    """Concerns and comments with `counts[concern][center]` comments each."""
    cells = [(c, g) for c, row in counts.items() for g, n in row.items() for _ in range(n)]
    ids = [f"c{i}" for i in range(len(cells))]
    said = [f"We have five words and more about {c}" for c, _ in cells]
    members = pd.DataFrame(
        {"comment_id": ids, "concern_id": [c for c, _ in cells], "rank": 1, "closeness": 0.5}
    )
    names = pd.DataFrame({"concern_id": list(counts), "label": list(counts), "exemplar_id": ""})
    table = pd.DataFrame({"comment_id": ids, "center": [g for _, g in cells], "text": said})
    return Concerns(names, members), table


def test_a_center_is_quoted_only_where_its_count_may_be_shown():
    counts = {"C01": {"A": 9, "B": 8, "C": 2}, "C02": {"A": 9, "B": 9, "C": 1}}
    found, table = found_in(counts)
    quoted = sg.choose_quotations(found, table)
    assert quoted["group"].tolist() == ["all", "A", "all", "A"]
    sizes = sg.size_concerns(found, table)
    shown = set(map(tuple, sizes[~sizes["suppressed"]][["concern_id", "group"]].values))
    assert set(map(tuple, quoted[["concern_id", "group"]].values)) <= shown


def test_a_quotation_has_a_length_that_can_be_read_and_names_nobody():
    said = [
        "Training",
        "Mr. Smith gives no training to us " + "word " * 70,
        "Ask Mr. Smith for the training we need",
    ]
    table = pd.DataFrame({"comment_id": list("abc"), "text": said})
    found = sg.cluster_concerns(table)
    assert sg.choose_quotations(found, table)["text"].tolist() == [
        "Ask Mr. [name] for the training we need"
    ]


def test_a_quotation_holds_the_words_of_the_label_where_a_comment_of_its_length_does():
    said = [
        "We lost the drive twice again this spring",
        "The shared drive is always full by noon",
        "Shared drive",
        "Nobody can find anything in there these days",
    ]
    table = pd.DataFrame({"comment_id": list("abcd"), "text": said})
    members = pd.DataFrame(
        {"comment_id": list("abcd"), "concern_id": "C01", "rank": 1, "closeness": [0.9, 0.1, 1, 1]}
    )
    names = pd.DataFrame({"concern_id": ["C01"], "label": "shared drives", "exemplar_id": "c"})
    quoted = sg.choose_quotations(Concerns(names, members), table)
    assert quoted["text"].tolist() == ["The shared drive is always full by noon"]


def test_a_center_with_too_few_comments_on_a_concern_is_not_quoted_for_all_either():
    said = [f"More training please number {n}" for n in range(14)]
    table = pd.DataFrame({"comment_id": [f"c{n:02d}" for n in range(14)], "text": said})
    table["center"] = ["A"] * 12 + ["B"] * 2
    members = table[["comment_id"]].assign(concern_id="C01", rank=1, closeness=0.5)
    members.loc[13, "closeness"] = 1.0  # the nearest to the middle is of B
    names = pd.DataFrame({"concern_id": ["C01"], "label": "training", "exemplar_id": "c13"})
    table.loc[:11, "center"] = ["A"] * 10 + ["C", "C"]
    quoted = sg.choose_quotations(Concerns(names, members), table, min_base=2)
    assert set(quoted["text"]) & set(said[10:]) == set()
