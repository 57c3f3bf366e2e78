# Two commands, on a machine that has nothing but python3 and make.

PYTHON ?= python3

demo: .venv/ready
	.venv/bin/iface demo message_log

# Three at a time, each file as a whole: half of the time is waiting. What fails is run once more and named
# (RERUN): browsers and servers that are given no processor for seconds miss their time. A fault fails twice.
test: .venv/ready-to-test
	.ci/prepare browser
	.ci/prepare servers
	.venv/bin/python -m pytest -n 3 --dist loadfile --reruns 1 --reruns-delay 2 -raR

# Made once, and renewed when setup.cfg changes.
.venv/ready: setup.cfg pyproject.toml
	PYTHON=$(PYTHON) .ci/prepare packages .
	touch $@

.venv/ready-to-test: setup.cfg pyproject.toml
	PYTHON=$(PYTHON) .ci/prepare packages '.[test]'
	touch $@ .venv/ready

.PHONY: demo test
