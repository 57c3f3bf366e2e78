"""@gradio/client, unchanged, in node."""

import json
import os
import shutil
import subprocess

import pytest
from called import PROGRAM

SCRIPT = """
import { Client } from "@gradio/client"

const [url] = process.argv.slice(2)
const client = await Client.connect(url)
const said = { predict: [], steps: [], stopped: [] }
for (const name of ["a", "b", "c"]) said.predict.push((await client.predict("/remember", [name])).data)
said.other = (await (await Client.connect(url)).predict("/remember", { name: "z" })).data
for await (const { type, data } of client.submit("/step", { name: "g" })) {
  if (type === "data") said.steps.push(data[0])
}

const job = client.submit("/count", {})
for await (const { type, data } of job) {
  if (type === "data") said.stopped.push(data[0])
  if (said.stopped.length === 3) await job.cancel()
}
const file = (await client.predict("/copy", [new Blob(["content"], { type: "text/plain" })])).data[0]
said.file = [file.orig_name, await (await fetch(file.url)).text()]
said.error = await client.predict("/fail", ["own"]).catch(({ message, title }) => [message, title])
said.endpoints = Object.keys((await client.view_api()).named_endpoints)
console.log(JSON.stringify(said))
process.exit(0)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with the client in it, as npm has it."""
    if not shutil.which("npm") or not shutil.which("node"):
        return _not_here("npm and node are not on this machine")
    folder = tmp_path_factory.mktemp("node")
    command = "npm install --no-audit --no-fund --ignore-scripts --prefix . @gradio/client@2.7".split()
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)
    if done.returncode:
        return _not_here(f"npm cannot fetch @gradio/client: {done.stderr[-200:]}")
    (folder / "said.mjs").write_text(SCRIPT)
    return folder


def _not_here(reason):
    (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)


@pytest.fixture(scope="module")
def said(folder, tmp_path_factory):
    """What the client says of a page with four workers."""
    from gunicorns import Gunicorn

    place = tmp_path_factory.mktemp("gradio")
    (place / "app.py").write_text(PROGRAM)
    server = Gunicorn(place, ["-w", "4"])
    server.wait_until_ready()
    done = subprocess.run(
        ["node", "said.mjs", server.url], cwd=folder, capture_output=True, text=True, timeout=60
    )
    server.stop()
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_it_has_its_state_from_call_to_call(said):
    assert said["predict"] == [["a"], ["a b"], ["a b c"]]


def test_another_client_has_its_own(said):
    assert said["other"] == ["z"]


def test_a_generator_gives_each_of_its_steps(said):
    assert said["steps"][:5] == [f"g {number}" for number in range(5)]


def test_a_cancelled_job_ends(said):
    assert said["stopped"][:3] == ["0", "1", "2"] and said["stopped"][-1] is None


def test_files_go_up_and_come_down(said):
    assert said["file"] == ["a copy.txt", "content!"]


def test_the_programs_own_error_has_its_words(said):
    assert said["error"] == ["No flour.", "Refused"]


def test_the_api_can_be_read(said):
    assert said["endpoints"][:3] == ["/remember", "/repeat", "/step"]
