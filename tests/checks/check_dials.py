"""A dial of the notebooks under explore/, turned as a browser turns it, makes the result anew.

pytest tests/checks/check_dials.py -o python_files='check_*.py'
"""

from __future__ import annotations

import queue
from pathlib import Path

import nbformat
import pytest
from jupyter_client.manager import start_new_kernel

FOLDER = Path(__file__).parents[2] / "notebooks/explore"
WIDGET = "application/vnd.jupyter.widget-view+json"
FAILING = """
from sopgap.errors import InputError
from sopgap.report.dials import turn


def show(n):
    if n == 2:
        raise InputError("two is one too many")
    return n * 100


turn(show, n=(1, [1, 2, 3]))
"""


@pytest.fixture
def kernel():
    pytest.importorskip("ipywidgets")
    manager, client = start_new_kernel(cwd=str(FOLDER))
    yield client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def run(client, code: str) -> list[dict]:
    """Run one cell; return what it shows."""
    shown: list[dict] = []

    def hear(message: dict) -> None:
        if message["header"]["msg_type"] in ("display_data", "execute_result"):
            shown.append(message["content"])

    reply = client.execute_interactive(code, output_hook=hear, timeout=300)["content"]
    assert reply["status"] == "ok", reply
    return shown


def move(client, widget: dict, place: int) -> dict:
    """Move a dial as a browser does; return what takes the place of the result."""
    told = {"method": "update", "state": {"index": place}, "buffer_paths": []}
    said = {"comm_id": widget["data"][WIDGET]["model_id"], "data": told}
    client.shell_channel.send(client.session.msg("comm_msg", said))
    try:
        while True:
            message = client.get_iopub_msg(timeout=60)
            assert message["header"]["msg_type"] != "error", message["content"]
            if message["header"]["msg_type"] == "update_display_data":
                return message["content"]
    except queue.Empty:
        pytest.fail("nothing was made anew")


@pytest.mark.parametrize(
    ("name", "place"), [("link_threshold", 19), ("number_of_concerns", 0), ("what_if", 0)]
)
def test_turning_a_dial_puts_another_result_in_its_place(kernel, name: str, place: int) -> None:
    for cell in nbformat.read(FOLDER / f"{name}.ipynb", 4).cells:
        shown = run(kernel, cell.source) if cell.cell_type == "code" else []
        if "turn(" in cell.source:
            break
    dial, result = shown  # nothing else: no list of widgets, no second result
    anew = move(kernel, dial, place)
    assert anew["transient"]["display_id"] == result["transient"]["display_id"]
    assert anew["data"]["text/html"] != result["data"]["text/html"]


def test_a_value_that_cannot_be_shown_says_why_and_the_dial_goes_on(kernel) -> None:
    dial, result = run(kernel, FAILING)
    assert result["data"]["text/plain"] == "100"
    assert "two is one too many" in move(kernel, dial, 1)["data"]["text/plain"]
    assert move(kernel, dial, 2)["data"]["text/plain"] == "300"
