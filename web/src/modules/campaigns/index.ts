import { lazy } from "react";

import { registerObject } from "@/records/registry";

const CampaignActs = lazy(() => import("./CampaignActs"));
const CampaignBody = lazy(() => import("./CampaignBody"));
const CampaignWizard = lazy(() => import("./CampaignWizard"));

registerObject("campaign", { actions: [CampaignActs], body: CampaignBody, createForm: CampaignWizard });
