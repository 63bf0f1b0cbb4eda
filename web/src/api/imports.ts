import { fileUrl, http } from "./http";
import type { FieldProblem } from "./http";
import type { Page } from "./records";

export interface ImportColumn {
  name: string;
  samples: string[];
  /** The field that the server proposes for it. */
  field: string | null;
}

export interface ImportRow {
  row: number;
  values: { [field: string]: unknown };
  errors: FieldProblem[];
}

export type Duplicates = "skip" | "update" | "create";
export type ImportState = "uploaded" | "checking" | "checked" | "running" | "done" | "failed" | "undoing" | "undone";

export interface Import {
  id: string;
  object: string;
  state: ImportState;
  file_name: string;
  encoding?: string | null;
  columns: ImportColumn[];
  total: number | null;
  mapping?: { [column: string]: string | null };
  constants?: { [field: string]: unknown };
  options: { duplicates?: Duplicates };
  counts?: { [name: string]: number };
  preview?: ImportRow[];
  job?: string | null;
  created_at?: string;
}

export type ImportPlan = Required<Pick<Import, "mapping" | "constants" | "options">>;

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
