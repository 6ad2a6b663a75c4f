"""Draw the synthetic answers of the default study and hand its comments to respondents.

Nothing here is a real answer. The audit published counts and bases, no microdata: this script
draws answers that meet those counts and bases exactly, for people who never existed, and gives
each comment of comments_by_hand.csv to one of them. The same input gives the same bytes.

    python surveys/oig-22-34/draw_answers.py

It reads questions.csv, frame.csv and comments_by_hand.csv, writes responses.csv, and fills the
column respondent_id of expected/concerns.csv.
"""

import csv
import datetime as dt
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
CONCERNS = HERE.parents[1] / "expected" / "concerns.csv"
SEED = 20210128
OFFICER = "Customs entry officer"
SPECIALIST = "Import specialist"

# Center: (respondents, lack of procedures, trouble with ports). Invented; 544 respondents in all.
CENTERS = {
    "agriculture": (60, 0.5, 0.6),
    "apparel": (97, -0.1, -0.2),
    "automotive": (56, -0.5, 0.1),
    "base-metals": (43, 1.0, 0.2),
    "consumer": (81, 0.1, 0.3),
    "electronics": (73, -1.1, -0.5),
    "industrial": (37, 1.2, 0.4),
    "machinery": (32, 0.6, 0.9),
    "petroleum": (21, -0.3, -0.8),
    "pharmaceuticals": (44, -0.7, 0.0),
}
READINESS = {OFFICER: 0.8, "Entry specialist": 0.9, SPECIALIST: 1.15}

# How many respondents have which question as their last: all, then those who broke off.
COMPLETE = 409
BROKE_OFF = {
    "q1": 38, "q2": 27, "q3": 35, "q7": 29, "q8": 1,
    "q10": 1, "q11": 1, "q12": 1, "q13": 1, "q14": 1,
}  # fmt: skip

# The items with a published count: every choice has its exact number of answers. The first
# choice is given to those who fare worst on the trait named (see `traits`), and so on.
PUBLISHED = {
    "q4": ("procedures", {"No": 303, "Don't know": 87, "Yes": 54}),
    "q5": ("procedures", {"No": 314, "Don't know": 39, "Yes": 91}),
    "q6": ("roles", {"Not aware": 248, "Not sure": 71, "Aware": 125}),
    "q7": (
        "roles",
        {
            "I do not understand them": 83,
            "Don't know": 24,
            "I understand them in part": 188,
            "I understand them": 149,
        },
    ),
    "q8": ("oversight", {"Never": 372, "Don't know": 11, "Once": 21, "More than once": 11}),
    "q9": ("penalties", {"No": 276, "Yes, now and then": 87, "Yes, regularly": 51}),
    "q10": (
        "penalties",
        {
            "Not involved": 178,
            "Don't know": 13,
            "Sometimes involved": 139,
            "Regularly involved": 84,
        },
    ),
}
# The other single and scale items: the share of each choice among those who answer.
SHARES = {
    "q1": ("years", {"Less than 5": 19, "5 to 10": 27, "11 to 20": 33, "More than 20": 21}),
    "q2": ("ports", {"Daily": 28, "Weekly": 34, "Monthly": 19, "Less often": 15, "Never": 4}),
    "q11": (
        "procedures",
        {"Very little": 16, "Less than half": 37, "Don't know": 7, "More than half": 31,
         "Nearly all": 9},
    ),
    "q13": (
        "uniformity",
        {"Rarely alike": 24, "Sometimes alike": 37, "Don't know": 17, "Mostly alike": 20,
         "Always alike": 2},
    ),
    "q14": (
        "ports", {"Often": 21, "Sometimes": 33, "Don't know": 9, "Rarely": 24, "Never": 13},
    ),
}  # fmt: skip
NOISE = {"q2": 1.6, "q8": 1.4}
# Multi-select: the usual log-odds of each tick, and what moves them.
TICKS = {
    "q3": [1.3, 0.5, -0.6, -0.2, -0.7, -0.3, -1.1, -1.0, -1.2],
    "q12": [0.1, -0.9, -0.1, 1.0, 0.6, -1.7, -2.1],
    "q15": [-0.6, -0.9, 0.1, -0.6, 0.0, -0.8, -0.9, -1.3, -0.2, 0.3],
}
SKIPPABLE = ("q1", "q2", "q3", "q11", "q12", "q13", "q14", "q15")
SKIP_RATE = 0.018
# The days of the answers (a fact of the audit); how they spread over them is invented.
FIRST_DAY, LAST_DAY = dt.date(2021, 1, 28), dt.date(2021, 2, 19)
REMINDER = dt.date(2021, 2, 10)


def read(path):
    """The rows of a CSV file as dicts."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path, rows):
    """Write rows as UTF-8 CSV with one kind of line end on every platform."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def draw_people(rng, frame):
    """544 people: per Center its number, drawn without replacement from its staff by position."""
    people = []
    for center, (respondents, _, _) in CENTERS.items():
        staff = [
            row["position"]
            for row in frame
            if row["center"] == center
            for _ in range(int(row["staff"]))
        ]
        readiness = np.array([READINESS[position] for position in staff])
        chosen = rng.choice(len(staff), respondents, replace=False, p=readiness / readiness.sum())
        people += [(center, staff[i]) for i in sorted(chosen)]
    return people


def draw_last(rng, people, order):
    """The place in the questionnaire of the last question that each person saw."""
    breaks = [order.index(q) for q, count in BROKE_OFF.items() for _ in range(count)]
    haste = rng.gumbel(size=len(people))
    haste += np.array([0.4 * (position == OFFICER) for _, position in people])
    last = np.full(len(people), len(order) - 1)
    last[np.argsort(-haste)[: len(breaks)]] = rng.permutation(breaks)
    return last


def traits(rng, people):
    """What makes the answers of one person hang together; high values fare worse."""
    size = len(people)
    person = rng.normal(size=size)
    lack = np.array([CENTERS[center][1] for center, _ in people])
    strain = np.array([CENTERS[center][2] for center, _ in people])
    officer = np.array([position == OFFICER for _, position in people])
    specialist = np.array([position == SPECIALIST for _, position in people])
    years = rng.normal(size=size)
    return {
        "years": years,
        "procedures": 0.8 * person + lack + 0.2 * years,
        "roles": 0.9 * person + 0.5 * lack + 0.5 * strain + 0.5 * years,
        "oversight": 0.6 * person + 0.3 * lack + 0.6 * years,
        "penalties": rng.normal(size=size) - 0.9 * specialist + 0.3 * officer + 0.3 * lack,
        "uniformity": 0.5 * person + 0.4 * lack - 0.4 * years,
        "ports": 0.4 * person + strain + 0.4 * officer,
    }


def cut(rng, trait, counts, noise=0.9):
    """Give each choice its exact count, from the highest value of the trait down."""
    score = trait + noise * rng.normal(size=len(trait))
    answers = np.empty(len(trait), dtype=object)
    answers[np.argsort(-score, kind="stable")] = np.repeat(list(counts), list(counts.values()))
    return answers


def as_counts(shares, size):
    """Turn shares into whole numbers that add up to size."""
    edges = np.cumsum([0, *shares.values()]) / sum(shares.values()) * size
    return dict(zip(shares, np.diff(np.rint(edges).astype(int)), strict=True))


def draw_ticks(rng, question, choices, feel, asked):
    """A multi-select: each choice ticked on its own odds, `none` where nothing is ticked."""
    odds = np.tile(np.array(TICKS[question]), (len(asked), 1))
    odds += 0.5 * rng.normal(size=(len(asked), 1))
    if question == "q3":
        odds[:, choices.index("Penalty referrals")] -= 1.2 * feel["penalties"][asked]
    if question == "q12":
        odds[:, choices.index("Written guidance of my Center")] -= feel["procedures"][asked]
    if question == "q15":
        odds += 0.5 * feel["procedures"][asked][:, None]
    ticked = rng.random(odds.shape) < 1 / (1 + np.exp(-odds))
    return ["|".join(c for c, t in zip(choices, row, strict=True) if t) or "none" for row in ticked]


def draw_question(rng, row, answers, feel, last, order):
    """The column of one closed question: an answer for each who saw it and was asked."""
    question, column = row["question_id"], [""] * len(last)
    seen = last >= order.index(question)
    if row["asked_if"]:
        other, choice = row["asked_if"].split("=")
        seen &= np.array([value == choice for value in answers[other]])
    asked = np.flatnonzero(seen)
    choices = row["choices"].split("|")
    if question in TICKS:
        given = draw_ticks(rng, question, choices, feel, asked)
    else:
        trait, counts = (PUBLISHED | SHARES)[question]
        if question in SHARES:
            counts = as_counts(counts, len(asked))
        given = cut(rng, feel[trait][asked], counts, NOISE.get(question, 0.9))
    for person, answer in zip(asked, given, strict=True):
        column[person] = str(answer)
    return column


def skip_some(rng, answers, last, order):
    """Blank an item here and there; never a published one, nor the last that a partial saw."""
    for question in SKIPPABLE:
        place = order.index(question)
        skips = (rng.random(len(last)) < SKIP_RATE) & (last != place)
        for person in np.flatnonzero(skips):
            answers[question][person] = ""


def draw_days(rng, rows):
    """The day of each answer: many at once, more after a reminder, few on weekends.

    Who knows of procedures is a little slower to answer, so that early and late answers differ.
    """
    days = [FIRST_DAY + dt.timedelta(n) for n in range((LAST_DAY - FIRST_DAY).days + 1)]
    pull = np.array([
        (0.15 if day.weekday() > 4 else 1.0)
        * (np.exp(-(day - FIRST_DAY).days / 4) + (day >= REMINDER)
           * 0.5 * np.exp(-(day - REMINDER).days / 3) + 0.05)
        for day in days
    ])  # fmt: skip
    late = np.linspace(-0.6, 0.6, len(days))
    for row in rows:
        odds = pull * np.exp(late * (row["q5"] == "Yes"))
        row["date"] = days[rng.choice(len(days), p=odds / odds.sum())].isoformat()


def suits(comment, row):
    """Whether a respondent may have written this comment: Center, position, answers, free place."""
    if row["complete"] != "yes" or row[comment["question_id"]]:
        return False
    if comment["center"] not in ("", row["center"]):
        return False
    if comment["position"] not in ("", row["position"]):
        return False
    needs = [need.split("=") for need in comment["needs"].split(";") if need]
    return all(row[question] == choice for question, choice in needs)


def hand_out(rng, comments, rows):
    """Give each comment to a complete respondent whom it suits, the hardest to place first."""
    lot = [(sum(suits(comment, row) for row in rows), i) for i, comment in enumerate(comments)]
    for _, i in sorted(lot):
        free = [row for row in rows if suits(comments[i], row)]
        if not free:
            raise SystemExit(f"no respondent left for: {comments[i]['text']}")
        free[rng.integers(len(free))][comments[i]["question_id"]] = comments[i]["text"]


def fill_expected(rows, order):
    """Write into expected/concerns.csv who wrote each comment; the order within one stays."""
    author = {(q, row[q]): row["respondent_id"] for row in rows for q in order if row[q]}
    concerns = read(CONCERNS)
    for row in concerns:
        row["respondent_id"] = author[row["question_id"], row["text"]]
    concerns.sort(key=lambda row: (row["respondent_id"], order.index(row["question_id"])))
    write(CONCERNS, concerns)


def main():
    """Draw, hand out, write."""
    rng = np.random.default_rng(SEED)
    questions = read(HERE / "questions.csv")
    order = [row["question_id"] for row in questions]
    people = draw_people(rng, read(HERE / "frame.csv"))
    last, feel, answers = draw_last(rng, people, order), traits(rng, people), {}
    for row in questions:
        if row["kind"] == "open":
            answers[row["question_id"]] = [""] * len(people)
        else:
            answers[row["question_id"]] = draw_question(rng, row, answers, feel, last, order)
    skip_some(rng, answers, last, order)
    ids = rng.choice(16**4, len(people), replace=False)
    rows = [
        {
            "respondent_id": f"r{ids[i]:04x}",
            "center": center,
            "position": position,
            "complete": "yes" if last[i] == len(order) - 1 else "no",
            "date": "",
        }
        | {question: answers[question][i] for question in order}
        for i, (center, position) in enumerate(people)
    ]
    rows.sort(key=lambda row: row["respondent_id"])
    hand_out(rng, read(HERE / "comments_by_hand.csv"), rows)
    draw_days(np.random.default_rng([SEED, 1]), rows)  # its own draws: nothing else moves
    write(HERE / "responses.csv", rows)
    fill_expected(rows, order)


if __name__ == "__main__":
    main()
