import type { Field, Kind, ObjectType, Option } from "../../src/api/meta";

type Text = [zh: string, en: string];

interface FieldSpec extends Partial<Omit<Field, "label" | "options">> {
  name: string;
  text: Text;
  kind: Kind;
  choices?: [value: string, text: Text, color?: Option["color"]][];
}

interface TypeSpec {
  code: string;
  path: string;
  text: Text;
  plural: Text;
  fields: FieldSpec[];
  columns: string[];
  groups: [code: string, text: Text, fields: string[]][];
  related?: [object: string, field: string, text: Text][];
  stage_field?: string;
  board?: boolean;
  actions?: string[];
}

const all = ["create", "update", "delete", "assign", "export", "import"];

const title = (text: Text): FieldSpec => ({ name: "title", text, kind: "text", required: true, max_length: 120 });
const owner: FieldSpec = { name: "owner", text: ["负责人", "Owner"], kind: "reference", object: "member", protected: true };
const created: FieldSpec = { name: "created_at", text: ["创建时间", "Created"], kind: "datetime", read_only: true };
const account: FieldSpec = { name: "account", text: ["客户", "Account"], kind: "reference", object: "account", required: true };
const phone: FieldSpec = { name: "phone", text: ["手机", "Mobile"], kind: "phone" };

const specs: TypeSpec[] = [
  {
    code: "campaign",
    path: "campaigns",
    text: ["市场活动", "Campaign"],
    plural: ["市场活动", "Campaigns"],
    fields: [title(["活动名称", "Name"]), { name: "starts_on", text: ["开始日期", "Starts"], kind: "date" }, { name: "budget", text: ["预算", "Budget"], kind: "money" }, owner, created],
    columns: ["title", "starts_on", "budget", "owner"],
    groups: [["base", ["基本信息", "Basics"], ["title", "starts_on", "budget", "owner"]]],
  },
  {
    code: "lead",
    path: "leads",
    text: ["线索", "Lead"],
    plural: ["线索", "Leads"],
    stage_field: "status",
    fields: [
      title(["姓名", "Name"]),
      { name: "company", text: ["公司", "Company"], kind: "text" },
      { name: "status", text: ["状态", "Status"], kind: "choice", protected: true, choices: [["new", ["待跟进", "New"], "default"], ["following", ["跟进中", "Following"], "processing"], ["converted", ["已转化", "Converted"], "success"], ["disqualified", ["无效", "Disqualified"], "error"]] },
      { ...phone, masked: false },
      { name: "email", text: ["邮箱", "E-mail"], kind: "email" },
      { name: "source", text: ["来源", "Source"], kind: "choice", required: true, choices: [["exhibition", ["展会", "Exhibition"]], ["website", ["官网", "Website"]], ["referral", ["转介绍", "Referral"]], ["ads", ["广告投放", "Ads"]]] },
      { name: "score", text: ["评分", "Score"], kind: "integer", read_only: true },
      { name: "pool", text: ["公海", "Pool"], kind: "reference", object: "pool", protected: true },
      { name: "tags", text: ["标签", "Tags"], kind: "tags" },
      { name: "next_follow_up_at", text: ["下次跟进", "Next follow-up"], kind: "datetime", read_only: true },
      { name: "remark", text: ["备注", "Remark"], kind: "long_text", help: "只有团队内部能看到" },
      { name: "custom.plant_size", text: ["厂房面积（㎡）", "Plant size (m²)"], kind: "decimal", custom: true },
      owner,
      created,
    ],
    columns: ["title", "company", "status", "phone", "source", "score", "owner", "next_follow_up_at", "created_at"],
    groups: [
      ["base", ["基本信息", "Basics"], ["title", "company", "phone", "email", "source", "tags"]],
      ["more", ["更多", "More"], ["custom.plant_size", "remark", "score", "owner", "created_at"]],
    ],
  },
  {
    code: "account",
    path: "accounts",
    text: ["客户", "Account"],
    plural: ["客户", "Accounts"],
    fields: [
      title(["客户名称", "Name"]),
      { name: "level", text: ["级别", "Level"], kind: "choice", choices: [["a", ["A 重点", "A key"], "success"], ["b", ["B 普通", "B normal"], "processing"], ["c", ["C 潜在", "C potential"]]] },
      { name: "industry", text: ["行业", "Industry"], kind: "text" },
      { name: "website", text: ["网址", "Website"], kind: "url" },
      phone,
      { name: "received", text: ["累计回款", "Received"], kind: "money", read_only: true },
      { name: "pool", text: ["公海", "Pool"], kind: "reference", object: "pool", protected: true },
      owner,
      created,
    ],
    columns: ["title", "level", "industry", "phone", "received", "owner", "created_at"],
    groups: [["base", ["基本信息", "Basics"], ["title", "level", "industry", "website", "phone", "received", "owner"]]],
    related: [["contact", "account", ["联系人", "Contacts"]], ["opportunity", "account", ["商机", "Opportunities"]], ["contract", "account", ["合同", "Contracts"]]],
  },
  {
    code: "contact",
    path: "contacts",
    text: ["联系人", "Contact"],
    plural: ["联系人", "Contacts"],
    fields: [title(["姓名", "Name"]), account, phone, { name: "role", text: ["采购角色", "Buying role"], kind: "choice", choices: [["decision_maker", ["决策人", "Decision maker"], "success"], ["influencer", ["影响人", "Influencer"]], ["user", ["使用人", "User"]]] }, created],
    columns: ["title", "account", "phone", "role"],
    groups: [["base", ["基本信息", "Basics"], ["title", "account", "phone", "role"]]],
  },
  {
    code: "opportunity",
    path: "opportunities",
    text: ["商机", "Opportunity"],
    plural: ["商机", "Opportunities"],
    stage_field: "stage",
    board: true,
    fields: [
      title(["商机名称", "Name"]),
      account,
      { name: "stage", text: ["阶段", "Stage"], kind: "choice", protected: true, choices: [["contact", ["初步接洽", "First contact"]], ["needs", ["需求确认", "Needs"], "processing"], ["proposal", ["方案报价", "Proposal"], "processing"], ["negotiation", ["商务谈判", "Negotiation"], "warning"], ["won", ["赢单", "Won"], "success"], ["lost", ["输单", "Lost"], "error"]] },
      { name: "amount", text: ["金额", "Amount"], kind: "money" },
      { name: "probability", text: ["赢率", "Probability"], kind: "percent", read_only: true },
      { name: "expected_close_on", text: ["预计成交", "Expected close"], kind: "date" },
      owner,
      created,
    ],
    columns: ["title", "account", "stage", "amount", "probability", "expected_close_on", "owner"],
    groups: [["base", ["基本信息", "Basics"], ["title", "account", "amount", "probability", "expected_close_on", "owner"]]],
    related: [["contract", "opportunity", ["合同", "Contracts"]]],
  },
  {
    code: "contract",
    path: "contracts",
    text: ["合同", "Contract"],
    plural: ["合同", "Contracts"],
    stage_field: "stage",
    fields: [title(["合同名称", "Name"]), account, { name: "opportunity", text: ["商机", "Opportunity"], kind: "reference", object: "opportunity" }, { name: "stage", text: ["阶段", "Stage"], kind: "choice", protected: true, choices: [["draft", ["草稿", "Draft"]], ["effective", ["已生效", "Effective"], "processing"], ["executing", ["执行中", "Executing"], "processing"], ["completed", ["已结案", "Completed"], "success"], ["void", ["作废", "Void"], "error"]] }, { name: "amount", text: ["金额", "Amount"], kind: "money" }, { name: "signed_on", text: ["签订日期", "Signed"], kind: "date" }, owner],
    columns: ["title", "account", "stage", "amount", "signed_on", "owner"],
    groups: [["base", ["基本信息", "Basics"], ["title", "account", "opportunity", "amount", "signed_on", "owner"]]],
  },
  {
    code: "receipt",
    path: "receipts",
    text: ["回款", "Receipt"],
    plural: ["回款", "Receipts"],
    fields: [title(["回款编号", "Number"]), { name: "amount", text: ["金额", "Amount"], kind: "money", required: true }, { name: "received_on", text: ["到账日期", "Received on"], kind: "date" }],
    columns: ["title", "amount", "received_on"],
    groups: [["base", ["基本信息", "Basics"], ["title", "amount", "received_on"]]],
  },
  {
    code: "follow_up",
    path: "follow-ups",
    text: ["跟进记录", "Follow-up"],
    plural: ["跟进记录", "Follow-ups"],
    fields: [title(["内容", "Content"]), { name: "kind", text: ["方式", "Kind"], kind: "choice", choices: [["call", ["电话", "Call"]], ["visit", ["拜访", "Visit"]], ["meeting", ["会议", "Meeting"]], ["wechat", ["微信", "WeChat"]], ["note", ["备注", "Note"]]] }],
    columns: ["title", "kind"],
    groups: [],
    actions: ["create"],
  },
  {
    code: "member",
    path: "members",
    text: ["成员", "Member"],
    plural: ["成员", "Members"],
    stage_field: "status",
    fields: [title(["姓名", "Name"]), { name: "email", text: ["邮箱", "E-mail"], kind: "email" }, { name: "department", text: ["部门", "Department"], kind: "reference", object: "department" }, { name: "status", text: ["状态", "Status"], kind: "choice", protected: true, choices: [["active", ["启用", "Active"], "success"], ["disabled", ["停用", "Disabled"], "error"]] }],
    columns: ["title", "email", "department", "status"],
    groups: [["base", ["基本信息", "Basics"], ["title", "email", "department"]]],
  },
  {
    code: "department",
    path: "departments",
    text: ["部门", "Department"],
    plural: ["部门", "Departments"],
    fields: [title(["名称", "Name"]), { name: "parent", text: ["上级部门", "Parent"], kind: "reference", object: "department" }, { name: "manager", text: ["主管", "Manager"], kind: "reference", object: "member" }],
    columns: ["title", "parent", "manager"],
    groups: [["base", ["基本信息", "Basics"], ["title", "parent", "manager"]]],
  },
  {
    code: "role",
    path: "roles",
    text: ["角色", "Role"],
    plural: ["角色", "Roles"],
    fields: [title(["名称", "Name"]), { name: "code", text: ["代码", "Code"], kind: "text" }],
    columns: ["title", "code"],
    groups: [["base", ["基本信息", "Basics"], ["title", "code"]]],
  },
  {
    code: "pool",
    path: "pools",
    text: ["公海", "Pool"],
    plural: ["公海", "Pools"],
    fields: [title(["名称", "Name"]), { name: "object", text: ["对象", "Object"], kind: "choice", choices: [["lead", ["线索", "Lead"]], ["account", ["客户", "Account"]]] }, { name: "daily_quota", text: ["每日领取上限", "Daily quota"], kind: "integer" }],
    columns: ["title", "object", "daily_quota"],
    groups: [["base", ["基本信息", "Basics"], ["title", "object", "daily_quota"]]],
  },
  {
    code: "pipeline",
    path: "pipelines",
    text: ["销售流程", "Pipeline"],
    plural: ["销售流程", "Pipelines"],
    fields: [title(["名称", "Name"])],
    columns: ["title"],
    groups: [["base", ["基本信息", "Basics"], ["title"]]],
  },
];

export type Lang = "zh" | "en";

export function metaIn(lang: Lang): { objects: { [code: string]: ObjectType } } {
  const say = ([zh, en]: Text) => (lang === "zh" ? zh : en);
  const field = ({ text, choices, ...rest }: FieldSpec): Field => ({
    required: false,
    read_only: false,
    protected: false,
    custom: false,
    filterable: true,
    sortable: rest.kind !== "tags" && rest.kind !== "reference",
    masked: false,
    help: "",
    object: null,
    max_length: null,
    ...rest,
    label: say(text),
    options: (choices ?? []).map(([value, label, color]) => ({ value, label: say(label), color: color ?? "default" })),
  });
  const type = (spec: TypeSpec): ObjectType => ({
    code: spec.code,
    path: spec.path,
    label: say(spec.text),
    plural: say(spec.plural),
    icon: "file",
    title: "title",
    columns: spec.columns,
    groups: spec.groups.map(([code, label, fields]) => ({ code, label: say(label), fields })),
    fields: spec.fields.map(field),
    creatable: spec.fields.filter((f) => !f.read_only && !f.protected).map((f) => f.name),
    related: (spec.related ?? []).map(([object, name, label]) => ({ object, field: name, label: say(label) })),
    actions: spec.actions ?? all,
    stage_field: spec.stage_field ?? null,
    board: spec.board ?? false,
  });
  return { objects: Object.fromEntries(specs.map((spec) => [spec.code, type(spec)])) };
}
