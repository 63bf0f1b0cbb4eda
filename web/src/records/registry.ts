/** Where modules plug in: what an object has beyond the generic screens, and pages of their own. */

import type { ComponentType } from "react";

import type { Field, ObjectType } from "@/api/meta";
import type { Filter, RecordData, Value } from "@/api/records";

export interface RecordSlotProps {
  type: ObjectType;
  record: RecordData;
}

export interface BulkActionProps {
  type: ObjectType;
  ids: string[];
  /** The selected rows as the list shows them. */
  rows: RecordData[];
  onDone: () => void;
}

export interface CreateFormProps {
  type: ObjectType;
  initial?: { [field: string]: unknown };
  onClose: () => void;
  onSaved?: (record: RecordData) => void;
}

export interface CardMove {
  type: ObjectType;
  card: RecordData;
  from: string;
  to: string;
}

export interface FieldValueProps {
  type: ObjectType;
  field: Field;
  value: Value;
  record: RecordData;
}

export interface FieldInputProps {
  type: ObjectType;
  field: Field;
  id?: string;
  value?: unknown;
  onChange?: (value: unknown) => void;
  autoFocus?: boolean;
  /** Shown beside an amount. */
  currency?: string;
  "aria-label"?: string;
}

/** How one field is shown and edited where its kind does not say enough. */
export interface FieldExtension {
  value?: ComponentType<FieldValueProps>;
  input?: ComponentType<FieldInputProps>;
}

export interface RecordTab {
  code: string;
  /** Key of the catalogue. */
  label: string;
  component: ComponentType<RecordSlotProps>;
}

export interface ObjectExtension {
  /** Where its pages live: in the main menu's world, or below settings. */
  section?: "settings";
  /** Buttons of the record's header; the first one to draw itself primary is the act that the state calls for. */
  actions?: ComponentType<RecordSlotProps>[];
  /** Buttons of the bar that shows while rows are selected. */
  bulkActions?: ComponentType<BulkActionProps>[];
  /** Tabs beside the timeline. */
  tabs?: RecordTab[];
  /** Replaces the columns below the header. */
  body?: ComponentType<RecordSlotProps>;
  /** Panels above the related lists. */
  panels?: ComponentType<RecordSlotProps>[];
  fields?: { [name: string]: FieldExtension };
  /** `<dt>/<dd>` pairs in the header. */
  figures?: ComponentType<RecordSlotProps>;
  /** What is done about it on the home page, where it waits; else a follow-up, where it is followed up. */
  nextAct?: ComponentType<RecordSlotProps>;
  /** What of one's own is still to be worked on; the rest stands under "all". */
  openOnly?: Filter;
  /** Replaces the generic list. */
  listPage?: ComponentType<{ type: ObjectType }>;
  /** Replaces the generic drawer behind "new". */
  createForm?: ComponentType<CreateFormProps>;
  /** A hook that gives the act behind dropping a card on another column; rejecting puts the card back. */
  useMoveCard?: () => (move: CardMove) => Promise<unknown>;
}

export interface RegisteredPage {
  /** Below the root, without slashes at either end; one or two parts. */
  path: string;
  /** Key of the catalogue. */
  label: string;
  icon: ComponentType;
  /** Place in the menu; the objects of the chain stand at 10, 20, 30 … (see app/menu.ts). Absent: not in the menu. */
  order?: number;
  section?: "settings";
  visible: (can: (grant: string) => boolean, types: { [code: string]: ObjectType }) => boolean;
  component: ComponentType;
}

const plain: ObjectExtension = {};
const several = new Set(["actions", "bulkActions", "tabs", "panels", "fields"]);
const extensions = new Map<string, ObjectExtension>();
const pages: RegisteredPage[] = [];

/** Several modules may add to one object (pools add to leads): lists grow, and what there can be one of only is given once. */
export function registerObject(code: string, extension: ObjectExtension) {
  const before = extensions.get(code) ?? plain;
  const twice = Object.keys(extension).find((slot) => slot in before && !several.has(slot));
  if (twice) throw new Error(`${twice} of ${code} is registered twice`);
  extensions.set(code, {
    ...before,
    ...extension,
    actions: [...(before.actions ?? []), ...(extension.actions ?? [])],
    bulkActions: [...(before.bulkActions ?? []), ...(extension.bulkActions ?? [])],
    tabs: [...(before.tabs ?? []), ...(extension.tabs ?? [])],
    panels: [...(before.panels ?? []), ...(extension.panels ?? [])],
    fields: { ...before.fields, ...extension.fields },
  });
}

export function registerPage(page: RegisteredPage) {
  if (pages.some(({ path }) => path === page.path)) throw new Error(`${page.path} is registered twice`);
  pages.push(page);
}

export const extensionOf = (code: string): ObjectExtension => extensions.get(code) ?? plain;

export const registeredPages = (): readonly RegisteredPage[] => pages;
