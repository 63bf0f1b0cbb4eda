import { Link } from "@tanstack/react-router";
import { Flex } from "antd";

import { useT } from "@/ui/i18n";

import { usePlaces } from "../menu";

/** All that may be set, one tile each. */
export default function SettingsPage() {
  const t = useT();
  const places = usePlaces().filter(({ section }) => section === "settings");
  return (
    <div className="yl-page">
      <h1 className="yl-page-title">{t("app.settings.title")}</h1>
      <div className="yl-tiles">
        {places.map(({ path, label, icon }) => (
          <Link key={path} to={path} className="yl-panel yl-tile">
            <Flex gap="small" align="center">
              {icon}
              <span className="yl-strong">{label}</span>
            </Flex>
          </Link>
        ))}
      </div>
    </div>
  );
}
