/** The server's answers, typed from its OpenAPI document (`npm run api` writes schema.gen.ts; checks do it first). */

import type { HiddenReference, Reference } from "./records";
import type { components } from "./schema.gen";

type Schemas = components["schemas"];

/** The document can only say that a reference may lack everything; it names a record, or says that it is hidden. */
type SharpObject<T> = string extends keyof T ? T : "hidden" extends keyof T ? Reference | HiddenReference : { [Name in keyof T]: Sharp<T[Name]> };

type Sharp<T> = T extends (infer Item)[] ? Sharp<Item>[] : T extends object ? SharpObject<T> : T;

export type Answer<Name extends keyof Schemas> = Sharp<Schemas[Name]>;
