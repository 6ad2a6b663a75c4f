"""Small tables by hand: sentences that do a responsibility, in documents of some Centers."""

import pandas as pd

import sopgap as sg

ACTORS = pd.DataFrame(
    [
        ("director", "Director", "center"),
        ("clerk", "Clerk", "center"),
        ("cashier", "Cashier", "center"),
        ("warden", "Warden", "port"),
        ("guard", "Guard", "port"),
        ("counsel", "Counsel", "hq"),
        ("vendor", "Vendor", "other"),
        ("Agency", "Agency", "agency"),
    ],
    columns=["alias", "actor", "unit"],
)
CENTERS = pd.DataFrame({"center": ["north", "south"], "name": ["North", "South"]})


def tables(*said, ownership="center", action="pay"):
    """Return the tables that a map needs: each sentence is (responsibility, document, text).

    Documents are named by their scope: "all", "north", "south", with a number where several are
    wanted ("all-2"); "old" was superseded. All duties of a sentence are matched.
    """
    rows, matches, texts = [], [], []
    for n, (responsibility, document, text) in enumerate(said):
        texts.append({"paragraph_id": f"{document}#{n}", "document_id": document, "text": text})
        rows.append(responsibility)
    paragraphs = pd.DataFrame(texts, columns=["paragraph_id", "document_id", "text"])
    duties = sg.find_duties(paragraphs, ACTORS)
    for duty in duties.to_dict("records"):
        responsibility = rows[int(duty["paragraph_id"].split("#")[1])]
        if responsibility:
            matches.append(
                {"responsibility_id": responsibility, "duty_id": duty["duty_id"],
                 "unit": duty["unit"], "object_fit": 1.0, "partial": False, "full": True}
            )  # fmt: skip
    names = dict.fromkeys(paragraphs["document_id"])
    documents = pd.DataFrame(
        [
            {"document_id": name, "title": name.title(), "tier": "sop", "access": "public",
             "scope": "all" if name == "old" else name.split("-")[0],
             "effective": "2020-01-01", "superseded": "2021-01-01" if name == "old" else ""}
            for name in names
        ]
    )  # fmt: skip
    ids = sorted({one for one in rows if one})
    matrix = pd.DataFrame(
        [{"responsibility_id": one, "name": one, "kind": "responsibility", "ownership": ownership,
          "action": action, "object": "rent"} for one in ids]
    )  # fmt: skip
    columns = ["responsibility_id", "duty_id", "unit", "object_fit", "partial", "full"]
    return {
        "matrix": matrix,
        "duties": duties,
        "matches": pd.DataFrame(matches, columns=columns),
        "documents": documents,
        "centers": CENTERS,
        "paragraphs": paragraphs.assign(section="", ordinal=range(len(paragraphs))),
    }


def parts_of(given, **how):
    """Return the table `parts` of such tables."""
    names = ("matrix", "duties", "matches", "documents", "centers")
    return sg.assign_parts(*(given[name] for name in names), actors=ACTORS, **how)
