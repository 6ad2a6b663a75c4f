"""Write docs/data_dictionary.md from the contracts: `python docs/make_data_dictionary.py`."""

from pathlib import Path

from sopgap.report.folder import KINDS, PRIVATE
from sopgap.tables import CONTRACTS, Contract

HEAD = """# Data dictionary

What every table holds, column by column. Made from the contracts in `src/sopgap/tables/` by
`python docs/make_data_dictionary.py`; a test holds both together. A run writes each table to
`tables/<table>.csv`, and those marked *private* to `private/`. Kinds: `text` (blank is the empty
string), `count` (whole number), `number`, `flag` (True, False). A `?` marks a column that may be
blank. Cells that hold a list are joined by `;`. In a CSV, a text that a spreadsheet would take for
a formula stands behind an apostrophe; `sopgap.read_table` takes it off.

Some tables have the columns of another: {others}. `voices` adds the Center of each comment;
`tallies_before` and `questions_before` are those of the earlier wave, where a study names one.
"""


def section(contract: Contract) -> str:
    """Return the part of the page on one table."""
    private = " · *private*" if contract.name in PRIVATE else ""
    lines = [f"## {contract.name}", "", f"One row: {contract.meaning}{private}.", ""]
    lines += ["| column | kind | meaning | allowed |", "|---|---|---|---|"]
    for c in contract.columns:
        mark = "**" if c.name in contract.key else ""
        allowed = ", ".join(c.levels)
        blank = "?" if c.blank else ""
        lines.append(f"| {mark}{c.name}{mark}{blank} | {c.kind} | {c.meaning} | {allowed} |")
    return "\n".join(lines).replace("by |", "by a vertical bar")


def page() -> str:
    """Return the whole page."""
    others = ", ".join(f"`{name}` those of `{kind}`" for name, kind in KINDS.items())
    return (
        "\n\n".join([HEAD.format(others=others).strip(), *map(section, CONTRACTS.values())]) + "\n"
    )


if __name__ == "__main__":
    (Path(__file__).parent / "data_dictionary.md").write_text(page(), encoding="utf-8")
