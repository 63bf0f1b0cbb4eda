import type { Entry, RecordData } from "../../src/api/records";
import { metaIn } from "./meta";

const surnames = [..."王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"];
const given = ["建国", "晓琳", "志强", "雨桐", "海燕", "思远", "文博", "丽娟", "俊杰", "婷婷", "国华", "欣怡"];
const places = ["苏州", "无锡", "宁波", "东莞", "佛山", "青岛", "合肥", "成都", "武汉", "厦门"];
const trades = ["精密机械", "新材料", "智能装备", "医疗器械", "食品科技", "物流", "电子", "环保工程"];
const needs = ["产线改造", "MES 二期", "年度维保", "仓储自动化", "设备采购", "能耗监测"];

const pick = <T>(list: readonly T[], n: number) => list[n % list.length]!;
const person = (n: number) => pick(surnames, n * 7) + pick(given, n * 5);
const company = (n: number) => `${pick(places, n * 3)}${pick(surnames, n)}氏${pick(trades, n)}有限公司`;
const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
const ref = (object: string, record: RecordData) => ({ object, id: record.id, title: record.title });

function many(prefix: string, count: number, make: (n: number) => Partial<RecordData>): RecordData[] {
  return Array.from({ length: count }, (_, n) => ({
    id: `${prefix}-${n}`,
    version: 1,
    title: "",
    created_at: ago(n * 5 + 1),
    updated_at: ago(n),
    ...make(n),
  }));
}

const departments = many("dep", 4, (n) => ({ title: ["总部", "华东销售部", "华南销售部", "市场部"][n]!, parent: n === 0 ? null : { object: "department", id: "dep-0", title: "总部" } }));
const members = many("mem", 8, (n) => ({ title: person(n + 3), email: `member${n}@example.com`, status: n === 7 ? "disabled" : "active", department: ref("department", pick(departments, n)) }));
const pools = many("pool", 2, (n) => ({ title: ["全国线索公海", "客户公海"][n]!, object: ["lead", "account"][n], daily_quota: 20 }));

const owned = (n: number) => ({ owner: ref("member", pick(members, n)) });

const leads = many("lead", 137, (n) => ({
  title: person(n),
  company: company(n),
  status: pick(["new", "following", "following", "converted", "disqualified", "new"], n),
  phone: `138${String(10_000_000 + n * 7919).slice(0, 8)}`,
  email: n % 3 ? `contact${n}@example.com` : null,
  source: pick(["exhibition", "website", "referral", "ads"], n),
  score: (n * 37) % 100,
  tags: n % 4 === 0 ? ["华东", "年底预算"] : [],
  next_follow_up_at: n % 2 ? new Date(Date.now() + (n - 5) * 7_200_000).toISOString() : null,
  remark: n % 5 === 0 ? "对方在比较三家供应商，关心交期与售后。" : null,
  custom: { plant_size: n % 3 ? `${1200 + n * 10}.5` : null },
  ...(n % 6 === 5 ? { owner: null, pool: ref("pool", pools[0]!) } : { ...owned(n), pool: null }),
}));
const accounts = many("acc", 42, (n) => ({ title: company(n), level: pick(["a", "b", "c", "b"], n), industry: pick(trades, n), website: "https://example.com", phone: `0512-6${String(1_000_000 + n * 317)}`, received: `${n * 18_500}.00`, pool: null, ...owned(n) }));
const contacts = many("con", 60, (n) => ({ title: person(n + 11), account: ref("account", pick(accounts, n)), phone: `139${String(20_000_000 + n * 911).slice(0, 8)}`, role: pick(["decision_maker", "influencer", "user"], n) }));
const opportunities = many("opp", 48, (n) => ({ title: `${pick(places, n * 3)}${pick(needs, n)}`, account: ref("account", pick(accounts, n)), stage: pick(["contact", "needs", "proposal", "negotiation", "won", "needs", "lost"], n), amount: `${(n + 3) * 26_000}.00`, probability: pick(["10", "30", "60", "80", "100", "30", "0"], n), expected_close_on: day(n * 2 - 10), ...owned(n) }));
const contracts = many("ctr", 14, (n) => ({ title: `${pick(places, n)}${pick(needs, n)}合同`, account: ref("account", pick(accounts, n)), opportunity: ref("opportunity", pick(opportunities, n)), stage: pick(["draft", "effective", "executing", "completed"], n), amount: `${(n + 2) * 48_000}.00`, signed_on: day(-n * 9), ...owned(n) }));

export const me = members[0]!;

const grants = Object.fromEntries(
  Object.values(metaIn("zh").objects).flatMap(({ code, actions }) => ["read", ...actions].map((action) => [`${code}.${action}`, "all"])),
);

export const store: { [path: string]: RecordData[] } = {
  leads,
  accounts,
  contacts,
  opportunities,
  contracts,
  campaigns: many("cam", 6, (n) => ({ title: `${pick(places, n)}工业博览会`, starts_on: day(n * 12), budget: `${(n + 1) * 30_000}.00`, ...owned(n) })),
  receipts: [],
  members,
  departments,
  pools,
  roles: many("role", 3, (n) => ({ title: ["管理员", "销售", "财务"][n]!, code: ["admin", "sales", "finance"][n], grants: n === 0 ? grants : { "lead.read": "self", "lead.create": "all" }, field_rules: [] })),
  pipelines: many("pipe", 1, () => ({ title: "标准销售流程" })),
  "follow-ups": [],
  tasks: [],
};

export const session = {
  member: { id: me.id, title: me.title, email: "wang@example.com", department: { id: "dep-1", title: "华东销售部" }, roles: ["admin"] },
  tenant: { id: "t", name: "源流示范企业", currency: "CNY" },
  locale: "zh-hans",
  time_zone: "Asia/Shanghai",
  grants,
  unread: 2,
};

const usual = { actor: { id: me.id, title: me.title }, origin: { kind: "api", rule: "" }, changes: [], data: {} };

export const timeline = (object: string, { id, title }: RecordData): Entry[] => {
  const known = { ...usual, record: { object, id, title } };
  return [
    { ...known, id: "e1", at: ago(2), code: "follow_up.added", text: "", data: { kind: "call", content: "确认了下周三到厂里看现场，设备科和财务都会到。", next_at: new Date(Date.now() + 86_400_000 * 3).toISOString() } },
    { ...known, id: "e2", at: ago(26), code: "record.updated", text: `${me.title}修改了${title}`, changes: [{ field: "source", label: "来源", old: "官网", new: "展会" }] },
    { ...known, id: "e3", at: ago(200), code: "record.created", text: `${me.title}新建了${title}`, origin: { kind: "automation", rule: "华东线索轮流分配" } },
  ];
};

export const notices = [
  { id: "n1", at: ago(1), code: "lead.assigned", text: `${leads[1]!.title}（${leads[1]!.company}）分配给您了`, read: false, record: { object: "lead", id: leads[1]!.id, title: leads[1]!.title } },
  { id: "n2", at: ago(20), code: "installment.due", text: "回款计划明天到期：苏州产线改造合同 · 第 2 期 ¥48,000.00", read: true, record: null },
];
