"""The tables of a survey: what was asked, who answered, and the figures that come of it."""

from __future__ import annotations

from dataclasses import replace

from sopgap import vocabulary as words
from sopgap.tables.contract import CENTER, DATE, Column, Contract, count, flag, number, share, text

# Columns that several tables hold.
RESPONDENT = text("respondent_id", "id of the response")
POSITION = text("position", "job series", blank=True)
QUESTION = text("question_id", "id of the question")
GROUP = text("group", "`all`, or the code of a Center")
CHOICE = text("choice", "the choice")
INTERVAL = (
    share("low", "lower end of the 95 % interval"),
    share("high", "upper end of the 95 % interval"),
)
TESTED = (
    share("p", "chance of so large a difference if there were none"),
    share("p_adjusted", "the same, adjusted for the family"),
)
SUPPRESSED = flag("suppressed", "whether the figures are hidden")


def signed(name: str, meaning: str) -> Column:
    """Return a column for the difference of two shares, or an end of its interval."""
    return number(name, meaning, low=-1, high=1)


def difference(meaning: str) -> tuple[Column, ...]:
    """Return the columns of a difference of two shares and its interval."""
    return (
        signed("difference", meaning),
        signed("low", "lower end of its interval"),
        signed("high", "upper end of its interval"),
    )


# Laid out by hand: a contract reads as the table that it is.
# fmt: off
QUESTIONS = Contract(
    "questions", "one question of the survey, in the order asked", ("question_id",), (
    text("question_id", "id, and column of responses.csv"),
    text("wording", "the question as it was put"),
    text("kind", "how it is answered", levels=words.QUESTION_KINDS),
    text("choices", "what could be chosen, by |", blank=True),
    text("dont_know", "those choices that mean 'don't know', by |", blank=True),
    text("asked_if", "put only to those who answered so, as q3=Yes|Often & q1=No", blank=True),
    text("topic", "what it is about", blank=True),
))
FRAME = Contract(
    "frame", "the staff of one position at one Center to whom the survey went",
    ("center", "position"), (
    CENTER,
    replace(POSITION, blank=False),
    count("staff", "how many people"),
))
RESPONDENTS = Contract("respondents", "one person who answered (private)", ("respondent_id",), (
    RESPONDENT, CENTER, POSITION,
    flag("complete", "whether the questionnaire was finished"),
    text("date", "day of the answer", blank=True, pattern=DATE),
    number("weight", "weight of the answers in a sample", low=0),
))
ANSWERS = Contract(
    "answers", "one choice of one person at one closed question (private)",
    ("respondent_id", "question_id", "choice"), (
    RESPONDENT, QUESTION,
    text("choice", "what was chosen; blank where nothing was", blank=True),
    text("state", "what the answer's state is", levels=words.ANSWER_STATES),
    CENTER, POSITION,
))
RATES = Contract("rates", "how many of whom answered: one row a group", ("group",), (
    GROUP,
    count("staff", "people in the frame; blank where no frame is known", blank=True),
    count("answered", "people who answered any closed or open question", blank=True),
    count("complete", "of them, those who finished", blank=True),
    count("partial", "of them, those who broke off", blank=True),
    count("commented", "of them, those who wrote a comment with content", blank=True),
    count("n_comments", "comments with content that they wrote", blank=True),
    share("rate", "answered of staff"),
    flag("suppressed", "whether the counts are hidden"),
))
OUTCOMES = Contract(
    "outcomes", "response rates under one rule for what a partly completed survey is worth",
    ("rule",), (
    text("rule", "name of the rule"),
    share("share", "share of the questions put that makes a partial", blank=False),
    flag("declared", "whether it is the rule that the study declares"),
    count("complete", "I: people who finished"),
    count("partial", "P: people who did not finish, and answered that share or more"),
    count("breakoff", "R: people who answered something, and less"),
    count("silent", "people in the frame who answered nothing", blank=True),
    count("unknown", "UO: of them, those who may not have been eligible", blank=True),
    share("eligible", "e: share of these taken for eligible"),
    count("staff", "people in the frame", blank=True),
    *(share(f"rr{i}", f"AAPOR response rate {i}") for i in range(1, 7)),
))
REACH = Contract("reach", "how far the respondents came with one question", ("question_id",), (
    text("question_id", "id of the question, open ones too"),
    count("answered", "people who answered it", blank=True),
    count("dont_know", "people who answered that they do not know", blank=True),
    count("skipped", "people who saw it and left it blank", blank=True),
    count("not_reached", "people who had broken off before", blank=True),
    count("not_asked", "people to whom it was not put", blank=True),
    count("stopped", "people whose last answer it is, of those who did not finish"),
))
TALLIES = Contract(
    "tallies", "one choice of one closed question within one group",
    ("question_id", "group", "choice"), (
    QUESTION, GROUP, CHOICE,
    count("n", "people who chose it", blank=True),
    count("base", "people who answered the question (multi: who saw it)", blank=True),
    share("share", "n of base"),
    *INTERVAL,
    share("worst_low", "share if none of the silent staff would have chosen it"),
    share("worst_high", "share if all of the silent staff would have chosen it"),
    SUPPRESSED,
))
TALLIES_POSITION = replace(
    TALLIES,
    name="tallies_position",
    meaning="one choice of one closed question among the people of one position",
    columns=tuple(
        text("group", "`all`, or the position") if column == GROUP else column
        for column in TALLIES.columns
    ),
)
ROBUSTNESS = Contract(
    "robustness", "what silence could do to one share", ("question_id", "group", "choice"), (
    QUESTION, GROUP, CHOICE,
    count("n", "people who chose it"),
    count("base", "people who answered the question"),
    count("staff", "people in the frame; blank where not known", blank=True),
    count("needed", "of the silent, those who would turn the majority", blank=True),
    number("tipping", "needed of the silent; outside 0 to 1: nothing turns it"),
    share("weighted", "share when the answers are weighted to the frame"),
    signed("shift", "weighted less unweighted"),
    share("early", "share among the earlier half of the answers"),
    share("late", "share among the later half"),
    signed("drift", "late less early"),
    text("survives", "what the claim withstands", levels=words.SURVIVES),
    text("sentence", "the same in one sentence"),
))
COMPARISONS = Contract(
    "comparisons", "one difference between groups, or between two questions", ("comparison_id",), (
    text("comparison_id", "its id"),
    text("family", "the family within which p is adjusted"),
    text("kind", "what is compared", levels=words.COMPARISONS),
    QUESTION,
    text("choice", "the choice; blank where all are compared at once", blank=True),
    text("group", "the group; blank where all are compared at once", blank=True),
    text("against", "the other group, `rest`, or the other question and its choice", blank=True),
    count("n", "people of the group who chose it", blank=True),
    count("base", "people of the group who answered", blank=True),
    count("other_n", "people of the other group who chose it", blank=True),
    count("other_base", "people of the other group who answered", blank=True),
    count("only_first", "items: people who chose the first and not the second", blank=True),
    count("only_second", "items: people who chose the second and not the first", blank=True),
    *difference("share less the other share"),
    number("statistic", "the test's statistic"),
    number("df", "its degrees of freedom"),
    number("df2", "its second degrees of freedom"),
    *TESTED,
    flag("differs", "whether p_adjusted is at most the family's level"),
    text("method", "the test"),
    SUPPRESSED,
))
SCALES = Contract(
    "scales", "one scale question within one group: its upper end", ("question_id", "group"), (
    QUESTION, GROUP,
    text("top", "the two choices counted, by |"),
    count("n", "people who chose one of them", blank=True),
    count("base", "people who answered, without don't know", blank=True),
    count("dont_know", "people who did not know", blank=True),
    share("share", "n of base"),
    *INTERVAL, SUPPRESSED,
))
WAVES = Contract(
    "waves", "one choice in two waves of a survey", ("question_id", "group", "choice"), (
    text("question_id", "id of the question in the later wave"),
    GROUP, CHOICE,
    text("wording", "how the question changed", levels=words.WORDINGS),
    count("n_before", "people who chose it before", blank=True),
    count("base_before", "people who answered before", blank=True),
    count("n", "people who chose it now", blank=True),
    count("base", "people who answered now", blank=True),
    *difference("share now less share before"),
    *TESTED, SUPPRESSED,
))
BACKTEST = Contract("backtest", "one published figure beside ours", ("figure_id",), (
    text("figure_id", "id of the published figure"),
    text("statement", "what it says, in our words"),
    text("question_id", "the question it rests on; blank for counts of people", blank=True),
    text("choice", "the choice counted, or what is counted", blank=True),
    count("published_n", "the count as published", blank=True),
    count("published_base", "the base as published", blank=True),
    count("published_percent", "the percentage as published", blank=True),
    count("n", "our count", blank=True),
    count("base", "our base", blank=True),
    count("percent", "our percentage, rounded half up", blank=True),
    flag("agrees", "whether count, base and percentage are the same"),
    text("source", "where it was published", blank=True),
))
AGREEMENT = Contract(
    "agreement", "how far coders agree on one code, or on all codes at once", ("code",), (
    text("code", "the code given or not given; `all`: which code was given"),
    count("coders", "people who coded"),
    count("units", "units that two coders or more saw"),
    count("given", "of the codings of these units, those that gave the code"),
    share("percent", "observed agreement of pairs of coders"),
    number("kappa", "Cohen's; of more than two coders the mean of pairs"),
    number("kappa_low", "lower end of its interval; two coders only"),
    number("kappa_high", "upper end of its interval; two coders only"),
    number("alpha", "Krippendorff's"),
    number("alpha_low", "lower end of its bootstrap interval"),
    number("alpha_high", "upper end of its bootstrap interval"),
    text("note", "why a coefficient or an interval is undefined", blank=True),
))
CLAIMS = Contract("claims", "one figure that may be printed, with what it rests on",
                  ("claim_id",), (
    text("claim_id", "its id: the same in every run, for it hangs on source, kind, column, key"),
    text("kind", "what sort of figure it is"),
    text("source", "the table that holds it"),
    text("key", "the row of that table, its key joined by ;; of a count, which rows",
         blank=True),
    text("column", "the column that holds it; `rows`: its rows are counted"),
    text("question_id", "id of the question; blank for counts of people", blank=True),
    text("group", "whom it is about", blank=True),
    text("choice", "the choice or what is counted", blank=True),
    count("k", "the count", blank=True),
    count("n", "its base", blank=True),
    count("staff", "people in the frame of the group", blank=True),
    number("share", "k of n, or the figure itself"),
    number("low", "lower end of its interval"),
    number("high", "upper end of its interval"),
    text("wording", "the question as put, or what was counted"),
    text("base_rule", "who is in the base"),
    text("weight", "how answers are weighted"),
    text("method", "how the interval is made; `none` for an exact count"),
    text("run", "hash of the inputs and parameters of the run"),
))
AUDIT = Contract("audit", "the attack on one table of the release", ("table",), (
    text("table", "name of the table"),
    count("cells", "counts that it holds"),
    count("hidden", "of them, those that are hidden"),
    count("recovered", "of them, those that follow from what is published"),
    number("narrowest", "width of the narrowest range left to a hidden count"),
))
