import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";

import { http } from "./http";

export type Kind =
  | "text"
  | "long_text"
  | "integer"
  | "decimal"
  | "money"
  | "percent"
  | "date"
  | "datetime"
  | "boolean"
  | "choice"
  | "multi_choice"
  | "tags"
  | "reference"
  | "phone"
  | "email"
  | "url"
  /** Structures without a generic screen: shown and edited only by what a module registers for the field. */
  | "json"
  | "id";

export type OptionColor = "default" | "processing" | "success" | "warning" | "error";

export interface Option {
  value: string;
  label: string;
  color?: OptionColor;
  /** Of stages: the way that they belong to (a pipeline). */
  group?: { id: string; title: string } | null;
}

export interface Field {
  name: string;
  label: string;
  help?: string;
  kind: Kind;
  required: boolean;
  /** Derived, never written. */
  read_only: boolean;
  /** Changes through its verb only. */
  protected: boolean;
  custom: boolean;
  filterable: boolean;
  sortable: boolean;
  options?: Option[] | null;
  /** Target of a reference. */
  object?: string | null;
  max_length?: number | null;
  masked: boolean;
}

export interface FieldGroup {
  code: string;
  label: string;
  fields: string[];
}

export interface Related {
  object: string;
  field: string;
  label: string;
}

export interface ObjectType {
  code: string;
  path: string;
  label: string;
  plural: string;
  icon?: string;
  title: string;
  columns: string[];
  groups: FieldGroup[];
  fields: Field[];
  /** Names that may be given when a record is made; some of them are protected afterwards. */
  creatable: string[];
  related: Related[];
  actions: string[];
  stage_field: string | null;
  board: boolean;
}

export interface Meta {
  objects: { [code: string]: ObjectType };
}

export const metaQuery = queryOptions({
  queryKey: ["meta"],
  queryFn: () => http.get<Meta>("/meta"),
  staleTime: Infinity,
});

export function useMeta(): Meta {
  return useSuspenseQuery(metaQuery).data;
}

/** The object type of that code, or undefined when the member may not see it. */
export function useObjectType(code: string | null | undefined): ObjectType | undefined {
  return useMeta().objects[code ?? ""];
}

export function useObjectTypeAt(path: string): ObjectType | undefined {
  return Object.values(useMeta().objects).find((type) => type.path === path);
}

export function fieldOf(type: ObjectType, name: string | null | undefined): Field | undefined {
  return type.fields.find((field) => field.name === name);
}

export function isWritable(field: Field): boolean {
  return !field.read_only && !field.protected;
}
