"""Records that rows refer to by name: found among those that the importing member may see."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from yuanliu.base.text import company_key, fold
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.object_type import has_field, model_of

ALL_KNOWN = 5000  # objects with fewer records are read once; of the others each batch of rows asks for its own
REMEMBERED = 20_000  # of those that were asked for
ALSO_UNIQUE = ("email", "code", "number")  # what names a record besides its title
UNIQUE_NUMBERS = ("code", "number")  # those of them that an index finds among many
Ids = list[UUID]


class Names:
    """The records of one object by what they are called; letters and digits count, so GTXPro finds GTX Pro."""

    def __init__(self, ctx: Context, target: str):
        self.ctx = ctx
        self.model: type[Record] = model_of(target)
        self.title = self.model.object_type.title
        self.columns = [
            self.title,
            *(name for name in ALSO_UNIQUE if name != self.title and has_field(self.model, name)),
        ]
        self.keyed = has_field(self.model, "name_key")
        self.exact: dict[str, Ids] = {}
        self.loose: dict[str, Ids] = {}
        self.asked: set[str] = set()
        self.complete = False
        self.made = False

    def learn(self, texts: Iterable[str]) -> None:
        """Makes sure that `find` knows all that can be known of these texts."""
        texts = set(texts)
        new = texts - self.asked
        if not new or self.complete:
            return
        visible = self.model.objects.visible_to(self.ctx)
        if not self.asked and visible[: ALL_KNOWN + 1].count() <= ALL_KNOWN:
            self.complete = True
            self._keep(visible.values_list("pk", *self.columns))
            return
        if len(self.asked) > REMEMBERED:
            self.exact, self.loose, self.asked = {}, {}, set()
            new = texts
        self.asked |= new
        wanted = Q(**{f"{self.title}__in": new})
        if self.keyed:
            wanted = Q(name_key__in={company_key(text)[:200] for text in new})
        for name in self.columns[1:]:
            if name in UNIQUE_NUMBERS:
                wanted |= Q(**{f"{name}__in": new})
        if ids := [UUID(text) for text in new if _is_id(text)]:
            wanted |= Q(pk__in=ids)
        self._keep(visible.filter(wanted).values_list("pk", *self.columns))

    def _keep(self, rows: Iterable[tuple[UUID, ...]]) -> None:
        for pk, *texts in rows:
            self.note(pk, *map(str, filter(None, texts)))

    def note(self, pk: UUID, *texts: str) -> None:
        for text in (str(pk), *texts):
            _add(self.exact, text, pk)
            _add(self.loose, self.key(text), pk)

    def note_made(self, pk: UUID, text: str) -> None:
        """A record that this work makes: to be forgotten when the work does not last."""
        self.made = True
        self.note(pk, text)

    def forget_made(self) -> None:
        if self.made:
            self.exact, self.loose, self.asked, self.complete, self.made = {}, {}, set(), False, False

    def key(self, text: str) -> str:
        return (company_key(text) if self.keyed else fold(text)) or text

    def find(self, text: str) -> Ids:
        """The ids that `text` can mean: one, none, or several when it is not clear."""
        return self.exact.get(text) or self.loose.get(self.key(text), [])


def _add(index: dict[str, Ids], key: str, pk: UUID) -> None:
    ids = index.setdefault(key, [])
    if pk not in ids:
        ids.append(pk)


def _is_id(text: str) -> bool:
    try:
        return len(text) == 36 and bool(UUID(text))
    except ValueError:
        return False
