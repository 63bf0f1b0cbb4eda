import { CloudUploadOutlined } from "@ant-design/icons";
import { lazy } from "react";

import { registerPage } from "@/records/registry";

registerPage({
  path: "settings/imports",
  label: "imports.title",
  icon: CloudUploadOutlined,
  section: "settings",
  visible: (_can, types) => Object.values(types).some(({ actions }) => actions.includes("import")),
  component: lazy(() => import("./ImportsPage")),
});
