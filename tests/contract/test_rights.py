"""Who may become whom: whatever a member does to members, roles, departments and pools, nobody's rights grow beyond what
they had or what the actor has.

The oracle knows nothing of the guard: it asks what each member reaches, person by person and pool by pool, before and
after every act. The planted defects at the end show that it sees.
"""

import secrets
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.support.company import make_company
from yuanliu.kernel.access import guard, rights, services
from yuanliu.kernel.access.models import Department, Member, Role
from yuanliu.kernel.access.queries import context_for_member
from yuanliu.kernel.api import steps
from yuanliu.kernel.tenancy.services import Located
from yuanliu.kernel.work.context import ALL, NONE, Context
from yuanliu.kernel.work.unit import reading, work
from yuanliu.modules.ownership import services as pools
from yuanliu.modules.ownership.models import Pool, PoolMember
from yuanliu.modules.ownership.reach import pool_reach

PEOPLE = ("actor", "sales", "peer", "stranger", "manager")
PLACES = ("华东销售部", "上海组", "华北销售部", None)
POOLS = ("甲公海", "乙公海")
ROLES = ("r0", "r1", "r2", "r3")
BUSINESS = ("lead.read", "lead.update", "lead.claim", "contact.read")
MANAGING = ("member.read", "member.create", "member.update", "member.delete", "role.update", "role.create", "role.delete",
            "role.read", "department.read", "department.update", "department.create", "pool.read", "pool.update")  # fmt: skip
FIELDS = ("lead.mobile", "lead.email")
SCOPES = ("self", "department", "subtree", "all")

business = st.dictionaries(st.sampled_from(BUSINESS), st.sampled_from(SCOPES), min_size=1, max_size=4)
some_grants = st.one_of(
    business,
    business,
    st.dictionaries(st.sampled_from(BUSINESS + MANAGING), st.sampled_from(SCOPES), max_size=8),
    st.just({"*.*": "all"}),
)
#: The actor manages people, within some scope: else there would be nothing to refuse.
managing = st.builds(
    lambda scope, own: {**dict.fromkeys(MANAGING, scope), **own},
    st.sampled_from(("all", "all", "subtree", "department")),
    st.dictionaries(st.sampled_from(BUSINESS), st.sampled_from(SCOPES), max_size=4),
)
some_rules = st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(rights.FIELD_RULES[1:]), max_size=2)
some_roles = st.lists(st.sampled_from(ROLES), max_size=2, unique=True)
place = st.sampled_from(PLACES)
who = st.sampled_from(PEOPLE)


@dataclass
class Town:
    """The company of the examples, and what is where in it."""

    company: object = field(default_factory=make_company)
    roles: dict = field(default_factory=dict)
    pools: dict = field(default_factory=dict)

    def __post_init__(self):
        self.company.hire("actor")
        with self.write() as w:
            for code in ROLES:
                self.roles[code] = w.add(Role(code=code, name=code)).pk
            for name in POOLS:
                self.pools[name] = w.add(Pool(name=name, object="lead")).pk
        self.api = self.company.api("actor")

    def write(self):
        return work(Context.for_system(self.company.admin.tenant_id))

    def place(self, name):
        return self.company.departments[name] if name else None

    def arrange(self, start):
        """Everything as the example says, whatever the one before has left."""
        with self.write() as w:
            for code, (grants, rules) in start["roles"].items():
                role = w.lock(Role, self.roles[code])
                role.grants, role.field_rules, role.deleted_at = grants, {} if "*.*" in grants else rules, None
            for name, (codes, department) in start["people"].items():
                member = w.lock(Member, self.company.id(name))
                away = start["away"].get(name, "active")
                member.roles, member.department_id = codes, self.place(department)
                member.status = "disabled" if away == "disabled" else "active"
                member.deleted_at = member.created_at if away == "deleted" else None
            for name, parent in (("华东销售部", None), ("上海组", "华东销售部"), ("华北销售部", None)):
                w.lock(Department, self.place(name)).parent_id = self.place(parent)
            for member in w.take(Member, Member.objects.alive().filter(name="新人")):
                w.trash(member)
            w.remove_rows(PoolMember.objects.filter(pool__in=self.pools.values()))
            for name, (everyone, mine) in start["pools"].items():
                pool = w.lock(Pool, self.pools[name])
                pool.everyone, pool.active, pool.masked_fields = everyone, True, ["mobile"]
                w.add_rows(
                    PoolMember(pool_id=pool.pk, member_id=self.company.id(m), admin=admin) for m, admin in mine.items()
                )

    def seat(self):
        """Whoever was invited comes."""
        with self.write() as w:
            for member in w.take(Member, Member.objects.alive().filter(status="invited")):
                member.status = "active"

    # What everybody reaches

    def reach(self):
        """{member: {permission or field: what of it}}; what one reaches are people, pools, and all that is nobody's."""
        tenant = self.company.admin.tenant_id
        with reading(Context.for_system(tenant)):
            ids = list(Member.objects.filter(deleted_at=None).values_list("pk", flat=True))
            return {pk: self._of(context_for_member(Located(tenant, pk)), set(ids)) for pk in ids}

    def _of(self, ctx, everybody):
        if ctx is None:
            return {}
        pool = pool_reach(ctx)
        found = {}
        for permission in {*ctx.grants, *BUSINESS, *MANAGING}:
            scope = ctx.grants.get(permission, NONE)
            reached = everybody | {"rest"} | set(self.pools.values()) if scope == ALL else set(ctx.people(scope))
            if permission in BUSINESS and scope != NONE:
                members_may = permission != "lead.update"
                reached |= set(pool.usable if members_may else pool.administered)
            found[permission] = reached
        for name in FIELDS if any(p.startswith("lead.") and ctx.grants[p] for p in ctx.grants) else ():
            shown = len(rights.FIELD_RULES) - 1 - rights.FIELD_RULES.index(ctx.field_rules.get(name, ""))
            found[name] = set(range(shown))
        if "lead.read" in ctx.grants and not ctx.ruled("lead", "masked", "hidden") & {"mobile"}:
            hidden = {pk for pk, names in pool.hidden.items() if "mobile" in names}
            found["unmasked"] = {pk for pk in found["lead.read"] & set(self.pools.values()) if pk not in hidden}
        return found


def enlarged(town, before, after):
    """Whose rights grew beyond theirs and the actor's."""
    actor = before[town.company.id("actor")]
    known = set(before) | set(town.pools.values()) | {"rest", 0, 1, 2, 3}
    for member, now in after.items():
        for name, reached in now.items():
            own = {member} if actor.get(name) else set()
            more = (reached & known) - before.get(member, {}).get(name, set()) - actor.get(name, set()) - own
            if more:
                yield member, name, more


# What a member may try

acts = {
    "roles": st.tuples(st.just("roles"), who, some_roles),
    "move": st.tuples(st.just("move"), who, place),
    "both": st.tuples(st.just("both"), who, some_roles, place),
    "bulk": st.tuples(st.just("bulk"), st.lists(who, min_size=1, max_size=3, unique=True), some_roles),
    "hire": st.tuples(st.just("hire"), some_roles, place),
    "role": st.tuples(st.just("role"), st.sampled_from(ROLES), some_grants),
    "rules": st.tuples(st.just("rules"), st.sampled_from(ROLES), some_rules),
    "new_role": st.tuples(st.just("new_role"), some_grants, some_rules),
    "reparent": st.tuples(st.just("reparent"), st.sampled_from(PLACES[:3]), place),
    "disable": st.tuples(st.just("disable"), who),
    "enable": st.tuples(st.just("enable"), who),
    "delete": st.tuples(st.just("delete"), who),
    "restore": st.tuples(st.just("restore"), who),
    "let_in": st.tuples(st.just("let_in"), st.sampled_from(POOLS), who, st.booleans()),
    "open": st.tuples(st.just("open"), st.sampled_from(POOLS), st.booleans(), st.booleans()),
}


def try_it(town, act):
    """One request of the actor, whatever comes of it."""
    kind, *given_ = act
    api = town.api

    def patch(path, record_id, **values):
        model = {"members": Member, "roles": Role, "departments": Department, "pools": Pool}[path]
        with town.write():
            version = model.objects.get(pk=record_id).version
        return api.send("PATCH", f"/{path}/{record_id}", {"version": version, **values})

    def named(name):
        place_id = town.place(name)
        return str(place_id) if place_id else None

    member = town.company.id
    todo = {
        "roles": lambda name, codes: patch("members", member(name), roles=codes),
        "move": lambda name, to: patch("members", member(name), department=named(to)),
        "both": lambda name, codes, to: patch("members", member(name), roles=codes, department=named(to)),
        "bulk": lambda names, codes: api.send(
            "POST", "/members/bulk", {"action": "update", "ids": [str(member(n)) for n in names], "values": {"roles": codes}}
        ),
        "hire": lambda codes, to: api.send(
            "POST", "/members",
            {"name": "新人", "email": f"{secrets.token_hex(6)}@example.com", "roles": codes, "department": named(to)},
        ),
        "role": lambda code, grants: patch("roles", town.roles[code], grants=grants),
        "rules": lambda code, rules: patch("roles", town.roles[code], field_rules=rules),
        "new_role": lambda grants, rules: api.send(
            "POST", "/roles", {"code": secrets.token_hex(4), "name": "新", "grants": grants, "field_rules": rules}
        ),
        "reparent": lambda name, to: patch("departments", town.place(name), parent=named(to)),
        "disable": lambda name: api.send("POST", f"/members/{member(name)}/disable"),
        "enable": lambda name: api.send("POST", f"/members/{member(name)}/enable"),
        "delete": lambda name: api.send("DELETE", f"/members/{member(name)}"),
        "restore": lambda name: api.send("POST", f"/members/{member(name)}/restore"),
        "let_in": lambda pool, name, admin: api.send(
            "POST", f"/pools/{town.pools[pool]}/members", {"member": str(member(name)), "admin": admin}
        ),
        "open": lambda pool, everyone, masked: patch(
            "pools", town.pools[pool], everyone=everyone, masked_fields=["mobile"] if masked else []
        ),
    }  # fmt: skip
    answer = todo[kind](*given_)
    assert answer.status_code < 500, (act, answer.content)
    assert answer.status_code != 422 or answer.data["errors"], act


starts = st.fixed_dictionaries(
    {
        "roles": st.fixed_dictionaries(
            {code: st.tuples(managing if code == "r0" else some_grants, some_rules) for code in ROLES}
        ),
        "people": st.fixed_dictionaries(
            {name: st.tuples(st.just(["r0"]) if name == "actor" else some_roles, place) for name in PEOPLE}
        ),
        "away": st.dictionaries(st.sampled_from(PEOPLE[1:]), st.sampled_from(("disabled", "deleted")), max_size=2),
        "pools": st.fixed_dictionaries(
            {name: st.tuples(st.booleans(), st.dictionaries(who, st.booleans(), max_size=3)) for name in POOLS}
        ),
    }
)
quiet = dict(deadline=None, database=None, suppress_health_check=list(HealthCheck))


def property_holds(town, examples, kinds=tuple(acts), **more):
    @settings(max_examples=examples, **quiet, **more)
    @given(starts, st.lists(st.one_of([acts[kind] for kind in kinds]), min_size=1, max_size=4))
    def nobody_gets_more_than_the_actor_has(start, tried):
        town.arrange(start)
        before = town.reach()
        for act in tried:
            if town.company.id("actor") not in before:
                return  # they have put themselves out
            try_it(town, act)
            town.seat()
            after = town.reach()
            assert not list(enlarged(town, before, after)), act
            before = after

    nobody_gets_more_than_the_actor_has()


@pytest.fixture(scope="module")
def town():
    return Town()


def test_random_acts_enlarge_nobodys_rights_beyond_the_actors_own(town):
    property_holds(town, 60)


def nothing(*args, **kwargs):
    return []


DEFECTS = {
    "roles are given unseen": (("roles", "both", "bulk"), [(guard, "check_given", nothing)]),
    "a place in the tree counts for nothing": (("move", "both"), [(guard, "check_given", nothing)]),
    "who comes to reach the moved is forgotten": (("move",), [(guard, "_overseers", lambda *args: set())]),
    "a department takes its people along": (("reparent",), [(guard, "_overseers", lambda *args: set())]),
    "new members may get anything": (("hire",), [(services, "check_joins", nothing)]),
    "who comes back gets all of it": (("disable", "enable", "delete", "restore"), [(services, "check_joins", nothing)]),
    "a role may say anything": (("role",), [(steps, "check_role", nothing)]),
    "field rules are forgotten": (("rules", "roles", "role"), [(rights, "_opened_fields", nothing)]),
    "pools let everybody in": (("let_in", "open"), [(pools, "check_lets_in", nothing), (pools, "check_pool_opens", nothing)]),
}  # fmt: skip


@pytest.mark.parametrize("defect", DEFECTS)
def test_it_finds_a_planted_defect(town, defect, monkeypatch):
    kinds, patches = DEFECTS[defect]
    for module, name, instead in patches:
        monkeypatch.setattr(module, name, instead)
    with pytest.raises(AssertionError):
        property_holds(town, 200, kinds, phases=[Phase.generate], derandomize=True)
