import { HomeOutlined, SettingOutlined } from "@ant-design/icons";
import type { ReactNode } from "react";

import { useMeta, type ObjectType } from "@/api/meta";
import { useGrants } from "@/api/session";
import { listAddress } from "@/records/addresses";
import { ObjectIcon } from "@/records/icons";
import { extensionOf, registeredPages, type RegisteredPage } from "@/records/registry";
import { useT } from "@/ui/i18n";

/** The chain from source to cash, with room for the pages of modules in between. */
const chain: { [object: string]: number } = {
  campaign: 10,
  lead: 20,
  account: 40,
  contact: 60,
  opportunity: 70,
  contract: 80,
  receipt: 90,
  invoice: 95,
  task: 110,
  product: 120,
};

const last = 1000;

/** Kept for other objects' pages; they have no list in the menu. */
const inside = new Set(["follow_up", "installment", "submission", "promotion_link", "cost_item", "budget_line", "saved_view", "stage"]);

export const isInside = (code: string) => inside.has(code);

/** Settings are shown to those who may set something. */
const isPlace = ({ code, actions }: ObjectType) => extensionOf(code).section !== "settings" || ["create", "update", "delete"].some((act) => actions.includes(act));

export interface MenuEntry {
  path: string;
  label: string;
  icon: ReactNode;
  order: number;
  section?: "settings";
  /** Code of the object that it lists. */
  object?: string;
}

function objectEntry(type: ObjectType): MenuEntry {
  const { section } = extensionOf(type.code);
  return {
    path: listAddress(type),
    label: type.plural,
    icon: <ObjectIcon code={type.code} />,
    order: chain[type.code] ?? last,
    section,
    object: type.code,
  };
}

/** Every place that this member may go to, in the order of the menu. */
export function usePlaces(): MenuEntry[] {
  const t = useT();
  const can = useGrants();
  const { objects } = useMeta();
  const visible = Object.values(objects).filter((type) => can(`${type.code}.read`) && !inside.has(type.code) && isPlace(type));
  const inMenu = ({ order, section }: RegisteredPage) => order !== undefined || section !== undefined;
  const pages = registeredPages().filter((page) => inMenu(page) && page.visible(can, objects));
  const entries: MenuEntry[] = [
    { path: "/", label: t("app.home.title"), icon: <HomeOutlined />, order: 0 },
    ...visible.map(objectEntry),
    ...pages.map(({ path, label, icon: Icon, order = last, section }) => ({ path: `/${path}`, label: t(label), icon: <Icon />, order, section })),
  ];
  if (entries.some(({ section }) => section === "settings"))
    entries.push({ path: "/settings", label: t("app.settings.title"), icon: <SettingOutlined />, order: last + 1 });
  return entries.sort((a, b) => a.order - b.order);
}

/** The longest entry that the address begins with is the one that is open. */
export function openEntry(entries: MenuEntry[], pathname: string): string | undefined {
  const under = entries.filter(({ path }) => pathname === path || pathname.startsWith(`${path}/`));
  return under.sort((a, b) => b.path.length - a.path.length)[0]?.path;
}
