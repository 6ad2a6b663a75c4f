"""Write the concerns as a REFI-QDA codebook (.qdc): the codes, without a comment."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import pandas as pd

from sopgap.errors import ContractError
from sopgap.sources import Problems, guess, quoted
from sopgap.survey.refi.files import check_place, placed, write_lines
from sopgap.survey.refi.markup import (
    HEADER,
    PROGRAM,
    as_description,
    as_paragraph,
    element,
    make_guid,
    root_attributes,
    text_element,
)
from sopgap.tables import Contract
from sopgap.tables.contract import text

# Told apart by people who do not see colours alike: Okabe and Ito (2008), without black; then
# Tol's light scheme. The codes take them in turn.
COLOURS = (
    "#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7",
    "#77aadd", "#ee8866", "#eedd88", "#ffaabb", "#99ddff", "#44bb99", "#bbcc33", "#aaaa00",
)  # fmt: skip
DEEPEST = 20  # concerns, one under the other
CODES = Contract(
    "concerns",
    "one concern as a code",
    ("concern_id",),
    (
        text("concern_id", "id of the concern"),
        text("label", "its name"),
        text("terms", "words that set it apart, by ;", blank=True),
        text("definition", "what it means", blank=True),
        text("include", "when it applies", blank=True),
        text("exclude", "when it does not", blank=True),
        text("key", "what names it for good, also when it is renamed", blank=True),
        text("parent_id", "the broader concern that it stands under", blank=True),
    ),
)


def write_qdc(path: str | Path, concerns: pd.DataFrame, *, study: str = "") -> Path:
    """Write the concerns as a REFI-QDA codebook, which NVivo, ATLAS.ti, MAXQDA and others read.

    Namespace `urn:QDA-XML:codebook:1.0`, REFI-QDA 1.0 (https://www.qdasoftware.org). The same
    concerns give the same bytes; GUIDs come from the study and the concern, so that a codebook
    and a project of one study speak of the same codes. All codes are in one set, by which they
    are told from others in a project that has its own.

    Parameters
    ----------
    path : str or Path
        Ends in `.qdc`; what lies there is replaced.
    concerns : DataFrame
        `concern_id`, `label`; where known `terms`, `definition`, `include`, `exclude` (lines of
        the code's description), `parent_id` (the concern that it stands under) and `key`: with it
        a concern keeps its GUID under a new name, without it a new label is a new code.
    study : str
        Name that stays the same: what the GUIDs are made of.

    Returns
    -------
    Path

    Raises
    ------
    InputError
        No concern, repeated ids or keys, a parent that is none or stands under its own child, a
        wrong suffix, a folder that cannot be written: all problems of the table at once.

    Examples
    --------
    >>> import tempfile
    >>> concerns = pd.DataFrame({"concern_id": ["C01"], "label": ["Lack of training"],
    ...                          "terms": ["training;course"]})
    >>> file = write_qdc(tempfile.mkdtemp() + "/codes.qdc", concerns)
    >>> "Lack of training" in file.read_text("utf-8")
    True
    """
    path = check_place(path, ".qdc")
    codes = as_codes(concerns, study)
    inside = chain(element("Codes", list_codes(codes)), element("Sets", _set(codes, study)))
    with placed(path) as file:
        write_lines(file, [HEADER])
        write_lines(file, element("CodeBook", inside, **root_attributes("Codebook")))
    return path


def as_codes(concerns: pd.DataFrame, study: str) -> pd.DataFrame:
    """Return the concerns as codes: `guid`, `name`, `description` and `colour` beside their own.

    Names are told apart by their concern's id where two are alike but for case: most programs
    merge or drop a second code of one name.

    Raises
    ------
    InputError
        As `write_qdc` says.
    """
    problems = Problems()
    try:
        codes = check_plain(CODES, concerns)
    except ContractError as error:
        problems.add(str(error))
        problems.raise_if_any()
    if codes.empty:
        problems.add("concerns: none; a codebook must hold at least one code")
    _check_keys(codes, problems)
    _check_parents(codes, problems)
    problems.raise_if_any()
    lasting = codes["key"].where(codes["key"] != "", codes["concern_id"] + "\n" + codes["label"])
    return codes.assign(
        guid=[make_guid(study, "code", key) for key in lasting],
        name=_tell_apart(codes),
        description=[_describe(row) for row in codes.itertuples()],
        colour=[COLOURS[i % len(COLOURS)] for i in range(len(codes))],
    )


def check_plain(contract: Contract, table: pd.DataFrame) -> pd.DataFrame:
    """Return a table that keeps its contract, its listed texts as texts and not as categories.

    Examples
    --------
    >>> table = pd.DataFrame({"concern_id": ["C01"], "label": pd.Categorical(["Training"])})
    >>> check_plain(CODES, table)["label"].dtype.name
    'str'
    """
    checked = contract.check(table)
    return checked.astype({c.name: "str" for c in contract.columns if c.kind == "text"})


def list_codes(codes: pd.DataFrame) -> Iterator[str]:
    """Yield the `Code` elements of what `as_codes` returned, broader ones around narrower."""
    below: dict[str, list[int]] = {}
    for place, parent in enumerate(codes["parent_id"]):
        below.setdefault(parent, []).append(place)
    rows = codes.to_dict("records")

    def write(place: int) -> Iterator[str]:
        row = rows[place]
        inside = [*text_element("Description", row["description"])]
        for child in below.get(row["concern_id"], []):
            inside.extend(write(child))
        yield from element(
            "Code",
            inside,
            guid=row["guid"],
            name=row["name"],
            isCodable="true",
            color=row["colour"],
        )

    for place in below.get("", []):
        yield from write(place)


def _set(codes: pd.DataFrame, study: str) -> Iterator[str]:
    members = (line for guid in codes["guid"] for line in element("MemberCode", guid=guid))
    name = as_paragraph(study) or PROGRAM
    guid = make_guid(study, "set", "concerns")
    yield from element("Set", members, guid=guid, name=f"Concerns of {name}")


def _check_keys(codes: pd.DataFrame, problems: Problems) -> None:
    keys = codes.loc[codes["key"] != "", "key"]
    for key in sorted(set(keys[keys.duplicated()])):
        ids = ", ".join(codes.loc[codes["key"] == key, "concern_id"])
        problems.add(f"concerns, column key: {quoted(key)} names {ids}; give each its own")


def _check_parents(codes: pd.DataFrame, problems: Problems) -> None:
    """Every parent is a concern, and nobody stands above itself."""
    above = dict(zip(codes["concern_id"], codes["parent_id"], strict=True))
    done: set[str] = set()
    for concern, parent in above.items():
        if parent and parent not in above:
            problems.add(
                f"concerns, {concern}, column parent_id: {quoted(parent)} is no concern of the"
                f" table{guess(parent, above)}"
            )
        path = [concern]
        while (nearest := above.get(path[-1], "")) and nearest not in path:
            path.append(nearest)
        if nearest and not done.intersection(path):
            ring = [*path[path.index(nearest) :], nearest]
            told = "; ".join(f"{child} stands under {over}" for child, over in pairwise(ring))
            problems.add(f"concerns, column parent_id: in a circle: {told}")
            done.update(path)
        elif len(path) > DEEPEST:
            problems.add(
                f"concerns, {concern}, column parent_id: stands {len(path) - 1} levels deep; no"
                f" more than {DEEPEST - 1} are written, and ATLAS.ti keeps one"
            )


def _tell_apart(codes: pd.DataFrame) -> list[str]:
    names = [" ".join(as_paragraph(label).split()) for label in codes["label"]]
    ids = [as_paragraph(concern) for concern in codes["concern_id"]]
    names = [name or concern for name, concern in zip(names, ids, strict=True)]
    folded = pd.Series([name.casefold() for name in names], dtype="str")
    alike = folded.duplicated(keep=False).tolist()
    named = [
        f"{name} ({concern})" if twice else name
        for name, concern, twice in zip(names, ids, alike, strict=True)
    ]
    taken: set[str] = set()
    for place, name in enumerate(named):
        number = 1
        while named[place].casefold() in taken:  # "x (C02)" may be another's own name
            number += 1
            named[place] = f"{name} {number}"
        taken.add(named[place].casefold())
    return named


def _describe(row: Any) -> str:
    said = [
        as_description(getattr(row, "definition", "")),
        _line("Terms", "; ".join(t.strip() for t in str(getattr(row, "terms", "")).split(";"))),
        _line("Include", getattr(row, "include", "")),
        _line("Exclude", getattr(row, "exclude", "")),
    ]
    return "\n".join(line for line in said if line)


def _line(name: str, said: str) -> str:
    said = as_paragraph(said).strip("; ")
    return f"{name}: {said}" if said else ""
