"""How the program is cited, and what CONTRIBUTING.md asks people to type, are as the project is."""

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
# Of the Citation File Format 1.2.0: what must be there, and what else may be.
NEEDED = {"cff-version", "message", "title", "authors"}
ALLOWED = NEEDED | {
    "abstract", "commit", "contact", "date-released", "doi", "identifiers", "keywords", "license",
    "license-url", "preferred-citation", "references", "repository", "repository-artifact",
    "repository-code", "type", "url", "version",
}  # fmt: skip
PERSON = {"family-names", "given-names", "name-particle", "name-suffix"}
ENTITY = {"name", "address", "city", "country", "date-start", "date-end", "location"}
EITHER = {"affiliation", "alias", "email", "orcid", "website"}


@pytest.fixture(scope="module")
def cited() -> dict:
    return yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_the_citation_names_the_version_and_licence_of_the_project(cited, project) -> None:
    assert (cited["version"], cited["license"]) == (project["version"], project["license"])
    assert cited["title"].startswith(project["name"])


def test_the_citation_has_the_fields_of_its_format(cited) -> None:
    assert set(cited) >= NEEDED
    assert set(cited) <= ALLOWED
    assert cited["cff-version"] == "1.2.0"
    assert cited["type"] in {"software", "dataset"}
    assert len(set(cited["keywords"])) == len(cited["keywords"])
    for text in ("version", "title", "message", "abstract", "license"):
        assert isinstance(cited[text], str), text  # 0.1 unquoted would be a number
        assert cited[text].strip(), text
    assert isinstance(cited.get("date-released", date.today()), date)


def test_each_author_is_a_person_or_a_body(cited) -> None:
    assert cited["authors"]
    for author in cited["authors"]:
        kind = ENTITY if "name" in author else PERSON
        assert set(author) <= kind | EITHER, author


def targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))


def test_what_contributors_are_told_to_make_can_be_made() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    asked = set(re.findall(r"`make ([a-z]+)", text))
    assert len(asked) >= 4
    assert asked <= targets()


def test_files_that_contributors_are_sent_to_are_there() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:docs|tests|src|benchmarks)/[^`\s]*)`", text))
    assert named
    for name in named:
        assert (ROOT / name).exists(), name


def test_the_hooks_are_what_make_lint_asks_of_a_file() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    used = [hook["id"] for repo in hooks["repos"] for hook in repo["hooks"]]
    assert used
    lint = (ROOT / "Makefile").read_text(encoding="utf-8").split("\nlint:")[1].split("\n\n")[0]
    for hook in used:
        assert hook.split("-")[0] in lint, hook
