"""Who may import whom: wings share only the slab, and nothing runs in circles."""

import ast
import json
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "sopgap"
SLAB = {"errors", "vocabulary", "tables", "sources", "text", "embedding", "study", "workbooks"}
MAY_IMPORT = {
    "errors": set(),
    "vocabulary": set(),
    "tables": {"errors", "vocabulary"},
    "sources": {"errors", "tables"},
    "text": set(),
    "embedding": {"errors"},
    "starting": {"errors"},
    "settings": {"errors", "sources"},
    "workbooks": {"errors", "sources"},
    "study": {"errors", "settings", "sources", "tables", "vocabulary"},
    "survey": SLAB,
    "sops": SLAB,
    "mapping": SLAB,
    # What `sopgap init` left is taken away when one's own is put there.
    "report": SLAB | {"survey", "sops", "mapping", "starting", ""},
    "runs": {"errors", "sources", "study", "report", "sops", ""},
    "__main__": {"cli"},
    "cli": {
        "errors",
        "sources",
        "report",
        "starting",
        "text",
        "cli_compare",
        "cli_corpus",
        "cli_init",
        "cli_matrix",
        "cli_review",
        "cli_sign",
        "cli_run",
        "",
    },
    "cli_run": {"report", "runs"},
    "cli_compare": {"report"},
    "cli_corpus": {"errors", "sources", "report", ""},
    "cli_init": {"starting"},
    "cli_matrix": {"errors", "sources", "report", ""},
    "cli_review": {"errors", "sources", "report", ""},
    "cli_sign": {"report"},
    "": set(),
}
# Each tool has one door.
DOORS = {
    "papermill": {"runs/executing.py"},
    "nbconvert": {"report/site.py"},
    "matplotlib": {"report/figures.py"},
    "nltk": {"text.py"},
    "distributed": {"runs/sending.py"},
    # To read documents, and to write the sheets that an auditor signs: the wings share no door.
    "docx": {"sops/formats/docx.py", "report/condition_papers.py", "report/paper_parts.py"},
    "pypdfium2": {"sops/formats/pdf_pages.py"},
    "pdfplumber": {"sops/formats/pdf_grids.py"},
    "weasyprint": {"report/papers.py"},
    "ipywidgets": {"report/dials.py"},
    "openpyxl": {"workbooks/package.py", "workbooks/writing.py"},
    "requests": {"sops/corpus/asking.py"},
    "pyreadstat": {"survey/exports/spss_child.py"},
}


def files() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def name(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def imports(path: Path) -> set[str]:
    """Return the full names of the modules that a file imports, at any depth of the code."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name(path)}: relative import"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def wing(module: str) -> str:
    """Return the wing or slab module of `sopgap.x.y`; '' for the package itself."""
    parts = module.split(".")
    first = parts[1] if len(parts) > 1 else ""
    return first if (PACKAGE / first).is_dir() or (PACKAGE / f"{first}.py").exists() else ""


@pytest.mark.parametrize("path", files(), ids=name)
def test_a_module_imports_only_what_its_wing_may(path: Path) -> None:
    home = wing("sopgap." + name(path).removesuffix(".py").replace("/", "."))
    home = "" if name(path) == "__init__.py" else home
    used = {wing(m) for m in imports(path) if m.split(".")[0] == "sopgap"} - {home}
    assert used <= MAY_IMPORT[home], f"{name(path)} imports {used - MAY_IMPORT[home]}"


@pytest.mark.parametrize("tool", DOORS)
def test_each_tool_has_one_door(tool: str) -> None:
    doors = {name(path) for path in files() if tool in {m.split(".")[0] for m in imports(path)}}
    assert doors == DOORS[tool]


def test_no_module_imports_itself_in_a_circle() -> None:
    modules = {"sopgap." + name(p).removesuffix(".py").replace("/", "."): p for p in files()}
    graph = {
        module: {m.rsplit(".", 1)[0] for m in imports(path)} & set(modules)
        | imports(path) & set(modules)
        for module, path in modules.items()
    }
    assert len(list(TopologicalSorter(graph).static_order())) == len(modules)


def test_modules_stay_small() -> None:
    long = {name(p): n for p in files() if (n := len(p.read_text().splitlines())) > 350}
    assert not long, f"split {long}"


def test_the_face_loads_nothing_before_it_is_used() -> None:
    code = (
        "import sys, json, sopgap; sopgap.__all__;"
        "print(json.dumps(sorted({m.split('.')[0] for m in sys.modules})))"
    )
    loaded = json.loads(subprocess.check_output([sys.executable, "-c", code], text=True))
    assert not {"pandas", "numpy", "sklearn", "nltk", "matplotlib", "papermill"} & set(loaded)


def test_every_public_name_resolves_and_is_documented() -> None:
    import sopgap

    for public in sopgap.__all__:
        value = getattr(sopgap, public)
        assert isinstance(value, dict) or (value.__doc__ or "").strip(), public


def test_an_unknown_public_name_is_an_attribute_error() -> None:
    import sopgap

    with pytest.raises(AttributeError, match="no attribute 'read_everything'"):
        sopgap.read_everything  # noqa: B018
