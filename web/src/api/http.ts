/** One way to the server: JSON in and out, the member's language, the CSRF token, problems as ApiError. */

import { companyCode } from "./company";

export interface FieldProblem {
  field: string;
  code: string;
  detail: string;
}

export interface Problem {
  status: number;
  code: string;
  title: string;
  detail: string;
  errors: FieldProblem[];
  /** What some problems tell beside: how many records, how many seconds. */
  [more: string]: unknown;
}

export class ApiError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail || problem.title || problem.code);
    this.problem = problem;
  }

  get status() {
    return this.problem.status;
  }

  get code() {
    return this.problem.code;
  }
}

/** The server was not reached: what was typed must stay where it is. */
export class NetworkError extends Error {}

export type Query = { [name: string]: string | number | boolean | null | undefined };

export interface RequestOptions {
  query?: Query;
  body?: unknown;
  signal?: AbortSignal;
  /** Makes a repeated POST give the first result again instead of acting twice. */
  idempotencyKey?: string;
}

const api = "/api/v1";
let language = "zh-hans";
let whenSignedOut: () => void = () => undefined;
let whenUnreachable: () => void = () => undefined;

export function setLanguage(next: string) {
  language = next;
}

export function onSignedOut(listener: () => void) {
  whenSignedOut = listener;
}

export function onUnreachable(listener: () => void) {
  whenUnreachable = listener;
}

export function cookie(name: string): string {
  const pair = document.cookie.split("; ").find((entry) => entry.startsWith(`${name}=`));
  return pair ? decodeURIComponent(pair.slice(name.length + 1)) : "";
}

export function queryString(query: Query = {}): string {
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
  const text = new URLSearchParams(pairs.map(([name, value]) => [name, String(value)])).toString();
  return text ? `?${text}` : "";
}

/** The address of a file that the browser fetches itself (export, error list). */
export function fileUrl(path: string, query?: Query): string {
  return api + path + queryString({ ...query, company: companyCode() });
}

function headersFor(method: string, options: RequestOptions): Headers {
  const headers = new Headers({ Accept: "application/json", "Accept-Language": language });
  if (companyCode()) headers.set("X-Company", companyCode());
  if (method !== "GET") headers.set("X-CSRFToken", cookie("csrftoken"));
  if (options.body !== undefined && !(options.body instanceof FormData)) headers.set("Content-Type", "application/json");
  if (options.idempotencyKey) headers.set("Idempotency-Key", options.idempotencyKey);
  return headers;
}

/** Sends and hands back the raw answer; only a lost connection throws. */
export async function send(method: string, url: string, options: RequestOptions = {}): Promise<Response> {
  const { body, signal } = options;
  try {
    return await fetch(url + queryString(options.query), {
      method,
      headers: headersFor(method, options),
      body: body === undefined || body instanceof FormData ? body : JSON.stringify(body),
      credentials: "same-origin",
      signal,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    whenUnreachable();
    throw new NetworkError(error instanceof Error ? error.message : String(error));
  }
}

async function problemOf(response: Response): Promise<Problem> {
  const body = (await response.json().catch(() => ({}))) as Partial<Problem>;
  return {
    ...body,
    status: response.status,
    code: body.code ?? `http_${response.status}`,
    title: body.title ?? response.statusText,
    detail: body.detail ?? "",
    errors: body.errors ?? [],
  };
}

async function request<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
  const response = await send(method, api + path, options);
  if (!response.ok) {
    const problem = await problemOf(response);
    if (problem.status === 401) whenSignedOut();
    throw new ApiError(problem);
  }
  return (response.status === 204 ? undefined : await response.json()) as T;
}

export const http = {
  get: <T>(path: string, query?: Query, signal?: AbortSignal) => request<T>("GET", path, { query, signal }),
  post: <T>(path: string, body?: unknown, idempotencyKey?: string) =>
    request<T>("POST", path, { body, idempotencyKey }),
  put: <T>(path: string, body: unknown) => request<T>("PUT", path, { body }),
  patch: <T>(path: string, body: unknown) => request<T>("PATCH", path, { body }),
  delete: <T>(path: string) => request<T>("DELETE", path),
};
