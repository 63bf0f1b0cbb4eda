import { DeleteOutlined, EditOutlined, PaperClipOutlined, PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { App, Button, Drawer, Flex, Progress, Skeleton, Table, type TableColumnType } from "antd";
import { useState } from "react";

import { fieldOf, useObjectType, type Field, type ObjectType } from "@/api/meta";
import type { Filter, RecordData } from "@/api/records";
import { useRefreshAll } from "@/records/acts/useAct";
import { FieldValue } from "@/records/fields/FieldValue";
import { RecordDrawer } from "@/records/form/RecordDrawer";
import { RecordCards } from "@/records/list/RecordCards";
import { FilesPanel } from "@/records/page/FilesPanel";
import { problemText } from "@/records/problems";
import { useRecordList, useRemove } from "@/records/queries";
import type { RecordSlotProps } from "@/records/registry";
import { formatNumber, money } from "@/ui/format";
import { useT } from "@/ui/i18n";
import { Failure, IconButton, Nothing, useIsPhone } from "@/ui/pieces";

import { campaigns, type CostShare, type CostsPage } from "./api";

function Usage({ page }: { page: CostsPage }) {
  const t = useT();
  const percent = page.used === null ? null : Number(page.used) * 100;
  const tiles = ["budget", "planned", "spent"] as const;
  return (
    <div className="yl-stack">
      <div className="yl-figure-tiles">
        {tiles.map((name) => (
          <div key={name} className="yl-panel yl-figure-tile">
            <div className="yl-field-label">{t(`campaigns.costs.${name}`)}</div>
            <div className="yl-figure-value">{money(page, name)}</div>
          </div>
        ))}
      </div>
      {percent === null ? (
        <p className="yl-quiet">{t("campaigns.costs.noBudget")}</p>
      ) : (
        <Progress percent={Math.min(percent, 100)} status={percent > 100 ? "exception" : "normal"} format={() => formatNumber(page.used!, { style: "percent", maximumFractionDigits: 1 })} aria-label={t("campaigns.costs.used")} />
      )}
    </div>
  );
}

function Shares({ title, rows, labelOf }: { title: string; rows: CostShare[]; labelOf: (value: string) => string }) {
  const t = useT();
  const columns: TableColumnType<CostShare>[] = [
    { key: "value", title, render: (_, { value }) => labelOf(value) },
    { key: "planned", title: t("campaigns.costs.planned"), align: "right", render: (_, share) => money(share, "planned") },
    { key: "spent", title: t("campaigns.costs.spent"), align: "right", render: (_, share) => money(share, "spent") },
  ];
  return <Table<CostShare> rowKey="value" size="small" pagination={false} columns={columns} dataSource={rows} scroll={{ x: "max-content" }} />;
}

/** What can be done to one line; bills hang on what was spent. */
function LineActs({ type, record: row }: RecordSlotProps) {
  const t = useT();
  const { modal } = App.useApp();
  const refresh = useRefreshAll();
  const remove = useRemove(type);
  const [opened, setOpened] = useState<"line" | "papers">();
  const close = () => setOpened(undefined);
  const may = (action: string) => type.actions.includes(action);
  const askRemove = () => modal.confirm({ title: t("campaigns.costs.removeAsk", { name: row.title }), okButtonProps: { danger: true }, onOk: () => remove.mutate(row.id, { onSuccess: () => void refresh() }) });
  const size = useIsPhone() ? "middle" : "small";
  return (
    <Flex gap="small" justify="end">
      {type.code === "cost_item" && <IconButton size={size} label={t("campaigns.costs.papers", { name: row.title })} icon={<PaperClipOutlined />} onClick={() => setOpened("papers")} />}
      {may("update") && <IconButton size={size} label={t("campaigns.costs.edit", { name: row.title })} icon={<EditOutlined />} onClick={() => setOpened("line")} />}
      {may("delete") && <IconButton size={size} label={t("campaigns.costs.remove", { name: row.title })} icon={<DeleteOutlined />} onClick={askRemove} />}
      {opened === "line" && <RecordDrawer type={type} record={row} onClose={close} onSaved={() => void refresh()} />}
      {opened === "papers" && (
        <Drawer open title={row.title} onClose={close}>
          <FilesPanel type={type} record={{ ...row, can: may("update") ? ["update"] : [] }} />
        </Drawer>
      )}
    </Flex>
  );
}

function LineTable({ type, fields, items }: { type: ObjectType; fields: Field[]; items: RecordData[] }) {
  const columns: TableColumnType<RecordData>[] = [
    ...fields.map((field): TableColumnType<RecordData> => ({
      key: field.name,
      title: field.label,
      align: field.kind === "money" ? "right" : undefined,
      render: (_, row) => <FieldValue type={type} field={field} value={row[field.name] as string} record={row} />,
    })),
    { key: "acts", align: "right", render: (_, row) => <LineActs type={type} record={row} /> },
  ];
  return <Table<RecordData> rowKey="id" size="small" pagination={false} columns={columns} dataSource={items} scroll={{ x: "max-content" }} />;
}

interface LinesProps {
  type: ObjectType;
  campaign: RecordData;
  columns: string[];
  sort: string;
}

/** Rows of one kind with what can be done to them: budget lines, or what was spent. */
function Lines({ type, campaign, columns: names, sort }: LinesProps) {
  const t = useT();
  const phone = useIsPhone();
  const refresh = useRefreshAll();
  const [adding, setAdding] = useState(false);
  const filter: Filter = { field: "campaign", op: "in", value: [campaign.id] };
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = useRecordList(type, { filter, sort }, [...names, "campaign"]);
  const items = data?.pages.flatMap((page) => page.items);
  const fields = names.flatMap((name) => fieldOf(type, name) ?? []);
  return (
    <section className="yl-panel yl-pad yl-stack" aria-label={type.plural}>
      <Flex justify="space-between" align="center">
        <h2 className="yl-section-title">{type.plural}</h2>
        {type.actions.includes("create") && (
          <Button size="small" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
            {t("records.new", { object: type.label })}
          </Button>
        )}
      </Flex>
      {!items && <Skeleton active />}
      {items?.length === 0 && <Nothing title={t("campaigns.costs.none", { plural: type.plural })} />}
      {items && items.length > 0 && (phone ? <RecordCards type={type} fields={fields} items={items} rowAction={LineActs} /> : <LineTable type={type} fields={fields} items={items} />)}
      {hasNextPage && (
        <Button size="small" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t("records.loadMore")}
        </Button>
      )}
      {adding && <RecordDrawer type={type} initial={{ campaign: { object: "campaign", id: campaign.id, title: campaign.title } }} onClose={() => setAdding(false)} onSaved={() => void refresh()} />}
    </section>
  );
}

/** 费用: what the campaign may cost, what it did cost, and how much of the budget is used. */
export default function Costs({ record }: RecordSlotProps) {
  const t = useT();
  const items = useObjectType("cost_item");
  const plan = useObjectType("budget_line");
  const { data, error, refetch } = useQuery({ queryKey: ["records", "campaigns", "costs", record.id], queryFn: () => campaigns.costs(record.id) });
  const kinds = (items && fieldOf(items, "kind")?.options) ?? [];
  if (error) return <Failure message={problemText(error)} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton active />;
  return (
    <div className="yl-stack">
      <Usage page={data} />
      {data.by_kind.length > 0 && (
        <div className="yl-two">
          <section className="yl-panel yl-pad" aria-label={t("campaigns.costs.byKind")}>
            <Shares title={t("campaigns.costs.byKind")} rows={data.by_kind} labelOf={(value) => kinds.find((kind) => kind.value === value)?.label ?? value} />
          </section>
          <section className="yl-panel yl-pad" aria-label={t("campaigns.costs.byChannel")}>
            <Shares title={t("campaigns.costs.byChannel")} rows={data.by_channel} labelOf={(value) => value || t("campaigns.costs.noChannel")} />
          </section>
        </div>
      )}
      {items && <Lines type={items} campaign={record} columns={["spent_on", "name", "kind", "channel", "amount", "amount_base"]} sort="-spent_on" />}
      {plan && <Lines type={plan} campaign={record} columns={["name", "kind", "channel", "amount"]} sort="kind" />}
    </div>
  );
}
