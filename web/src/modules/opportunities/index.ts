import { lazy } from "react";

import { registerObject } from "@/records/registry";

import { useMoveCard } from "./useMoveCard";

const StageActs = lazy(() => import("./StageActs"));
const OpportunityLines = lazy(() => import("./OpportunityLines"));
const StageHistory = lazy(() => import("./StageHistory"));

registerObject("opportunity", {
  actions: [StageActs],
  tabs: [
    { code: "lines", label: "records.lines.title", component: OpportunityLines },
    { code: "history", label: "opportunities.history.title", component: StageHistory },
  ],
  useMoveCard,
});

registerObject("pipeline", { section: "settings" });
registerObject("stage", { section: "settings" });
registerObject("lost_reason", { section: "settings" });
