"""nginx as a process of its own, for tests."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from gunicorns import free_port

CONFIGURATION = """
{user}
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{servers}
}}
"""

SERVER = """
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass http://127.0.0.1:{behind};
            proxy_set_header Host $http_host;
            {settings}
        }}
    }}
"""

ROUND_ROBIN = """
    upstream both {{ {servers} }}
    server {{
        listen 127.0.0.1:{port};
        client_max_body_size 0;
        location / {{
            proxy_pass http://both;
            proxy_set_header Host $http_host;
            proxy_connect_timeout 500ms;
        }}
    }}
"""


@contextmanager
def nginx(folder: Path, behind: int, settings: str) -> Iterator[str]:
    """The address at which nginx stands before a port; where there is none, the test is skipped."""
    port = free_port()
    with nginx_of(folder, SERVER.format(port=port, behind=behind, settings=settings), port):
        yield f"http://127.0.0.1:{port}/"


@contextmanager
def round_robin(folder: Path, urls: Sequence[str]) -> Iterator[str]:
    """The address at which nginx gives one request after another to servers, whatever became of the last."""
    port = free_port()
    servers = " ".join(f"server {urlsplit(url).netloc} max_fails=0;" for url in urls)
    with nginx_of(folder, ROUND_ROBIN.format(servers=servers, port=port), port):
        yield f"http://127.0.0.1:{port}/"


@contextmanager
def nginx_of(folder: Path, servers: str, port: int) -> Iterator[None]:
    """nginx with these `server` blocks, of which one listens at the port."""
    path = program("nginx")
    # Started by root, nginx becomes somebody who may not write here.
    user = "user root root;" if os.geteuid() == 0 else ""
    file = folder / "nginx.conf"
    file.write_text(CONFIGURATION.format(user=user, folder=folder, servers=servers))
    process = subprocess.Popen([path, "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(file)])
    try:
        _wait_for(port)
        yield
    finally:
        process.terminate()
        process.wait(10)


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that nobody has signed, and its key."""
    kept, key = folder / "certificate.pem", folder / "key.pem"
    options = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1"]
    about = ["-subj", "/CN=127.0.0.1", "-out", str(kept), "-keyout", str(key)]
    subprocess.run([program("openssl"), "req", *options, *about], check=True, capture_output=True)
    return kept, key


def program(name: str) -> str:
    """The path of a program; without it the test is skipped, but on a build server it fails."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if found is None:
        message = f"{name} is not installed"
        if os.environ.get("CI") == "true":
            pytest.fail(f"{message}: install it, for this test is about it", pytrace=False)
        pytest.skip(message)
    return found


def _wait_for(port: int, seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            assert time.monotonic() < end
            time.sleep(0.05)
