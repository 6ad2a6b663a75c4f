"""Count who answered: respondents of the staff in the frame, by Center."""

from __future__ import annotations

import pandas as pd

from sopgap.survey.answers import Survey
from sopgap.survey.comments import has_content
from sopgap.survey.disclosure.hiding import hide_counts
from sopgap.survey.disclosure.releases import Rules
from sopgap.survey.groups import ALL, list_groups, staff_of_groups
from sopgap.survey.states import keep_given
from sopgap.tables import RATES


def count_responses(
    survey: Survey, *, min_base: int = 10, min_count: int = 3, width: int = 3
) -> pd.DataFrame:
    """Count staff, respondents and comments for all Centers and each one.

    A respondent answered who answered any question, closed or open. The counts narrow from staff
    over answered to complete, and to those who left a comment with content; a person may leave
    several comments. Where fewer than `min_base` answered, the counts are blank, and others besides
    so that they cannot be worked back (`hide_counts`).

    Parameters
    ----------
    survey : Survey
        Its `frame`, `respondents` and `comments` are read.
    min_base, min_count, width : int
        As in `Rules`; with `min_base=0` nothing is hidden.

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
    said = survey.comments[has_content(survey.comments["text"].astype("object"))]
    counts = {
        "answered": answered["center"],
        "complete": answered.loc[answered["complete"], "center"],
        "partial": answered.loc[~answered["complete"], "center"],
        "n_comments": said["center"],
    }
    if "commented" in people:  # counted by read_survey, before comments and people were parted
        counts["commented"] = answered.loc[answered["commented"], "center"]
    table = pd.DataFrame({name: _by_group(of, groups) for name, of in counts.items()})
    table["commented"] = table.get("commented", pd.Series(pd.NA, index=groups, dtype="Int64"))
    table.insert(0, "staff", staff_of_groups(survey.frame, groups))
    table["rate"] = table["answered"] / table["staff"]
    table = table.rename_axis("group").reset_index()
    rules = Rules(min_base=min_base, min_count=min_count, width=width)
    tables = {"rates": table.assign(suppressed=False)}
    return RATES.check(hide_counts(tables, survey.questions, survey.frame, rules=rules)["rates"])


def _answered(survey: Survey) -> pd.Series:
    if "answered" in survey.respondents:
        return survey.respondents["answered"]
    return survey.respondents["respondent_id"].isin(keep_given(survey.answers)["respondent_id"])


def _by_group(centers: pd.Series, groups: list[str]) -> pd.Series:
    counts = centers.value_counts().to_dict() | {ALL: len(centers)}
    return pd.Series([counts.get(group, 0) for group in groups], index=groups, dtype="Int64")
