"""The day of an answer, from the time stamps that a platform keeps of it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sopgap.survey.exports.days import as_days


def day_of_answer(stamps: Sequence[pd.Series]) -> tuple[pd.Series, str]:
    """Return each response's day by the first of its stamps, and a sentence on what is no date.

    Where day and month cannot be told apart the stamps come back as they are: the order is for a
    person to say, who can (`date_order` of the map).

    Parameters
    ----------
    stamps : sequence of Series of str
        The best first: time of submission, of the last action, of the start.

    Examples
    --------
    >>> sent = pd.Series(["2017-03-01 10:00:00", ""], dtype="str")
    >>> begun = pd.Series(["2017-02-28 09:00:00", "2017-03-02 09:30:00"], dtype="str")
    >>> day_of_answer([sent, begun])[0].tolist()
    ['2017-03-01', '2017-03-02']
    """
    written = stamps[0]
    for other in stamps[1:]:
        written = written.mask(written == "", other)
    days, doubt = as_days(written)
    return (written, "") if "told apart" in doubt else (days, doubt)
