/** Files on records. */

import { fileUrl, http } from "./http";
import type { Answer } from "./schema";

export type RecordFile = Answer<"FileOut">;

export const files = {
  list: (object: string, record: string) => http.get<{ items: RecordFile[] }>("/files", { object, record_id: record }),
  add: (object: string, record: string, file: File) => {
    const body = new FormData();
    body.set("object", object);
    body.set("record_id", record);
    body.set("file", file);
    return http.post<RecordFile>("/files", body);
  },
  remove: (id: string) => http.delete<void>(`/files/${id}`),
  url: (id: string) => fileUrl(`/files/${id}/download`),
};
