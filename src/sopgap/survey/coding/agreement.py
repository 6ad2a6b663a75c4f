"""Say how far the program agrees with people who coded a sample of the comments by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from sopgap.errors import InputError
from sopgap.sources import Problems, guess, quoted
from sopgap.survey.coding.pages import CODEBOOK, CODERS, CODING, COMMENTS, NO_CONCERN
from sopgap.survey.coding.read_back import find_comment, read_coded
from sopgap.survey.groups import ALL
from sopgap.survey.inference.agreement import cohen_kappa
from sopgap.survey.inference.intervals import interval, wilson
from sopgap.tables import CODING as CODING_TABLE
from sopgap.workbooks.filled import Row

BOTH = "both"
FEW = 10  # comments under which a figure is marked
COLUMNS = ("digest", *CODERS, "program", "stratum")


def read_codes(path: str | Path) -> pd.DataFrame:
    """Read what two people coded in the sheet of double coding of a workbook.

    Parameters
    ----------
    path : str or Path
        A workbook of `write_coding_workbook`.

    Returns
    -------
    DataFrame
        `digest`; `coder_1` and `coder_2`, a concern, `none`, or blank where nobody coded;
        `program`, the concern in which the comment is; `stratum`, how many comments that one has.

    Raises
    ------
    InputError
        Sheets or columns are absent, comments are unknown or stand there twice, codes are no
        concerns: all at once, by row and column.
    """
    problems = Problems()
    coded = read_coded(path, problems, (CODEBOOK, COMMENTS, CODING))
    problems.raise_if_any()
    concerns = {row.text("concern_id") for row in coded.rows[CODEBOOK]}
    place = {row.text("digest").lower(): row.text("concern_id") for row in coded.rows[COMMENTS]}
    known = {digest: digest for digest in place}
    known |= {row.text("comment_id"): row.text("digest").lower() for row in coded.rows[COMMENTS]}
    sizes = pd.Series(list(place.values()), dtype="str").value_counts()
    rows: dict[str, tuple[object, ...]] = {}
    for row in coded.rows[CODING]:
        cell = row.cells.get("digest")
        digest, wrong = (
            find_comment(cell.text, cell.kind, known) if cell else ("", "is blank; name a comment")
        )
        if wrong:
            problems.add(f"{row.where('digest')}: {wrong}")
        elif digest in rows:
            problems.add(f"{row.where()}: the comment {digest} stands there twice; take one out")
        codes = [_code(row, coder, concerns, problems) for coder in CODERS]
        if digest:
            program = place[digest]
            rows.setdefault(digest, (digest, *codes, program, int(sizes[program])))
    problems.raise_if_any()
    return pd.DataFrame(list(rows.values()), columns=list(COLUMNS))


def list_codings(codes: pd.DataFrame) -> pd.DataFrame:
    """Return the codes of `read_codes` as `agree` wants them: one row a comment and coder.

    Examples
    --------
    >>> codes = pd.DataFrame({"digest": ["a", "b"], "coder_1": ["C01", ""], "coder_2": ["C02", ""]})
    >>> list_codings(codes).values.tolist()
    [['a', 'coder_1', 'C01'], ['a', 'coder_2', 'C02']]
    """
    long = codes.melt("digest", list(CODERS), var_name="coder", value_name="code")
    long = long[long["code"] != ""].sort_values(["digest", "coder"], ignore_index=True)
    return long[["digest", "coder", "code"]]


def agree_with_program(codes: pd.DataFrame, *, level: float = 0.95) -> pd.DataFrame:
    """Measure how far the program agrees with coders, on each concern and on all.

    The sample was drawn within the program's concerns, so that precision (of what the program put
    into a concern, the share that the coder put there too) is a plain share, with the interval of
    `interval` for the concern's comments. Recall and overall agreement weight each comment by how
    many of its concern it stands for; their intervals are Wilson's on Kish's effective number.
    Kappa is that of the sample.

    Parameters
    ----------
    codes : DataFrame
        As `read_codes` returns it.
    level : float
        Of the intervals.

    Returns
    -------
    table `coding`
        Against each coder, and against `both`: the comments on which the two agree.

    Raises
    ------
    InputError
        Nothing was coded.

    Examples
    --------
    >>> codes = pd.DataFrame({"digest": list("abcd"), "coder_1": ["C01", "C01", "C02", "none"],
    ...     "coder_2": "", "program": ["C01", "C01", "C02", "C02"], "stratum": [20, 20, 10, 10]})
    >>> table = agree_with_program(codes)
    >>> table[["code", "units", "same", "precision", "recall"]].round(2).values.tolist()
    [['all', 4, 3, 0.83, nan], ['C01', 4, 2, 1.0, 1.0], ['C02', 4, 1, 0.5, 1.0]]
    """
    same = codes[(codes[CODERS[0]] == codes[CODERS[1]]) & (codes[CODERS[0]] != "")]
    sets = [(coder, codes[codes[coder] != ""], coder) for coder in CODERS]
    both = [(BOTH, same, CODERS[0])] if (codes[CODERS[1]] != "").any() else []
    table = []
    for against, rows, coder in [*sets, *both]:
        if len(rows):
            given = rows[coder].to_numpy(dtype=object)
            program = rows["program"].to_numpy(dtype=object)
            drawn = rows.groupby("program")["digest"].transform("size")
            weights = (rows["stratum"] / drawn).to_numpy(dtype=float)
            names = sorted((set(given) | set(program)) - {NO_CONCERN})
            staff = dict(zip(program, rows["stratum"], strict=True))
            table.append(_overall(against, program, given, weights, level))
            table += [
                _row(against, name, program, given, weights, staff.get(name, 0), level)
                for name in names
            ]
    if not table:
        raise InputError(
            f"{CODING}: nobody coded a comment; fill in {' and '.join(CODERS)}, or draw a sample"
            " with `sopgap codebook export RUN --double-code N`"
        )
    return CODING_TABLE.check(pd.DataFrame(table))


def _overall(
    against: str, program: np.ndarray, given: np.ndarray, weights: np.ndarray, level: float
) -> dict[str, object]:
    same = program == given
    share, low, high = _weighted(same, weights, level)
    codes = np.unique(np.concatenate([program, given]).astype(str), return_inverse=True)[1]
    kappa = cohen_kappa(codes[: len(same)], codes[len(same) :], level=level)
    return {
        "against": against, "code": ALL, "units": len(same), "program": len(same),
        "coder": int((given != NO_CONCERN).sum()), "same": int(same.sum()),
        "precision": share, "precision_low": low, "precision_high": high,
        "kappa": kappa.value, "kappa_low": kappa.low, "kappa_high": kappa.high,
        "note": _note(len(same), len(same), kappa.note),
    }  # fmt: skip


def _row(
    against: str,
    name: str,
    program: np.ndarray,
    given: np.ndarray,
    weights: np.ndarray,
    staff: int,
    level: float,
) -> dict[str, object]:
    put, said = program == name, given == name
    hits = put & said
    kappa = cohen_kappa(put.astype(float), said.astype(float), level=level)
    n, k = int(put.sum()), int(hits.sum())
    low, high = interval([k], [n], [float(staff) if staff else np.nan], level=level)
    recall, recall_low, recall_high = _weighted(hits[said], weights[said], level)
    return {
        "against": against, "code": name, "units": len(put), "program": n,
        "coder": int(said.sum()), "same": k,
        "precision": k / n if n else np.nan,
        "precision_low": float(low[0]), "precision_high": float(high[0]),
        "recall": recall, "recall_low": recall_low, "recall_high": recall_high,
        "kappa": kappa.value, "kappa_low": kappa.low, "kappa_high": kappa.high,
        "note": _note(n, int(said.sum()), kappa.note),
    }  # fmt: skip


def _weighted(same: np.ndarray, weights: np.ndarray, level: float) -> tuple[float, float, float]:
    if not len(same):
        return np.nan, np.nan, np.nan
    share = float((weights * same).sum() / weights.sum())
    effective = float(weights.sum() ** 2 / (weights**2).sum())  # Kish 1965
    if len(same) < 2 or effective <= 1:
        return share, np.nan, np.nan
    low, high = wilson(min(max(share, 0.0), 1.0), effective - 1, len(same) - 1, level=level)
    return share, float(low), float(high)


def _note(program: int, coder: int, kappa: str) -> str:
    few = f"rests on fewer than {FEW} comments" if min(program, coder) < FEW else ""
    return "; ".join(part for part in (few, f"kappa {kappa}" if kappa else "") if part)


def _code(row: Row, coder: str, concerns: set[str], problems: Problems) -> str:
    code = row.text(coder)
    if code and code not in concerns and code.casefold() != NO_CONCERN:
        near = guess(code, concerns)
        problems.add(
            f"{row.where(coder)}: {quoted(code)} is no concern{near}; write an id, {NO_CONCERN} or"
            " nothing"
        )
    return code if code in concerns else code.casefold()
