"""gradio_client, unchanged, with a page that a thread serves and with one that four processes serve."""

import os
import tempfile
import time
from concurrent.futures import CancelledError
from pathlib import Path

import pytest
from called import PROGRAM
from faults.visitors import FULL

import iface

CALLS, CANCELS = (50, 20) if FULL else (6, 3)
WAYS = ["launch", "4 workers", *(["4 workers of 8 threads"] if FULL else [])]


@pytest.fixture(scope="module")
def library():
    """gradio_client, which tells nobody that it is used."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HF_HUB_DISABLE_TELEMETRY", "1")
        patch.setenv("GRADIO_ANALYTICS_ENABLED", "False")
        if os.environ.get("CI"):
            import gradio_client
        else:
            gradio_client = pytest.importorskip("gradio_client")
        yield gradio_client


@pytest.fixture(scope="module", params=WAYS)
def url(request, tmp_path_factory):
    """The same page, served in several ways."""
    if request.param == "launch":
        names = {"__name__": "program"}
        exec(compile(PROGRAM, "program", "exec"), names)
        _, url, _ = names["demo"].launch(prevent_thread_lock=True, quiet=True)
        yield url
        names["demo"].close()
        return
    from gunicorns import Gunicorn

    folder = tmp_path_factory.mktemp("gradio")
    (folder / "app.py").write_text(PROGRAM)
    server = Gunicorn(folder, ["-w", "4", *(["--threads", "8"] if "threads" in request.param else [])])
    server.wait_until_ready()
    yield server.url
    server.stop()


@pytest.fixture
def connect(library, url):
    """`connect()`: another client."""
    return lambda: library.Client(url, verbose=False, download_files=tempfile.mkdtemp())


@pytest.fixture(scope="module")
def one(library, url):
    return library.Client(url, verbose=False, download_files=tempfile.mkdtemp())


def test_a_client_has_its_state_from_call_to_call(connect):
    client = connect()
    answers = [client.predict(str(number), api_name="/remember") for number in range(CALLS)]
    assert answers == [" ".join(map(str, range(number + 1))) for number in range(CALLS)]


def test_two_clients_have_each_their_own_and_a_reset_begins_anew(connect):
    first, second = connect(), connect()
    first.predict("a", api_name="/remember")
    assert second.predict("b", api_name="/remember") == "b"
    assert first.predict("c", api_name="/remember") == "a c"
    first.reset_session()
    assert first.predict("d", api_name="/remember") == "d"


def test_values_go_by_the_names_of_the_arguments_and_may_be_left_out(one):
    assert one.predict(name="ab", times=2, api_name="/repeat") == "abab"
    assert one.predict(name="ab", api_name="/repeat") == "ab"


def test_a_value_that_does_not_fit_is_named(one):
    with pytest.raises(Exception, match="times: Enter a number"):
        one.predict("ab", "many", api_name="/repeat")


def test_a_generator_gives_each_of_its_steps(one):
    job = one.submit("a", api_name="/step")
    assert job.result(timeout=10) == ("a 4", {"number": 4})
    assert job.outputs() == [(f"a {number}", {"number": number}) for number in range(5)]


def test_a_job_can_be_iterated(one):
    assert [said for said, _ in one.submit("a", api_name="/step")] == [f"a {number}" for number in range(5)]


def test_a_cancelled_job_raises_and_its_function_stops(one):
    for _ in range(CANCELS):
        job = one.submit(api_name="/count")
        while len(job.outputs()) < 2:
            time.sleep(0.01)  # the client looks at what came every 50 ms, and tells nobody
        job.cancel()
        with pytest.raises(CancelledError):
            job.result(timeout=10)
    assert one.predict("a", api_name="/repeat") == "a"


def test_the_programs_own_error_has_its_words(one):
    with pytest.raises(Exception, match="No flour") as raised:
        one.predict("own", api_name="/fail")
    assert (raised.value.title, raised.value.duration) == ("Refused", 7)


def test_what_a_function_raises_stays_on_the_server(one):
    with pytest.raises(Exception, match="The function failed") as raised:
        one.predict("other", api_name="/fail")
    assert "secret" not in str(raised.value)


def test_a_status_tells_the_progress(one):
    job, told = one.submit("a", api_name="/work"), set()
    while not job.done():
        progress = job.status().progress_data
        told |= {progress[0].progress} if progress else set()
        time.sleep(0.02)
    assert job.result() == "a" and len(told & {0.0, 0.25, 0.5, 0.75}) >= 2


def test_files_go_up_and_come_down(one, library, tmp_path):
    sent = tmp_path / "my file é.txt"
    sent.write_text("content")
    came = Path(one.predict(library.handle_file(str(sent)), api_name="/copy"))
    assert (came.name, came.read_text()) == ("a copy.txt", "content!")


def test_an_address_is_not_fetched(one, library):
    with pytest.raises(Exception, match="An address is not fetched"):
        one.predict(library.handle_file("http://127.0.0.1:1/a.txt"), api_name="/copy")


def test_headers_of_the_call_reach_the_function(one):
    assert one.submit(api_name="/who", headers={"x-tried": "yes"}).result(timeout=10) == "yes"


def test_several_jobs_at_once_each_get_their_own_answer(connect):
    client = connect()
    jobs = [client.submit(str(number), api_name="/work") for number in range(4)]
    assert [job.result(timeout=20) for job in jobs] == ["0", "1", "2", "3"]


def test_the_api_can_be_read(one):
    text = one.view_api(return_format="str")
    assert '- predict(name, times, api_name="/repeat") -> said' in text
    assert "[File] path: filepath (required)" in text
    assert "hidden" not in text and one.predict(api_name="/hidden") == ()


# With a login


@pytest.fixture
def guarded(library, serve):
    """`guarded(password) -> client` of a page that only ann may open."""

    def who(text: str, count: int, file: str, request: iface.Request):
        return f"{text} {request.username} {count + 1}", file, count + 1

    inputs, outputs = ["text", iface.State(0), iface.File()], ["text", iface.File(), iface.State()]
    url = serve(iface.Interface(who, inputs, outputs, auth=("ann", "a long password"), api_name="who"))
    return lambda password: library.Client(
        url, auth=("ann", password), verbose=False, download_files=tempfile.mkdtemp()
    )


def test_a_client_logs_in_and_is_the_user(library, guarded, tmp_path):
    (tmp_path / "notes.txt").write_text("Flour.")
    client, file = guarded("a long password"), library.handle_file(tmp_path / "notes.txt")
    assert client.predict("hi", file, api_name="/who")[0] == "hi ann 1"
    said, path = client.predict("hi", file, api_name="/who")
    assert (said, Path(path).read_text()) == ("hi ann 2", "Flour.")


def test_a_client_with_a_wrong_password_is_told_so(library, guarded):
    with pytest.raises(library.exceptions.AuthenticationError):
        guarded("another password")
