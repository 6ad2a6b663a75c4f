"""The family of comparisons: what was declared, how many tests it makes, what came of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from markupsafe import Markup
from pandas import DataFrame as Table

from sopgap.report.effects import Row, Study
from sopgap.report.markup import HIDDEN, blank, count, fill, join, plural, word, words
from sopgap.tables.rows import list_rows

# What one test of a kind is, and what it is about.
KINDS = {
    "centers": ("test", "over all {0}s at once"),
    "center-rest": ("difference", "between one {0} and the others"),
    "positions": ("test", "over all positions at once"),
    "position-rest": ("difference", "between one position and the others"),
    "items": ("pair", "of questions"),
}
# What the tests of a family compare; a family of one question bears its id behind the kind.
FAMILIES = {
    "centers": "all {0}s at once, question by question",
    "center-rest": "each {0} with the others",
    "positions": "all positions at once, question by question",
    "position-rest": "each position with the others",
    "items": "pairs of questions",
}


def is_known(row: Row) -> bool:
    """Whether a comparison was tested and may be shown."""
    return not row["suppressed"] and not blank(row["p"])


def is_exact(row: Row) -> bool:
    """Whether everybody answered, so that there is a difference and no chance in it."""
    return not row["suppressed"] and str(row["method"]).startswith("none: everybody answered")


def why_untested(row: Row) -> str:
    """Say why a comparison has no test."""
    if row["suppressed"]:
        return HIDDEN
    reason = str(row["method"])
    return f"not tested: {reason.removeprefix('none: ')}" if reason.startswith("none") else (
        "not tested")  # fmt: skip


def say_by_kind(rows: Iterable[Row], study: Study) -> str:
    """Say kind by kind how many are more than chance explains: they share one set of answers."""
    rows, said, any_differs = list(rows), [], False
    for kind, (one, about) in KINDS.items():
        known = [r for r in rows if r["kind"] == kind and is_known(r)]
        differ = sum(bool(r["differs"]) for r in known)
        any_differs |= bool(differ)
        if known:
            said.append(f"{count(differ)} of {plural(len(known), one)} {about.format(word(study))}")
    if any_differs:
        return "More than chance explains: " + "; ".join(said)
    if said:
        return "No difference can be told from chance"
    if any(is_exact(r) for r in rows):
        return "Everybody answered: the differences are exact, and none of them is tested"
    return "No difference could be tested"


def list_declared(comparisons: Table, wording: Mapping[str, str], study: Study) -> Markup:
    """List which answers and pairs the study declared to compare, and how many tests that makes.

    Parameters
    ----------
    comparisons : table `comparisons`
    wording : mapping
        Of each question.
    study : mapping
        Its `declared` holds `compare` (question and choice) and `pairs`; without `compare` the
        answers are those that were compared.

    Returns
    -------
    Markup
    """
    declared = study.get("declared") or {}
    named = [(str(q), str(choice)) for q, choice in declared.get("compare") or []]
    groups = comparisons[comparisons["kind"] != "items"]
    answers = named or list(dict.fromkeys(zip(groups["question_id"], groups["choice"],
                                              strict=True)))  # fmt: skip
    pairs = [[(str(q), str(choice)) for q, choice in pair] for pair in declared.get("pairs") or []]
    tested = list_rows(comparisons)
    n_tests, n_families = sum(map(is_known, tested)), comparisons["family"].nunique()
    tests = (
        f"That makes {plural(len(tested), 'comparison')} in"
        f" {plural(n_families, 'family', 'families')}, one line each;"
        f" {count(n_tests) if n_tests else 'none'} {'was' if n_tests < 2 else 'were'} tested."
    )
    source = (
        "As study.toml declares them; that they were chosen before anybody looked at the answers is"
        " the study's word."
        if named
        else "The study declares none: of each question it is the answer most chosen over all"
        f" {words(study)}, so the answers themselves had a say in what is compared."
    )
    return fill(
        "<section class=declared><h4>What is compared</h4><p class=base>{}</p>{}{}<p>{}</p>"
        "</section>",
        source,
        _items(f"Between {words(study)}, and between positions where they are known:",
               [_answer(one, wording) for one in answers]),
        _items("Between two questions, among the people who answered both:",
               [fill("{}<br>against {}", _answer(a, wording), _answer(b, wording))
                for a, b in pairs]),
        tests,
    )  # fmt: skip


def list_families(comparisons: Table, study: Study) -> Markup:
    """List what came of each family of comparisons, and why a large one may be chance."""
    items = []
    for family, rows in comparisons.groupby("family", sort=False):
        records: list[Row] = [*list_rows(rows)]
        known = [r for r in records if is_known(r)]
        differ = sum(bool(r["differs"]) for r in known)
        result = f"{plural(len(known), 'difference')} compared"
        if not known:
            result = f"none of {count(len(records))} tested"
        elif differ:
            result += f"; {count(differ)} of them {'differs' if differ == 1 else 'differ'}"
        else:
            result += "; no difference can be told from chance"
        items.append(fill("<li><b>{}</b>: {}{}.</li>", _name(str(family), study), result,
                          _untested(records)))  # fmt: skip
    if not items:
        return Markup("")
    if not any(is_known(r) for r in list_rows(comparisons)):
        return fill("<ul class=families>{}</ul>", join(items))
    return fill(
        "<ul class=families>{}</ul><p class=base>Where many differences are compared, some look"
        " large by chance alone. The correction of Benjamini and Hochberg, made for each of these"
        " lines, keeps small the part of such false ones to be"
        " expected among those called different; so it is not enough that an interval leaves out"
        " zero, or that two intervals do not overlap. Differences picked because they are large"
        " tend to be somewhat smaller than they look.</p>",
        join(items),
    )


def _untested(family: list[Row]) -> str:
    """Say how many of a family were not tested, and why."""
    rows = [r for r in family if not is_known(r)]
    if not rows:
        return ""
    dark = sum(bool(r["suppressed"]) for r in rows)
    exact = sum(is_exact(r) for r in rows)
    said = f"; {plural(len(rows), 'more was', 'more were')} not tested" * (rows != family)
    parts = [(dark, "because counts are hidden"), (exact, "because everybody answered")]
    parts = [(n, why) for n, why in parts if n]
    if len(parts) == 1 and parts[0][0] == len(rows):
        return f"{said}, {parts[0][1]}"
    return said + "".join(f", {count(n)} of them {why}" for n, why in parts)


def _name(name: str, study: Study) -> str:
    kind, _, question = name.partition(" ")
    words = FAMILIES.get(kind)
    if not words or (question and " " in question):
        return name
    said = words.format(word(study)) + (f" at {question}" if question else "")
    return said[:1].upper() + said[1:]


def _items(head: str, items: list[Markup]) -> Markup:
    if not items:
        return Markup("")
    return fill("<p>{}</p><ul>{}</ul>", head, join(fill("<li>{}</li>", one) for one in items))


def _answer(answer: tuple[str, str], wording: Mapping[str, str]) -> Markup:
    question, choice = answer
    return fill("{}. {} <b>→ {}</b>", question, wording.get(question, ""),
                choice or "all answers at once")  # fmt: skip


def read_answer(written: str, wording: Mapping[str, str]) -> tuple[str, str] | None:
    """Read an answer as a table writes it, `q5=No`: question and choice; None if it is none.

    Examples
    --------
    >>> read_answer("q11=Yes", {"q1": "One?", "q11": "Eleven?"})
    ('q11', 'Yes')
    """
    for question in sorted(wording, key=len, reverse=True):
        rest = re.fullmatch(re.escape(question) + r"\s*[=:|]\s*(.+)", written)
        if rest:
            return question, rest[1]
    return None
