"""Tasks for the child that reads files: one that behaves, and those that do what a hostile file makes a library do."""

import os
import resource
import signal
import sys
import time

from yuanliu.base.errors import Invalid


def words(file, *wanted):
    print("what a library says is no answer")
    yield from ([number, word.decode()] for number, word in enumerate(file.read().split(), 1))
    yield from wanted


def many(file, count):
    yield from ([number, "行" * 20] for number in range(count))


def refuses(file):
    yield "half an answer"
    raise Invalid.at("file", "not_today", "今天不行", "Not today.")


def surprised(file):
    yield "half an answer"
    raise KeyError(file.read())


def hungry(file):
    yield len(bytearray(4 << 30))


def busy(file):
    while True:
        pass


def asleep(file):
    time.sleep(60)
    yield 1


def talkative(file):
    while True:
        yield "x" * 100_000


def killed(file):
    yield 1
    os.kill(os.getpid(), signal.SIGSEGV)


def gone(file):
    sys.stdout.flush()
    os._exit(0 if file.read() == b"quietly" else 1)
    yield 1


def curious(file):
    yield sorted(os.environ)
    yield sorted(os.listdir("/proc/self/fd"))


def memory(file):
    yield resource.getrlimit(resource.RLIMIT_AS)[0]
