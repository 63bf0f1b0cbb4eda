import { PlusOutlined, SyncOutlined } from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { Button, Drawer, Flex, Segmented, Skeleton, Table, Tooltip, type TableColumnType } from "antd";
import { useState } from "react";

import { fieldOf, useObjectType, type ObjectType } from "@/api/meta";
import { isReference, type Filter, type RecordData } from "@/api/records";
import ReasonDialog from "@/records/acts/ReasonDialog";
import { useAct } from "@/records/acts/useAct";
import { listAddress, recordAddress } from "@/records/addresses";
import { FieldValue } from "@/records/fields/FieldValue";
import { problemText } from "@/records/problems";
import { useCount, useRecordList } from "@/records/queries";
import type { RecordSlotProps } from "@/records/registry";
import { formatCount, formatNumber } from "@/ui/format";
import { useLanguage, useT } from "@/ui/i18n";
import { Failure, Moment, Nothing } from "@/ui/pieces";

import { AddEntry } from "./AddEntry";
import { campaigns } from "./api";
import { labelOf } from "./questions";
import { SyncDialog } from "./SyncDialog";

const columns = ["name", "company", "mobile", "email", "link", "way", "state", "suspicion", "note", "lead", "account", "created_at"];
const reviewable = ["quarantined", "collected", "failed"];

function Answers({ entry, onClose }: { entry: RecordData; onClose: () => void }) {
  const t = useT();
  const language = useLanguage();
  const { data } = useQuery({ queryKey: ["records", "submissions", "answers", entry.id], queryFn: () => campaigns.answers(entry.id) });
  const told = (value: unknown) => (Array.isArray(value) ? value.join("、") : value === true ? t("records.yes") : value === false ? t("records.no") : String(value ?? ""));
  return (
    <Drawer open title={entry.title} onClose={onClose}>
      {!data && <Skeleton active />}
      <dl className="yl-pairs">
        {data?.answers.map((answer) => (
          <div key={answer.key} className="yl-keys-row">
            <dt>{labelOf(answer, language)}</dt>
            <dd className="yl-prose">{told(answer.value)}</dd>
          </div>
        ))}
      </dl>
    </Drawer>
  );
}

function Review({ type, entry }: { type: ObjectType; entry: RecordData }) {
  const t = useT();
  const [rejecting, setRejecting] = useState(false);
  const { mutate, isPending } = useAct(type, entry, t("campaigns.moved"));
  const state = String(entry.state);
  return (
    <Flex gap="small">
      {["quarantined", "rejected"].includes(state) && (
        <Button size="small" loading={isPending} aria-label={t("campaigns.collected.releaseOne", { title: entry.title })} onClick={() => mutate({ verb: "release" })}>
          {t("campaigns.collected.release")}
        </Button>
      )}
      {reviewable.includes(state) && (
        <Button size="small" type="text" aria-label={t("campaigns.collected.rejectOne", { title: entry.title })} onClick={() => setRejecting(true)}>
          {t("campaigns.collected.reject")}
        </Button>
      )}
      {rejecting && <ReasonDialog title={t("campaigns.collected.rejectOne", { title: entry.title })} okText={t("campaigns.collected.reject")} usual={t("campaigns.collected.usual").split("|")} pending={isPending} onGive={({ reason }) => mutate({ verb: "reject", body: { reason } }, { onSuccess: () => setRejecting(false) })} onClose={() => setRejecting(false)} />}
    </Flex>
  );
}

/** What it became, or why it waits. */
function Became({ entry }: { entry: RecordData }) {
  const target = [entry.lead, entry.account].find(isReference);
  const type = useObjectType(target?.object);
  return (
    <Flex vertical>
      {target && (type ? <Link to={recordAddress(type, target.id)}>{target.title}</Link> : target.title)}
      {entry.note ? <span className="yl-quiet">{String(entry.note)}</span> : null}
    </Flex>
  );
}

function useEntryColumns(type: ObjectType, open: (entry: RecordData) => void): TableColumnType<RecordData>[] {
  const t = useT();
  const may = type.actions.includes("review");
  const plain = (name: string): TableColumnType<RecordData> => ({
    key: name,
    title: fieldOf(type, name)?.label,
    render: (_, entry) => <FieldValue type={type} field={fieldOf(type, name)!} value={entry[name] as string} record={entry} />,
  });
  return [
    {
      key: "name",
      title: fieldOf(type, "name")?.label,
      render: (_, entry) => (
        <Button type="link" size="small" className="yl-flush" onClick={() => open(entry)}>
          {entry.title}
        </Button>
      ),
    },
    ...["company", "mobile", "email", "link"].map(plain),
    {
      key: "state",
      title: fieldOf(type, "state")?.label,
      render: (_, entry) => (
        <Tooltip title={entry.suspicion ? fieldOf(type, "suspicion")?.options?.find(({ value }) => value === entry.suspicion)?.label : undefined}>
          <span>
            <FieldValue type={type} field={fieldOf(type, "state")!} value={String(entry.state)} record={entry} />
          </span>
        </Tooltip>
      ),
    },
    { key: "became", title: t("campaigns.collected.became"), render: (_, entry) => <Became entry={entry} /> },
    { key: "at", title: t("campaigns.collected.at"), render: (_, entry) => entry.created_at && <Moment at={entry.created_at} /> },
    ...(may ? [{ key: "act", render: (_: unknown, entry: RecordData) => <Review type={type} entry={entry} /> }] : []),
  ];
}

/** Whoever answered or was entered by hand: reviewed where it looks like spam, then made leads or accounts. */
export default function Collected({ record }: RecordSlotProps) {
  const type = useObjectType("submission");
  return type ? <Entries type={type} record={record} /> : null;
}

function Entries({ type, record }: RecordSlotProps) {
  const t = useT();
  const [state, setState] = useState("");
  const [shown, setShown] = useState<RecordData>();
  const [asked, setAsked] = useState<"add" | "sync">();
  const own: Filter = { field: "campaign", op: "in", value: [record.id] };
  const filter: Filter = state ? { all: [own, { field: "state", op: "in", value: [state] }] } : own;
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useRecordList(type, { filter }, columns);
  const count = useCount(type, { filter });
  const waiting = useCount(type, { filter: { all: [own, { field: "state", op: "in", value: ["collected", "failed"] }] } });
  const suspicious = useCount(type, { filter: { all: [own, { field: "state", op: "in", value: ["quarantined"] }] } });
  const tableColumns = useEntryColumns(type, setShown);
  const items = data?.pages.flatMap((page) => page.items);
  const states = fieldOf(type, "state")?.options ?? [];
  const label = (value: string, text: string) => (value === "quarantined" && suspicious.data?.count ? `${text} ${formatNumber(suspicious.data.count)}` : text);
  const maySync = record.can?.includes("sync") ?? false;
  const mayAdd = type.actions.includes("create") || (record.can?.includes("update") ?? false);
  if (error && !items) return <Failure message={problemText(error)} onRetry={() => void refetch()} />;
  return (
    <section className="yl-panel yl-pad yl-stack" aria-label={t("campaigns.tabs.collected")}>
      <Flex justify="space-between" gap="small" wrap>
        <div className="yl-scroll">
          <Segmented aria-label={fieldOf(type, "state")?.label} value={state} onChange={setState} options={[{ value: "", label: t("records.own.all") }, ...states.map(({ value, label: text }) => ({ value, label: label(value, text) }))]} />
        </div>
        <Flex gap="small" wrap>
          <Link to={listAddress(type)} search={{ filter } as never}>
            <Button>{t("campaigns.collected.asList")}</Button>
          </Link>
          {mayAdd && (
            <Button icon={<PlusOutlined />} onClick={() => setAsked("add")}>
              {t("campaigns.collected.add")}
            </Button>
          )}
          {maySync && (
            <Button type="primary" icon={<SyncOutlined />} disabled={waiting.data?.count === 0} onClick={() => setAsked("sync")}>
              {waiting.data?.count ? t("campaigns.sync.count", { count: waiting.data.count }) : t("campaigns.sync.act")}
            </Button>
          )}
        </Flex>
      </Flex>
      {!items && <Skeleton active />}
      {items?.length === 0 && <Nothing title={t("campaigns.collected.none")} hint={t("campaigns.collected.noneHint")} />}
      {items && items.length > 0 && <Table<RecordData> rowKey="id" size="small" pagination={false} columns={tableColumns} dataSource={items} scroll={{ x: "max-content" }} />}
      <Flex justify="space-between" align="center">
        <span className="yl-quiet">{count.data && formatCount(count.data)}</span>
        {hasNextPage && (
          <Button size="small" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t("records.loadMore")}
          </Button>
        )}
      </Flex>
      {shown && <Answers entry={shown} onClose={() => setShown(undefined)} />}
      {asked === "add" && <AddEntry campaign={record} onClose={() => setAsked(undefined)} />}
      {asked === "sync" && <SyncDialog campaign={record} onClose={() => setAsked(undefined)} />}
    </section>
  );
}
