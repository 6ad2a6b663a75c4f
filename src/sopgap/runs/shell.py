"""Cells run in this very process, each notebook in a fresh namespace: no kernel is started.

A kernel takes two seconds to start and import what every notebook imports; a process that has
imported it all, and is forked, takes a hundredth. What the cells give is what a kernel would give:
the same shell runs them, and the same formatters write their results.
"""

from __future__ import annotations

import builtins
import io
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Any as AnyTrait
from traitlets.config import Config

Outputs = list[dict[str, Any]]


class _Stream(io.TextIOBase):
    """What is printed, as the output of a cell; what follows on the same stream joins it."""

    def __init__(self, name: str, outputs: Outputs) -> None:
        self.name, self.outputs = name, outputs

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        last = self.outputs[-1] if self.outputs else {}
        if text and last.get("name") == self.name:
            last["text"] += text
        elif text:
            self.outputs.append({"output_type": "stream", "name": self.name, "text": text})
        return len(text)


class _Publisher(DisplayPublisher):
    """Keep what `display` shows among the cell's outputs."""

    outputs = AnyTrait()

    def publish(self, data: Any, metadata: Any = None, *args: Any, **more: Any) -> None:
        self.outputs.append(
            {"output_type": "display_data", "data": data, "metadata": metadata or {}}
        )

    def clear_output(self, wait: bool = False) -> None:
        self.outputs.clear()


class _Hook(DisplayHook):
    """Keep a cell's last value among its outputs."""

    outputs = AnyTrait()

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        self.outputs.append(
            {
                "output_type": "execute_result",
                "data": format_dict,
                "metadata": md_dict or {},
                "execution_count": self.prompt_count,
            }
        )

    def finish_displayhook(self) -> None:
        self._is_active = False


class _LikeZMQShell(InteractiveShell):
    """The shell of a kernel, whose outputs stay here instead of being sent to a client.

    By the letters ZMQ in its name pandas knows that no terminal is there to fit a table to.
    """

    displayhook_class = _Hook
    display_pub_class = _Publisher

    def showtraceback(self, *args: Any, **more: Any) -> None:
        """A failed cell is reported by whoever ran it; a traceback would name this machine."""

    def showsyntaxerror(self, *args: Any, **more: Any) -> None:
        """As above."""


@contextmanager
def fresh_shell() -> Iterator[_LikeZMQShell]:
    """Give a shell with nothing in its namespace, and leave the process as it was.

    Examples
    --------
    >>> with fresh_shell() as shell:
    ...     outputs, error = run_cell(shell, "print('one'); 1 + 1")
    >>> [output["output_type"] for output in outputs], error
    (['stream', 'execute_result'], None)
    """
    main, hook, shown = sys.modules["__main__"], sys.displayhook, builtins.__dict__.get("display")
    config = Config()
    config.HistoryManager.enabled = False  # its file would be written to by all at once
    config.InteractiveShell.cache_size = 0  # `Out` would keep every table alive
    InteractiveShell.clear_instance()
    _LikeZMQShell.clear_instance()
    import pandas

    # Imported outside a kernel, pandas fits tables to a terminal; in a kernel it shows 20 columns.
    with warnings.catch_warnings(), pandas.option_context("display.max_columns", 20):
        shell = _LikeZMQShell.instance(config=config)
        try:
            yield shell
        finally:
            _close_figures()
            _LikeZMQShell.clear_instance()
            sys.modules["__main__"], sys.displayhook = main, hook
            if shown is not None:
                builtins.display = shown  # type: ignore[attr-defined]


def run_cell(shell: InteractiveShell, source: str) -> tuple[Outputs, BaseException | None]:
    """Run a cell and return its outputs, as a notebook holds them, and the error it raised."""
    outputs: Outputs = []
    shell.displayhook.outputs = outputs
    shell.display_pub.outputs = outputs
    out, err = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = _Stream("stdout", outputs), _Stream("stderr", outputs)
    try:
        result = shell.run_cell(source, store_history=True)
    finally:
        sys.stdout, sys.stderr = out, err
    return outputs, result.error_before_exec or result.error_in_exec


def _close_figures() -> None:
    """Forget what a notebook drew and set, where it drew at all."""
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")
    if "matplotlib" in sys.modules:
        sys.modules["matplotlib"].rcdefaults()
