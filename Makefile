# Everything sets itself up: a machine with Python 3.11 or newer, its venv and make is enough. tools/setup.sh knows the rest.
export PYTHON ?= python3
# each process that a test starts would compile the whole program anew
unexport PYTHONDONTWRITEBYTECODE
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SCREEN := $(if $(filter Linux,$(shell uname)),$(DISPLAY)$(WAYLAND_DISPLAY),yes)

.PHONY: run demo hub-demo test test-system test-qt check-pdf test-bare faults search check format bench screenshots dist dist-old clean

$(READY): pyproject.toml
	@sh tools/setup.sh papers

run:  ## the window; without a display, the demonstration papers
ifneq ($(SCREEN),)
	@sh tools/setup.sh window
	@echo "打开窗口…（只想看看：在第一页点“先看演示”，或者运行 make demo）"
	@$(BIN)/gridcounter-desk
else
	@sh tools/setup.sh papers
	@echo "没有显示器，打不开窗口：改为写出演示文书到 out/demo"
	@$(BIN)/gridcounter demo --out out/demo
endif

demo:  ## the window over an invented office
	@sh tools/setup.sh window
	@echo "打开演示台账…"
	@$(BIN)/gridcounter-desk --demo

hub-demo:  ## three desks and a hub on this machine, from beginning to end
	@sh tools/setup.sh test
	@$(BIN)/python tools/hub_demo.py

test:  ## everything that must hold; LONG=1 tries properties oftener and tables whole, COVER=1 says how much of the program ran
	@sh tools/setup.sh test
	$(if $(LONG),GRIDCOUNTER_TESTS=long )QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest $(TESTS) -n auto --dist worksteal $(if $(COVER),--cov --cov-report=term:skip-covered)
	$(if $(COVER),$(BIN)/python tests/coverage_floors.py)

test-system:  ## with a screen, a print queue, an input method, a screen reader, judges of PDF and PostgreSQL: see CONTRIBUTING.md
	@sh tools/setup.sh system
	$(BIN)/python -m pytest tests/system -n 0

test-qt:  ## the window under the oldest Qt that is allowed; `make test` has the newest
	@sh tools/setup.sh test
	@sh tools/oldest_qt.sh
	PYTHONPATH=.venv/oldest-qt QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest $(or $(TESTS),tests/desktop) -n auto --dist worksteal

check-pdf:  ## every paper of the demonstration before qpdf, pdffonts and Apache PDFBox; a part of test-system
	@sh tools/setup.sh system
	$(BIN)/python -m pytest tests/system/test_papers_judged.py -n 0

test-bare:  ## `make run` and `make test` of the last commit on a Debian that has nothing yet; as root, takes long
	@sh tools/setup.sh bare
	bash tests/bare.sh $(TESTS)

faults: $(READY)  ## struck at every step, damaged at every page, fed with broken files: see docs/reliability.md
	GRIDCOUNTER_FAULTS=full QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest tests/faults -n auto --dist worksteal --durations=20

search:  ## properties and state machines with examples that were not tried before; what is found becomes a test
	@sh tools/setup.sh test
	GRIDCOUNTER_TESTS=search QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest $(TESTS) -m hypothesis -n auto --dist worksteal

check: $(READY)  ## lint, format, types, packs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	@for pack in resources/policies/*/; do \
	  case $$pack in *baseline/) ;; *) $(BIN)/gridcounter packs check $$pack || exit 1;; esac; done

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(READY)  ## speed as ratios in one run, written to benchmarks/RESULTS.md; never fails a build
	$(BIN)/python -m pip install --quiet --editable '.[bench]'
	@command -v soffice >/dev/null || echo "没有 LibreOffice，与它的比较不做：apt-get install libreoffice-writer-nogui"
	$(BIN)/python benchmarks/run.py

screenshots: $(READY)  ## pictures of every page of the window, and of the demonstration papers (needs pdftoppm)
	$(BIN)/python tools/screenshots.py out/screenshots
	$(BIN)/gridcounter demo --out out/demo
	@for paper in out/demo/*/*.pdf; do pdftoppm -r 80 -png $$paper $${paper%.pdf}; done
	@echo "out/demo/*/*.png"

$(VENV)/.build: $(READY)
	$(BIN)/python -m pip install --quiet --editable '.[test,build]'
	touch $@

dist: $(VENV)/.build  ## the installable program in dist/, built and tried on a virtual screen
	@sh tools/setup.sh window
	$(BIN)/pyinstaller --noconfirm --log-level ERROR build.spec
	$(BIN)/python -m pytest packaging -q -n 0
	tar -czf dist/$$($(BIN)/gridcounter --version | tr ' ' -)-$$(uname -sm | tr 'A-Z ' a-z-).tar.gz -C dist gridcounter

dist-old:  ## the same for systems as old as Debian 11 (glibc 2.31), built and tried in one; as root, takes long
	@sh tools/setup.sh bare
	bash packaging/linux/dist_old.sh

clean:
	rm -rf $(VENV) out build dist dist-old
