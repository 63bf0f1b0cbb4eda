"""What is read: the request, and the leanest SQL that gives the same rows under the same scope."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pypinyin import lazy_pinyin

from bench.serving import Client, query
from bench.viewer import ADMIN, EMAIL, Viewer

LEAD = (
    "l.id, l.version, l.name, l.company, l.mobile, l.status, l.priority, l.score, l.created_at, l.updated_at, "
    "l.last_follow_up_at, l.next_follow_up_at, l.pool_id, l.owner_id, o.name AS owner, s.name AS source, c.name AS campaign"
)
LEAD_JOINS = (
    "LEFT JOIN access_member o ON o.id = l.owner_id LEFT JOIN catalog_source s ON s.id = l.source_id "
    "LEFT JOIN campaigns_campaign c ON c.id = l.campaign_id"
)
IMMEDIATE = 100
OPEN = {"field": "status", "op": "in", "value": ["new", "following"]}


@dataclass(frozen=True)
class Read:
    """`paths` are asked one after another, as the screen does; the floor answers all of them in one statement each."""

    name: str
    paths: Callable[[Client, Viewer], list[str]]
    floors: tuple[str, ...]
    times_floor: float = 4
    goal: float | None = None  # in milliseconds, where it is not said in floors
    email: str = EMAIL
    searched: str = ""
    alternative: int = 0  # of what the words may stand for: as text, as pinyin, as initials
    like: str = ""


NEWEST = "l.created_at DESC, l.id DESC"


def leads(name: str, filter_: object, condition: str, order: str = NEWEST, **more: object) -> Read:
    asked = f"/api/v1/leads{query(filter=filter_, limit=50, **more)}"
    return Read(name, lambda c, v: [asked], (lead_floor(condition, order),))


def lead_floor(condition: str, order: str = NEWEST) -> str:
    """The columns of the list."""
    return (
        f"SELECT json_agg(t) FROM (SELECT {LEAD} FROM (SELECT * FROM leads_lead l WHERE l.tenant_id = %(tenant)s "
        f"AND l.deleted_at IS NULL AND ({condition}) ORDER BY {order} LIMIT 51) l {LEAD_JOINS} ORDER BY {order}) t"
    )


SEEN_RECORD = "r.owner_id = ANY(%(colleagues)s::uuid[]) OR r.pool_id IS NOT NULL"
SEEN = "l.owner_id = ANY(%(colleagues)s::uuid[]) OR l.pool_id IS NOT NULL"
IN_DEPARTMENT = "l.owner_id = ANY(%(colleagues)s::uuid[])"
IS_OPEN = "l.status IN ('new', 'following')"


def _page(number: int) -> Callable[[Client, Viewer], list[str]]:
    """The cursor of a page, found by turning the pages before it."""

    def paths(client: Client, viewer: Viewer) -> list[str]:
        cursor = ""
        for _ in range(number - 1):
            answer = client.get(f"/api/v1/leads{query(filter=OPEN, limit=50, cursor=cursor)}")
            cursor = answer.data["next"] or cursor
        return [f"/api/v1/leads{query(filter=OPEN, limit=50, cursor=cursor)}"]

    return paths


def searching(name: str, text: str, column: str, alternative: int = 0, filter_: object = None) -> Read:
    """Accounts: the hits of the index, checked for the text and the scope, newest first; or the filter that means the same."""
    floor = (
        "SELECT json_agg(t) FROM (SELECT r.*, o.name AS owner FROM (SELECT * FROM accounts_account r WHERE r.tenant_id = "
        "%(tenant)s AND r.deleted_at IS NULL AND r.id IN (SELECT record_id FROM work_searchentry WHERE tenant_id = "
        "%(tenant)s AND object = 'account' AND grams @> %(grams)s::int[] LIMIT 1000) "
        f"AND r.{column} LIKE %(like)s AND ({SEEN_RECORD}) "
        "ORDER BY r.created_at DESC, r.id DESC LIMIT 51) r LEFT JOIN access_member o ON o.id = r.owner_id) t"
    )
    asked = f"/api/v1/accounts{query(q='' if filter_ else text, filter=filter_, limit=50)}"
    like = f"%{text}%" if alternative == 0 else "%"  # what is spelled in pinyin is not in the column
    return Read(name, lambda c, v: [asked], (floor,), searched=text, alternative=alternative, like=like)


def _account_page(client: Client, viewer: Viewer) -> list[str]:
    """The page as the screen opens it: the record, its timeline, and the lists on its tabs."""
    return [f"/api/v1/accounts/{viewer.account}/page"]


ACCOUNT_FLOORS = (
    "SELECT json_agg(t) FROM (SELECT a.*, o.name AS owner, s.name AS source, c.name AS campaign FROM accounts_account a "
    "LEFT JOIN access_member o ON o.id = a.owner_id LEFT JOIN catalog_source s ON s.id = a.source_id "
    "LEFT JOIN campaigns_campaign c ON c.id = a.campaign_id WHERE a.id = %(account)s AND a.tenant_id = %(tenant)s "
    "AND (a.owner_id = ANY(%(colleagues)s::uuid[]) OR a.pool_id IS NOT NULL)) t",
    "SELECT json_agg(t) FROM (SELECT e.* FROM (SELECT DISTINCT event_id FROM (SELECT event_id FROM events_eventsubject "
    "WHERE tenant_id = %(tenant)s AND record_id IN (SELECT %(account)s::uuid UNION ALL SELECT id FROM leads_lead WHERE "
    "tenant_id = %(tenant)s AND account_id = %(account)s) ORDER BY event_id DESC LIMIT 40) n) s "
    "JOIN events_eventlog e ON e.id = s.event_id ORDER BY e.id DESC LIMIT 30) t",
    "SELECT json_agg(t) FROM (SELECT * FROM accounts_contact WHERE tenant_id = %(tenant)s AND account_id = %(account)s "
    "AND deleted_at IS NULL ORDER BY created_at DESC, id DESC LIMIT 21) t",
    "SELECT json_agg(t) FROM (SELECT p.*, s.name AS stage, o.name AS owner FROM opportunities_opportunity p "
    "JOIN opportunities_stage s ON s.id = p.stage_id JOIN access_member o ON o.id = p.owner_id WHERE p.tenant_id = %(tenant)s "
    "AND p.account_id = %(account)s AND p.owner_id = ANY(%(colleagues)s::uuid[]) AND p.deleted_at IS NULL "
    "ORDER BY p.created_at DESC, p.id DESC LIMIT 21) t",
    "SELECT json_agg(t) FROM (SELECT k.*, o.name AS owner FROM contracts_contract k JOIN access_member o ON o.id = k.owner_id "
    "WHERE k.tenant_id = %(tenant)s AND k.account_id = %(account)s AND k.owner_id = ANY(%(colleagues)s::uuid[]) "
    "AND k.deleted_at IS NULL ORDER BY k.created_at DESC, k.id DESC LIMIT 21) t",
    "SELECT json_agg(t) FROM (SELECT k.*, o.name AS owner FROM activities_task k LEFT JOIN access_member o ON o.id = k.owner_id "
    "WHERE k.tenant_id = %(tenant)s AND k.record_id = %(account)s AND k.owner_id = ANY(%(colleagues)s::uuid[]) "
    "AND k.deleted_at IS NULL ORDER BY k.created_at DESC, k.id DESC LIMIT 21) t",
)
BOARD_FLOOR = (
    "SELECT json_agg(t) FROM (SELECT s.id, n.*, c.cards FROM opportunities_stage s LEFT JOIN (SELECT stage_id, count(*), "
    "sum(amount_base) FROM opportunities_opportunity WHERE tenant_id = %(tenant)s AND deleted_at IS NULL AND owner_id = "
    "ANY(%(colleagues)s::uuid[]) GROUP BY stage_id) n ON n.stage_id = s.id CROSS JOIN LATERAL (SELECT json_agg(p) AS cards "
    "FROM (SELECT p.*, a.name AS account, o.name AS owner FROM (SELECT * FROM opportunities_opportunity p WHERE "
    "p.tenant_id = %(tenant)s AND p.deleted_at IS NULL AND p.stage_id = s.id AND p.owner_id = ANY(%(colleagues)s::uuid[]) "
    "ORDER BY p.created_at DESC, p.id DESC LIMIT 21) p JOIN accounts_account a ON a.id = p.account_id "
    "JOIN access_member o ON o.id = p.owner_id) p) c WHERE s.tenant_id = %(tenant)s) t"
)
ROI_FLOOR = (
    "WITH sub AS (SELECT campaign_id, count(*) n FROM campaigns_submission WHERE tenant_id = %(tenant)s AND deleted_at IS NULL "
    "AND state IN ('collected', 'synced', 'duplicate', 'failed') AND way <> 'existing' GROUP BY 1), "
    "led AS (SELECT campaign_id, count(*) n FROM leads_lead WHERE tenant_id = %(tenant)s AND deleted_at IS NULL GROUP BY 1), "
    "acc AS (SELECT campaign_id, count(*) n FROM accounts_account WHERE tenant_id = %(tenant)s AND deleted_at IS NULL GROUP BY 1), "
    "opp AS (SELECT campaign_id, count(*) n FROM opportunities_opportunity WHERE tenant_id = %(tenant)s AND deleted_at IS NULL "
    "GROUP BY 1), "
    "con AS (SELECT campaign_id, count(*) n, sum(amount_base) FROM contracts_contract WHERE tenant_id = %(tenant)s "
    "AND deleted_at IS NULL AND stage IN ('effective', 'executing', 'completed') GROUP BY 1), "
    "rec AS (SELECT k.campaign_id, sum(r.amount_base) FROM receivables_receipt r JOIN contracts_contract k ON k.id = r.contract_id "
    "WHERE r.tenant_id = %(tenant)s AND r.deleted_at IS NULL AND r.state = 'confirmed' GROUP BY 1), "
    "spent AS (SELECT campaign_id, sum(amount_base) FROM campaigns_costitem WHERE tenant_id = %(tenant)s AND deleted_at IS NULL "
    "GROUP BY 1), "
    "vis AS (SELECT campaign_id, sum(n) n, sum(u) u FROM (SELECT campaign_id, day, count(*) n, count(DISTINCT visitor) u "
    "FROM campaigns_visit WHERE tenant_id = %(tenant)s GROUP BY 1, 2) d GROUP BY 1), "
    "cre AS (SELECT campaign_id, receipt_id IS NULL AS signed, sum(first), sum(last), sum(linear), sum(decay), sum(position) "
    "FROM analytics_credit WHERE tenant_id = %(tenant)s GROUP BY 1, 2) "
    "SELECT json_agg(c) FROM (SELECT c.id, c.name, to_json(sub), to_json(led), to_json(acc), to_json(opp), to_json(con), "
    "to_json(rec), to_json(spent), to_json(vis), (SELECT json_agg(cre) FROM cre WHERE cre.campaign_id = c.id) "
    "FROM campaigns_campaign c LEFT JOIN sub ON sub.campaign_id = c.id LEFT JOIN led ON led.campaign_id = c.id "
    "LEFT JOIN acc ON acc.campaign_id = c.id LEFT JOIN opp ON opp.campaign_id = c.id LEFT JOIN con ON con.campaign_id = c.id "
    "LEFT JOIN rec ON rec.campaign_id = c.id LEFT JOIN spent ON spent.campaign_id = c.id LEFT JOIN vis ON vis.campaign_id = c.id "
    "WHERE c.tenant_id = %(tenant)s AND c.deleted_at IS NULL) c"
)


def _all(*conditions: object) -> dict[str, object]:
    return {"all": list(conditions)}


OWNED = {"field": "pool", "op": "is_empty"}


def reads(viewer: Viewer) -> list[Read]:
    """Every line of the table that is a read."""
    name = viewer.company_name
    return [
        leads("leads: what I see, newest", None, SEEN),
        leads("leads: open, newest", OPEN, f"({SEEN}) AND {IS_OPEN}"),
        leads(
            "leads: mine, open",
            _all(OPEN, {"field": "owner", "op": "eq", "value": "me"}),
            f"l.owner_id = %(member)s AND {IS_OPEN}",
        ),
        leads("leads: department, open", _all(OPEN, OWNED), f"({IN_DEPARTMENT}) AND l.pool_id IS NULL AND {IS_OPEN}"),
        leads(
            "leads: department, one region",
            _all({"field": "region", "op": "eq", "value": "杭州市"}, OWNED),
            f"({IN_DEPARTMENT}) AND l.pool_id IS NULL AND l.region = '杭州市'",
        ),
        leads("leads: by company", None, SEEN, "l.company, l.id", sort="company"),
        leads(
            "leads: last followed up first",
            None,
            f"({SEEN}) AND l.last_follow_up_at IS NOT NULL",
            "l.last_follow_up_at DESC, l.id DESC",
            sort="-last_follow_up_at",
        ),
        Read("leads: open, page 2", _page(2), (lead_floor(f"({SEEN}) AND {IS_OPEN}"),)),
        Read("leads: open, page 200", _page(200), (lead_floor(f"({SEEN}) AND {IS_OPEN}"),)),
        *(searching(f"search: {n} characters", name[2 : 2 + n], "name") for n in (2, 3, 6)),
        searching(
            "accounts: name contains 3 characters",
            name[2:5],
            "name",
            filter_={"field": "name", "op": "contains", "value": name[2:5]},
        ),
        searching("search: tail of a phone", viewer.phone[-4:], "phone"),
        searching("search: pinyin initials", initials(name[:4]), "name", alternative=2),
        Read("account page", _account_page, ACCOUNT_FLOORS),
        Read(
            "kanban of the department",
            lambda c, v: ["/api/v1/opportunities/board"],
            (BOARD_FLOOR,),
            times_floor=3,
        ),
        Read("campaign ROI, primary source", _get("analytics/campaigns?model=primary"), (ROI_FLOOR,), 2, email=ADMIN),
        Read("campaign ROI, linear", _get("analytics/campaigns?model=linear"), (ROI_FLOOR,), 2, email=ADMIN),
        Read("one campaign's figures", _one_campaign, (), goal=IMMEDIATE, email=ADMIN),
        Read("one campaign's figures, linear", _one_campaign_linear, (), goal=IMMEDIATE, email=ADMIN),
        Read("home page", _get("home"), (), goal=IMMEDIATE),
        Read("funnel of three years", _get("analytics/funnel"), (), email=ADMIN),
        Read("forecast of cash", _get("receivables/forecast"), (), email=ADMIN),
    ]


def _get(path: str) -> Callable[[Client, Viewer], list[str]]:
    return lambda client, viewer: [f"/api/v1/{path}"]


def _one_campaign(client: Client, viewer: Viewer) -> list[str]:
    return [f"/api/v1/campaigns/{viewer.campaign}/figures?model=primary"]


def _one_campaign_linear(client: Client, viewer: Viewer) -> list[str]:
    return [f"/api/v1/campaigns/{viewer.campaign}/figures?model=linear"]


def initials(text: str) -> str:
    return "".join(syllable[0] for syllable in lazy_pinyin(text))
