"""A page in a notebook's cell, in real kernels, and in JupyterLab and Notebook 7 as one uses them."""

import json
import os
import re
import socket
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import jupyters
import pytest
from house import ROOT

import iface
from iface import notebook

COUNT = """
import iface

def count(text, kept):
    return f"{text} {kept + 1}", kept + 1

demo = iface.Interface(count, ["text", iface.State(0)], ["text", iface.State()], title="Count")
demo.launch()
"""
SHOUT = COUNT.replace('f"{text} {kept + 1}"', 'f"{text.upper()}! {kept + 1}"')


# Without a notebook


def test_outside_of_a_notebook_there_is_no_cell():
    assert notebook.cell() is None and not notebook.is_here()


def test_a_terminal_prints_a_demo_as_anything_else():
    with pytest.raises(NotImplementedError):
        iface.Interface(lambda text: text, "text", "text")._ipython_display_()


def test_a_machine_with_another_persons_home_is_shared(tmp_path, monkeypatch):
    (tmp_path / "ada").mkdir()
    monkeypatch.delenv("JUPYTERHUB_USER", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "ada"))
    assert not notebook.is_shared()
    (tmp_path / "bob").mkdir()
    if os.geteuid() != 0:
        pytest.skip("only root gives a home to somebody else")
    os.chown(tmp_path / "bob", 4321, 4321)
    assert notebook.is_shared()


def test_a_hubs_machine_is_shared(monkeypatch):
    monkeypatch.setenv("JUPYTERHUB_USER", "ada")
    assert notebook.is_shared()


# In a kernel


class Kernel:
    """A kernel as a notebook has it, without the notebook."""

    def __init__(self) -> None:
        from jupyter_client.manager import start_new_kernel

        self.manager, self.client = start_new_kernel(startup_timeout=60)
        self.run("import os, logging; os.environ.pop('JUPYTERHUB_USER', None)")

    def run(self, text, cell=None):
        """What a cell puts out: the contents of its messages, without those on its state."""
        put_out = []
        content = {"code": text, "silent": False, "store_history": True, "allow_stdin": False}
        asked = self.client.session.msg("execute_request", content)
        asked["metadata"] = {"cellId": cell} if cell else {}
        self.client.shell_channel.send(asked)
        while True:
            said = self.client.get_iopub_msg(timeout=60)
            if said["parent_header"].get("msg_id") != asked["header"]["msg_id"]:
                continue
            if said["msg_type"] == "status" and said["content"]["execution_state"] == "idle":
                return put_out
            if said["msg_type"] not in ("status", "execute_input"):
                put_out.append({"type": said["msg_type"], **said["content"]})

    def value(self, text):
        """What an expression comes to."""
        return self.run(text)[0]["data"]["text/plain"]


@pytest.fixture(scope="module")
def kernel():
    jupyters.need("ipykernel", "jupyter_client")
    one = Kernel()
    yield one
    one.client.stop_channels()
    one.manager.shutdown_kernel(now=True)


def address_in(put_out):
    (shown,) = put_out
    return re.search(r"http://127\.0\.0\.1:\d+/", shown["data"]["text/plain"])[0]


def test_a_cell_puts_out_the_page_and_nothing_else(kernel):
    (shown,) = kernel.run(COUNT)
    assert shown["type"] == "display_data"
    assert set(shown["data"]) == {"text/plain", "text/html"}


def test_a_saved_notebook_says_in_one_line_what_stood_there(kernel):
    (shown,) = kernel.run(COUNT)
    line = shown["data"]["text/plain"]
    assert re.fullmatch(r"This cell shows “Count” while its kernel runs: http://127\.0\.0\.1:\d+/\S*", line)
    seen = re.sub(r"<script.*</script>", "", shown["data"]["text/html"], flags=re.DOTALL)
    assert re.sub(r"<[^>]+>", "", seen).strip().startswith("This cell shows “Count” while its kernel runs:")


def test_a_demo_that_is_the_last_value_is_shown_too(kernel):
    (shown,) = kernel.run(COUNT.replace("demo.launch()", "demo"))
    assert "text/html" in shown["data"]


def test_a_demo_that_runs_already_is_shown_again_at_its_address(kernel):
    address = address_in(kernel.run(COUNT, cell="first"))
    assert address_in(kernel.run("demo", cell="second")) == address


def test_a_cell_that_runs_20_times_keeps_one_socket_and_no_thread_more(kernel):
    def facts():
        listening = kernel.value(
            "sum(line.split()[3] == '0A' for line in open('/proc/self/net/tcp') if any("
            "f'socket:[{line.split()[9]}]' == os.readlink(f'/proc/self/fd/{one}') "
            "for one in os.listdir('/proc/self/fd') if os.path.exists(f'/proc/self/fd/{one}')))"
        )
        return listening, kernel.value("__import__('threading').active_count()")

    if not Path("/proc/self/net/tcp").exists():
        pytest.skip("only Linux tells a process's sockets so")
    address = address_in(kernel.run(COUNT, cell="again"))
    before = facts()
    for count in range(20):
        # Each time with another function, as one who tries something does.
        assert address_in(kernel.run(COUNT + f"# {count}", cell="again")) == address
    assert facts() == before


def test_a_cell_that_runs_again_swaps_the_function(kernel):
    address = address_in(kernel.run(COUNT, cell="swapped"))
    assert address_in(kernel.run(SHOUT, cell="swapped")) == address
    word = kernel.value("iface.notebook.mark()").strip("'")
    asked = urllib.request.Request(
        address + "api/count", b'{"text": "hi"}', {"Content-Type": "application/json", "X-Iface-Launch": word}
    )
    assert b"HI! 1" in urllib.request.urlopen(asked).read()


def test_two_cells_have_two_addresses(kernel):
    assert address_in(kernel.run(COUNT, cell="one")) != address_in(kernel.run(COUNT, cell="two"))


def test_two_demos_of_one_cell_have_two_addresses_and_keep_them(kernel):
    two = f"{COUNT}{COUNT}"
    first, second = (address_in([one]) for one in kernel.run(two, cell="both"))
    assert first != second
    assert [address_in([one]) for one in kernel.run(two, cell="both")] == [first, second]


def test_a_cell_without_an_id_is_known_by_its_text(kernel):
    assert address_in(kernel.run(COUNT)) == address_in(kernel.run(COUNT))
    assert address_in(kernel.run(COUNT)) != address_in(kernel.run(SHOUT))


def test_without_inline_one_line_is_printed(kernel):
    (said,) = kernel.run(COUNT.replace("launch()", "launch(inline=False)"), cell="plain")
    assert said["name"] == "stdout" and said["text"].startswith("Running on http://127.0.0.1:")


def test_quiet_and_without_inline_nothing_is(kernel):
    assert kernel.run(COUNT.replace("launch()", "launch(inline=False, quiet=True)"), cell="plain") == []


def test_launch_takes_what_programs_for_gradio_give(kernel):
    told = "launch(inline=True, height=500, width='100%', debug=True, prevent_thread_lock=True, share=False)"
    (shown,) = kernel.run(COUNT.replace("launch()", told), cell="gradio")
    assert '"height": 500' in shown["data"]["text/html"]


def test_on_a_shared_machine_the_link_has_the_launch_word(kernel):
    kernel.run("os.environ['JUPYTERHUB_USER'] = 'ada'")
    try:
        (shown,) = kernel.run(COUNT, cell="shared")
        word = kernel.value("iface.notebook.mark()").strip("'")
    finally:
        kernel.run("del os.environ['JUPYTERHUB_USER']")
    assert shown["data"]["text/plain"].endswith(f"/#launch={word}")
    assert f'/#launch={word}"' in shown["data"]["text/html"]


def test_the_example_runs_and_shows_a_form_in_each_cell():
    jupyters.need("nbclient", "ipykernel")
    import nbformat
    from nbclient import NotebookClient

    example = nbformat.read(ROOT / "examples/notebooks/forms.ipynb", 4)
    NotebookClient(example, timeout=60, kernel_name="python3").execute()
    outputs = [cell.outputs for cell in example.cells if cell.cell_type == "code"]
    assert [[one.output_type for one in each] for each in outputs] == [["display_data"]] * 3
    titles = [re.search("“(.*)”", one.data["text/plain"])[1] for (one,) in outputs]
    assert titles == ["Greeting", "Messages", "Cart"]


def test_the_example_is_kept_without_what_it_put_out():
    saved = json.loads((ROOT / "examples/notebooks/forms.ipynb").read_text("utf-8"))
    assert all(not cell.get("outputs") for cell in saved["cells"])


# In notebooks

PLACES = {
    "lab": ("127.0.0.1", "lab/workspaces/one/tree/lab.ipynb"),
    "notebook": ("localhost", "notebooks/notebook.ipynb"),
    # Another name than this machine's own: the form comes by jupyter-server-proxy.
    "proxy": ("ada.localhost", "lab/workspaces/two/tree/proxy.ipynb"),
}


@pytest.fixture(scope="module")
def jupyter(tmp_path_factory):
    jupyters.need("jupyterlab", "notebook", "jupyter_server_proxy")
    one = jupyters.Jupyter(tmp_path_factory.mktemp("jupyter"))
    try:
        one.wait_until_ready()
        yield one
    finally:
        one.stop()


@pytest.fixture(scope="module", params=PLACES)
def opened(request, jupyter, browser):
    """A notebook with one cell in each place; every test runs the cell first."""
    host, path = PLACES[request.param]
    jupyter.write(f"{request.param}.ipynb", COUNT.strip())
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(60_000)
    page, complaints, asked = context.new_page(), [], []
    # Where its kernel has gone, another test's page may stand at the port: the browser refuses to frame that.
    ours = lambda text: "Content Security" in text and not text.startswith("Framing")  # noqa: E731
    page.on("console", lambda said: ours(said.text) and complaints.append(said.text))
    page.on("request", lambda sent: asked.append(urlsplit(sent.url)))
    one = jupyters.Opened(page, jupyter.address(path, host))
    one.place, one.host = request.param, host
    yield one
    context.close()
    assert complaints == []
    hosts = {sent.hostname for sent in asked if sent.scheme.startswith("http")}
    assert hosts == {host}
    if one.place == "proxy":
        assert {sent.port for sent in asked if sent.scheme.startswith("http")} == {jupyter.port}


def submit(opened, text="hi"):
    """What the form in the cell shows when a text was sent."""
    form = opened.form()
    form.get_by_label("text").fill(text)
    with opened.page.expect_response(lambda answer: answer.request.method == "POST"):
        form.get_by_role("button", name="Submit").click()


def expect_output(opened, text):
    """Wait until the form in the cell shows it."""
    end = time.monotonic() + 10
    output = opened.form().get_by_label("output").last
    while output.input_value() != text and time.monotonic() < end:
        opened.page.wait_for_timeout(20)
    assert output.input_value() == text


def inside(opened, expression):
    """What an expression comes to in the form's own document."""
    return opened.frame().element_handle().content_frame().evaluate(expression)


def test_a_cell_shows_the_form_which_keeps_its_state(opened):
    opened.run()
    for count in (1, 2, 3):
        submit(opened)
        expect_output(opened, f"hi {count}")


def test_the_form_is_as_high_as_it_is_and_nothing_else_is_shown(opened):
    opened.run()
    opened.form().get_by_label("text").wait_for()
    assert inside(opened, "getComputedStyle(document.documentElement).overflow") == "hidden"
    high = inside(opened, "document.querySelector('main').offsetHeight")
    assert high == inside(opened, "innerHeight") > 200
    assert opened.output().strip() == ""


def test_the_form_follows_the_notebooks_theme_at_once(opened):
    opened.run()
    opened.form().get_by_label("text").wait_for()
    for theme, scheme in ((jupyters.DARK, "dark"), (jupyters.LIGHT, "light")):
        opened.do("apputils:change-theme", theme=theme)
        opened.form().locator(f"html[data-theme={scheme}]").wait_for()


def test_a_form_begins_in_the_notebooks_theme(opened):
    opened.do("apputils:change-theme", theme=jupyters.DARK)
    opened.page.locator("body[data-jp-theme-light=false]").wait_for(state="attached")
    try:
        opened.run()
        opened.form().locator("html[data-theme=dark]").wait_for()
    finally:
        opened.do("apputils:change-theme", theme=jupyters.LIGHT)
    opened.form().locator("html[data-theme=light]").wait_for()


def test_a_page_that_was_reloaded_shows_the_form_again(opened):
    opened.run()
    opened.form().get_by_label("text").wait_for()
    opened.save()
    opened.reload()
    submit(opened)
    expect_output(opened, "hi 1")


def test_the_form_goes_on_with_the_new_function_when_the_cell_has_run_again(opened):
    opened.run()
    submit(opened)
    expect_output(opened, "hi 1")
    address = opened.frame().get_attribute("src")
    opened.run()
    opened.form().get_by_label("text").wait_for()
    assert opened.frame().get_attribute("src") == address
    submit(opened)
    expect_output(opened, "hi 1")


def test_a_restarted_kernel_frees_the_port_within_a_second(opened, jupyter):
    opened.run()
    opened.form().get_by_label("text").wait_for()
    port = int(re.search(r":(\d+)/(?:#|$)|proxy/(\d+)/", opened.frame().get_attribute("src")).expand(r"\1\2"))
    (kernel,) = (one for one in jupyter.ask("GET", "sessions") if one["path"] == f"{opened.place}.ipynb")
    jupyter.ask("POST", f"kernels/{kernel['kernel']['id']}/restart")
    end = time.monotonic() + 1
    while is_open(port) and time.monotonic() < end:
        time.sleep(0.02)
    assert not is_open(port)


def is_open(port):
    with socket.socket() as one:
        one.settimeout(1)
        return one.connect_ex(("127.0.0.1", port)) == 0


def test_without_its_kernel_a_cell_says_what_to_do(opened, jupyter):
    opened.run()
    opened.form().get_by_label("text").wait_for()
    opened.save()
    (kernel,) = (one for one in jupyter.ask("GET", "sessions") if one["path"] == f"{opened.place}.ipynb")
    jupyter.ask("POST", f"kernels/{kernel['kernel']['id']}/restart")
    opened.reload()
    opened.page.get_by_text("Nothing answers there. Run this cell again").wait_for()
    assert "This cell shows “Count” while its kernel runs:" in opened.output()
    assert opened.frame().count() == 0
