import { lazy } from "react";

import { registerObject } from "@/records/registry";

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
