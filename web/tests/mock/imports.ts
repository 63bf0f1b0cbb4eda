const columns = [
  { name: "客户姓名", samples: ["王建国", "李晓琳", "张志强"], field: "title" },
  { name: "单位", samples: ["苏州精密机械有限公司", "宁波新材料有限公司", ""], field: "company" },
  { name: "手机号", samples: ["13800000001", "1380000", "13900000003"], field: "phone" },
  { name: "备用列", samples: ["", "x", ""], field: null },
];

const current = {
  id: "imp-1",
  object: "lead",
  state: "uploaded",
  file_name: "展会名片.xlsx",
  encoding: "utf-8",
  columns,
  total: 1250,
  mapping: Object.fromEntries(columns.map(({ name, field }) => [name, field])) as { [column: string]: string | null },
  constants: {} as { [field: string]: unknown },
  options: { duplicates: "skip" },
  counts: undefined as { [name: string]: number } | undefined,
  preview: undefined as object[] | undefined,
  job: null as string | null,
  created_at: new Date().toISOString(),
};

let progress = 0;

function job() {
  progress = Math.min(1250, progress + 420);
  const done = progress === 1250;
  if (done && current.state === "checking") {
    current.state = "checked";
    current.counts = { ready: 1231, error: 3, duplicate: 16, repaired: 12 };
    current.preview = [
      { row: 2, values: { title: "王建国", company: "苏州精密机械有限公司", phone: "+8613800000001" }, errors: [] },
      { row: 3, values: { title: "李晓琳", company: "宁波新材料有限公司", phone: "1380000" }, errors: [{ field: "phone", code: "invalid_phone", detail: "手机号不完整" }] },
    ];
  }
  if (done && current.state === "running") {
    current.state = "done";
    current.counts = { created: 1231, updated: 0, skipped: 16, error: 3, repaired: 12 };
  }
  return { id: "job-1", kind: "import.run", state: done ? "done" : "running", done: progress, total: 1250, detail: "展会名片.xlsx", result: null };
}

function begin(state: string) {
  progress = 0;
  Object.assign(current, { state, job: "job-1" });
  return { body: current };
}

export function importAnswer(method: string, [name, id, verb]: string[], body: object): { body: unknown } | undefined {
  if (name === "jobs") return { body: id ? job() : { items: current.job ? [job()] : [] } };
  if (name !== "imports") return undefined;
  if (verb === "check") return begin("checking");
  if (verb === "run") return begin("running");
  if (verb === "undo") return { body: Object.assign(current, { state: "undone" }) };
  if (method === "PUT") return { body: Object.assign(current, body) };
  return { body: id || method === "POST" ? current : { items: [current], next: null } };
}
