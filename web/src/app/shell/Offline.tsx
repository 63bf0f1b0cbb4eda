import { DisconnectOutlined } from "@ant-design/icons";
import { Alert } from "antd";

import { useT } from "@/ui/i18n";

import { useIsOnline } from "../connection";

/** Said at once, above the page, which stays as it is. */
export function Offline() {
  const t = useT();
  if (useIsOnline()) return null;
  return <Alert banner role="status" type="warning" icon={<DisconnectOutlined />} title={t("app.offline")} />;
}
