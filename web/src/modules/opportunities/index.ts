import { lazy } from "react";

import { registerObject } from "@/records/registry";

import { useMoveCard } from "./useMoveCard";

const StageActs = lazy(() => import("./StageActs"));
const OpportunityLines = lazy(() => import("./OpportunityLines"));
const Stages = lazy(() => import("./Stages"));
const RequiredFieldsInput = lazy(() => import("./RequiredFields").then(({ RequiredFieldsInput }) => ({ default: RequiredFieldsInput })));
const RequiredFieldNames = lazy(() => import("./RequiredFields").then(({ RequiredFieldNames }) => ({ default: RequiredFieldNames })));
const StageHistory = lazy(() => import("./StageHistory"));

registerObject("opportunity", {
  actions: [StageActs],
  tabs: [
    { code: "lines", label: "records.lines.title", component: OpportunityLines },
    { code: "history", label: "opportunities.history.title", component: StageHistory },
  ],
  useMoveCard,
});

registerObject("pipeline", { section: "settings", tabs: [{ code: "stages", label: "opportunities.stages.title", component: Stages }] });
registerObject("stage", { section: "settings", fields: { required_fields: { input: RequiredFieldsInput, value: RequiredFieldNames } } });
registerObject("lost_reason", { section: "settings" });
