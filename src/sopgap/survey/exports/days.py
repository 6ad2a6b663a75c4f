"""The day of an answer, from what platforms and spreadsheets write as a date; no time of day."""

from __future__ import annotations

import re

import pandas as pd

from sopgap.sources import quoted

ISO = re.compile(r"^(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?:\D|$)")
NAMED = re.compile(r"^(?P<b>[A-Za-z]{3})[a-z]*\.? (?P<d>\d{1,2}),? (?P<y>\d{4})(?:\D|$)")
DAY_FIRST = re.compile(  # 14 May 2023, 14-May-2023
    r"^(?P<d>\d{1,2})[ -](?P<b>[A-Za-z]{3})[a-z]*\.?[ -](?P<y>\d{4})(?:\D|$)"
)
PARTS = re.compile(r"^(?P<one>\d{1,2})[/.-](?P<two>\d{1,2})[/.-](?P<y>\d{4}|\d{2})(?:\D|$)")
SERIAL = re.compile(r"^[345]\d{4}(?:[.,]\d+)?$")  # days since 1899-12-30: a spreadsheet's number
ORDERS = ("mdy", "dmy")


def as_days(values: pd.Series, *, order: str = "") -> tuple[pd.Series, str]:
    """Return the days as YYYY-MM-DD and a sentence on what could not be read, "" if all could.

    `3/4/17` is read by the column as a whole: one part over 12 anywhere tells day from month.
    Where nothing tells them apart the days are blank, and the sentence says how to decide.

    Parameters
    ----------
    values : Series of str
    order : {"", "mdy", "dmy"}
        What the first part of `3/4/17` is, where a person knows it.

    Returns
    -------
    Series of str, str

    Examples
    --------
    >>> as_days(pd.Series(["2017-02-10 10:54:41", ""]))[0].tolist()
    ['2017-02-10', '']
    >>> as_days(pd.Series(["2/10/17 10:54", "2/13/17 9:00"]))[0].tolist()
    ['2017-02-10', '2017-02-13']
    >>> as_days(pd.Series(["14-May-2023", "May 5, 2023"]))[0].tolist()
    ['2023-05-14', '2023-05-05']
    >>> as_days(pd.Series(["2/10/17 10:54"]))[1]
    'day and month cannot be told apart'
    """
    codes, cells = pd.factorize(values)
    text = pd.Series(cells, dtype="str").str.strip()
    iso, named, parts = (text.str.extract(p) for p in (ISO, NAMED, PARTS))
    days = _days(iso["y"], iso["m"], iso["d"])
    for spelt in (named, text.str.extract(DAY_FIRST)):
        month = pd.to_datetime(spelt["b"], format="%b", errors="coerce").dt.month
        days = days.fillna(_days(spelt["y"], month, spelt["d"]))
    serial = pd.to_numeric(text.where(text.str.fullmatch(SERIAL)).str.replace(",", "."))
    days = days.fillna(pd.Timestamp("1899-12-30") + pd.to_timedelta(serial // 1, unit="D"))
    doubt = ""
    if parts["one"].notna().any():
        order = order or _order(parts)
        doubt = "" if order else "day and month cannot be told apart"
        m, d = ("one", "two") if order == "mdy" else ("two", "one")
        year = pd.to_numeric(parts["y"]).where(
            parts["y"].str.len() != 2, 2000 + pd.to_numeric(parts["y"])
        )
        if order:
            days = days.fillna(_days(year, parts[m], parts[d]))
    written = days.dt.strftime("%Y-%m-%d").fillna("").astype("str")
    if not doubt and (wrong := (written == "") & (text != "")).any():
        n = int(wrong.to_numpy()[codes].sum())
        doubt = f"{n} are no dates, the first is {quoted(text[wrong].iloc[0])}"
    return pd.Series(written.to_numpy()[codes], index=values.index, dtype="str"), doubt


def _days(year: pd.Series, month: pd.Series, day: pd.Series) -> pd.Series:
    made = pd.DataFrame({"year": year, "month": month, "day": day}).apply(pd.to_numeric)
    return pd.to_datetime(made, errors="coerce")


def _order(parts: pd.DataFrame) -> str:
    one, two = pd.to_numeric(parts["one"]), pd.to_numeric(parts["two"])
    if (one > 12).any() != (two > 12).any():
        return "dmy" if (one > 12).any() else "mdy"
    return ""
