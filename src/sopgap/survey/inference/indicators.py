"""One question as a table of people: who is in its base, and what each of them chose."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sopgap.errors import InputError
from sopgap.sources import quoted
from sopgap.survey.states import keep_given
from sopgap.tables import factorise


def indicators(
    answers: pd.DataFrame, question_id: str, respondents: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return one row for each person in the base of a question, with a column for each choice.

    Parameters
    ----------
    answers : table `answers`
    question_id : str
        A closed question; in the base is who answered it or did not know.
    respondents : table `respondents`, optional
        Adds the column `weight`.

    Returns
    -------
    DataFrame
        respondent_id, center, position, perhaps weight, and then one column for each choice that
        somebody made: 1 where the person chose it, else 0.

    Raises
    ------
    InputError
        No such question was answered, or a choice bears the name of another column.

    Examples
    --------
    >>> from sopgap import read_survey
    >>> rows = indicators(read_survey("surveys/oig-22-34").answers, "q4")
    >>> len(rows), int(rows["No"].sum())
    (444, 303)
    """
    given = keep_given(answers[answers["question_id"] == question_id])
    if given.empty:
        raise InputError(f"question {quoted(question_id)} has no answers; name a closed question")
    person, seen = pd.factorize(factorise(given["respondent_id"])[0])
    people = given[~pd.Series(person, index=given.index).duplicated()]
    people = people[["respondent_id", "center", "position"]].astype("str").reset_index(drop=True)
    if respondents is not None:
        weights = respondents.set_index("respondent_id")["weight"]
        people["weight"] = weights.reindex(people["respondent_id"]).to_numpy(dtype=float)
    choice, choices = factorise(given["choice"])
    made = [str(choices[code]) for code in np.unique(choice)]
    order = sorted(name for name in made if name)
    clash = sorted(set(order) & set(people.columns))
    if clash:
        raise InputError(
            f"question {quoted(question_id)}: choice {quoted(clash[0])} is the name of a column"
        )
    chosen = np.zeros((len(seen), len(order) + 1), dtype="int64")
    chosen[person, pd.Index(order).get_indexer(choices)[choice]] = 1  # nothing ticked: the last
    return people.join(pd.DataFrame(chosen[:, :-1], columns=order))
