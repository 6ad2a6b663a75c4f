"""Say what decisions do, and what in them a person should look at again."""

from __future__ import annotations

import pandas as pd

from sopgap.survey.coding.acts import Act, State
from sopgap.survey.coding.contradictions import Ask
from sopgap.survey.redaction.redact import redact


def tell_act(ask: Ask, acts: list[Act], state: State, before: dict[str, str]) -> str:
    """Say what an act did."""
    if ask.act == "merge":
        n = sum(place == ask.concern_id for place in before.values())
        return f"{ask.concern_id} merged into {ask.value}: {count(n, 'comment')}"
    if ask.act == "split":
        sizes = {p: len(state.members(p)) for p in (a.concern_id for a in acts if a.act == "add")}
        parts = ", ".join(f"{p} {state.labels.get(p, '')!r} ({n})" for p, n in sizes.items())
        return f"{ask.concern_id} split into {parts}"
    if ask.act == "add":
        drawn = sum(act.act == "place" for act in acts)
        examples = count(len(set(ask.digests)), "example")
        followed = f"{count(drawn, 'comment')} that followed them"
        return f"{acts[0].concern_id} {ask.value!r} added: {examples}, and {followed}"
    if ask.act == "rename":
        return f"{ask.concern_id} renamed to {ask.value!r}"
    return f"{ask.concern_id}: {ask.act} set" if ask.value else f"{ask.concern_id}: {ask.act} blank"


def tell_ground(ground: list[Act], again: bool) -> str:
    """Say what was laid down before anything was decided."""
    n = sum(act.act == "place" and act.value == "1" for act in ground)
    if again:
        return f"{count(n, 'comment')} new to the codebook, laid down where the run has them"
    concerns = sum(act.act == "base" for act in ground)
    return f"base laid down: {count(concerns, 'concern')}, {count(n, 'comment')}"


def warn_of_names(asks: list[Ask]) -> list[str]:
    """Labels and texts are published: say where they seem to name somebody."""
    written = [(ask.value, ask.where) for ask in asks if ask.act in
               ("rename", "add", "define", "include", "exclude")]  # fmt: skip
    written += [(ask.told, ask.where) for ask in asks if ask.told]
    written += [(part.label, ask.where) for ask in asks for part in ask.parts]
    texts = pd.Series([text for text, _ in written], dtype="str")
    changed = redact(texts) if len(texts) else texts
    return [
        f"look again at {where}: {text!r} seems to name somebody or something that comments do not"
        " show; labels and definitions are published"
        for (text, where), after in zip(written, changed, strict=True)
        if after != text
    ]


def count(n: int, noun: str) -> str:
    """Return a number with its noun.

    Examples
    --------
    >>> count(1, "comment"), count(1200, "comment")
    ('1 comment', '1,200 comments')
    """
    return f"{n:,} {noun}" + ("" if n == 1 else "s")
