"""Follow-ups: who spoke with whom, when, and what was said."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bench.data.copying import Array, Json, ids_at, picked
from bench.data.people import Company
from bench.data.trail import Loader, between
from yuanliu.modules.activities.models import FollowUp

NEVER = np.datetime64("NaT", "s")
KINDS = np.array([b"call", b"visit", b"meeting", b"wechat", b"email", b"note"])


@dataclass
class Diary:
    """The follow-ups of one object: `subject` and `author` are indexes; first, last and next are of each subject."""

    subject: Array
    author: Array
    at: Array
    first: Array
    last: Array
    next: Array

    @classmethod
    def plan(cls, company: Company, count: int, created: Array, owners: Array, followed: Array) -> Diary:
        """At least one for each subject that was followed, most for the newest, soon after they came."""
        rng = company.rng
        subjects = np.flatnonzero(followed)
        more = subjects[(len(subjects) * rng.random(max(count - len(subjects), 0)) ** 0.7).astype(int)]
        subject = np.concatenate([subjects, more])
        end = np.full(len(subject), company.moment - np.timedelta64(30, "s"))
        at = between(rng, created[subject], end, 2.5)
        strangers = rng.integers(0, len(company.sellers), len(subject))
        author = np.where(owners[subject] < 0, strangers, owners[subject])
        first, last = np.full(len(created), NEVER), np.full(len(created), NEVER)
        order = np.argsort(at, kind="stable")
        last[subject[order]] = at[order]
        first[subject[order[::-1]]] = at[order[::-1]]
        planned = (rng.random(len(created)) < 0.3) & ~np.isnat(last) & (owners >= 0)
        soon = company.moment + rng.integers(-3 * 86_400, 20 * 86_400, len(created)).astype("m8[s]")
        return cls(subject, author, at, first, last, np.where(planned, soon, NEVER))


def write_diary(loader: Loader, code: str, records: Array, diary: Diary, account_ids: Array | None = None) -> None:
    """`account_ids`: of each record, the account on whose timeline its follow-ups show as well."""
    company, rng, count = loader.company, loader.rng, len(diary.subject)
    ids = ids_at(diary.at, rng)
    said = rng.integers(0, len(loader.sayings.words), count)
    kind = KINDS[rng.choice(6, count, p=(0.4, 0.1, 0.08, 0.3, 0.07, 0.05))]
    subject, words = records[diary.subject], loader.sayings.words[said]
    loader.copy(
        FollowUp, count, id=ids, created_at=diary.at, updated_at=diary.at, created_by_id=picked(company.sellers, diary.author),
        owner_id=company.sellers[diary.author], object=code, record_id=subject, kind=kind, content=words, summary=words,
        sort_key=loader.sayings.sort_keys[said], at=diary.at,
    )  # fmt: skip
    loader.search("follow_up", ids, loader.saying_grams(said))
    loader.events(
        "follow_up.created", "follow_up", ids, diary.at, diary.author,
        changes=Json('{"kind": [null, "%b"], "content": [null, "%b"]}', kind, words),
    )  # fmt: skip
    loader.events(
        "follow_up.added", code, subject, diary.at, diary.author,
        data=Json('{"follow_up_id": "%b", "kind": "%b", "content": "%b", "at": "%bZ"}', ids, kind, words, diary.at),
        also=() if account_ids is None else (("account", account_ids[diary.subject]),),
    )  # fmt: skip
