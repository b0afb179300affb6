# One line each: `make help`. Everything is made under .venv, var and frontend; nothing outside the checkout.
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
SHELL := /bin/sh

# The first Python that is new enough; whatever stands in the path may have spaces, so nothing here is absolute.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null \
	&& echo $$python && break; done)
VENV_PYTHON := .venv/bin/python
XINGHE := $(VENV_PYTHON) -m xinghe.project.cli

# Installers, npm and Chromium keep things at home; without one of our own they get a place under var.
ifneq ($(shell test -n "$$HOME" && test -w "$$HOME" && echo yes),yes)
export HOME := $(CURDIR)/var/home
$(shell mkdir -p "$(CURDIR)/var/home")
endif

help: ## show this
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{printf "%-20s %s\n", $$1, $$2}'

run: setup ## everything for a first look: install, build, make the demonstration province, serve (XINGHE_PORT=8000)
	@$(XINGHE) serve --migrate --demo

setup: environment frontend compiled ## install and build, without starting anything

test: environment-dev browser frontend compiled ## every check and every test, journeys in a real browser included
	@$(VENV_PYTHON) scripts/checks.py test

check: environment-dev frontend compiled ## the fast part of it: no browser
	@$(VENV_PYTHON) scripts/checks.py check

fmt: environment-dev ## put the sources into the one format
	@$(VENV_PYTHON) -m ruff check --fix-only --quiet . ; $(VENV_PYTHON) -m ruff format .

bench: environment-dev ## measure what is claimed to be fast
	@$(VENV_PYTHON) -m benchmarks

demo: setup ## make the demonstration province in the present database
	@$(XINGHE) migrate && $(XINGHE) demo

doctor: environment ## look over the installation
	@$(XINGHE) doctor

messages: environment-dev ## gather what is marked for translation, and compile
	@$(VENV_PYTHON) tools/messages.py gather && $(VENV_PYTHON) tools/messages.py compile

screenshots: environment-dev browser frontend compiled ## pictures of the pages
	@$(VENV_PYTHON) tools/screenshots.py

lock: environment ## choose versions anew and lock them with their hashes
	@for name in bootstrap runtime dev; do \
		$(VENV_PYTHON) -m uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
			--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
			requirements/$$name.in --output-file requirements/$$name.txt || exit 1; \
		echo "  requirements/$$name.txt"; done

environment: python
	@$(PYTHON) scripts/environment.py runtime

environment-dev: python
	@$(PYTHON) scripts/environment.py dev

python:
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed. On Debian or Ubuntu:" \
		"sudo apt-get install python3 python3-venv" >&2; exit 2; }

frontend: environment
	@$(VENV_PYTHON) scripts/frontend.py

compiled: environment
	@mkdir -p var && $(VENV_PYTHON) tools/messages.py compile > var/messages.log 2>&1 || { cat var/messages.log >&2; exit 1; }

browser: environment
	@$(VENV_PYTHON) scripts/browser.py

.PHONY: help run setup test check fmt bench demo doctor messages screenshots lock
.PHONY: environment environment-dev python frontend compiled browser
