import { BarChartOutlined } from "@ant-design/icons";
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
