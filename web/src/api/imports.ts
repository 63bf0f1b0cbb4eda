import { fileUrl, http } from "./http";
import type { FieldProblem } from "./http";
import type { Field } from "./meta";
import type { Page } from "./records";

export type DateOrder = "ymd" | "dmy" | "mdy";

export interface ImportColumn {
  name: string;
  samples: string[];
  /** The field that the server proposes for it. */
  field: string | null;
  /** How its dates read, where that can be told. */
  date_order: DateOrder | null;
}

export interface ImportRow {
  row: number;
  values: { [field: string]: unknown };
  errors: FieldProblem[];
  /** Fields that a default filled. */
  repaired: string[];
}

export type Duplicates = "skip" | "update" | "create";
export type ImportState = "uploaded" | "checking" | "checked" | "running" | "done" | "failed" | "undoing" | "undone";

export interface ImportOptions {
  duplicates: Duplicates;
  /** Reference fields whose unknown names are made as new records. */
  create_missing: string[];
  date_order: DateOrder | null;
}

export interface ImportPlan {
  mapping: { [column: string]: string | null };
  /** The same in every row. */
  constants: { [field: string]: unknown };
  /** Where a row says nothing. */
  defaults: { [field: string]: unknown };
  options: ImportOptions;
}

export interface Import extends Omit<ImportPlan, "options"> {
  id: string;
  object: string;
  state: ImportState;
  file_name: string;
  encoding: string | null;
  columns: ImportColumn[];
  total: number;
  options: Partial<ImportOptions>;
  counts: { [name: string]: number };
  /** How many rows a default filled, by field. */
  repairs: { [field: string]: number };
  preview: ImportRow[];
  job: string | null;
  error: string;
  created_at: string;
  /** When the file and the rows with errors go; null once they have. */
  file_until: string | null;
  /** What columns may go to; only of one import. */
  fields?: Field[] | null;
}

export const imports = {
  list: () => http.get<Page<Import>>("/imports"),
  get: (id: string) => http.get<Import>(`/imports/${id}`),
  upload: (object: string, file: File) => {
    const body = new FormData();
    body.set("object", object);
    body.set("file", file);
    return http.post<Import>("/imports", body);
  },
  plan: (id: string, plan: ImportPlan) => http.put<Import>(`/imports/${id}`, plan),
  check: (id: string) => http.post<Import>(`/imports/${id}/check`),
  run: (id: string) => http.post<Import>(`/imports/${id}/run`),
  undo: (id: string) => http.post<Import>(`/imports/${id}/undo`),
  errorsUrl: (id: string) => fileUrl(`/imports/${id}/errors`),
};
