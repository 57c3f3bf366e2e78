"""Sites of somebody else's, for tests of what stands in them."""

import os
import sys
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest


def library(name: str) -> Any:
    """A library that a site is made with; without it the test is skipped, but on a build server it fails."""
    if os.environ.get("CI") == "true":
        return import_module(name)
    return pytest.importorskip(name)


def django_project(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let there be a Django project of one page, as the environment of this process says."""
    library("django")
    from django.http import HttpResponse
    from django.urls import path

    project: Any = ModuleType("project")
    project.SECRET_KEY = "not one that anything depends on"
    project.ALLOWED_HOSTS = ["*"]
    project.TIME_ZONE = ""  # else Django moves the whole process to another one
    project.ROOT_URLCONF = "project"
    project.urlpatterns = [path("", lambda request: HttpResponse("Django's"))]
    monkeypatch.setitem(sys.modules, "project", project)
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "project")


THREE_ROUTES = """
from flask import Flask, abort, redirect, render_template, request

from app import demo

site = Flask(__name__)


@site.before_request
def only_members():
    if request.path.startswith("/tools/") and request.args.get("who") == "stranger":
        return redirect("/about")
    if request.headers.get("X-Banned"):
        abort(401)


@site.after_request
def policy(response):
    response.headers["Content-Security-Policy"] = "default-src 'self'"
    response.headers["Cache-Control"] = "public, max-age=60"
    response.headers["X-Site"] = "Ada's"
    response.vary.add("X-Shop")
    return response


@site.errorhandler(401)
@site.errorhandler(404)
@site.errorhandler(413)
def sorry(error):
    return f"Ada is sorry: {error.code}", error.code


@site.get("/")
def home():
    return render_template("page.html", title="home")


@site.get("/about")
def about():
    return render_template("page.html", title="about")


@site.post("/echo")
def echo():
    return request.get_data()


"""
"""A site of three routes, with hooks, error handlers and a template of its own, that has no demo yet."""

LINE = 'site.register_blueprint(demo.blueprint(), url_prefix="/tools/x")\n'
"""What is added for one."""

PAGE = "<!doctype html><title>Ada's {{ title }}</title><link rel=stylesheet href=/static/site.css>"
"""Its page.html."""
