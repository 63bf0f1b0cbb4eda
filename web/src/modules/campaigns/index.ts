import { BellOutlined } from "@ant-design/icons";
import { lazy } from "react";

import { registerObject, registerPage } from "@/records/registry";

const CampaignActs = lazy(() => import("./CampaignActs"));
const CampaignBody = lazy(() => import("./CampaignBody"));
const CampaignWizard = lazy(() => import("./CampaignWizard"));
const AddToCampaign = lazy(() => import("./AddToCampaign"));
const PersonalLinks = lazy(() => import("./PersonalLinks"));

registerObject("campaign", { actions: [CampaignActs], body: CampaignBody, createForm: CampaignWizard });
for (const code of ["lead", "contact", "account"]) registerObject(code, { bulkActions: [AddToCampaign, PersonalLinks] });

registerPage({
  path: "settings/campaign-reminders",
  label: "campaigns.reminders.title",
  icon: BellOutlined,
  section: "settings",
  visible: (can) => can("campaign.update"),
  component: lazy(() => import("./RemindersPage")),
});
