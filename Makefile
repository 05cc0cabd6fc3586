# Distill: build, test and run. `make help` lists the targets.
#
# ENGINE=portable   switches oneDNN off: slower, but needs no library
# PREFIX=/usr/local where `make install` puts the command (under DESTDIR, if set)

PREFIX ?= /usr/local
ENGINE ?= onednn

PORTABLE := --disable-default-traits --scratch-path .build/portable
ifeq ($(ENGINE),portable)
  FLAGS := -c release $(PORTABLE)
  BINARY := .build/portable/release/distill
  BOOTSTRAP := Scripts/bootstrap --portable
else ifeq ($(ENGINE),onednn)
  FLAGS := -c release
  BINARY := .build/release/distill
  BOOTSTRAP := Scripts/bootstrap
else
  $(error ENGINE is onednn or portable, not '$(ENGINE)')
endif

# Tests see the modules as their users do, so that `swift test` and `swift build` share one build.
TEST_FLAGS := --disable-testable-imports

# The tests that distinguish the implementations of the kernels.
KERNEL_TESTS := DistillTensorsTests|DistillNetworksTests

# Homebrew's folders are not among the compiler's own on every Mac.
ifeq ($(shell uname),Darwin)
  BREW := $(shell brew --prefix 2>/dev/null)
  ifneq ($(BREW),)
    export CPATH := $(BREW)/include$(if $(CPATH),:$(CPATH))
    export LIBRARY_PATH := $(BREW)/lib$(if $(LIBRARY_PATH),:$(LIBRARY_PATH))
  endif
endif

# One build at a time: SwiftPM parallelises within it, and two would wait for one another anyway.
.NOTPARALLEL:
.PHONY: build demo test check-deep lint format docs bench results goldens install clean bootstrap help

build: bootstrap ## the command, in .build/release/distill (the default)
	@swift build $(FLAGS) --product distill

demo: build ## teacher and student on generated digits: about ten seconds, after the build
	@$(BINARY) demo

test: bootstrap ## all tests, and those of tensors and networks again with the portable kernels
	@swift test $(FLAGS) $(TEST_FLAGS)
ifeq ($(ENGINE),onednn)
	@DISTILL_BACKEND=portable swift test $(FLAGS) $(TEST_FLAGS) --skip-build \
	  --filter '$(KERNEL_TESTS)'
endif

check-deep: bootstrap ## sanitizers, and each parser fuzzed for a minute: about an hour (see Fuzz/README.md)
	@Fuzz/sanitize
	@Fuzz/run

lint: ## formatting, missing documentation, and words that CONTRIBUTING.md advises against
	@swift format lint --strict --recursive --parallel Package.swift Sources Tests Fuzz $(wildcard Snippets)
	@Scripts/words

format: ## formats the sources in place
	@swift format --in-place --recursive --parallel Package.swift Sources Tests Fuzz $(wildcard Snippets)

docs: bootstrap ## documentation of the libraries, without warnings, in .build/docs
	@swift build $(FLAGS)
	@Scripts/docs $(dir $(BINARY))

bench: build ## this machine's speed beside PyTorch's (see Benchmarks/README.md)
	@test -x .build/peers/bin/python || Benchmarks/setup .build/peers
	@Benchmarks/run --python .build/peers/bin/python --distill $(BINARY) $(BENCH)

results: build ## the pages of Results/, from studies in runs/ (hours; STUDIES="mnist speech" for some)
	@Scripts/results --distill $(BINARY) $(STUDIES)

goldens: ## computes the tests' golden values again (python3; fetches NumPy)
	@test -x .build/goldens/bin/python || \
	  { python3 -m venv .build/goldens && .build/goldens/bin/pip install -q numpy; }
	@for script in Scripts/goldens/*_golden*.py; do \
	  .build/goldens/bin/python "$$script" || exit 1; \
	done

install: build ## the command, to PREFIX/bin
	@install -d "$(DESTDIR)$(PREFIX)/bin"
	@install -m 755 $(BINARY) "$(DESTDIR)$(PREFIX)/bin/distill"

clean: ## everything that was built
	@rm -rf .build

bootstrap:
	@$(BOOTSTRAP)

help:
	@sed -n 's/^\([a-z-]*\):[^#]*## /  make \1\t/p' $(firstword $(MAKEFILE_LIST)) | expand -t 18
