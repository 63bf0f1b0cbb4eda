import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";

import { http } from "./http";
import type { Answer } from "./schema";

export type Meta = Answer<"MetaOut">;
export type ObjectType = Answer<"ObjectOut">;
export type Related = Answer<"RelatedOut">;
export type Field = Answer<"FieldOut">;
/** `json`: structures without a generic screen, shown and edited only by what a module registers for the field. */
export type Kind = Field["kind"];
export type Option = Answer<"FieldOption">;
export type OptionColor = Option["color"];

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
