import { Tooltip } from "antd";
import type { ReactNode } from "react";

import { DrillLink } from "@/records/figures/DrillLink";
import { anyWithheld, BasisNote, WithheldNote } from "@/records/figures/Notes";
import { formatNumber, money } from "@/ui/format";
import { useT } from "@/ui/i18n";

import type { CampaignPage } from "./api";

function Tile({ label, hint, children }: { label: string; hint?: string; children: ReactNode }) {
  return (
    <div className="yl-panel yl-figure-tile">
      <div className="yl-field-label">{hint ? <Tooltip title={hint}>{label}</Tooltip> : label}</div>
      <div className="yl-figure-value">{children}</div>
    </div>
  );
}

export const percent = (ratio: string | null) => (ratio === null ? "—" : formatNumber(ratio, { style: "percent", maximumFractionDigits: 1 }));

const counts = ["submissions", "leads", "accounts", "opportunities", "contracts"] as const;

/** The figures of a campaign: who came and what became of them, then the money. Each opens its rows. */
export function DataTiles({ page }: { page: CampaignPage }) {
  const t = useT();
  const basis = page.basis === "budget" ? t("campaigns.data.onBudget") : undefined;
  const moneyTile = (name: "contracted" | "received") => (
    <Tile label={t(`campaigns.data.${name}`)}>
      <DrillLink figure={page[name]} whole={page.whole?.[name]} unit="money" label={t(`campaigns.data.${name}`)} />
    </Tile>
  );
  return (
    <div className="yl-stack">
      <div className="yl-figure-tiles yl-figure-tiles-narrow">
        <Tile label={t("campaigns.data.visits")}>{formatNumber(page.visits)}</Tile>
        <Tile label={t("campaigns.data.visitors")}>{formatNumber(page.visitors)}</Tile>
        <Tile label={t("campaigns.data.conversion")}>{percent(page.conversion)}</Tile>
        {counts.map((name) => (
          <Tile key={name} label={t(`campaigns.data.${name}`)}>
            <DrillLink figure={page[name]} whole={page.whole?.[name]} label={t(`campaigns.data.${name}`)} />
          </Tile>
        ))}
      </div>
      <div className="yl-figure-tiles">
        <Tile label={t("campaigns.data.cost")} hint={basis}>
          {page.basis === "budget" ? money(page, "budget") : <DrillLink figure={page.cost} unit="money" label={t("campaigns.data.cost")} />}
        </Tile>
        <Tile label={t("campaigns.data.perLead")} hint={basis}>
          {money(page, "cost_per_lead")}
        </Tile>
        <Tile label={t("campaigns.data.perAccount")} hint={basis}>
          {money(page, "cost_per_account")}
        </Tile>
        {moneyTile("contracted")}
        {moneyTile("received")}
        <Tile label={t("campaigns.data.roiContracted")} hint={basis}>
          {percent(page.roi_contracted)}
        </Tile>
        <Tile label={t("campaigns.data.roiReceived")} hint={basis}>
          {percent(page.roi_received)}
        </Tile>
      </div>
      <WithheldNote when={anyWithheld([page])} />
      <BasisNote />
    </div>
  );
}
