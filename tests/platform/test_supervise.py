"""The supervisor's hold on one child, in the moments that are hard to meet from outside."""

import signal
import socket
import sys
import threading
import time

import pytest

from yuanliu.site.platform.supervise import Service, answers


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> Service:
    """A child that ended by itself, before anybody noticed."""
    monkeypatch.setenv("YUANLIU_STATE", "/nowhere")
    service = Service("child", [sys.executable, "-c", "raise SystemExit(3)"])
    service.keep_running(print)
    deadline = time.monotonic() + 20
    while not service._ended():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return service


def test_stopping_one_that_ended_meanwhile(ended: Service) -> None:
    ended.ask_to_stop()
    ended.wait_stopped(until=time.monotonic() + 5)
    assert ended.process is None


def test_one_that_ended_before_it_was_asked_to_stop_is_started_again(ended: Service) -> None:
    said: list[str] = []
    ended.ask_to_stop()
    ended.keep_running(said.append)
    assert said == ["child ended (exit code 3); starting it again"]
    assert ended.process is not None
    ended.process.send_signal(signal.SIGKILL)
    ended.wait_stopped(until=time.monotonic() + 5)


def test_what_does_not_speak_http_is_no_answer() -> None:
    def greet() -> None:
        with stranger.accept()[0] as caller:
            caller.sendall(b"220 mail\r\n")

    with socket.create_server(("127.0.0.1", 0)) as stranger:
        thread = threading.Thread(target=greet)
        thread.start()
        assert not answers(f"http://127.0.0.1:{stranger.getsockname()[1]}/")
        thread.join()
