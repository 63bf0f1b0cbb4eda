import { DownOutlined, PlusOutlined, SyncOutlined } from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import { useMutation } from "@tanstack/react-query";
import { Button, Dropdown, Flex, Segmented, Select, Skeleton, Table, Tooltip, type TableColumnType } from "antd";
import { useState, type Key } from "react";

import { fieldOf, useObjectType, type ObjectType } from "@/api/meta";
import { isReference, records, type Filter, type RecordData } from "@/api/records";
import ReasonDialog from "@/records/acts/ReasonDialog";
import { useAct, useRefreshAll } from "@/records/acts/useAct";
import { listAddress, recordAddress } from "@/records/addresses";
import { FieldValue } from "@/records/fields/FieldValue";
import { useTellOutcome } from "@/records/list/BulkOutcome";
import { RecordCards } from "@/records/list/RecordCards";
import { problemText, useReport } from "@/records/problems";
import { useCount, useRecordList } from "@/records/queries";
import type { RecordSlotProps } from "@/records/registry";
import { formatCount, formatNumber } from "@/ui/format";
import { useT } from "@/ui/i18n";
import { Failure, Moment, Nothing, useIsPhone } from "@/ui/pieces";

import { AddEntry } from "./AddEntry";
import { AddExisting } from "./AddExisting";
import { AutoSync } from "./AutoSync";
import { EntryDrawer } from "./EntryDrawer";
import { ImportEntries } from "./ImportEntries";
import { useParticipations } from "./participation";
import { SyncDialog } from "./SyncDialog";

const columns = ["name", "company", "mobile", "email", "link", "way", "participation", "state", "suspicion", "note", "lead", "contact", "account", "created_at"];
/** What a card says beside the name and the state; what became of the entry stands below. */
const onCard = ["suspicion", "participation", "company", "mobile", "email", "way", "link"];
const reviewable = ["quarantined", "waiting", "collected", "failed"];

function Review({ type, record: entry }: RecordSlotProps) {
  const t = useT();
  const size = useIsPhone() ? "middle" : "small";
  const [rejecting, setRejecting] = useState(false);
  const { mutate, isPending } = useAct(type, entry, t("campaigns.moved"));
  const state = String(entry.state);
  return (
    <Flex gap="small">
      {["quarantined", "waiting", "rejected"].includes(state) && (
        <Button size={size} loading={isPending} aria-label={t("campaigns.collected.releaseOne", { title: entry.title })} onClick={() => mutate({ verb: "release" })}>
          {t("campaigns.collected.release")}
        </Button>
      )}
      {reviewable.includes(state) && (
        <Button size={size} type="text" aria-label={t("campaigns.collected.rejectOne", { title: entry.title })} onClick={() => setRejecting(true)}>
          {t("campaigns.collected.reject")}
        </Button>
      )}
      {rejecting && <ReasonDialog title={t("campaigns.collected.rejectOne", { title: entry.title })} okText={t("campaigns.collected.reject")} usual={t("campaigns.collected.usual").split("|")} pending={isPending} onGive={({ reason }) => mutate({ verb: "reject", body: { reason } }, { onSuccess: () => setRejecting(false) })} onClose={() => setRejecting(false)} />}
    </Flex>
  );
}

/** What it became, or why it waits. */
function Became({ entry }: { entry: RecordData }) {
  const target = [entry.lead, entry.contact, entry.account].find(isReference);
  const type = useObjectType(target?.object);
  return (
    <Flex vertical>
      {target && (type ? <Link to={recordAddress(type, target.id)}>{target.title}</Link> : target.title)}
      {entry.note ? <span className="yl-quiet">{String(entry.note)}</span> : null}
    </Flex>
  );
}

/** At the foot of a card, under the thumb. */
function CardFoot({ type, record }: RecordSlotProps) {
  return (
    <Flex className="yl-full" gap="small" align="center">
      <div className="yl-grow">
        <Became entry={record} />
      </div>
      {type.actions.includes("review") && <Review type={type} record={record} />}
    </Flex>
  );
}

interface RowsProps {
  type: ObjectType;
  items: RecordData[];
  selected: string[];
  /** Absent for who can do nothing to several at once. */
  onSelect: ((ids: string[]) => void) | undefined;
  onOpen: (entry: RecordData) => void;
}

function Rows({ type, items, selected, onSelect, onOpen }: RowsProps) {
  const phone = useIsPhone();
  const tableColumns = useEntryColumns(type, onOpen);
  if (phone) return <RecordCards type={type} fields={onCard.flatMap((name) => fieldOf(type, name) ?? [])} items={items} rowAction={CardFoot} selected={selected} onSelect={onSelect} onOpen={onOpen} />;
  const selection = onSelect && { selectedRowKeys: selected, onChange: (keys: Key[]) => onSelect(keys.map(String)) };
  return <Table<RecordData> rowKey="id" size="small" pagination={false} rowSelection={selection} columns={tableColumns} dataSource={items} scroll={{ x: "max-content" }} />;
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
    ...["company", "mobile", "email", "link", "way", "participation"].map(plain),
    {
      key: "state",
      title: fieldOf(type, "state")?.label,
      render: (_, entry) => (
        <Tooltip title={entry.suspicion ? fieldOf(type, "suspicion")?.options.find(({ value }) => value === entry.suspicion)?.label : undefined}>
          <span>
            <FieldValue type={type} field={fieldOf(type, "state")!} value={String(entry.state)} record={entry} />
          </span>
        </Tooltip>
      ),
    },
    { key: "became", title: t("campaigns.collected.became"), render: (_, entry) => <Became entry={entry} /> },
    { key: "at", title: t("campaigns.collected.at"), render: (_, entry) => entry.created_at && <Moment at={entry.created_at} /> },
    ...(may ? [{ key: "act", render: (_: unknown, entry: RecordData) => <Review type={type} record={entry} /> }] : []),
  ];
}

/** Whoever answered or was entered by hand: reviewed where it looks like spam, then made leads or accounts. */
export default function Collected({ record }: RecordSlotProps) {
  const type = useObjectType("submission");
  return type ? <Entries type={type} record={record} /> : null;
}

interface SelectedProps {
  type: ObjectType;
  rows: RecordData[];
  onDone: () => void;
  /** Absent for who may not sync. */
  onSync?: () => void;
}

const waits = ({ state }: RecordData) => state === "collected" || state === "failed";

/** What can be done to the selected entries at once. */
function Selected({ type, rows, onDone, onSync }: SelectedProps) {
  const t = useT();
  const refresh = useRefreshAll();
  const tell = useTellOutcome(rows);
  const participations = useParticipations();
  const size = useIsPhone() ? "middle" : "small";
  const { mutate, isPending } = useMutation({
    mutationFn: (participation: string) => records.bulk(type, "update", rows.map(({ id }) => id), { participation }),
    onSuccess: (outcome) => {
      tell(outcome);
      void refresh();
      onDone();
    },
    onError: useReport(),
  });
  const waiting = rows.filter(waits).length;
  return (
    <div className="yl-bulk">
      <span>{t("records.bulk.selected", { count: rows.length })}</span>
      {onSync && (
        <Tooltip title={waiting < rows.length && t("campaigns.sync.othersStay")}>
          <Button size={size} icon={<SyncOutlined />} disabled={waiting === 0} onClick={onSync}>
            {t("campaigns.sync.selected", { count: waiting })}
          </Button>
        </Tooltip>
      )}
      {type.actions.includes("update") && <Select size={size} aria-label={t("campaigns.participation")} placeholder={t("campaigns.setParticipation")} value={null} loading={isPending} options={participations} onChange={(value: string | null) => value && mutate(value)} popupMatchSelectWidth={false} />}
      <Button size={size} type="text" onClick={onDone}>
        {t("records.bulk.clear")}
      </Button>
    </div>
  );
}

type Asked = "add" | "existing" | "import" | "sync";

/** The ways in, and the way on. */
function Ways({ type, record, waiting, filter, ask }: RecordSlotProps & { waiting: number | undefined; filter: Filter; ask: (what: Asked) => void }) {
  const t = useT();
  const mayAdd = type.actions.includes("create");
  const more = [{ key: "existing", label: t("campaigns.existing.title") }, ...(type.actions.includes("import") ? [{ key: "import", label: t("campaigns.import.title") }] : [])];
  return (
    <Flex gap="small" wrap>
      <Link to={listAddress(type)} search={{ filter } as never}>
        <Button>{t("campaigns.collected.asList")}</Button>
      </Link>
      {mayAdd && (
        <>
          <Button icon={<PlusOutlined />} onClick={() => ask("add")}>
            {t("campaigns.collected.add")}
          </Button>
          <Dropdown trigger={["click"]} menu={{ items: more, onClick: ({ key }) => ask(key as Asked) }}>
            <Button icon={<DownOutlined />} iconPlacement="end">
              {t("campaigns.collected.more")}
            </Button>
          </Dropdown>
        </>
      )}
      {record.can?.includes("sync") && (
        <>
          <AutoSync campaign={record} />
          <Button type="primary" icon={<SyncOutlined />} disabled={waiting === 0} onClick={() => ask("sync")}>
            {waiting ? t("campaigns.sync.count", { count: waiting }) : t("campaigns.sync.act")}
          </Button>
        </>
      )}
    </Flex>
  );
}

const within = (own: Filter, field: string, values: string[]): Filter => ({ all: [own, { field, op: "in", value: values }] });

function Entries({ type, record }: RecordSlotProps) {
  const t = useT();
  const [state, setState] = useState("");
  const [participation, setParticipation] = useState<string>();
  const [shown, setShown] = useState<RecordData>();
  const [asked, setAsked] = useState<Asked>();
  const [syncing, setSyncing] = useState<string[]>(); // as they were chosen: the sync changes what still waits
  const [selected, setSelected] = useState<string[]>([]);
  const own: Filter = { field: "campaign", op: "in", value: [record.id] };
  const inState = state ? within(own, "state", [state]) : own;
  const filter = participation ? within(inState, "participation", [participation]) : inState;
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useRecordList(type, { filter }, columns);
  const count = useCount(type, { filter });
  const waiting = useCount(type, { filter: within(own, "state", ["collected", "failed"]) });
  const suspicious = useCount(type, { filter: within(own, "state", ["quarantined"]) });
  const items = data?.pages.flatMap((page) => page.items);
  const rows = items?.filter(({ id }) => selected.includes(id)) ?? [];
  const options = (name: string) => fieldOf(type, name)?.options ?? [];
  const label = (value: string, text: string) => (value === "quarantined" && suspicious.data?.count ? `${text} ${formatNumber(suspicious.data.count)}` : text);
  const close = () => setAsked(undefined);
  const deselect = () => setSelected([]);
  const show = (change: () => void) => {
    deselect(); // what is no longer shown is not acted on
    change();
  };
  const maySync = record.can?.includes("sync") ?? false;
  if (error && !items) return <Failure message={problemText(error)} onRetry={() => void refetch()} />;
  return (
    <section className="yl-panel yl-pad yl-stack" aria-label={t("campaigns.tabs.collected")}>
      <Ways type={type} record={record} waiting={waiting.data?.count} filter={filter} ask={setAsked} />
      <Flex gap="small" wrap>
        <div className="yl-scroll">
          <Segmented aria-label={fieldOf(type, "state")?.label} value={state} onChange={(next) => show(() => setState(next))} options={[{ value: "", label: t("records.own.all") }, ...options("state").map(({ value, label: text }) => ({ value, label: label(value, text) }))]} />
        </div>
        <Select allowClear aria-label={t("campaigns.byParticipation")} placeholder={t("campaigns.participation")} value={participation} onChange={(next) => show(() => setParticipation(next))} options={options("participation").map(({ value, label: text }) => ({ value, label: text }))} popupMatchSelectWidth={false} />
      </Flex>
      {rows.length > 0 && <Selected type={type} rows={rows} onDone={deselect} onSync={maySync ? () => setSyncing(rows.filter(waits).map(({ id }) => id)) : undefined} />}
      {!items && <Skeleton active />}
      {items?.length === 0 && <Nothing title={t("campaigns.collected.none")} hint={t("campaigns.collected.noneHint")} />}
      {items && items.length > 0 && <Rows type={type} items={items} selected={selected} onSelect={type.actions.includes("update") || maySync ? setSelected : undefined} onOpen={setShown} />}
      <Flex justify="space-between" align="center">
        <span className="yl-quiet">{count.data && formatCount(count.data)}</span>
        {hasNextPage && (
          <Button size="small" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t("records.loadMore")}
          </Button>
        )}
      </Flex>
      {shown && <EntryDrawer type={type} entry={items?.find(({ id }) => id === shown.id) ?? shown} onClose={() => setShown(undefined)} />}
      {asked === "add" && <AddEntry campaign={record} onClose={close} />}
      {asked === "existing" && <AddExisting campaign={record} onClose={close} />}
      {asked === "import" && <ImportEntries campaign={record} onClose={close} />}
      {asked === "sync" && <SyncDialog campaign={record} onClose={close} />}
      {syncing && <SyncDialog campaign={record} ids={syncing} onClose={() => show(() => setSyncing(undefined))} />}
    </section>
  );
}
