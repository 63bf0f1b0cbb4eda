import { lazy } from "react";

import { registerObject } from "@/records/registry";

registerObject("lead", {
  actions: [lazy(() => import("./LeadActs"))],
  createForm: lazy(() => import("./LeadForm")),
  openOnly: { field: "status", op: "in", value: ["new", "following"] },
});
