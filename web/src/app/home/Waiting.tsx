import { Link } from "@tanstack/react-router";
import { Flex } from "antd";

import type { Home } from "@/api/home";
import { useMeta, useObjectType } from "@/api/meta";
import { recordAddress } from "@/records/addresses";
import { DrillLink } from "@/records/figures/DrillLink";
import { valueOfFigure } from "@/records/figures/figure";
import { useRecordList } from "@/records/queries";
import { useT } from "@/ui/i18n";

/** How much waits of each kind; every figure opens its list. */
export function Counts({ todo }: { todo: Home["todo"] }) {
  const waiting = todo.filter(({ figure }) => valueOfFigure(figure) > 0);
  if (waiting.length === 0) return null;
  return (
    <Flex gap="middle" wrap className="yl-panel yl-pad yl-counts">
      {waiting.map(({ code, label, figure }) => (
        <span key={code}>
          {label} <DrillLink figure={figure} label={label} />
        </span>
      ))}
    </Flex>
  );
}

/** What waits with whom, for who leads them. */
export function People({ people, todo }: { people: Home["people"]; todo: Home["todo"] }) {
  const t = useT();
  const { member: type } = useMeta().objects;
  if (people.length === 0) return null;
  const label = new Map(todo.map((one) => [one.code, one.label]));
  return (
    <section className="yl-panel yl-pad" aria-label={t("app.home.people")}>
      <h2 className="yl-section-title">{t("app.home.people")}</h2>
      <ul className="yl-plain-list">
        {people.map(({ member, figures }) => (
          <li key={member.id} className="yl-related">
            {type ? <Link to={recordAddress(type, member.id)}>{member.title}</Link> : member.title}
            <Flex gap="small" wrap className="yl-quiet">
              {figures
                .filter(({ figure }) => valueOfFigure(figure) > 0)
                .map(({ code, figure }) => (
                  <span key={code}>
                    {label.get(code)} <DrillLink figure={figure} label={`${member.title} ${label.get(code) ?? ""}`} />
                  </span>
                ))}
            </Flex>
          </li>
        ))}
      </ul>
    </section>
  );
}

const shown = 5;

/** Campaigns that run now, for who makes them. */
export function Running() {
  const type = useObjectType("campaign");
  return type?.actions.includes("update") ? <RunningCampaigns /> : null;
}

function RunningCampaigns() {
  const t = useT();
  const type = useObjectType("campaign")!;
  const { data } = useRecordList(type, { filter: { field: "state", op: "in", value: ["active"] }, sort: "ends_on" }, ["ends_on"], shown);
  const campaigns = data?.pages[0]?.items ?? [];
  if (campaigns.length === 0) return null;
  return (
    <section className="yl-panel yl-pad" aria-label={t("app.home.campaigns")}>
      <h2 className="yl-section-title">{t("app.home.campaigns")}</h2>
      <ul className="yl-plain-list">
        {campaigns.map((campaign) => (
          <li key={campaign.id} className="yl-related-row">
            <Link to={recordAddress(type, campaign.id)}>{campaign.title}</Link>
            {typeof campaign.ends_on === "string" && <span className="yl-quiet">{t("app.home.until", { day: campaign.ends_on })}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}
