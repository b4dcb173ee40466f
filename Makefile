# SPDX-License-Identifier: Apache-2.0
# Copyright kmsync contributors
#
# The front door: `make help` lists what there is. CI calls only these targets.

PREFIX ?= /usr
DESTDIR ?=
# What strips programs that are installed; empty: nothing.
STRIP ?= strip
DEB_REVISION ?= 1
BUILD := .build

# A toolchain in PATH, else where it is unpacked by default.
SWIFT ?= $(firstword $(shell command -v swift 2>/dev/null) $(wildcard /opt/swift/usr/bin/swift /usr/libexec/swift/bin/swift))
ROUNDS ?= 200
FORMATTED := Package.swift Sources Tests Benchmarks
GENERATED := $(BUILD)/share/fish/vendor_completions.d/kmsyncd.fish $(BUILD)/share/man/man1/kmsync.1 $(BUILD)/share/man/man5/kmsyncd.yaml.5
BUILD_TESTS := $(SWIFT) build --build-tests --explicit-target-dependency-import-check error

.DEFAULT_GOAL := help
.PHONY: help setup toolchain build debug test test-systemd soak tsan check lint conventions varlink-check check-sim format varlink demo bench bench-scale bench-document bench-peers built completions man install uninstall deb clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: toolchain ## Install what a fresh Debian 12 lacks, by apt (as root or by sudo)
	@Scripts/setup.sh

toolchain: ## Check that there is a Swift toolchain
	@test -n "$(SWIFT)" || { echo "No Swift toolchain: install Swift $$(cat .swift-version) from https://www.swift.org/install/linux/ and put its usr/bin into PATH, or unpack it to /opt/swift." >&2; exit 1; }

build: setup ## Build kmsyncd and kmsync for release, into .build/release/, with completions and man pages
	$(SWIFT) build -c release --static-swift-stdlib -Xswiftc -cross-module-optimization
	@$(MAKE) --no-print-directory completions man

built: # What follows needs the programs.
	@test -x $(BUILD)/release/kmsyncd -a -x $(BUILD)/release/kmsync || { echo "There are no programs yet: run 'make build' first." >&2; exit 1; }

completions: built ## Write completions for bash, zsh and fish into .build/share/, from the built programs
	@Scripts/completions.sh $(BUILD)/release $(BUILD)/share

man: built ## Write manual pages into .build/share/man/, from the built programs
	@rm -rf $(BUILD)/share/man
	@Scripts/manual.py $(BUILD)/release/kmsync 1 $(BUILD)/share/man/man1
	@Scripts/manual.py $(BUILD)/release/kmsyncd 8 $(BUILD)/share/man/man8
	@mkdir -p $(BUILD)/share/man/man5
	@Scripts/manual-configuration.py config/kmsyncd.yaml "$$($(BUILD)/release/kmsyncd --version)" $(BUILD)/share/man/man5
	@install -m 0644 docs/man/kmsync-master-key.8 $(BUILD)/share/man/man8/

debug: setup ## Build everything for debugging, the tests included
	$(BUILD_TESTS)

test: debug ## Run all tests, those that drive the real binaries included
	$(SWIFT) test --skip-build

test-systemd: build debug ## Install the package under a real systemd in a container, and try what an administrator would
	@command -v systemd-nspawn >/dev/null && command -v lintian >/dev/null && command -v mandoc >/dev/null || Scripts/apt-install.sh systemd-container lintian mandoc
	@$(MAKE) --no-print-directory deb
	@Tests/systemd/run.py --package "$$(ls -t $(BUILD)/kmsync_*.deb | head -n 1)" --test-build $(BUILD)/debug $(NAMES)

soak: debug ## Kill kmsyncd ROUNDS=200 times under load, and compare; SEED= repeats a run
	KMSYNC_KILL_ROUNDS=$(ROUNDS) KMSYNC_PAIR_ROUNDS=40 $(if $(SEED),KMSYNC_SEED=$(SEED)) \
		$(SWIFT) test --skip-build --filter 'KillRoundsTests|PairRoundsTests'

tsan: setup ## Run all tests under the thread sanitizer, in a build of their own
	@SWIFT="$(SWIFT)" Scripts/tsan.sh $(FILTER)

check: lint varlink-check debug conventions ## All that needs no run: format, warnings, imports, conventions

lint: setup ## Check the format of all Swift files
	$(SWIFT) format lint --strict --parallel --recursive $(FORMATTED)

conventions: debug ## Check the rules that no compiler knows (Tests/ConventionsTests)
	$(SWIFT) test --skip-build --filter ConventionsTests

varlink-check: ## Check that `make varlink` would change nothing
	@Scripts/check-varlink.sh

check-sim: toolchain ## Rehearse 2,000 seeds of all scenarios in small (SEEDS=, FROM=); a broken promise tells how to replay it
	$(SWIFT) build -c release --product kmsync-sim
	$(BUILD)/release/kmsync-sim check --seeds $(or $(SEEDS),2000) --from $(or $(FROM),1)

format: toolchain ## Format all Swift files in place
	$(SWIFT) format --in-place --parallel --recursive $(FORMATTED)

varlink: ## Write the interface descriptions of Sources/ControlAPI/Interfaces into Swift
	Scripts/embed-varlink.sh

demo: build ## Show the main job: a primary, its replicas, and a secret that arrives
	Scripts/demo.sh

# The limits that our programs are measured against, in plain C.
$(BUILD)/release/kmsync-limit: $(wildcard Benchmarks/limit/*.c Benchmarks/limit/*.h) Makefile
	@mkdir -p $(@D)
	$(CC) -std=c11 -D_GNU_SOURCE -O2 -Wall -Wextra -Werror -o $@ $(filter %.c,$^) -lsqlite3 -lpthread

bench: build ## Measure what it reaches against limits of plain C, in minutes (QUICK=1: in one; ROWS='changes …')
	@$(MAKE) --no-print-directory $(BUILD)/release/kmsync-limit
	@$(BUILD)/release/kmsync-bench run --output $(BUILD)/bench.jsonl $(if $(QUICK),--quick) $(if $(ROWS),--only $(ROWS))

bench-scale: build ## Measure growth up to a million resources (QUICK=1: up to 10,000); needs 6 GB in TMPDIR
	@$(MAKE) --no-print-directory $(BUILD)/release/kmsync-limit
	@$(BUILD)/release/kmsync-bench scale --output $(BUILD)/bench-scale.jsonl $(if $(QUICK),--quick)

bench-document: ## Put what bench and bench-scale measured last into docs/PERFORMANCE.md
	@mkdir -p docs/images
	$(BUILD)/release/kmsync-bench document docs/PERFORMANCE.md --plot docs/images/scale.svg \
	    $(wildcard $(BUILD)/bench.jsonl $(BUILD)/bench-scale.jsonl)

bench-peers: build ## Measure it beside PostgreSQL logical replication and etcd's make-mirror (Benchmarks/peers)
	@Benchmarks/peers/install.sh
	@Benchmarks/peers/run.py --output $(BUILD)/bench-peers.jsonl

# Makes nothing itself: run by root, it would leave files in the build directory that its owner cannot replace.
install: built ## Install programs, units, completions, man pages and configuration below DESTDIR= and PREFIX=/usr
	@for file in $(GENERATED); do test -f "$$file" || { echo "There is no $$file yet: run 'make build' first, as the user who builds." >&2; exit 1; }; done
	@DESTDIR="$(DESTDIR)" PREFIX="$(PREFIX)" STRIP="$(STRIP)" Scripts/install.sh $(BUILD)

uninstall: ## Remove what `make install` installed, but neither configuration nor state
	@DESTDIR="$(DESTDIR)" PREFIX="$(PREFIX)" Scripts/uninstall.sh $(BUILD)

deb: built ## Build a Debian package of what `make build` has left, into .build/; DEB_REVISION=1
	@Scripts/deb.sh $(BUILD) $(DEB_REVISION)

clean: ## Remove everything that was built
	rm -rf $(BUILD) .build-tsan
