import pandas as pd
import pytest

from sopgap.errors import InputError
from sopgap.sops.actors import cut, find_mentions, index_actors, read_actors
from sopgap.sops.owners.scene import find_issuer

ALIASES = [
    ("Center Director", "Center Director", "center"),
    ("Center", "Center", "center"),
    ("port of entry", "Port", "port"),
    ("port", "Port", "port"),
    ("Fines, Penalties and Forfeitures Officer", "FP&F Officer", "port"),
    ("FP&F Officer", "FP&F Officer", "port"),
    ("CBP", "CBP", "agency"),
    ("U.S. Customs and Border Protection", "CBP", "agency"),
    ("Customs", "CBP", "agency"),
]


def named(text: str) -> list[str]:
    index = index_actors(pd.DataFrame(ALIASES, columns=["alias", "actor", "unit"]))
    spans, words = cut(text)
    return [m.actor for m in find_mentions(text, spans, words, index)]


@pytest.mark.parametrize(
    ("text", "actors"),
    [
        ("the center director's desk", ["Center Director"]),
        ("Center Directors (or designees)", ["Center Director"]),
        ("the director of the Center", ["Center Director"]),
        ("ports of entry", ["Port"]),
        ("The Fines, Penalties, and Forfeitures Officer", ["FP&F Officer"]),
        ("FP&F officers", ["FP&F Officer"]),
        ("U.S. Customs and Border Protection", ["CBP"]),
        ("the Center. Director Smith", ["Center"]),
        ("cbp in small letters", []),
        ("a custom of the house", []),
        ("transport and airports", []),
    ],
)
def test_aliases_are_found_in_their_inflections_and_nowhere_else(text, actors):
    assert named(text) == actors


def write(folder, *rows):
    file = folder / "actors.csv"
    file.write_text("\n".join(["alias,actor,unit", *rows]) + "\n")
    return file


def test_an_alias_with_two_meanings_is_refused_with_both_rows(tmp_path):
    with pytest.raises(InputError) as caught:
        read_actors(write(tmp_path, "clerk,Clerk,port", "Clerk,Clerk,center", "a,,Port", "--,X,hq"))
    said = str(caught.value)
    assert "row 3, column alias: 'Clerk' is 'Clerk' of center here and 'Clerk' of port" in said
    assert "row 4, column actor: is blank" in said
    assert "row 4, column unit: 'Port' is not allowed" in said
    assert "row 5, column alias: '--' has no word" in said


def test_aliases_that_differ_only_in_case_are_one(tmp_path):
    file = write(tmp_path, "Port Director,Port Director,port", "port director,Port Director,port")
    assert len(read_actors(file)) == 1


@pytest.mark.parametrize("alias", ["the Office of Trade", "The Office of Trade", "Office of Trade"])
@pytest.mark.parametrize("issuer", ["the Office of Trade", "Office of Trade", "OFFICE OF TRADE"])
def test_an_alias_and_an_issuer_may_bear_an_article_or_none(alias, issuer) -> None:
    table = pd.DataFrame({"alias": [alias], "actor": ["Trade"], "unit": ["hq"]})
    assert find_issuer(issuer, "Keys", index_actors(table)).unit == "hq"
