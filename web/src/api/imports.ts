import { fileUrl, http } from "./http";
import type { Page } from "./records";
import type { Answer } from "./schema";

export type Import = Answer<"ImportOut">;
export type ImportState = Import["state"];
export type ImportColumn = Answer<"ColumnOut">;
export type ImportRow = Answer<"ImportRowOut">;
export type ImportOptions = Answer<"OptionsIn">;
export type Duplicates = ImportOptions["duplicates"];
export type ImportReading = Answer<"ImportReadingIn">;
export type HeadRow = Answer<"HeadRow">;
export type DecimalMark = "." | ",";
export type DateOrder = NonNullable<ImportColumn["date_order"]>;

export type ImportPlan = Pick<Import, "mapping" | "constants" | "defaults"> & { options: ImportOptions };

export const imports = {
  list: () => http.get<Page<Import>>("/imports"),
  get: (id: string) => http.get<Import>(`/imports/${id}`),
  /** `purpose`: what it is for, where that is more than adding records. */
  upload: (object: string, file: File, purpose = "") => {
    const body = new FormData();
    body.set("purpose", purpose);
    body.set("object", object);
    body.set("file", file);
    return http.post<Import>("/imports", body);
  },
  plan: (id: string, plan: ImportPlan) => http.put<Import>(`/imports/${id}`, plan),
  read: (id: string, reading: ImportReading) => http.put<Import>(`/imports/${id}/reading`, reading),
  check: (id: string) => http.post<Import>(`/imports/${id}/check`),
  run: (id: string) => http.post<Import>(`/imports/${id}/run`),
  undo: (id: string) => http.post<Import>(`/imports/${id}/undo`),
  errorsUrl: (id: string) => fileUrl(`/imports/${id}/errors`),
};
