"""Whatever a file makes the child do, we live on and have an error at the file."""

import io
import os
import threading
import time
import tracemalloc
from dataclasses import replace

import pytest

from yuanliu.base.errors import Invalid, TooBusy
from yuanliu.kernel.files.confined import Limits, confined
from yuanliu.kernel.files.tests import misbehaving

LIMITS = Limits(f"test-{os.getpid()}", at_once=2, memory=200 << 20, cpu=1, seconds=3, output=10 << 20, patience=5)


def run(task, *arguments, content=b"one two", limits=LIMITS):
    return list(confined(task, io.BytesIO(content), *arguments, limits=limits))


def test_the_answer_of_one_that_behaves():
    assert run(misbehaving.words, "three", {"four": [5, None, True]}) == [
        [1, "one"], [2, "two"], "three", {"four": [5, None, True]}
    ]  # fmt: skip


def test_a_file_on_disk_is_read_from_its_begin_and_stays_where_it_was(tmp_path):
    (tmp_path / "words").write_bytes(b"one two")
    with open(tmp_path / "words", "rb") as file:
        assert file.read(3) == b"one"
        assert list(confined(misbehaving.words, file, limits=LIMITS)) == [[1, "one"], [2, "two"]]
        assert file.read() == b" two"


def test_many_items_need_no_memory_here():
    tracemalloc.start()
    try:
        assert sum(1 for _ in confined(misbehaving.many, io.BytesIO(), 100_000, limits=LIMITS)) == 100_000
        assert tracemalloc.get_traced_memory()[1] < 2 << 20
    finally:
        tracemalloc.stop()


def test_what_the_task_says_is_said():
    with pytest.raises(Invalid) as refused:
        run(misbehaving.refuses)
    (error,) = refused.value.errors
    assert (error.field, error.code, error.detail.zh, error.detail.en) == (
        "file", "not_today", "今天不行", "Not today."
    )  # fmt: skip


@pytest.mark.parametrize("task", ["surprised", "hungry", "busy", "asleep", "talkative", "killed", "gone"])
def test_every_bad_end_is_an_error_at_the_file(task, caplog):
    begun = time.monotonic()
    with pytest.raises(Invalid) as refused:
        run(getattr(misbehaving, task), content=b"secret")
    assert [(error.field, error.code) for error in refused.value.errors] == [("file", "unreadable_file")]
    assert time.monotonic() - begun < 2 * LIMITS.seconds
    assert task in caplog.text
    assert "secret" not in caplog.text


def test_an_end_that_only_looks_good_gives_nothing():
    assert run(misbehaving.gone, content=b"quietly") == []


def test_the_child_has_no_secret_and_no_file_of_ours(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    names, files = run(misbehaving.curious)
    assert set(names) <= {"PATH", "PYTHONPATH", "LC_ALL", "LC_CTYPE", "PWD"}
    assert len(files) <= 5, "its three, the answer, and the folder that it lists"
    assert run(misbehaving.memory) == [LIMITS.memory]


def test_so_many_at_once_and_no_more():
    alone = replace(LIMITS, kind=f"{LIMITS.kind}-alone", at_once=1, seconds=20, patience=0)
    there = threading.Event()
    seen: list[object] = []

    def first():
        there.set()
        try:
            run(misbehaving.busy, limits=alone)
        except Invalid as ended:
            seen.append(ended)

    thread = threading.Thread(target=first)
    thread.start()
    there.wait()
    time.sleep(0.3)
    with pytest.raises(TooBusy):
        run(misbehaving.words, limits=alone)
    assert run(misbehaving.words, limits=replace(alone, patience=10)), "it waits for its turn"
    thread.join()
    assert len(seen) == 1
