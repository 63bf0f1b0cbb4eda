import { BarChartOutlined, PartitionOutlined } from "@ant-design/icons";
import { lazy } from "react";

import { registerObject, registerPage } from "@/records/registry";

const ReportsPage = lazy(() => import("./ReportsPage"));

registerObject("target", { section: "settings" });

registerPage({
  path: "reports",
  label: "analytics.title",
  icon: BarChartOutlined,
  order: 100,
  visible: (can) => ["lead.read", "opportunity.read", "contract.read", "campaign.read"].some(can),
  component: ReportsPage,
});

registerPage({
  path: "reports/credits",
  label: "analytics.credits.contract",
  icon: BarChartOutlined,
  visible: (can) => can("contract.read"),
  component: lazy(() => import("./CreditsPage")),
});

registerPage({
  path: "settings/attribution",
  label: "analytics.rule.title",
  icon: PartitionOutlined,
  section: "settings",
  visible: (can) => can("campaign.update"),
  component: lazy(() => import("./RulePage")),
});
