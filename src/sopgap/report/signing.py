"""sign_run: a person signs a run, a Center's page or a condition sheet; and how pages show it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
from markupsafe import Markup

from sopgap.errors import InputError
from sopgap.report.folder import Run, locate, read_run
from sopgap.report.markup import fill, grid, join, listed, note
from sopgap.report.signoffs import PARTED, RUN, as_parts, read_signoffs, stamp_of
from sopgap.report.workpaper_front import SIGNED_WORDS
from sopgap.sources import quoted
from sopgap.study import read_study
from sopgap.tables import SIGNOFFS, append_table, split
from sopgap.tables.rows import walk_rows
from sopgap.vocabulary import SIGN_ROLES

ROLES = {"preparer": "Prepared by", "reviewer": "Reviewed by"}


def sign_run(
    run_dir: str | Path,
    *,
    role: str,
    by: str,
    what: str = RUN,
    date: str = "",
    note: str = "",
    study: str | Path = "study.toml",
) -> list[str]:
    """Sign a run, a Center's page or a condition sheet: a row more in the study's `signoffs.csv`.

    Parameters
    ----------
    run_dir : str or Path
        The run whose figures are signed.
    role : {"preparer", "reviewer"}
    by : str
        Who signs.
    what : str
        `run`, the code of a Center, or `<responsibility>--<Center>`.
    date : str
        Day of the signature, as 2024-05-31; by default today.
    note : str
    study : str or Path
        The study that the run was made from.

    Returns
    -------
    list of str
        What was done, a sentence each.

    Raises
    ------
    InputError
        Anything is wrong: nothing is written then. Who prepared a thing does not review it.

    Examples
    --------
    >>> sign_run("no-such-folder", role="preparer", by="A. B.")
    Traceback (most recent call last):
    ...
    sopgap.errors.InputError: no-such-folder: holds no run; make one with `sopgap run`, or run the
    notebooks 01 to 04 first
    """
    run, settings = read_run(run_dir), read_study(locate(study))
    if run.study.get("name") != settings.name:
        raise InputError(
            f"{run_dir}: is a run of the study {quoted(run.study.get('name'))}, not of"
            f" {quoted(settings.name)}; name its study: --study"
        )
    if settings.signoffs is None:
        raise InputError(f"{study}, [signoffs] file: names no file that signatures could go to")
    by, day = " ".join(by.split()), date or dt.date.today().isoformat()
    problems = [] if by else ["by: nobody is named; write who signs"]
    if role not in SIGN_ROLES:
        problems.append(f"role: {quoted(role)} is not one of {', '.join(SIGN_ROLES)}")
    try:
        dt.date.fromisoformat(day)
    except ValueError:
        problems.append(f"date: {quoted(day)} is not a day like 2024-05-31")
    if problems:
        raise InputError(problems)
    stamp, known = stamp_of(run, what), read_signoffs(settings.signoffs)
    same = known[(known["what"] == what) & (known["stamp"] == stamp.whole)]
    of_them = same[same["who"].str.casefold() == by.casefold()]
    if len(of_them):
        had = of_them["role"].iloc[-1]
        if had == role:
            return [f"{by} has signed {_call(what)} as {role} already, and nothing changed since"]
        raise InputError(
            f"{by} has signed {_call(what)} as {had}; another person has to sign it as {role}"
        )
    row = {"date": day, "who": by, "role": role, "what": what, "stamp": stamp.whole,
           "parts": as_parts(stamp), "note": note.strip()}  # fmt: skip
    added = SIGNOFFS.check(pd.DataFrame([row]))
    append_table(added, settings.signoffs)
    said = [f"{settings.signoffs}: {by} signed {_call(what)} as {role} on {day}"]
    if role == "reviewer" and not (same["role"] == "preparer").any():
        said.append("nobody has signed it as preparer as it is now")
    return [*said, "pages and workpapers show it from the next run on"]


def _call(what: str) -> str:
    if what == RUN:
        return "the run"
    return f"the condition sheet {what}" if PARTED in what else f"the page of {what}"


def say_signed(run: Run, center: str = "") -> str:
    """Say in one line who prepared and who reviewed a page: the Center's, or the run's.

    Parameters
    ----------
    run : Run
        Its table signed is read.
    center : str
        Code of the Center whose page it is; blank: the overview, signed with the run.

    Returns
    -------
    str
        Of each role the last signature that holds; else that it is not signed, or to be again.

    Examples
    --------
    >>> say_signed(Run(Path("no-such-folder"), {}))
    'Prepared by: not signed. Reviewed by: not signed.'
    """
    rows = run.table("signed")
    said = []
    for role, label in ROLES.items():
        mine = rows[(rows["what"] == (center or RUN)) & (rows["role"] == role)]
        held = mine[mine["state"] == "holds"]
        if len(held):
            last = held.iloc[-1]
            told = f"{last['who']}, {last['date']}"
        else:
            told = f"to be signed again ({mine['who'].iloc[-1]})" if len(mine) else "not signed"
        said.append(f"{label}: {told}.")
    return " ".join(said)


def show_signed(run: Run, center: str = "") -> Markup:
    """Build the block on who prepared and who reviewed, for a page's section on its making.

    Parameters
    ----------
    run : Run
        Its tables signed and centers are read.
    center : str
        Code of the Center whose page it is: the run's signatures stand there, too, but not those
        of other Centers. Blank: all.

    Returns
    -------
    Markup
    """
    rows = run.table("signed")
    if center and len(rows):
        mine = (rows["what"] == center) | rows["what"].str.endswith(f"{PARTED}{center}")
        rows = rows[mine | (rows["what"] == RUN)]
    if rows.empty:
        said = "Nobody has signed this as preparer or reviewer yet."
        return fill("<h3>Signed</h3>{}", note(said))
    called = run.table("centers").set_index("center")["name"].to_dict()
    lines = [
        [_name(row.what, called), row.role, row.who, fill("<span class=date>{}</span>", row.date),
         _state(row), row.note]
        for row in walk_rows(rows)
    ]  # fmt: skip
    head = ["What", "As", "Who", "On", "Whether it holds", "Note"]
    return fill("<h3>Signed</h3>{}", grid(head, lines, caption="Signatures"))


def _name(what: str, called: dict[str, str]) -> str:
    if what == RUN:
        return "The run"
    return str(called.get(what, what))


def _state(row: object) -> Markup:
    state = row.state  # type: ignore[attr-defined]
    said = SIGNED_WORDS[state]
    if state == "sign-again":
        parts = listed(split(row.changed)) or "what it rests on"  # type: ignore[attr-defined]
        return join([fill("<b>{}</b>", said), f": changed since in {parts}"])
    return fill("{}", said)
