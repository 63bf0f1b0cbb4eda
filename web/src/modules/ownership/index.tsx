import { InboxOutlined } from "@ant-design/icons";
import { lazy } from "react";

import type { ObjectType } from "@/api/meta";
import { registerObject, registerPage } from "@/records/registry";

const LeadPool = lazy(() => import("./PoolPages").then(({ LeadPool }) => ({ default: LeadPool })));
const AccountPool = lazy(() => import("./PoolPages").then(({ AccountPool }) => ({ default: AccountPool })));
const PoolActs = lazy(() => import("./PoolActs"));
const Ledger = lazy(() => import("./Ledger"));
const PoolMembers = lazy(() => import("./PoolMembers"));

const hasPool = (type: ObjectType | undefined) => type?.fields.some(({ name }) => name === "pool") ?? false;

for (const object of ["lead", "account"])
  registerObject(object, { actions: [PoolActs], tabs: [{ code: "ledger", label: "ownership.ledger.title", component: Ledger }] });

registerObject("recycle_rule", { section: "settings" });

registerObject("pool", { section: "settings", tabs: [{ code: "members", label: "ownership.members.title", component: PoolMembers }] });

registerPage({
  path: "pools/leads",
  label: "ownership.leadPool",
  icon: InboxOutlined,
  order: 30,
  visible: (can, types) => can("lead.read") && hasPool(types.lead),
  component: LeadPool,
});

registerPage({
  path: "pools/accounts",
  label: "ownership.accountPool",
  icon: InboxOutlined,
  order: 50,
  visible: (can, types) => can("account.read") && hasPool(types.account),
  component: AccountPool,
});
