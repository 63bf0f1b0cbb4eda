import { lazy } from "react";

import { registerObject } from "@/records/registry";

registerObject("task", {
  listPage: lazy(() => import("./TasksPage")),
  createForm: lazy(() => import("./TaskForm")),
  nextAct: lazy(() => import("@/records/tasks/TaskTick")),
  actions: [lazy(() => import("./TaskActs"))],
});
