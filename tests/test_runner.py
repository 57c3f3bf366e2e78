import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.request

import pytest
from running import until

import iface
from iface import DesignError, runner


def demo():
    return iface.Interface(lambda text: text, "text", "text")


def launched(one, **options):
    return one.launch(prevent_thread_lock=True, quiet=True, **options)


def test_launch_tells_where_it_runs_and_answers_there():
    one = demo()
    app, url, share = launched(one)
    try:
        assert (app, share) == (one, None)
        assert urllib.request.urlopen(url + "-/health").status == 200
    finally:
        one.close()


def test_what_launch_gives_prints_as_nothing():
    assert repr(runner.Launched(None, "", None)) == ""


def test_the_next_free_port_is_taken():
    one, other = demo(), demo()
    try:
        assert launched(one).local_url != launched(other).local_url
    finally:
        one.close()
        other.close()


def test_a_port_in_use_is_refused_with_a_way_out():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(DesignError, match="another server_port"):
            launched(demo(), server_port=taken.getsockname()[1])


def test_the_port_comes_from_the_environment(monkeypatch):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    monkeypatch.setenv("IFACE_PORT", str(port))
    one = demo()
    try:
        assert launched(one).local_url == f"http://127.0.0.1:{port}/"
    finally:
        one.close()


def test_launching_again_keeps_nothing_of_the_first():
    one = demo()
    threads = threading.active_count()
    for _ in range(3):
        launched(one, server_port=0)
    one.close()
    assert until(lambda: threading.active_count() <= threads)


def test_close_frees_the_port():
    one = demo()
    url = launched(one).local_url
    one.close()
    with pytest.raises(OSError):
        urllib.request.urlopen(url, timeout=2)


def test_share_is_answered_in_one_sentence(capsys):
    one = demo()
    one.launch(prevent_thread_lock=True, share=True)
    one.close()
    assert "stranger's server" in capsys.readouterr().out


def test_queue_is_accepted():
    one = demo()
    assert one.queue(max_size=5) is one


def test_a_script_serves_until_ctrl_c_and_ends_clean(tmp_path):
    program = "import iface\niface.Interface(lambda a: a, 'text', 'text').launch(server_port=0)\n"
    (tmp_path / "app.py").write_text(program)
    environment = os.environ | {"PYTHONPATH": str(runner.Path(iface.__file__).parent.parent)}
    process = subprocess.Popen(
        [sys.executable, tmp_path / "app.py"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    line = process.stdout.readline()
    assert line.startswith("Running on http://127.0.0.1:")
    assert urllib.request.urlopen(line.split()[-1] + "-/health").status == 200
    process.send_signal(signal.SIGINT)
    _out, error = process.communicate(timeout=10)
    assert process.returncode == 0 and "Traceback" not in error


def test_under_gunicorn_launch_says_one_line_and_does_nothing(gunicorn):
    program = "import iface\ndemo = iface.Interface(lambda a: a, 'text', 'text')\ndemo.launch()\n"
    served = gunicorn(program, "-w", "1", "--threads", "4")
    assert served.log().count("launch() is left to gunicorn") == 1


def test_several_workers_refuse_the_memory_store_with_the_reason(gunicorn):
    program = "import iface\ndemo = iface.Interface(lambda a: a, 'text', 'text', store='memory:')\n"
    with pytest.raises(Exception, match="belongs to one process"):
        gunicorn(program, "-w", "2")


def test_one_worker_may_have_it(gunicorn):
    program = "import iface\ndemo = iface.Interface(lambda a: a, 'text', 'text', store='memory:')\n"
    assert urllib.request.urlopen(gunicorn(program, "-w", "1").url).status == 200
