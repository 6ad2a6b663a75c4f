"""What is no export of the platform that was named is refused in a sentence."""

import pytest

from sopgap.errors import InputError
from sopgap.sources import Problems
from sopgap.survey.exports.alchemer import read_alchemer
from sopgap.survey.exports.limesurvey import read_limesurvey

READERS = {"alchemer": read_alchemer, "limesurvey": read_limesurvey}


@pytest.mark.parametrize(
    ("platform", "text", "said"),
    [
        ("alchemer", "Response ID,Time Started,Date Submitted,Status,Why?\n", "no response"),
        ("alchemer", "id,submitdate,q1\n1,2017-01-01,Yes\n", "no CSV export of Alchemer"),
        ("alchemer", "Respondent ID,Collector ID,Start Date\n1,2,3\n", "no CSV export of Alchemer"),
        ("alchemer", "<!DOCTYPE html><html><body>Log in</body></html>", "web page"),
        ("alchemer", 'Status,Time Started,Why?\nComplete,2017-01-01,"open\n', "never ends"),
        ("alchemer", "Status,Time Started,Why?\nComplete,2017-01-01,a\0b\n", "null byte"),
        ("limesurvey", "id,submitdate,q1\n", "holds headings, but no response"),
        ("limesurvey", "id,submitdate,q1\n,,\n", "holds headings, but no response"),
        ("limesurvey", "<html><body>Log in</body></html>", "is a web page"),
        ("limesurvey", "Response ID,Time Started,Status\n1,2,3\n", "none of the columns"),
        ("limesurvey", "StartDate,ResponseId,Q1\n1,2,3\n", "none of the columns"),
        (
            "limesurvey",
            "Response ID,Date Submitted,Why so?\n1,2017-01-01,3\n",
            "none of the columns",
        ),
        ("limesurvey", 'id,submitdate,q1\n1,2017-01-01,"broken\n', "never ends"),
        ("limesurvey", "id,submitdate,q1\n1,2017-01-01\n", "2 cells where row 1 has 3"),
    ],
)
def test_it_is_refused_in_a_sentence(platform, text, said, tmp_path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        READERS[platform](path, problems=Problems())
