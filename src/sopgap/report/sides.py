"""The two sides in the words that a study has for them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sopgap.report.markup import word

# Where our sentences speak of a side: behind an owner, as an owner, or of the Center of the row.
_SIDES = re.compile(
    r"(?<=\()(?:Center|port)(?=\))|(?<=this )Center"
    r"|\bthe (?:Center|port)(?= \(before: |[.;,)]| and |$)"
)


def the(label: str) -> str:
    """Put the article before what a study calls a side; a name in the plural has none.

    Examples
    --------
    >>> the("Branch"), the("Central Services"), the("Headquarters")
    ('the Branch', 'Central Services', 'Headquarters')
    """
    return label if re.search(r"[^sui]s$", label) else f"the {label}"


def port_word(study: Mapping[str, Any]) -> str:
    """Return what the study calls the other side."""
    return str(study.get("labels", {}).get("port", "Port"))


def in_labels_of(study: Mapping[str, Any], sentence: str) -> str:
    """Say why a cell stands as it does, or changed, in the study's words for its two sides.

    Only where the sentence is ours: what it quotes stays.

    Examples
    --------
    >>> study = {"labels": {"center": "Ward", "port": "Central Services"}}
    >>> in_labels_of(study, "names the clerk (Center), but the authority gives it to the port.")
    'names the clerk (Ward), but the authority gives it to Central Services.'
    >>> in_labels_of(study, "names Central Services (port)")
    'names Central Services'
    """
    port = port_word(study)
    said = {"Center": word(study), "port": "port" if port == "Port" else port}

    def label(found: re.Match[str]) -> str:
        side = said[found[0].removeprefix("the ")]
        return the(side) if found[0].startswith("the ") else side

    sentence = _SIDES.sub(label, sentence)
    for one in said.values():  # an owner who is called as the side is
        sentence = sentence.replace(f"{one} ({one})", one)
    return sentence
