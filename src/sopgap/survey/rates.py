"""Count who answered: respondents of the staff in the frame, by Center."""

from __future__ import annotations

import pandas as pd

from sopgap.survey.answers import Survey
from sopgap.survey.comments import has_content
from sopgap.survey.disclosure import suppress
from sopgap.survey.groups import ALL, list_groups, staff_of_groups
from sopgap.tables import RATES


def count_responses(survey: Survey, *, min_base: int = 10) -> pd.DataFrame:
    """Count staff, respondents and comments for all Centers and each one.

    A respondent answered who answered any question, closed or open. Where fewer than `min_base`
    did, the counts are blank, and so are those of one more Center if only one was hidden.

    Parameters
    ----------
    survey : Survey
        Its `frame`, `respondents` and `comments` are read.
    min_base : int
        Smallest number of respondents whose counts may be shown.

    Returns
    -------
    table `rates`, group `all` first

    Examples
    --------
    >>> from sopgap import read_survey
    >>> survey = read_survey("surveys/oig-22-34")
    >>> count_responses(survey).loc[0, ["staff", "answered", "complete"]].tolist()
    [1052, 544, 409]
    """
    groups = list_groups(survey.frame, survey.respondents)
    people = survey.respondents
    answered = people[_answered(survey)]
    said = survey.comments[has_content(survey.comments["text"])]
    counts = {
        "answered": answered["center"],
        "complete": answered.loc[answered["complete"], "center"],
        "partial": answered.loc[~answered["complete"], "center"],
        "n_comments": said["center"],
    }
    table = pd.DataFrame({name: _by_group(of, groups) for name, of in counts.items()})
    table.insert(0, "staff", staff_of_groups(survey.frame, groups))
    table["rate"] = table["answered"] / table["staff"]
    table = table.rename_axis("group").reset_index()
    hidden = ("complete", "partial", "n_comments", "rate")
    return RATES.check(suppress(table, min_base=min_base, base="answered", figures=hidden))


def _answered(survey: Survey) -> pd.Series:
    if "answered" in survey.respondents:
        return survey.respondents["answered"]
    given = survey.answers[survey.answers["state"].isin(["answered", "dont-know"])]
    return survey.respondents["respondent_id"].isin(given["respondent_id"])


def _by_group(centers: pd.Series, groups: list[str]) -> pd.Series:
    counts = centers.value_counts().reindex(groups, fill_value=0)
    counts[ALL] = len(centers)
    return counts.astype("Int64")
