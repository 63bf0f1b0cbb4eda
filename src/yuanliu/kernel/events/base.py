"""How a module declares its events and how others listen to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, TypeAlias

import msgspec

from yuanliu.base.i18n import T

Shows: TypeAlias = Mapping[str, str | tuple[str, ...]]


class Event(msgspec.Struct, kw_only=True):
    """A fact in the past tense. Its fields are ids, codes and plain values; `text` may name them as {placeholders}.

    class LeadClaimed(Event):
        code: ClassVar[str] = "lead.claimed"
        text: ClassVar[T] = T("从公海“{pool_name}”领取了线索", "claimed the lead from {pool_name}")
        shows: ClassVar[Shows] = {"pool_name": "pool.name"}
        pool_id: UUID
        pool_name: str

    `shows`: which of its fields tell a field of a record, or several: whoever does not see that is not told it here either.
    `needs`: the permission without which nobody but its actor reads it.
    """

    code: ClassVar[str]
    text: ClassVar[T]
    shows: ClassVar[Shows] = {}
    needs: ClassVar[tuple[str, str] | None] = None

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "code" in cls.__dict__:
            event_types[cls.code] = cls


event_types: dict[str, type[Event]] = {}

Subscriber = Callable[[Any, Any, Any], None]
_subscribers: dict[type[Event], list[str]] = {}
subscribers_by_name: dict[str, Subscriber] = {}


def subscribe(*event_types: type[Event]) -> Callable[[Subscriber], Subscriber]:
    """Registers `def on_x(w, event, entry)`; runs in a `work` of its own, once, after the commit of the event.

    `entry` is the event's row: its record, actor and time.
    """

    def register(subscriber: Subscriber) -> Subscriber:
        name = f"{subscriber.__module__}.{subscriber.__qualname__}"
        subscribers_by_name[name] = subscriber
        for event_type in event_types:
            _subscribers.setdefault(event_type, []).append(name)
        return subscriber

    return register


def subscribers_of(event: Event) -> list[str]:
    return _subscribers.get(type(event), [])
