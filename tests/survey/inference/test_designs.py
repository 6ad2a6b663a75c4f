"""estimate: shares and their errors against R, design by design, and on odd samples."""

import json

import numpy as np
import pandas as pd
import pytest

from sopgap.errors import InputError
from sopgap.survey.answers import read_survey
from sopgap.survey.inference.designs import estimate
from sopgap.survey.inference.indicators import indicators
from sopgap.survey.inference.intervals import interval

CLOSED, ITERATED = 1e-9, 1e-6
BOTH = ["q1", "q2"]


def table(text, columns="center q1"):
    rows = [line.split() for line in text.strip().splitlines()]
    made = pd.DataFrame(rows, columns=columns.split())
    return made.astype({c: float for c in made if c in ("q1", "weight", "staff")})


def small_frame(text):
    return table(text, "center staff").assign(position="x")


def agrees(found, block, within):
    """Whether the rows of `found` are the questions of R's block, in order."""
    for row, question in zip(found.to_dict("records"), BOTH, strict=True):
        if question in block:
            assert row["share"] == pytest.approx(block[question]["est"][0], abs=within)
            assert row["se"] == pytest.approx(block[question]["se"][0], abs=within)
            assert row["df"] == block[question]["df"]


def ends(found):
    return found.loc[0, ["low", "high"]].tolist()


def by_other_methods(share, se, df):
    """R's further intervals, which rest on share, standard error and df alone."""
    from scipy.stats import t

    reach = t.ppf(0.975, df) * se
    logit = np.log(share / (1 - share)) + np.array([-1, 1]) * reach / (share * (1 - share))
    angle = np.arcsin(np.sqrt(share)) + np.array([-1, 1]) * reach / (
        2 * np.sqrt(share * (1 - share))
    )
    return {
        "mean": [share - reach, share + reach],
        "xlogit": (1 / (1 + np.exp(-logit))).tolist(),
        "asin": (np.sin(angle) ** 2).tolist(),
    }


@pytest.mark.parametrize(
    ("block", "options", "within"),
    [
        ("simple", {}, CLOSED),
        ("stratified", {"design": "stratified"}, CLOSED),
        ("poststratified", {"design": "poststratified", "fpc": False}, CLOSED),
        ("poststratified_fpc", {"design": "poststratified"}, CLOSED),
        ("raked", {"design": "raked", "fpc": False}, ITERATED),
        ("raked_fpc", {"design": "raked"}, ITERATED),
    ],
)
def test_share_error_and_degrees_are_those_of_r(designs, people, frame, block, options, within):
    agrees(estimate(people, BOTH, frame=frame, **options), designs[block], within)


@pytest.mark.parametrize(("method", "name"), [("wilson", "wilson"), ("korn-graubard", "beta")])
@pytest.mark.parametrize(
    ("block", "design", "within"),
    [
        ("simple", "simple", CLOSED),
        ("stratified", "stratified", CLOSED),
        ("poststratified_fpc", "poststratified", CLOSED),
        ("raked_fpc", "raked", ITERATED),
    ],
)
def test_the_intervals_are_those_of_r(designs, people, frame, block, design, within, method, name):
    found = estimate(people, ["q1"], design=design, frame=frame, method=method)
    expected = designs[block].get("ci_q1", designs[block])[name]
    assert ends(found) == pytest.approx(expected, abs=within)


@pytest.mark.parametrize("design", ["simple", "stratified"])
def test_share_error_and_degrees_carry_the_further_intervals_of_r(designs, people, frame, design):
    row = estimate(people, ["q1"], design=design, frame=frame).iloc[0]
    for name, pair in by_other_methods(row["share"], row["se"], row["df"]).items():
        assert pair == pytest.approx(designs[design]["ci_q1"][name], abs=CLOSED)


@pytest.mark.parametrize("fpc", [True, False])
def test_the_published_items_have_the_errors_of_r(root, fpc):
    path = root / "tests" / "reference" / "published_items.json"
    suffix = "fpc" if fpc else "nofpc"
    for item in json.loads(path.read_text())["items"]:
        rows = pd.DataFrame({"q1": np.arange(item["n"]) < item["k"]}).astype(float)
        frame = small_frame(f"a {item['N']}")
        row = estimate(rows, ["q1"], frame=frame, fpc=fpc).iloc[0]
        assert row["share"] == pytest.approx(item["p"], abs=CLOSED)
        assert row["se"] == pytest.approx(item[f"se_{suffix}"], abs=CLOSED)
        assert row["effective"] == pytest.approx(item[f"neff_{suffix}"], abs=ITERATED)
        assert row["df"] == item["df"]
        for name, pair in by_other_methods(row["share"], row["se"], row["df"]).items():
            assert pair == pytest.approx(item[f"{name}_{suffix}"], abs=CLOSED)
        if fpc:
            # The design effect is against a sample with replacement of as many answers.
            deff = row["se"] ** 2 / (row["share"] * (1 - row["share"]) / (item["n"] - 1))
            assert deff == pytest.approx(item["deff_fpc_vs_wr"], abs=CLOSED)


def test_each_center_alone_is_a_simple_sample(designs, people, frame):
    for center in designs["stratified"]["by_center"]:
        code = center["center"]
        own, staff = people[people["center"] == code], frame[frame["center"] == code]
        row = estimate(own, ["q1"], frame=staff).iloc[0]
        assert row["share"] == pytest.approx(center["p"], abs=CLOSED)
        assert row["se"] == pytest.approx(center["se"], abs=CLOSED)
        domain = estimate(
            people, ["q1"], design="stratified", frame=frame, within={"center": code}
        ).iloc[0]
        assert domain["share"] == pytest.approx(center["p"], abs=CLOSED)
        assert domain["se"] == pytest.approx(center["se"], abs=CLOSED)


def test_each_center_alone_has_the_further_intervals_of_r(designs, people, frame):
    for center in designs["stratified"]["by_center_ci"]:
        code = center["center"]
        own, staff = people[people["center"] == code], frame[frame["center"] == code]
        row = estimate(own, ["q1"], frame=staff).iloc[0]
        for name, pair in by_other_methods(row["share"], row["se"], row["df"]).items():
            if name != "asin":
                assert pair == pytest.approx([center[f"{name}.1"], center[f"{name}.2"]], abs=CLOSED)


def test_a_domain_of_raked_answers_is_that_of_r(designs, people, frame):
    block = designs["subset_BAS_raked_fpc"]
    within = {"center": "BAS"}
    found = estimate(
        people, ["q1"], design="raked", frame=frame, within=within, method="korn-graubard"
    )
    row = found.iloc[0]
    assert row["share"] == pytest.approx(block["q1"]["est"][0], abs=ITERATED)
    assert row["se"] == pytest.approx(block["q1"]["se"][0], abs=ITERATED)
    assert (row["df"], row["base"]) == (block["q1"]["df"], 53)
    assert ends(found) == pytest.approx(block["beta"], abs=ITERATED)


def test_multi_select_options_and_scale_points_have_the_errors_of_r(designs, frame):
    n = designs["multi"]["n"]
    opts = designs["multi"]["opts"]
    counts = {f"m{i}": round(share * n) for i, share in enumerate(opts["est"])}
    ticks = pd.DataFrame({name: np.arange(n) < k for name, k in counts.items()}).astype(float)
    found = estimate(ticks, list(counts), frame=frame)
    assert found["share"].tolist() == pytest.approx(opts["est"], abs=CLOSED)
    assert found["se"].tolist() == pytest.approx(opts["se"], abs=CLOSED)
    assert (found["df"] == opts["df"]).all()
    scale = designs["scale"]
    points = np.repeat([int(point) for point in scale["table"]], list(scale["table"].values()))
    rows = pd.get_dummies(pd.Series(points)).astype(float)
    found = estimate(rows, rows.columns, frame=frame)
    assert found["share"].tolist() == pytest.approx(scale["props"]["est"], abs=CLOSED)
    assert found["se"].tolist() == pytest.approx(scale["props"]["se"], abs=CLOSED)
    mean = estimate(pd.DataFrame({"q3": points}), ["q3"], frame=frame).iloc[0]
    assert mean["share"] == pytest.approx(scale["mean"]["est"][0], abs=CLOSED)
    assert mean["se"] == pytest.approx(scale["mean"]["se"][0], abs=CLOSED)
    assert np.isnan(mean["low"]) and np.isnan(mean["effective"])


def test_a_simple_share_has_the_interval_of_the_tallies(people, frame):
    row = estimate(people, ["q1"], frame=frame)
    low, high = interval([people["q1"].sum()], [len(people)], [1052])
    assert ends(row) == pytest.approx([low[0], high[0]], abs=1e-12)


def test_a_weighted_share_is_the_ratio_with_its_linearised_error():
    rows = table("a 1 1\na 0 1\nb 1 2", "center q1 weight")
    row = estimate(rows, ["q1"], design="weighted").iloc[0]
    # p = 3/4; scores 1/16, -3/16, 2/16; their squares add up to 14/256, times 3/2
    assert row["share"] == 0.75
    assert row["se"] == pytest.approx(np.sqrt(14 / 256 * 3 / 2), abs=1e-12)
    assert row["df"] == 2
    half = estimate(rows, ["q1"], design="weighted", frame=small_frame("a 6")).iloc[0]
    assert half["se"] == pytest.approx(row["se"] * np.sqrt(0.5), abs=1e-12)


def test_equal_weights_are_a_simple_sample(people, frame):
    pd.testing.assert_frame_equal(
        estimate(people.assign(weight=7.0), BOTH, design="weighted", frame=frame),
        estimate(people, BOTH, frame=frame),
    )


def test_the_size_of_weights_makes_no_difference(people):
    rows = people.assign(weight=np.arange(len(people)) % 5 + 1.0)
    one = estimate(rows, BOTH, design="weighted")
    rows["weight"] *= 1e6
    pd.testing.assert_frame_equal(one, estimate(rows, BOTH, design="weighted"))


def test_design_weights_are_what_post_stratification_begins_with():
    rows = table("a 1 3\na 0 1\nb 1 1\nb 0 1", "center q1 weight")
    frame = small_frame("a 30\nb 10")
    row = estimate(rows, ["q1"], design="poststratified", frame=frame, weight="weight").iloc[0]
    assert row["share"] == pytest.approx((30 * 3 / 4 + 10 * 1 / 2) / 40)


def test_strata_with_one_answer_are_put_together_and_named():
    rows = table("a 1\na 0\nb 1\nc 0\nd 1\nd 1\nd 0")
    found = estimate(rows, ["q1"], design="stratified", frame=small_frame("a 9\nb 9\nc 8\nd 20"))
    assert found["note"].tolist() == ["put together: b + c"]
    # W_h: 9, 17 and 20 of 46
    assert found.loc[0, "share"] == pytest.approx((9 / 2 + 17 / 2 + 20 * 2 / 3) / 46)
    assert found.loc[0, "df"] == 4


def test_a_stratum_without_an_answer_is_put_to_another():
    rows = table("a 1\na 0\nd 1\nd 0")
    frame = small_frame("a 9\nb 9\nd 20")
    for design in ("stratified", "poststratified"):
        found = estimate(rows, ["q1"], design=design, frame=frame)
        assert found["note"].tolist() == ["put together: a + b"]
        assert np.isfinite(found.loc[0, "se"])


def test_which_cells_go_together_does_not_follow_the_answers():
    frame = small_frame("a 9\nb 9\nd 20")
    one = table("a 1\na 0\nd 1\nd 0")
    other = one.assign(q1=1 - one["q1"])
    notes = {estimate(r, ["q1"], design="stratified", frame=frame)["note"][0] for r in (one, other)}
    assert notes == {"put together: a + b"}


def test_a_stratum_in_which_all_answered_adds_no_error():
    rows = table("a 1\nb 1\nb 0\nb 1")
    found = estimate(rows, ["q1"], design="stratified", frame=small_frame("a 1\nb 9"))
    alone = estimate(rows[1:], ["q1"], frame=small_frame("b 9"))
    assert found["note"].tolist() == [""]
    assert found.loc[0, "se"] == pytest.approx(alone.loc[0, "se"] * 0.9)


def test_a_census_has_no_error_and_no_interval():
    rows = table("a 1\na 0\nb 1")
    for design in ("simple", "stratified", "poststratified"):
        row = estimate(rows, ["q1"], design=design, frame=small_frame("a 2\nb 1")).iloc[0]
        assert row["share"] == pytest.approx(2 / 3) and row["se"] == 0
        assert np.isnan(row["low"]) and np.isnan(row["high"])
    everybody = estimate(rows.assign(q1=1.0), ["q1"], frame=small_frame("a 2\nb 1")).iloc[0]
    assert everybody["share"] == 1 and np.isnan(everybody["low"])


@pytest.mark.parametrize("design", ["simple", "stratified", "poststratified", "raked", "weighted"])
def test_all_or_none_are_exactly_so_and_get_a_one_sided_bound(people, frame, design):
    rows = people.assign(weight=np.arange(len(people)) % 7 + 0.1, q1=1.0, q2=0.0)
    found = estimate(rows, BOTH, design=design, frame=frame)
    assert found["share"].tolist() == [1, 0]
    assert (found["se"] < 1e-12).all()
    assert found.loc[0, "high"] == 1 and found.loc[1, "low"] == 0
    assert 0 < found.loc[1, "high"] < 0.02
    assert found.loc[0, "low"] == pytest.approx(1 - found.loc[1, "high"])


def test_all_or_none_of_a_simple_sample_have_the_bound_of_interval(people, frame):
    rows = people.assign(q1=1.0, q2=0.0)
    for method in ("wilson", "korn-graubard"):
        found = estimate(rows, BOTH, frame=frame, method=method)
        low, high = interval([443, 0], [443, 443], [1052, 1052], method=method)
        assert found["low"].tolist() == pytest.approx(low.tolist())
        assert found["high"].tolist() == pytest.approx(high.tolist())


def test_one_answer_has_a_share_and_no_error():
    row = estimate(table("a 1"), ["q1"], frame=small_frame("a 9")).iloc[0]
    assert row["share"] == 1 and np.isnan(row["se"]) and np.isnan(row["low"])


def test_a_domain_of_nobody_is_blank(people, frame):
    row = estimate(people, ["q1"], frame=frame, within={"center": "none"}).iloc[0]
    assert row["base"] == 0 and row[["share", "se", "low", "high"]].isna().all()


def test_domains_cut_the_error_and_not_the_design(people, frame):
    whole = estimate(people, ["q1"], design="raked", frame=frame)
    everyone = people.assign(here="yes")
    same = estimate(everyone, ["q1"], design="raked", frame=frame, within={"here": "yes"})
    pd.testing.assert_frame_equal(whole, same)


def test_the_order_of_people_makes_no_difference(people, frame):
    mixed = people.sample(frac=1, random_state=3)
    for design in ("stratified", "poststratified", "raked"):
        one = estimate(people, BOTH, design=design, frame=frame)
        other = estimate(mixed, BOTH, design=design, frame=frame)
        pd.testing.assert_frame_equal(one, other, rtol=1e-9)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"design": "cluster"}, "use one of simple, stratified"),
        ({"method": "wald"}, "use one of wilson, korn-graubard"),
        ({"design": "stratified", "weight": "w"}, "takes no weights"),
        ({"design": "raked"}, "needs a frame"),
        ({"design": "weighted"}, "no column weight"),
        ({"within": {"place": "a"}}, "no column 'place'"),
        ({"frame": small_frame("a 1")}, "2 people answered, where the frame holds 1 staff"),
        ({"design": "stratified", "frame": small_frame("a 1\nb 9")}, "a count over its frame"),
        ({"design": "poststratified", "frame": small_frame("b 9")}, "2 people at center 'a'"),
        ({"design": "raked", "frame": small_frame("a 9")}, "no column position"),
    ],
)
def test_what_does_not_fit_is_said(options, said):
    with pytest.raises(InputError, match=said):
        estimate(table("a 1\na 0"), ["q1"], **options)


def test_choices_that_are_absent_or_blank_are_said():
    rows = table("a 1\na 0")
    with pytest.raises(InputError, match="no column 'q9'"):
        estimate(rows, ["q9"])
    with pytest.raises(InputError, match="choices is empty"):
        estimate(rows, [])
    with pytest.raises(InputError, match="leave out who did not answer"):
        estimate(rows.assign(q1=[1, np.nan]), ["q1"])


def test_the_shared_survey_gives_the_same_through_its_tables(shared, designs):
    survey = read_survey(shared / "data" / "statistics" / "survey")
    for question in BOTH:
        rows = indicators(survey.answers, question)
        found = estimate(rows, ["1"], design="raked", frame=survey.frame)
        block = designs["raked_fpc"][question]
        assert found.loc[0, "share"] == pytest.approx(block["est"][0], abs=ITERATED)
        assert found.loc[0, "se"] == pytest.approx(block["se"][0], abs=ITERATED)
    ticks = estimate(indicators(survey.answers, "m"), ["a", "b", "c"], frame=survey.frame)
    assert ticks["se"].tolist() == pytest.approx(designs["multi"]["opts"]["se"], abs=CLOSED)
