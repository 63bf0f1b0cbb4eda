import type { IncomingMessage, ServerResponse } from "node:http";

import type { Plugin } from "vite";

import type { Condition, Filter, RecordData } from "../../src/api/records";
import { notices, session, store, timeline } from "./data";
import { metaIn, type Lang } from "./meta";
import { importAnswer } from "./imports";

let signedIn = process.env.MOCK_SIGNED_OUT === undefined;
const state = { ...session };
const views: RecordData[] = [];

const idOf = (value: unknown) => (value && typeof value === "object" && "id" in value ? value.id : value);

function holds(record: RecordData, filter: Filter | undefined): boolean {
  if (!filter) return true;
  if ("all" in filter) return filter.all.every((part) => holds(record, part));
  if ("any" in filter) return filter.any.some((part) => holds(record, part));
  return compare(record, filter);
}

function compare(record: RecordData, { field, op, value }: Condition): boolean {
  const own = idOf(field.startsWith("custom.") ? record.custom?.[field.slice(7)] : record[field]);
  const list = (Array.isArray(value) ? value : [value]).map((item) => (item === "me" ? session.member.id : item));
  if (op === "is_empty") return own === null || own === undefined;
  if (op === "not_empty") return own !== null && own !== undefined;
  if (op === "in" || op === "eq") return list.includes(own as string);
  if (op === "not_in" || op === "ne") return !list.includes(own as string);
  if (op === "contains") return String(own ?? "").includes(String(value));
  if (op === "gte") return Number(own) >= Number(value);
  return true;
}

function chosen(path: string, url: URL): RecordData[] {
  const filter = url.searchParams.get("filter");
  const q = url.searchParams.get("q") ?? "";
  const sort = url.searchParams.get("sort");
  const rows = (store[path] ?? []).filter(
    (row) => holds(row, filter ? JSON.parse(filter) : undefined) && JSON.stringify(Object.values(row)).includes(q),
  );
  if (!sort) return rows;
  const name = sort.replace("-", "");
  const sign = sort.startsWith("-") ? -1 : 1;
  return rows.toSorted((a, b) => sign * String(a[name] ?? "").localeCompare(String(b[name] ?? ""), "zh", { numeric: true }));
}

type Answer = { status?: number; body?: unknown };

const problem = (status: number, code: string, detail: string, errors: object[] = []): Answer => ({
  status,
  body: { type: "about:blank", status, code, title: code, detail, errors },
});

const typeAt = (path: string, lang: Lang = "zh") => Object.values(metaIn(lang).objects).find((type) => type.path === path)!;

function board(path: string, url: URL, lang: Lang) {
  const type = typeAt(path, lang);
  const field = type.fields.find(({ name }) => name === type.stage_field)!;
  return field.options.map((option) => {
    const rows = chosen(path, url).filter((row) => row[field.name] === option.value);
    const sum = rows.reduce((total, row) => total + Number(row.amount), 0);
    return { ...option, count: rows.length, sum: `${sum}.00`, currency: "CNY", items: rows.slice(0, 20), next: null };
  });
}

function resolve(path: string, body: { [name: string]: unknown }): { [name: string]: unknown } {
  const type = typeAt(path);
  const known = Object.values(store).flat();
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => {
      const field = type.fields.find((candidate) => candidate.name === name);
      const target = field?.kind === "reference" && known.find(({ id }) => id === value);
      return [name, target ? { object: field.object, id: target.id, title: target.title } : value];
    }),
  );
}

function records(method: string, parts: string[], url: URL, body: any, lang: Lang): Answer {
  const [path = "", id, verb] = parts;
  const rows = (store[path] ??= []);
  const record = rows.find((row) => row.id === id);
  if (!id && method === "GET") {
    const found = chosen(path, url);
    const start = Number(url.searchParams.get("cursor") ?? 0);
    const end = start + Number(url.searchParams.get("limit") ?? 50);
    return { body: { items: found.slice(start, end), next: end < found.length ? String(end) : null } };
  }
  if (!id) {
    if (body.phone === "1") return problem(422, "invalid", "", [{ field: "phone", code: "invalid_phone", detail: "手机号不完整，请核对" }]);
    const made = { id: `new-${Date.now()}`, version: 1, title: "", created_at: new Date().toISOString(), status: "new", ...resolve(path, body) };
    rows.unshift(made);
    return { status: 201, body: made };
  }
  if (id === "count") {
    const count = chosen(path, url).length;
    return { body: path === "leads" && !url.searchParams.get("q") && !url.searchParams.get("filter") ? { count: 1_203_400, exact: false } : { count, exact: true } };
  }
  if (id === "board") return { body: { columns: board(path, url, lang) } };
  if (id === "bulk") return { body: { done: body.ids.length, failed: [] } };
  if (!record) return problem(404, "not_found", "没有这条记录");
  if (verb === "timeline") return { body: { items: timeline(typeAt(path).code, record), next: null } };
  if (verb === "move") return { body: Object.assign(record, { stage: body.stage }) };
  if (method === "PATCH") {
    const { version, custom, ...change } = body;
    if (version !== record.version) return problem(409, "version_conflict", "");
    Object.assign(record, resolve(path, change), { version: version + 1, custom: { ...record.custom, ...custom } });
  }
  if (method === "DELETE") {
    rows.splice(rows.indexOf(record), 1);
    return { status: 204 };
  }
  return { body: { ...record, can: ["update", "delete", "assign"] } };
}

function home(lang: Lang) {
  const figure = (object: string, value: number | string) => ({ value, drill: { object, filter: { all: [] } } });
  const reached = (value: string, target: string, attainment: string) => ({ figure: figure("contract", value), target: figure("contract", target), attainment });
  return {
    todo: [
      { code: "leads_due", label: lang === "zh" ? "待跟进线索" : "Leads to follow up", figure: figure("lead", 4) },
      { code: "opportunities_rotten", label: lang === "zh" ? "停滞商机" : "Rotting opportunities", figure: figure("opportunity", 3) },
    ],
    month: { first: "2026-11-01", last: "2026-11-30", contracted: reached("326000.00", "500000.00", "0.652"), received: reached("98000.00", "400000.00", "0.245") },
    stages: [],
    approvals: [],
  };
}

function special(method: string, parts: string[], url: URL, body: any, lang: Lang): Answer | undefined {
  const [name] = parts;
  if (name === "meta") return { body: metaIn(lang) };
  if (name === "session") return { body: method === "PATCH" ? Object.assign(state, body) : state };
  if (name === "notifications") return { body: method === "GET" ? { items: notices, next: null, unread: 1 } : { unread: 0 } };
  if (name === "saved-views") {
    if (method === "GET") return { body: { items: views, next: null } };
    if (method === "DELETE") return { status: 204 };
    const made = { id: `view-${views.length}`, version: 1, mine: true, ...body };
    views.push(made);
    return { status: 201, body: made };
  }
  if (name === "search") {
    const q = url.searchParams.get("q") ?? "";
    const hit = (object: string, path: string, sub: string) =>
      store[path]!.filter((row) => JSON.stringify(Object.values(row)).includes(q)).slice(0, 4).map((row) => ({ object, id: row.id, title: row.title, subtitle: String(row[sub] ?? "") }));
    return { body: { items: [...hit("lead", "leads", "company"), ...hit("account", "accounts", "industry"), ...hit("opportunity", "opportunities", "amount")] } };
  }
  if (name === "home") return { body: home(lang) };
  return importAnswer(method, parts, body);
}

function identity(method: string, path: string, body: any): Answer {
  if (path.endsWith("/auth/login")) {
    if (body.password === "429") return { status: 429 };
    if (body.password !== "secret") return { status: 400, body: { status: 400, errors: [{ param: "password", code: "email_password_mismatch", message: "邮箱或密码不正确" }] } };
    signedIn = true;
    return { body: {} };
  }
  if (method === "DELETE") {
    signedIn = false;
    return { status: 401, body: {} };
  }
  return { body: { data: [] } };
}

async function readBody(request: IncomingMessage): Promise<any> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  return text.startsWith("{") ? JSON.parse(text) : {};
}

function answer(method: string, url: URL, body: any, lang: Lang): Answer {
  if (url.pathname.startsWith("/_allauth")) return identity(method, url.pathname, body);
  if (!signedIn) return problem(401, "signed_out", "");
  const parts = url.pathname.replace("/api/v1/", "").split("/");
  return special(method, parts, url, body, lang) ?? records(method, parts, url, body, lang);
}

async function handle(request: IncomingMessage, response: ServerResponse) {
  const url = new URL(request.url!, "http://127.0.0.1");
  const lang: Lang = String(request.headers["accept-language"]).startsWith("zh") ? "zh" : "en";
  const { status = 200, body } = answer(request.method!, url, await readBody(request), lang);
  response.writeHead(status, { "Content-Type": "application/json" });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

export function mockServer(): Plugin {
  const middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) =>
    /^\/(api|_allauth)\//.test(request.url ?? "") ? void handle(request, response) : next();
  return {
    name: "mock-server",
    configureServer: (server) => void server.middlewares.use(middleware),
    configurePreviewServer: (server) => void server.middlewares.use(middleware),
  };
}
