"""match_duties: which duties do which responsibilities' acts on their objects, table `matches`."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pandas as pd

from sopgap.mapping.fitting.fits import OBJECT_FITS, judge_fits
from sopgap.mapping.fitting.seats import read_sides, seat_of
from sopgap.mapping.fitting.slots import read_sections, supply_alone, supply_slots
from sopgap.tables import MATCHES, join
from sopgap.tables.rows import list_rows
from sopgap.vocabulary import OUTSIDE, REQUIREMENTS

COVERING = frozenset({"obligation", "recommendation"})  # modalities of which a duty can cover


def is_covering(duties: pd.DataFrame) -> pd.Series:
    """Say which duties can cover: they bind somebody of the organisation, or recommend.

    An outsider's duty (a vendor's, an applicant's) is never the organisation's: it covers nothing.
    """
    return duties["modality"].isin(COVERING) & (duties["unit"] != OUTSIDE)


def match_duties(
    placed: pd.DataFrame,
    links: pd.DataFrame,
    matrix: pd.DataFrame,
    paragraphs: pd.DataFrame,
    *,
    least_fit: float = OBJECT_FITS,
    confirmed: Collection[tuple[str, str]] = (),
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Decide for each linked pair whether the duty does the responsibility's act on its object.

    Parameters
    ----------
    placed : table `duties`
        With `section` and `title` of where they stand, from `standing.place_duties`.
    links : table `links`
        Of duties; a pair that is not linked is no match.
    matrix : table `responsibilities`
    paragraphs : table `paragraphs`
        Without notes, which bind nobody.
    least_fit : float
        How far, 0 to 1, a duty's object must be the responsibility's.
    confirmed : collection of (responsibility_id, duty_id)
        Linked pairs that a person says match.

    Returns
    -------
    table `matches`
        Only pairs that match, by the order of `links` in `judge_fits`; with `does`, which is
        false where only a person says so.
    table `matches`
        Pairs that do not, over the row's object all the same: duties whose own sentence names the
        record or the system of it ("after a visit the crew fills in the visit book"). They cover
        nothing, but supply these two slots where the same side owns the responsibility.
    """
    candidates = placed[is_covering(placed)]
    places = candidates.set_index("duty_id")[["section", "title"]]
    near = links[links["passage_id"].isin(places.index)]
    sections, sides = read_sections(placed, paragraphs), read_sides(placed)
    fits = judge_fits(near, candidates, matrix, places, sides=sides, least_fit=least_fit)
    rows = {row["responsibility_id"]: row for row in list_rows(matrix)}
    records = {row["duty_id"]: row for row in list_rows(candidates)}
    matches: list[dict[str, Any]] = []
    beside: list[dict[str, Any]] = []
    pairs = zip(fits["responsibility_id"], fits["duty_id"], strict=True)
    fits["by_person"] = [pair in confirmed for pair in pairs] if confirmed else False
    over = fits["does"].astype(bool) | fits["by_person"] | (fits["object"] >= least_fit)
    for fit in list_rows(fits[over]):
        duty, row = records[fit["duty_id"]], rows[fit["responsibility_id"]]
        told = {
            "responsibility_id": fit["responsibility_id"],
            "duty_id": fit["duty_id"],
            "unit": duty["unit"],
            "object_fit": round(fit["object"], 6),
            "partial": fit["partial"],
            "full": fit["full"] or fit["by_person"],
            "does": bool(fit["does"]),
        }
        if fit["does"] or fit["by_person"]:
            slots = supply_slots(duty, row, sections)
            is_seated = row["kind"] == "role" and not row["action"]
            unit = seat_of(duty, row, sides) if is_seated else duty["unit"]
            matches.append(told | {"unit": unit, "slots": _joined(slots)})
        elif fit["object"] >= least_fit and (slots := supply_alone(duty, row, sections)):
            beside.append(told | {"slots": _joined(slots)})
    columns = [*(column.name for column in MATCHES.columns), "does"]
    one, other = (pd.DataFrame(found, columns=columns) for found in (matches, beside))
    return MATCHES.check(one), MATCHES.check(other)


def _joined(slots: frozenset[str]) -> str:
    return join(slot for slot in REQUIREMENTS if slot in slots)
