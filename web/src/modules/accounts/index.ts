import { lazy } from "react";

import { registerObject } from "@/records/registry";

registerObject("account", {
  createForm: lazy(() => import("./AccountForm")),
  panels: [lazy(() => import("@/records/page/Collaborators")), lazy(() => import("./ConvertedLeads"))],
});

registerObject("duplicate_rule", { section: "settings" });
