import type { ObjectType } from "@/api/meta";

import { extensionOf } from "./registry";

export function listAddress(type: ObjectType): string {
  return extensionOf(type.code).section === "settings" ? `/settings/${type.path}` : `/${type.path}`;
}

export function recordAddress(type: ObjectType, id: string): string {
  return `${listAddress(type)}/${id}`;
}

/** The contracts and receipts behind what was credited under a model of attribution. */
export const creditsAddress = "/reports/credits";
