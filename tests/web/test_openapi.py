"""The API's description, and that every answer is as it says."""

import importlib
import os
import runpy
import sys
import warnings
from collections import Counter

import pytest
from faults.visitors import FULL
from house import ROOT

import iface
from iface.web import openapi

EXAMPLES = 200 if FULL else 8
"""Calls of each kind that schemathesis thinks up."""


def book(name: str, seats: int = 2, note: str | None = None) -> str:
    """Book a table.

    Args:
        name: Who will ask for it.
    """
    return f"{name} {seats} {note}"


@pytest.fixture(scope="module")
def described():
    return iface.Interface(book, title="Tables").test_client().get("/api/openapi.json").json


@pytest.fixture(scope="module")
def body(described):
    """What the body may be: values by name, or in their order."""
    post = described["paths"]["/api/book"]["post"]
    return post["requestBody"]["content"]["application/json"]["schema"]["anyOf"]


def test_it_is_openapi_3_1_of_the_page(described):
    assert (described["openapi"], described["info"]["title"]) == ("3.1.0", "Tables")


def test_it_names_no_place_but_its_own(described):
    assert described["servers"] == [{"url": "../"}]


def test_a_function_is_told_by_its_docstring(described):
    assert described["paths"]["/api/book"]["post"]["summary"] == "Book a table."


def test_each_value_has_its_shape_its_words_and_its_default(body):
    assert body[0]["properties"]["name"] == {
        "type": ["string", "null"], "title": "Name", "description": "Who will ask for it.",
    }  # fmt: skip
    assert body[0]["properties"]["seats"] == {"type": ["integer", "null"], "title": "Seats", "default": 2}


def test_what_has_no_default_is_required_and_nothing_else_is_taken(body):
    assert (body[0]["required"], body[0]["additionalProperties"]) == (["name"], False)


def test_values_may_come_in_their_order(body):
    assert body[1]["properties"]["data"]["maxItems"] == 3


def test_an_undocumented_event_is_not_described():
    demo = iface.Interface(book, api_visibility="undocumented")
    assert "/api/book" not in demo.test_client().get("/api/openapi.json").json["paths"]


def test_a_description_of_ones_own_stands_for_the_docstring():
    demo = iface.Interface(book, api_description="Reserves.")
    assert (
        demo.test_client().get("/api/openapi.json").json["paths"]["/api/book"]["post"]["summary"]
        == "Reserves."
    )


def test_uploads_are_described_where_files_are_taken(described):
    paths = (
        iface.Interface(lambda path: 1, iface.File(), "number").test_client().get("/api/openapi.json").json
    )
    assert "/-/upload" in paths["paths"] and "/-/upload" not in described["paths"]


def test_without_apispec_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "apispec", None)
    answer = iface.Interface(book).test_client().get("/api/openapi.json")
    assert (answer.status_code, answer.json["fix"]) == (501, "Run pip install 'iface[openapi]'.")
    assert issubclass(openapi.NotInstalled, iface.IfaceError)


def test_every_answer_of_every_component_is_as_described(serve):
    """No call is an error of ours, none is refused in another way than is said, no bad one is taken."""
    schemathesis = _wanted("schemathesis")
    demo = runpy.run_path(str(ROOT / "examples/kitchen_sink.py"))["demo"]
    schema = schemathesis.openapi.from_url(f"{serve(demo)}api/openapi.json")
    told = demo.test_client().get("/api/openapi.json").json
    seen = Counter()
    for found in schema.get_all_operations():
        operation = found.ok()
        _call(operation, told, told["paths"][operation.path][operation.method]["responses"], seen)
    assert seen[200] and seen[202] and seen[422]


def _call(operation, told, responses, seen):
    """Call an endpoint in the ways that schemathesis thinks up, and hold each answer against what is told."""
    from hypothesis import HealthCheck, given, settings
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi import checks

    validator = _wanted("jsonschema_rs").Draft202012Validator
    asked = [checks.status_code_conformance, checks.content_type_conformance, checks.negative_data_rejection]
    asked += [not_a_server_error, checks.response_headers_conformance]

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(case=operation.as_strategy())
    def call(case):
        answer = case.call(headers={"Prefer": "respond-async"})
        seen[answer.status_code] += 1
        case.validate_response(answer, checks=asked)
        said = responses.get(str(answer.status_code)) or responses["default"]
        # schemathesis takes `prefixItems` for what an older draft calls `items`.
        shape = {**said["content"]["application/json"]["schema"], "components": told["components"]}
        validator(shape).validate(answer.json())

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        call()


def _wanted(name):
    """A library that tests may do without, but not where all are to be run."""
    return importlib.import_module(name) if os.environ.get("CI") else pytest.importorskip(name)
