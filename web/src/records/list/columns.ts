import { useState } from "react";

import { fieldOf, type Field, type ObjectType } from "@/api/meta";
import { readStored, writeStored } from "@/ui/preferences";

import { isShown } from "../fields/shown";

export interface Columns {
  fields: Field[];
  names: string[];
  choose: (names: string[] | undefined) => void;
}

/** The member's own choice for this browser, else the saved view's, else the object's. The title always leads. */
export function useColumns(type: ObjectType, fromView: string[] | undefined, without: string[] = []): Columns {
  const key = `columns.${type.code}`;
  const [own, setOwn] = useState(() => readStored<string[]>(localStorage, key));
  const names = fromView ?? own ?? type.columns;
  const choose = (next: string[] | undefined) => {
    writeStored(localStorage, key, next);
    setOwn(next);
  };
  const fields = names.flatMap((name) => fieldOf(type, name) ?? []).filter((field) => isShown(type, field) && !without.includes(field.name));
  return { fields, names: fields.map(({ name }) => name), choose };
}
