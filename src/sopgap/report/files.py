"""What lies beside the pages, and what each file is for."""

from __future__ import annotations

from markupsafe import Markup

from sopgap.report.folder import Run
from sopgap.report.markup import fill, join

# File, the table it needs, and what it is for.
FILES = (
    ("workpapers.xlsx", "", "every table, a sheet each, linked to where it comes from"),
    ("tables/gap_register.csv", "coverage", "a row for each gap, to load into an issue tracker"),
    ("tables/claims.csv", "claims", "every figure of the pages: count, base, method"),
    ("tables/data_dictionary.md", "", "what each table and column means"),
)


def list_files(run: Run, center: str = "") -> Markup:
    """Build links to the files for whoever checks a figure or takes it further.

    Parameters
    ----------
    run : Run
        Files that its study cannot have are left out.
    center : str
        Code of the Center whose page it is: it lies a folder deeper.
    """
    up = "../" if center else ""
    items = (
        fill("<li><a href='{}{}'>{}</a>: {}</li>", up, file, file.rpartition("/")[2], what)
        for file, table, what in FILES
        if not table or len(run.table(table))
    )
    return fill("<p class=base>Beside the pages, to check a figure or to go on with:</p>"
                "<ul class='plain base'>{}</ul>", join(items))  # fmt: skip
