import { AuditOutlined, FileDoneOutlined } from "@ant-design/icons";
import { lazy } from "react";

import { registerObject, registerPage } from "@/records/registry";

const ContractActs = lazy(() => import("./ContractActs"));
const ContractDrawer = lazy(() => import("./ContractDrawer"));
const ContractFigures = lazy(() => import("./Figures"));
const ContractLines = lazy(() => import("./ContractLines"));
const DrawUp = lazy(() => import("./DrawUp"));
const Installments = lazy(() => import("./Installments"));
const Versions = lazy(() => import("./Versions"));

registerObject("contract", {
  actions: [ContractActs],
  figures: ContractFigures,
  createForm: ContractDrawer,
  tabs: [
    { code: "installments", label: "contracts.plan.title", component: Installments },
    { code: "lines", label: "records.lines.title", component: ContractLines },
    { code: "versions", label: "contracts.versions.title", component: Versions },
  ],
});

registerObject("opportunity", { actions: [DrawUp] });
registerObject("account", { actions: [DrawUp] });

registerPage({
  path: "settings/closing",
  label: "contracts.closing.title",
  icon: FileDoneOutlined,
  section: "settings",
  visible: (can) => can("contract.close"),
  component: lazy(() => import("./ClosingPage")),
});

registerPage({
  path: "settings/approval-exceptions",
  label: "contracts.alone.title",
  icon: AuditOutlined,
  section: "settings",
  visible: (can) => can("member.update"),
  component: lazy(() => import("./ExceptionsPage")),
});
