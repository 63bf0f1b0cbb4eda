"""Many members at work at once: lists, searches, pages, follow-ups, claims, conversions, receipts; then the invariants."""

from __future__ import annotations

import json
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from bench.reads import OPEN
from bench.serving import Client, query

SHARES = {"list": 40, "search": 20, "page": 25, "follow_up": 6, "edit": 4, "claim": 2, "convert": 2, "receipt": 1}
FINE = (200, 201)
TOLD = (404, 409, 422)  # of a record that a colleague was quicker to take: an answer, not an error


@dataclass
class Load:
    """What all members have done so far."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, kind: str, status: int, seconds: float, told: str) -> None:
        with self.lock:
            self.seconds.setdefault(kind, []).append(seconds)
            if status in TOLD:
                self.refused[f"{kind} {status}"] += 1
            elif status not in FINE:
                self.errors.append(f"{kind} {status}: {told}")


class Member:
    """One simulated member: sees lists, and works on what they find there."""

    def __init__(self, client: Client, load: Load, seed: int):
        self.client, self.load, self.random = client, load, random.Random(seed)
        self.leads: list[dict[str, Any]] = []
        self.pooled: list[str] = []
        self.contracts: list[str] = []
        self.names = ["科技", "设备", "上海", "hr", "华东"]

    def work(self, until: float) -> None:
        while time.monotonic() < until:
            (kind,) = self.random.choices(list(SHARES), list(SHARES.values()))
            started = time.perf_counter()
            try:
                answer = getattr(self, f"_{kind}")()
            except Exception as error:
                self.load.errors.append(f"{kind}: {error!r}")
                continue
            if answer is not None:
                told = "" if answer.status in FINE else answer.body.decode(errors="replace")[:200]
                self.load.note(kind, answer.status, time.perf_counter() - started, told)

    def _list(self) -> Any:
        path = self.random.choice(["leads", "leads", "accounts", "opportunities", "contracts", "follow-ups"])
        chosen = OPEN if path == "leads" and self.random.random() < 0.5 else None
        answer = self.client.get(f"/api/v1/{path}{query(limit=50, filter=chosen)}")
        if answer.status == 200 and path == "leads":
            rows = answer.data["items"]
            self.leads = [row for row in rows if row["owner"] and row["status"] in ("new", "following")]
            self.pooled = [row["id"] for row in rows if not row["owner"]]
            self.names = [row["company"][2:5] for row in rows if row["company"]] or self.names
        if answer.status == 200 and path == "contracts":
            self.contracts = [row["id"] for row in answer.data["items"] if row["stage"] == "executing"]
        return answer

    def _search(self) -> Any:
        path = self.random.choice(["leads", "accounts"])
        return self.client.get(f"/api/v1/{path}{query(q=self.random.choice(self.names), limit=50)}")

    def _page(self) -> Any:
        if not self.leads:
            return None
        lead = self.random.choice(self.leads)
        return self.client.get(f"/api/v1/leads/{lead['id']}/page")

    def _follow_up(self) -> Any:
        if not self.leads:
            return None
        about = {"object": "lead", "id": self.random.choice(self.leads)["id"]}
        return self.client.post(
            "/api/v1/follow-ups", {"record": about, "kind": "call", "content": "电话沟通，下周再谈"}
        )

    def _edit(self) -> Any:
        if not self.leads:
            return None
        lead = self.random.choice(self.leads)
        fresh = self.client.get(f"/api/v1/leads/{lead['id']}")
        if fresh.status != 200 or "version" not in fresh.data:
            return fresh
        body = {"version": fresh.data["version"], "job_title": self.random.choice(["采购经理", "技术总监"])}
        return self.client.send("PATCH", f"/api/v1/leads/{lead['id']}", json.dumps(body).encode())

    def _claim(self) -> Any:
        return self.client.post(f"/api/v1/leads/{self.random.choice(self.pooled)}/claim") if self.pooled else None

    def _convert(self) -> Any:
        if not self.leads:
            return None
        return self.client.post(f"/api/v1/leads/{self.random.choice(self.leads)['id']}/convert")

    def _receipt(self) -> Any:
        if not self.contracts:
            return None
        body = {
            "contract": self.random.choice(self.contracts),
            "amount": "100.00",
            "received_on": time.strftime("%Y-%m-%d"),
        }
        return self.client.post("/api/v1/receipts", body, **{"Idempotency-Key": str(uuid4())})


def run_mixed(port: int, sessions: dict[str, str], members: int, seconds: float) -> Load:
    """So many members for so long, each on a connection of their own."""
    load = Load()
    sellers = [key for email, key in sorted(sessions.items()) if email.startswith("seller")]
    people = [Member(Client(port, sellers[at % len(sellers)]), load, at) for at in range(members)]
    until = time.monotonic() + seconds
    threads = [threading.Thread(target=one.work, args=(until,)) for one in people]
    for thread in threads:
        thread.start()
    for thread, one in zip(threads, people, strict=True):
        thread.join()
        one.client.connection.close()
    return load


def summary(load: Load, seconds: float) -> dict[str, Any]:
    """Throughput, p95 of each kind in milliseconds, and what went wrong."""
    done = sum(map(len, load.seconds.values()))
    tails = {kind: round(sorted(taken)[int(len(taken) * 0.95)] * 1000) for kind, taken in sorted(load.seconds.items())}
    return {
        "requests": done,
        "per_second": round(done / seconds, 1),
        "p95_ms": tails,
        "refused": dict(load.refused),
        "errors": len(load.errors),
        "first_errors": load.errors[:3],
    }
