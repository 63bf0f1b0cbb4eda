import { useNavigate, useSearch } from "@tanstack/react-router";
import { Flex, Tabs } from "antd";

import { useGrants } from "@/api/session";
import { PeriodPicker, thisQuarter, type Period } from "@/records/figures/PeriodPicker";
import { useT } from "@/ui/i18n";

import { CampaignReport } from "./CampaignReport";
import { FunnelReport, OutcomeReport, SalesReport, SourceReport } from "./reports";

interface Search extends Period {
  report?: string;
}

const reports = [
  ["funnel", FunnelReport, ["lead.read", "opportunity.read", "contract.read"]],
  ["campaigns", CampaignReport, ["campaign.read"]],
  ["salespeople", SalesReport, ["opportunity.read"]],
  ["outcomes", OutcomeReport, ["opportunity.read"]],
  ["sources", SourceReport, ["lead.read"]],
] as const;

/** 报表: which one and of which period stands in the address; every number opens the rows behind it. */
export default function ReportsPage() {
  const t = useT();
  const can = useGrants();
  const navigate = useNavigate();
  const { report, ...asked } = useSearch({ strict: false }) as Search;
  // An address that names no period means this quarter; one that was cleared names an empty one.
  const { from, to } = asked.from === undefined && asked.to === undefined ? thisQuarter() : { from: asked.from || undefined, to: asked.to || undefined };
  const set = (change: Search) => void navigate({ to: ".", search: (old: object) => ({ ...old, ...change }) as never, replace: true });
  const shown = reports.filter(([, , grants]) => grants.some((grant) => can(grant)));
  const active = shown.find(([code]) => code === report)?.[0] ?? shown[0]?.[0];
  return (
    <div className="yl-page">
      <Flex justify="space-between" align="center" gap="small" wrap>
        <h1 className="yl-page-title">{t("analytics.title")}</h1>
        <PeriodPicker value={{ from, to }} onChange={(period) => set({ from: period.from ?? "", to: period.to ?? "" })} />
      </Flex>
      <Tabs activeKey={active} destroyOnHidden onChange={(next) => set({ report: next })} items={shown.map(([code, Report]) => ({ key: code, label: t(`analytics.${code}.title`), children: <Report period={{ from, to }} /> }))} />
    </div>
  );
}
