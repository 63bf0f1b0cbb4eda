import { lazy } from "react";

import { registerObject } from "@/records/registry";

registerObject("task", {
  listPage: lazy(() => import("./TasksPage")),
  createForm: lazy(() => import("./TaskForm")),
  actions: [lazy(() => import("./TaskActs"))],
});
