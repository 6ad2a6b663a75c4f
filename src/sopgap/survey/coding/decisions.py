"""Read what people decided in a workbook, and turn it into acts for the codebook."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sopgap.sources import Problems
from sopgap.survey.coding.acts import Act, State, as_acts, play
from sopgap.survey.coding.asks import Reference, list_asks
from sopgap.survey.coding.contradictions import Ask
from sopgap.survey.coding.digests import digests, grounds, stamp
from sopgap.survey.coding.outcomes import (
    MARGIN,
    Texts,
    add_concern,
    lay_out,
    list_words,
    split_concern,
)
from sopgap.survey.coding.pages import CODEBOOK as CODEBOOK_SHEET
from sopgap.survey.coding.read_back import Coded, read_coded
from sopgap.survey.coding.telling import count, tell_act, tell_ground, warn_of_names
from sopgap.survey.concerns.clusters import Concerns
from sopgap.tables import CODEBOOK, split
from sopgap.text import normalise

GROUND = ("base", "place")  # acts that begin a batch: what the workbook was made from
ORDER = ("merge", "rename", "define", "include", "exclude", "move", "code", "also", "split", "add")
COUNTED = {
    "move": "moved or confirmed",
    "code": "coded alike by both",
    "also": "given a second concern",
}


@dataclass(frozen=True)
class Decisions:
    """What a workbook adds to the codebook.

    Attributes
    ----------
    added : table `codebook`
        The acts to append; none where everything was applied before.
    said : tuple of str
        What they do, a sentence each, and what a person should look at.
    """

    added: pd.DataFrame
    said: tuple[str, ...]


def read_decisions(
    path: str | Path,
    found: Concerns,
    comments: pd.DataFrame,
    codebook: pd.DataFrame,
    *,
    seed: int = 0,
    margin: float = MARGIN,
    codes: bool = False,
    by: str = "",
    note: str = "",
) -> Decisions:
    """Read a workbook of `write_coding_workbook` back, and return the acts that it asks for.

    The first workbook lays down the base: which concerns there were, and which comment was in
    which. Every workbook adds the comments that the codebook did not know yet. What was taken
    from a workbook before is not taken again.

    Parameters
    ----------
    path : str or Path
        The workbook.
    found : Concerns
        Of the run that it was made from.
    comments : table `comments`
        Of that run.
    codebook : table `codebook`
        What was decided so far, as `read_codebook` returns it.
    seed : int
        Of splits and new concerns.
    margin : float
        How much nearer than to its own concern a comment must be to the examples of a new one
        to follow them, as a difference of cosines.
    codes : bool
        Take the codes on which both coders agree for decisions.
    by, note : str
        Written beside each decision.

    Returns
    -------
    Decisions

    Raises
    ------
    InputError
        The workbook is none or of another run, or anything in it is wrong or contradicts itself:
        all at once, by sheet, row and column.
    """
    problems = Problems()
    coded = read_coded(path, problems)
    problems.raise_if_any()
    reference, ground, again = _reference(coded, found, comments, codebook, problems)
    problems.raise_if_any()
    asks = list_asks(coded, reference, problems, codes=codes)
    problems.raise_if_any()
    asks = [ask for ask in asks if _key(ask) not in _taken(codebook, coded.state)]
    if not asks and not ground:
        nothing = "nothing is new: all that the workbook asks for is in the codebook already"
        return Decisions(CODEBOOK.empty(), (nothing,))
    state = play(as_acts(codebook), State(), lambda act, wrong: None)
    play(ground, state, lambda act, wrong: problems.add(f"{Path(path).name}: {wrong}"))
    compare = any(ask.act in ("split", "add") for ask in asks)
    texts = lay_out(state.place, reference.texts, compare=compare)
    acts, said = _decide(asks, state, texts, {"seed": seed, "margin": margin}, problems)
    problems.raise_if_any()
    words = list_words(state, texts)
    first = int(codebook["step"].max()) + 1 if len(codebook) else 1
    batch = int(codebook["batch"].max()) + 1 if len(codebook) else 1
    table = pd.DataFrame([*ground, *acts, *words], columns=list(Act._fields))
    decided = [False] * len(ground) + [act.act != "place" for act in acts] + [False] * len(words)
    table = table.assign(
        step=range(first, first + len(table)),
        by=[by if person else "" for person in decided],
        note=[note if person else "" for person in decided],
        batch=batch,
        workbook=coded.state,
    )
    if ground:
        said = [tell_ground(ground, again), *said]
    return Decisions(CODEBOOK.check(table), (*said, *warn_of_names(asks)))


def _reference(
    coded: Coded,
    found: Concerns,
    comments: pd.DataFrame,
    codebook: pd.DataFrame,
    problems: Problems,
) -> tuple[Reference, list[Act], bool]:
    """What the workbook was made from, the acts that lay it down, and if there was a base."""
    labels, place, also = grounds(found, comments)
    codes = digests(comments)
    texts = dict(zip(codes, comments["text"].astype(str), strict=True))
    known = {code: code for code in codes} | codes.to_dict()
    again = bool(len(codebook))
    if coded.state in set(codebook["workbook"]):
        state = _state_of(codebook, coded.state)
        # A concern without a comment in that run had no row in the workbook.
        listed = {row.text("concern_id") for row in coded.rows[CODEBOOK_SHEET]}
        for concern in set(state.labels) - listed:
            del state.labels[concern]
        known |= {digest: digest for digest in state.place}
        return Reference(state, known, texts), [], again
    if coded.state != stamp(labels, place):
        problems.add(
            f"the workbook was made from another state ({coded.state or 'unknown'}) than this run"
            f" ({stamp(labels, place)}) or any that the codebook knows: name the run that it was"
            " made from, or export a workbook anew"
        )
    elif again and not _fits(codebook, labels, place):
        problems.add(
            "the run does not know the codebook: its concerns are not those that people decided"
            " about. Make the run anew, so that the codebook is replayed, and export a workbook"
            " from it"
        )
    state = play(as_acts(codebook), State(), lambda act, wrong: None)
    new = [digest for digest in sorted(place) if digest not in state.place]
    ground = [] if again else [Act("base", concern, labels[concern]) for concern in sorted(labels)]
    ground += [Act("place", place[digest], "1", digest) for digest in new]
    ground += [
        Act("place", concern, str(rank), digest)
        for digest in new
        for rank, concern in enumerate(also.get(digest, [])[:2], 2)
    ]
    # What the workbook shows, which may be an earlier state of the codebook.
    told = {
        (row["concern_id"], act): row[column]
        for row in found.concerns.reindex(
            columns=["concern_id", "definition", "include", "exclude"], fill_value=""
        ).to_dict("records")
        for column, act in (("definition", "define"), ("include",) * 2, ("exclude",) * 2)
    }
    shown = State(dict(labels), told, dict(place), also)
    return Reference(shown, known, texts), ground, again


def _state_of(codebook: pd.DataFrame, state: str) -> State:
    """What the codebook said when the workbooks of this state were made."""
    rows = codebook[codebook["workbook"] == state]
    batch = codebook[codebook["batch"] == rows["batch"].min()]
    decided = batch.loc[~batch["act"].isin(GROUND), "step"]
    last = int(decided.min()) - 1 if len(decided) else int(batch["step"].max())
    acts = as_acts(codebook[codebook["step"] <= last])
    return play(acts, State(), lambda act, wrong: None)


def _fits(codebook: pd.DataFrame, labels: dict[str, str], place: dict[str, str]) -> bool:
    """Whether a run shows what the codebook says now, or said before or after some workbook."""
    state = State()
    for _, rows in codebook.groupby("batch", sort=True):
        ground = rows["act"].isin(GROUND).cummin()
        for part in (rows[ground], rows[~ground]):
            play(as_acts(part), state, lambda act, wrong: None)
            same = all(
                state.labels.get(concern) == normalise(label) for concern, label in labels.items()
            )
            if same and all(state.place.get(d, concern) == concern for d, concern in place.items()):
                return True
    return False


def _key(ask: Ask) -> tuple[object, ...]:
    """What makes two decisions of one workbook the same."""
    if ask.act == "add":
        return ("add", ask.value, frozenset(ask.digests))
    if ask.act == "split":
        parts = frozenset((part.label, frozenset(part.digests)) for part in ask.parts)
        return ("split", ask.concern_id, parts or int(ask.value))
    return (ask.act, ask.concern_id, ask.value, ask.digests)


def _taken(codebook: pd.DataFrame, state: str) -> set[tuple[object, ...]]:
    """The decisions that were taken from workbooks of a state before."""
    acts = as_acts(codebook[codebook["workbook"] == state])
    examples: dict[str, list[str]] = {}
    labels = {act.concern_id: act.value for act in acts if act.act == "add"}
    for act in acts:
        if act.act == "example":
            examples.setdefault(act.concern_id, []).append(act.digest)
    taken: set[tuple[object, ...]] = set()
    for act in acts:
        if act.act == "split":
            parts = [(labels.get(p, ""), frozenset(examples.get(p, []))) for p in split(act.value)]
            cut = not any(digests for _, digests in parts)
            taken.add(("split", act.concern_id, len(parts) if cut else frozenset(parts)))
        elif act.act == "add":
            taken.add(("add", act.value, frozenset(examples.get(act.concern_id, []))))
        else:
            taken.add((act.act, act.concern_id, act.value, (act.digest,) if act.digest else ()))
    return taken


def _decide(
    asks: list[Ask], state: State, texts: Texts, options: dict[str, Any], problems: Problems
) -> tuple[list[Act], list[str]]:
    """Turn asks into acts, in the order in which they hold, and say what they do."""
    acts: list[Act] = []
    said: list[str] = []
    counted = dict.fromkeys(COUNTED, 0)
    examples = {digest for ask in asks if ask.act == "add" for digest in ask.digests}
    for ask in sorted(asks, key=lambda ask: ORDER.index(ask.act)):
        before = dict(state.place)
        if ask.act == "split":
            new, wrong = split_concern(ask, state, texts, seed=options["seed"])
        elif ask.act == "add":
            new = add_concern(ask, state, texts, held=examples, margin=options["margin"])
            wrong = ""
        else:
            new, wrong = _plain(ask, state), ""
        if wrong:
            problems.add(f"{ask.where}: {wrong}")
            continue
        where = ask.where
        play(new, state, lambda _, why, where=where: problems.add(f"{where}: {why}"))  # type: ignore[misc]
        acts += new
        if ask.act in COUNTED:
            counted[ask.act] += len(new)
        elif new:
            said.append(tell_act(ask, new, state, before))
    said += [f"{count(n, 'comment')} {COUNTED[act]}" for act, n in counted.items() if n]
    return acts, said


def _plain(ask: Ask, state: State) -> list[Act]:
    """The acts of an ask that names all it changes; none where it is so already."""
    if ask.act == "also":
        return [
            Act("also", ask.concern_id, "", digest)
            for digest in ask.digests
            if ask.concern_id not in (state.place.get(digest), *state.also.get(digest, []))
        ]
    if ask.act in ("move", "code"):
        # Where it is there already, a person has confirmed it, and no example draws it away.
        return [
            Act(ask.act, ask.concern_id, "", digest)
            for digest in ask.digests
            if state.place.get(digest) != ask.concern_id or digest not in state.decided
        ]
    ended = state.ended.get(ask.concern_id, "")
    if ask.act == "merge" and f"{ended} ".startswith(f"merged into {ask.value} "):
        return []
    return [Act(ask.act, ask.concern_id, ask.value)]
