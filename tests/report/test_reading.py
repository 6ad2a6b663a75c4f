"""The page on the procedures: documents, owners, times, systems, handoffs, as an auditor reads."""

import dataclasses
import re

import pandas as pd
import pytest

from sopgap.report import (
    handoff_figures,
    handoffs,
    reading,
    reading_documents,
    reading_method,
    reading_minute,
    reading_owners,
    reading_times,
)
from sopgap.report.reading import read_duties
from sopgap.tables import DUTY_CHANGES, HANDOFFS, REQUESTS, VERSIONS

from . import reading_tables as made


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    return read_duties(made.saved(tmp_path_factory.mktemp("run")))


def told(html):
    words = re.sub(r"<[^>]+>", " ", str(getattr(html, "data", html)))
    return " ".join(words.replace("\u00a0", " ").split())


def test_documents_stand_by_tier_with_what_became_of_them(read):
    assert read.documents[["document_id", "state"]].values.tolist() == [
        ["law", "in force"], ["lost", "not to be had"], ["old", "out of force"],
        ["next", "not yet in force"], ["guide", "in force"],
    ]  # fmt: skip


def test_duties_of_documents_in_force_come_first_each_with_its_place(read):
    assert list(dict.fromkeys(read.duties["document_id"])) == ["law", "guide", "old"]
    first = read.duties.iloc[0]
    assert (first["title"], first["section"], first["page"]) == ("House Act", "1. House", "4")
    assert first["anchor"] == "duty-law-1.p1.s1"


def test_only_duties_in_force_are_counted_and_permissions_do_not_bind(read):
    assert len(read.duties) == 8
    assert len(read.standing) == 7
    assert len(read.binding) == 6


def test_no_two_duties_share_a_place_on_the_page(tmp_path):
    ids = ["law#1.a.s1", "law/1.a.s1", "law 1.a.s1"]
    rows = [made.duty(i, "law", "x") | {"duty_id": one} for i, one in enumerate(ids)]
    table = made.DUTIES.check(pd.DataFrame(rows))
    found = read_duties(made.saved(tmp_path, duties=table)).duties["anchor"]
    assert found.tolist() == ["duty-law-1.a.s1", "duty-law-1.a.s1~2", "duty-law-1.a.s1~3"]


def test_a_duty_beyond_what_the_page_lists_is_not_linked_to(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "LISTED", 2)
    found = read_duties(made.saved(tmp_path)).duties
    assert (found["anchor"] != "").sum() == 2
    assert "href" not in reading.link_to_duty(found.iloc[2], "words")


def test_the_timeline_says_how_many_are_in_force_and_why_not(read):
    said = told(reading_documents.document_timeline(read, made.inventory()))
    assert (
        "2 of 5 documents are in force on 2021-06-30; 1 not yet in force, 1 out of force and 1 not"
        " to be had; every file that was had was read"
    ) in said
    assert "Of 1 document it is not known since when" in said
    assert "the reorganisation of 2017-01-01" in said


def test_what_was_not_read_stands_open_with_what_to_do(read):
    inventory = made.inventory("unread", "guide.pdf has no text; run ocrmypdf", "§ 4 of 9")
    html = reading_documents.document_timeline(read, inventory).data
    assert "1 file was not read; in 1 file signs or numbers were lost" in told(html)
    outside = re.sub(r"(?s)<details.*?</details>", "", html)
    assert "guide.pdf has no text; run ocrmypdf" in outside
    assert "Lost Rules: was not to be had" in told(outside)


def test_a_document_that_was_not_read_has_no_zero_duties(read):
    html = reading_documents.document_timeline(read, made.inventory("unread", "why")).data
    row = re.search(r"<tr><th scope=row>Garden Guide.*?</tr>", html, re.S)[0]
    assert "<td class=n>not known</td>" in row


def test_a_document_older_than_the_figure_begins_with_an_arrow(read):
    html = reading_documents.document_timeline(read, made.inventory()).data
    row = re.search(r"<tr><th scope=row>House Act.*?</tr>", html, re.S)[0]
    assert "&lsaquo;" in row
    assert "since 1960-01-01" in row


def test_a_day_that_no_calendar_has_does_not_stop_the_page(tmp_path):
    documents = made.documents()
    documents.loc[0, "effective"] = "2019-02-31"
    found = read_duties(made.saved(tmp_path, documents=documents))
    assert "since 2019-02-31" in told(reading_documents.document_timeline(found, made.inventory()))


def test_who_carries_what_is_told_by_unit_and_actor(read):
    html = reading_owners.duties_by_actor(read).data
    assert (
        "Of 6 duties that bind, 2 fall on the Center, 0 on the Port, 2 on somebody who is not in"
        " the list of actors (Visitors) and 2 on nobody who is named"
    ) in told(html)
    assert re.search(
        r"<tr><th scope=row><span class=quote>Gardener</span></th><td><div><b>2<", html
    )
    assert "<b>nobody named</b>" in html


def test_sentences_that_oblige_nobody_link_to_their_passage(read):
    html = reading_owners.unnamed_owners(read).data
    assert "Of 6 duties that bind, 2 name nobody, and 2 somebody who is not in the list" in (
        told(html)
    )
    assert "href='#duty-guide-1.p3.s1'>Windows must be cleaned.</a>" in html
    assert "Garden Guide: 2 of 4 duties" in html


def test_unknown_names_are_counted_singular_and_plural_together(read):
    names = reading_owners.count_unknown(read)
    assert names[["name", "n", "n_documents"]].values.tolist() == [["Visitors", 2, 1]]
    assert "1 name is not in the list of actors" in told(reading_owners.unnamed_owners(read))


def test_promptly_is_no_definite_time(read):
    said = told(reading_times.deadlines_by_unit(read))
    assert (
        "Of 5 obligations, 1 names a definite time or how often, 1 only vague words, 3 no time"
        in (said)
    )


def test_systems_and_records_are_counted_or_said_to_be_lacking(read, tmp_path):
    assert "1 of 7 duties says in which system" in told(reading_times.systems_by_unit(read))
    assert "1 of 7 duties says what is written down or kept" in told(
        reading_times.records_made(read)
    )
    bare = read_duties(made.saved(tmp_path, duties=made.duties().assign(system="", record="")))
    assert "No duty of a document in force says" in told(reading_times.systems_by_unit(bare))
    assert reading_times.records_made(bare).data == ""


def test_handoffs_are_those_of_documents_in_force_and_crossing_is_the_point(read):
    pairs = handoffs.pairs_in_force(read, made.handoffs())
    assert pairs[["giver", "taker", "n", "look"]].values.tolist() == [
        ["Gardener", "Porter", 1, "across"],
        ["Porter", "Gardener", 1, "across"],
        ["nobody named", "night desk", 1, "nobody"],
    ]
    assert handoffs.say_handoffs(read, made.handoffs()) == (
        "2 of 3 handoffs cross the boundary between Center and Port; of 1 nobody is named who"
        " passes it on"
    )


def test_a_giver_whom_no_list_names_is_told_with_the_document(read):
    # The visitor of duties 4 and 5 stands in no list of actors.
    pairs = made.handoffs()
    first = read.standing[read.standing["actor_text"] == "visitor"]["duty_id"].iloc[0]
    pairs.loc[len(pairs)] = ["visitor", "Porter", "unknown", "port", 1, first]
    givers = handoffs.pairs_in_force(read, pairs)["giver"].tolist()
    title = read.standing.set_index("duty_id").loc[first, "title"]
    assert f"visitor, in {title}" in givers and "Gardener" in givers


def test_the_picture_of_handoffs_has_words_and_a_table_with_links(read):
    html = handoffs.show_handoffs(read, made.handoffs()).data
    assert "Gardener (Center) to Porter (Port): 1" in html
    assert "href='#duty-law-1.p2.s1'>send keys</a>" in html
    assert html.count("<svg ") == 2
    assert handoffs.show_handoffs(read, HANDOFFS.empty()).data == ""


def many_pairs(n):
    rows = [(f"Actor number {i % n} of the long corridor", f"Taker {i * 7 % n}", "center", "port",
             1, "law#1.p1.s1") for i in range(n * 3)]  # fmt: skip
    columns = ["giver", "taker", "giver_unit", "taker_unit", "n_duties", "duty_ids"]
    return pd.DataFrame(rows, columns=columns).drop_duplicates(["giver", "taker"])


@pytest.mark.parametrize("n", [3, 25, 60])
@pytest.mark.parametrize("slim", [False, True])
def test_no_name_of_the_picture_meets_another_or_leaves_it(read, n, slim):
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    drawn = handoffs._drawn(handoffs.pairs_in_force(read, many_pairs(n)))
    assert drawn["giver"].nunique() <= handoffs.DRAWN
    ax = handoff_figures.plot_handoffs(drawn, slim=slim)
    renderer = FigureCanvasAgg(ax.get_figure()).get_renderer()
    boxes = [text.get_window_extent(renderer) for text in ax.texts]
    page = ax.get_figure().bbox
    assert not any(one.overlaps(two) for i, one in enumerate(boxes) for two in boxes[:i])
    assert all(b.x0 >= -1 and b.x1 <= page.x1 + 1 and b.y0 >= 0 and b.y1 <= page.y1 for b in boxes)


def test_the_minute_has_five_sentences_each_with_its_part(read):
    html = reading_minute.minute_of_procedures(read, made.inventory(), made.handoffs()).data
    assert html.count("<li>") == 5
    links = re.findall(r"href='#([a-z-]+)'", html)
    assert links == ["the-documents", "who-carries-them", "whom-they-do-not-name", "by-when",
                     "who-passes-what-to-whom"]  # fmt: skip
    said = told(html)
    assert "They hold 7 duties (of 8 in all that were read): 5 say “must”" in said
    without = reading_minute.minute_of_procedures(read, made.inventory(), HANDOFFS.empty()).data
    assert "#systems-and-records" in without


def test_a_study_whose_documents_say_nothing_gets_sentences_not_errors(tmp_path):
    empty = read_duties(made.saved(tmp_path, duties=made.DUTIES.empty()))
    assert "No duties were read" in told(reading_owners.duties_by_actor(empty))
    for show in (reading_owners.unnamed_owners, reading_times.deadlines_by_unit,
                 reading_times.systems_by_unit, reading_times.records_made):  # fmt: skip
        assert show(empty).data == ""
    html = reading_minute.minute_of_procedures(empty, made.inventory(), HANDOFFS.empty())
    assert "No duties were read" in told(html)


def test_what_the_corpus_lacks_and_what_changed_is_shown_where_it_is_known(read):
    assert reading_documents.show_requests(REQUESTS.empty()).data == ""
    requests = REQUESTS.check(pd.DataFrame({
        "citation": ["Rule <9>"], "kind": ["numbered"], "n_citations": [3], "n_documents": [2],
        "document_ids": ["law;guide"], "paragraph_ids": ["law#1.p1"], "perhaps": ["old"],
    }))  # fmt: skip
    said = reading_documents.show_requests(requests).data
    assert "1 document is cited and not at hand" in said
    assert "Rule &lt;9&gt;" in said
    pair = {"document_id": ["old"], "other_id": ["next"], "relation": ["version"]}
    versions = VERSIONS.check(pd.DataFrame(pair | {"similarity": [0.8]}))
    changes = DUTY_CHANGES.check(pd.DataFrame({
        "document_id": ["old"], "other_id": ["next"], "number": [1], "change": ["removed"],
        "before": ["The porter must <b>close</b>."],
    }))  # fmt: skip
    html = reading_documents.show_versions(versions, changes, read.documents).data
    assert "1 removed" in html
    assert "must &lt;b&gt;close" in html


def test_every_part_is_the_same_bytes_twice(read):
    def both():
        return [handoffs.show_handoffs(read, made.handoffs()).data,
                reading_documents.document_timeline(read, made.inventory()).data,
                reading_owners.duties_by_actor(read).data]  # fmt: skip

    assert both() == both()


def test_only_versions_are_compared_and_documents_of_one_title_bear_their_id(read):
    documents = read.documents.assign(title="House Rules")
    pairs = {"document_id": ["law", "old"], "other_id": ["guide", "next"]}
    table = pd.DataFrame(pairs | {"relation": ["near-copy", "version"], "similarity": [0.8, 0.8]})
    versions = VERSIONS.check(table)
    said = told(reading_documents.show_versions(versions, DUTY_CHANGES.empty(), documents))
    assert "House Rules (law) House Rules (guide) near-copy not compared" in said
    assert "House Rules (old) House Rules (next) version no change found" in said
    assert "Of two versions the earlier one" in said
    copies = versions[versions["relation"] == "near-copy"]
    said = told(reading_documents.show_versions(copies, DUTY_CHANGES.empty(), documents))
    assert "Of two versions the earlier one" not in said
    assert "1 pair of documents belongs together" in said


def test_an_unread_document_in_force_is_hatched_and_said_to_be_unread(read):
    html = reading_documents.document_timeline(read, made.inventory("unread", "why")).data
    row = re.search(r"<tr><th scope=row>Garden Guide.*?</tr>", html, re.S)[0]
    assert "held unread" in row
    assert "not read; since 2019-05-01" in row
    assert "hatched: in force, but not read" in told(html)
    whole = reading_documents.document_timeline(read, made.inventory()).data
    assert "hatched" not in whole


def test_the_reorganisation_is_spoken_of_only_where_a_study_has_one(read):
    said = told(reading_documents.document_timeline(read, made.inventory()))
    assert "1 document in force is older than the reorganisation" in said
    bare = dataclasses.replace(read, study={**read.study, "reorganisation": ""})
    assert "reorganisation" not in told(reading_documents.document_timeline(bare, made.inventory()))


def test_one_duty_takes_a_verb_of_one(tmp_path):
    one = read_duties(made.saved(tmp_path, duties=made.duties().head(1)))
    said = told(reading_minute.minute_of_procedures(one, made.inventory(), HANDOFFS.empty()))
    assert "1 says “must”" in said
    assert "Of 1 duty that binds, 1 falls on the Center" in said
    assert "somebody who is not in the list of actors (" not in said


def test_how_the_page_was_made_speaks_of_no_survey_and_of_no_file_elsewhere(tmp_path):
    run = made.saved(tmp_path)
    said = told(reading_method.show_method(run, read_duties(run)))
    assert "the day is 2021-06-30" in said
    assert not re.search(r"docs/|survey|base|answers", said)
