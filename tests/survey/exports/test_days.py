"""Days: as platforms and spreadsheets write them, and never by chance."""

import pandas as pd
import pytest

from sopgap.survey.exports.days import as_days


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2017-02-10 10:54:41", "2017-02-10"),
        ("2017-02-10T10:54:41Z", "2017-02-10"),
        ("2017/2/1 8:00:12 AM GMT+1", "2017-02-01"),
        ("13.02.2017 10:54", "2017-02-13"),
        ("02/13/2017", "2017-02-13"),
        ("2/13/17 9:00", "2017-02-13"),
        ("Feb 10, 2017 08:03:41", "2017-02-10"),
        ("February 10 2017", "2017-02-10"),
        ("42776.4538", "2017-02-10"),
        ("", ""),
    ],
)
def test_a_day_is_read(written, day) -> None:
    assert as_days(pd.Series([written], dtype="str"))[0].tolist() == [day]


def test_one_part_over_twelve_tells_the_whole_column() -> None:
    days, doubt = as_days(pd.Series(["3/4/2017", "3/25/2017"], dtype="str"))
    assert days.tolist() == ["2017-03-04", "2017-03-25"]
    assert doubt == ""


def test_days_that_nothing_tells_apart_are_blank_until_somebody_says() -> None:
    dates = pd.Series(["3/4/2017"], dtype="str")
    assert as_days(dates)[0].tolist() == [""]
    assert as_days(dates)[1] == "day and month cannot be told apart"
    assert as_days(dates, order="mdy")[0].tolist() == ["2017-03-04"]
    assert as_days(dates, order="dmy")[0].tolist() == ["2017-04-03"]


def test_parts_that_contradict_each_other_are_not_guessed() -> None:
    assert as_days(pd.Series(["13/4/2017", "3/14/2017"], dtype="str"))[0].tolist() == ["", ""]


@pytest.mark.parametrize("written", ["soon", "2017-02-30", "2017-13-01", "99999999"])
def test_what_is_no_day_is_blank_and_counted(written) -> None:
    days, doubt = as_days(pd.Series(["2017-02-10", written], dtype="str"))
    assert days.tolist() == ["2017-02-10", ""]
    assert doubt == f"1 are no dates, the first is {written!r}"


def test_no_dates_at_all_are_none() -> None:
    days, doubt = as_days(pd.Series([], dtype="str"))
    assert (days.tolist(), doubt) == ([], "")
