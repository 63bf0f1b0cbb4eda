import { ImportOutlined } from "@ant-design/icons";
import { lazy } from "react";

import { registerPage } from "@/records/registry";

registerPage({
  path: "settings/takeover",
  label: "takeover.title",
  icon: ImportOutlined,
  section: "settings",
  visible: (can) => can("receipt.take_over"),
  component: lazy(() => import("./TakeoverPage")),
});
