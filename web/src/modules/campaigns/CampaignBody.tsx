import { useNavigate, useSearch } from "@tanstack/react-router";
import { Tabs } from "antd";
import { lazy, Suspense } from "react";

import { fieldOf, useObjectType } from "@/api/meta";
import Collaborators from "@/records/page/Collaborators";
import { FieldGroups } from "@/records/page/FieldGroups";
import { RelatedLists } from "@/records/page/RelatedLists";
import { Timeline } from "@/records/page/Timeline";
import type { RecordSlotProps } from "@/records/registry";
import { useT } from "@/ui/i18n";

import { Links } from "./Links";
import { PublicForm } from "./PublicForm";

const Collected = lazy(() => import("./Collected"));
const Costs = lazy(() => import("./Costs"));
const Data = lazy(() => import("./Data"));

/** What hangs from it and is not shown in a tab of its own. */
const elsewhere = new Set(["submission", "promotion_link", "cost_item", "budget_line"]);

function Details({ type, record }: RecordSlotProps) {
  const rest = { ...type, related: type.related.filter(({ object }) => !elsewhere.has(object)) };
  return (
    <div className="yl-record-body">
      <FieldGroups type={type} record={record} />
      <div className="yl-stack">
        <Links type={type} record={record} />
        <PublicForm type={type} record={record} />
        <Timeline type={type} record={record} />
      </div>
      <div className="yl-stack">
        <Collaborators type={type} record={record} />
        <RelatedLists type={rest} record={record} />
      </div>
    </div>
  );
}

/** 市场活动 in tabs; which one is open stands in the address. */
export default function CampaignBody({ type, record }: RecordSlotProps) {
  const t = useT();
  const navigate = useNavigate();
  const { tab } = useSearch({ strict: false }) as { tab?: string };
  const open = (next: string) => void navigate({ to: ".", search: (old: object) => ({ ...old, tab: next }) as never, resetScroll: false });
  const seesCosts = useObjectType("cost_item") !== undefined;
  const target = fieldOf(type, "target")?.options.find(({ value }) => value === record.target)?.label ?? "";
  return (
    <Suspense>
      <Tabs
        activeKey={["collected", "costs", "data"].includes(tab ?? "") ? tab : "details"}
        onChange={open}
        destroyOnHidden
        items={[
          { key: "details", label: t("campaigns.tabs.details"), children: <Details type={type} record={record} /> },
          { key: "collected", label: target || t("campaigns.tabs.collected"), children: <Collected type={type} record={record} /> },
          ...(seesCosts ? [{ key: "costs", label: t("campaigns.tabs.costs"), children: <Costs type={type} record={record} /> }] : []),
          { key: "data", label: t("campaigns.tabs.data"), children: <Data type={type} record={record} /> },
        ]}
      />
    </Suspense>
  );
}
