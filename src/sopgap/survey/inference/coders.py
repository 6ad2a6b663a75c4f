"""Set the codes of several coders side by side and say how far they agree."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd

from sopgap.errors import InputError
from sopgap.sources import quoted
from sopgap.survey.groups import ALL
from sopgap.survey.inference.agreement import MEASURES, Agreement, cohen_kappa, krippendorff_alpha
from sopgap.survey.options import unknown_options
from sopgap.tables import AGREEMENT, factorise

SHOWN = 5  # wrong codes that a message names


def agree(
    codes: pd.DataFrame,
    *,
    unit: str = "comment_id",
    coder: str = "coder",
    code: str = "code",
    measure: str = "nominal",
    draws: int = 1000,
    seed: int = 0,
    level: float = 0.95,
) -> pd.DataFrame:
    """Measure how far coders agree, on each code and, where each gave one a unit, on all.

    A coder who saw a unit and gave it no code has a row with a blank code: chance agreement is
    worked out over all units, uncoded ones included, or agreement on rare codes looks better than
    it is. A coder without any row of a unit did not see it. For a single code, a unit is coded
    with it or not.

    Percent agreement is beside the coefficients because it is high for any rare code, kappa and
    alpha because they fall where one code is everywhere; none of them says it alone.

    Parameters
    ----------
    codes : DataFrame
        One row for each code that a coder gave to a unit.
    unit, coder, code : str
        Its columns.
    measure : {"nominal", "ordinal", "interval", "ratio"}
        What the codes are. Other than nominal they are numbers, and only `all` has a row.
    draws, seed, level
        Of the bootstrap interval of alpha; `level` of kappa's too.

    Returns
    -------
    table `agreement`, `all` first, then the codes sorted

    Raises
    ------
    InputError
        A column is absent, there is one coder only, a code is `all`, or, other than nominal, no
        number or not the only one of its coder and unit.

    Examples
    --------
    >>> codes = pd.DataFrame({"comment_id": ["c1", "c1", "c2", "c2", "c3", "c3"],
    ...                       "coder": ["x", "y"] * 3, "code": ["a", "a", "b", "", "b", "b"]})
    >>> table = agree(codes, draws=0)
    >>> table[["code", "units", "given", "percent", "kappa"]].round(3).values.tolist()
    [['all', 3, 5, 0.667, 0.5], ['a', 3, 2, 1.0, 1.0], ['b', 3, 3, 0.667, 0.4]]
    """
    _check_columns(codes, unit, coder, code, measure)
    rows = pd.DataFrame(
        {
            # Sorted, lest the bootstrap hang on the order of the rows.
            "unit": np.unique(codes[unit].astype(str), return_inverse=True)[1],
            "coder": np.unique(codes[coder].astype(str), return_inverse=True)[1],
            "code": codes[code].astype("object").where(codes[code].notna(), "").astype("str"),
        }
    ).drop_duplicates()
    rows["code"] = rows["code"].str.strip()
    # A blank beside a code of the same coder and unit says nothing.
    cell = [rows["unit"], rows["coder"]]
    given = (rows["code"] != "").groupby(cell).transform("any")
    rows = rows[(rows["code"] != "") | ~given].drop_duplicates()
    one = not rows.duplicated(["unit", "coder"]).any()
    names = sorted(set(rows["code"]) - {""})
    _check_codes(rows, names, measure, one)
    options = {"draws": draws, "seed": seed, "level": level}
    seen = _grid(rows, np.zeros(len(rows)))
    table = []
    if one:
        values = (
            factorise(rows["code"])[0].astype(float)
            if measure == "nominal"
            else pd.to_numeric(rows["code"].replace("", None)).to_numpy(dtype=float)
        )
        table.append(_row(ALL, _grid(rows, values), rows["code"] != "", rows, measure, options))
    for name in names if measure == "nominal" else []:
        has = rows[rows["code"] == name]
        grid = seen.copy()
        grid[has["unit"], has["coder"]] = 1
        table.append(_row(name, grid, rows["code"] == name, rows, "nominal", options))
    return AGREEMENT.check(pd.DataFrame(table)) if table else AGREEMENT.empty()


def _grid(rows: pd.DataFrame, values: np.ndarray) -> np.ndarray:
    grid = np.full((int(rows["unit"].max()) + 1, int(rows["coder"].max()) + 1), np.nan)
    grid[rows["unit"], rows["coder"]] = values
    return grid


def _row(
    name: str, grid: np.ndarray, given: pd.Series, rows: pd.DataFrame, measure: str, options: dict
) -> dict[str, object]:
    alpha = krippendorff_alpha(grid, measure=measure, **options)
    both = (~np.isnan(grid)).sum(axis=1) > 1
    kappa = _kappa(grid, options["level"])
    notes = [f"{which} {result.note}" if result.note.startswith("undefined") else result.note
             for which, result in (("kappa", kappa), ("alpha", alpha)) if result.note]  # fmt: skip
    return {
        "code": name, "coders": grid.shape[1], "units": alpha.units,
        "given": int((given & both[rows["unit"]]).sum()), "percent": alpha.percent,
        "kappa": kappa.value, "kappa_low": kappa.low, "kappa_high": kappa.high,
        "alpha": alpha.value, "alpha_low": alpha.low, "alpha_high": alpha.high,
        "note": "; ".join(dict.fromkeys(notes)),
    }  # fmt: skip


def _kappa(grid: np.ndarray, level: float) -> Agreement:
    """Cohen's of two coders; of more, the mean of all pairs that have one (Light 1971)."""
    pairs = [
        cohen_kappa(grid[:, i], grid[:, j], level=level)
        for i, j in combinations(range(grid.shape[1]), 2)
    ]
    if len(pairs) == 1:
        return pairs[0]
    known = [pair.value for pair in pairs if not np.isnan(pair.value)]
    lost = len(pairs) - len(known)
    note = f"kappa of {lost} of {len(pairs)} pairs of coders is undefined" if lost else ""
    if not known:
        note = "undefined: no pair of coders has one"
    mean = float(np.mean(known)) if known else np.nan
    return Agreement(mean, np.nan, np.nan, np.nan, 0, note)


def _check_columns(codes: pd.DataFrame, unit: str, coder: str, code: str, measure: str) -> None:
    problems = [
        f"codes: no column {quoted(name)}; it names the {what}"
        for what, name in (("unit", unit), ("coder", coder), ("code", code))
        if name not in codes
    ]
    problems += unknown_options(measure=(measure, MEASURES))
    if not problems:
        for what, name in (("unit", unit), ("coder", coder)):
            blank = codes[name].isna() | (codes[name].astype(str).str.strip() == "")
            if blank.any():
                n = int(blank.sum())
                problems.append(f"codes, column {name}: blank in {n} rows; name the {what}")
        if codes[coder].nunique() < 2:
            problems.append(f"codes, column {coder}: holds fewer than two coders; none can agree")
    if problems:
        raise InputError(problems)


def _check_codes(rows: pd.DataFrame, names: list[str], measure: str, one: bool) -> None:
    problems = []
    if ALL in names:
        problems.append(
            f"codes: {quoted(ALL)} means all codes in our tables; name the code otherwise"
        )
    if measure != "nominal":
        numbers = pd.to_numeric(pd.Series(names, dtype="object"), errors="coerce")
        wrong = [name for name, number in zip(names, numbers, strict=True) if pd.isna(number)]
        if wrong:
            said = ", ".join(quoted(name) for name in wrong[:SHOWN])
            problems.append(f"codes: {said} are no numbers; measure={measure!r} wants numbers")
        if not one:
            problems.append(f"codes: a coder gave a unit two codes; measure={measure!r} wants one")
    if problems:
        raise InputError(problems)
