"""A survey folder of a few lines, written and read."""

from __future__ import annotations

from pathlib import Path

from sopgap.survey.answers import Survey, read_survey


def write_survey(folder: Path, questions: str, responses: str, frame: str | None = None) -> Survey:
    """Return the survey that these tables make; `frame` is given without its header."""
    (folder / "questions.csv").write_text(questions)
    (folder / "responses.csv").write_text(responses)
    if frame:
        (folder / "frame.csv").write_text("center,position,staff\n" + frame)
    return read_survey(folder)
