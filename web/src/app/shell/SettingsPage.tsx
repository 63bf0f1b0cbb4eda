import { Link } from "@tanstack/react-router";
import { Flex } from "antd";

import { hasText, useT } from "@/ui/i18n";

import { usePlaces, type MenuEntry } from "../menu";

/** In the order in which a new company sets itself up; what is named nowhere stands in the last group. */
const groups: { [group: string]: string[] } = {
  people: ["member", "department", "role"],
  customers: ["source", "pool", "recycle_rule", "assignment_rule", "duplicate_rule"],
  sales: ["pipeline", "lost_reason", "target", "exchange_rate"],
  data: ["custom_field"],
};

const groupOf = ({ object }: MenuEntry) => Object.keys(groups).find((group) => groups[group]!.includes(object ?? "")) ?? "data";

/** What a tile is for, by the last part of its address. */
const hintOf = (path: string) => `app.settings.hint.${path.split("/").pop()!}`;

/** All that may be set, one tile each. */
export default function SettingsPage() {
  const t = useT();
  const places = usePlaces().filter(({ section }) => section === "settings");
  return (
    <div className="yl-page">
      <h1 className="yl-page-title">{t("app.settings.title")}</h1>
      {Object.keys(groups).map((group) => {
        const entries = places.filter((place) => groupOf(place) === group);
        if (entries.length === 0) return null;
        return (
          <section key={group} className="yl-stack" aria-label={t(`app.settings.${group}`)}>
            <h2 className="yl-section-title">{t(`app.settings.${group}`)}</h2>
            <div className="yl-tiles">
              {entries.map(({ path, label, icon }) => (
                <Link key={path} to={path} className="yl-panel yl-tile">
                  <Flex gap="small" align="center">
                    {icon}
                    <span className="yl-strong">{label}</span>
                  </Flex>
                  {hasText(hintOf(path)) && <div className="yl-quiet">{t(hintOf(path))}</div>}
                </Link>
              ))}
            </div>
          </section>
        );
      })}
    </div>
  );
}
