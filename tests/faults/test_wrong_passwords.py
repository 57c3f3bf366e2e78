"""Somebody guesses passwords, at all workers at once."""

import http.client
import re
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

from hidden_fields import hidden_fields

WORKERS, GUESSES = 4, 50

PROGRAM = """
import os
import iface
from werkzeug.security import check_password_hash, generate_password_hash

secret = generate_password_hash("secret")

def check(name, password):
    with open("looked-at", "a") as file:
        file.write(f"{os.getpid()}\\n")
    return name == "ann" and check_password_hash(secret, password)

demo = iface.Interface(lambda text: text, "text", "text", auth=check)
"""
TWICE = """
import iface
from werkzeug.security import generate_password_hash

def count(number: int):
    return number + 1, number + 1

secret = generate_password_hash("secret", "scrypt:1024:8:1")

with iface.Blocks(auth=[("ann", secret), ("bob", secret)]) as demo:
    kept, shown = iface.UserState(0), iface.Number()
    iface.Button("Count").click(count, kept, [kept, shown])
"""


class Caller:
    """Somebody at an address of this machine, with cookies; each request has a connection of its own."""

    def __init__(self, port, address="127.0.0.1"):
        self.port, self.address, self.cookie = port, address, ""

    def ask(self, method, path, body=None, **headers):
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=60, source_address=(self.address, 0)
        )
        sent = {"Cookie": self.cookie, **headers} if self.cookie else headers
        connection.request(method, path, body, sent)
        answer = connection.getresponse()
        text = answer.read().decode()
        if answer.headers["Set-Cookie"]:
            self.cookie = answer.headers["Set-Cookie"].partition(";")[0]
        connection.close()
        return answer, text

    def log_in(self, name, password):
        """What the browser's form would send."""
        form = hidden_fields(self.ask("GET", "/login")[1])
        body = urlencode({**form, "username": name, "password": password})
        kind = {"Content-Type": "application/x-www-form-urlencoded", "Origin": "http://127.0.0.1"}
        return self.ask("POST", "/login", body, **kind)[0]


def test_of_fifty_wrong_passwords_ten_are_looked_at(gunicorn, tmp_path):
    # One thread each: while a worker looks at a password, the others get the next.
    server = gunicorn(PROGRAM, "-w", str(WORKERS))
    with ThreadPoolExecutor(16) as pool:
        answers = list(
            pool.map(lambda number: Caller(server.port).log_in("ann", f"wrong{number}"), range(GUESSES))
        )
    looked_at = (tmp_path / "looked-at").read_text().split()
    print(f"{len(looked_at)} of {GUESSES} looked at, by {len(set(looked_at))} of {WORKERS} workers")
    statuses = [answer.status for answer in answers]
    assert (statuses.count(401), statuses.count(429)) == (10, GUESSES - 10)
    assert len(looked_at) == 10 and len(set(looked_at)) > 1
    waits = [int(answer.headers["Retry-After"]) for answer in answers if answer.status == 429]
    assert all(0 < wait <= 900 for wait in waits)
    # The right password is not even looked at here, and opens the page elsewhere.
    assert Caller(server.port).log_in("ann", "secret").status == 429
    elsewhere = Caller(server.port, "127.0.0.2")
    assert elsewhere.log_in("ann", "secret").status == 303
    assert elsewhere.ask("GET", "/")[0].status == 200


def test_a_users_state_is_right_on_all_browsers_and_workers_and_over_a_restart(gunicorn):
    first = gunicorn(TWICE, "-w", str(WORKERS), "--threads", "8")
    browsers = {}
    for address, name in (("127.0.0.2", "ann"), ("127.0.0.3", "ann"), ("127.0.0.4", "bob")):
        browsers[address] = Caller(first.port, address)
        assert browsers[address].log_in(name, "secret").status == 303

    def press(caller):
        token = re.search(r'name="iface-session" value="([^"]+)"', caller.ask("GET", "/")[1])[1]
        kind = {"Content-Type": "application/json", "X-Iface-Session": token}
        return caller.ask("POST", "/api/count", '{"data": []}', **kind)[1]

    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(press, [caller for caller in browsers.values() for _ in range(10)]))
    anns, bobs = sorted(answers[:20]), sorted(answers[20:])
    assert anns == sorted(f'{{"data":[{number}]}}\n' for number in range(1, 21)), anns
    assert bobs == sorted(f'{{"data":[{number}]}}\n' for number in range(1, 11)), bobs
    first.stop()
    second = gunicorn(TWICE, "-w", str(WORKERS), "--threads", "8")
    laptop = browsers["127.0.0.3"]
    laptop.port = second.port
    assert press(laptop) == '{"data":[21]}\n'
