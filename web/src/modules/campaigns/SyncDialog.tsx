import { Link } from "@tanstack/react-router";
import { useMutation } from "@tanstack/react-query";
import { Alert, Button, Flex, Form, Modal, Progress, Table, type TableColumnType } from "antd";
import { useEffect } from "react";

import { fieldOf, useMeta, type ObjectType } from "@/api/meta";
import { isReference, type Filter, type RecordData } from "@/api/records";
import { isRunning } from "@/api/work";
import { useRefreshAll } from "@/records/acts/useAct";
import { recordAddress } from "@/records/addresses";
import { jobPercent, useAnnounceJob, useJob } from "@/records/jobs";
import { problemText } from "@/records/problems";
import { useRecordList } from "@/records/queries";
import { useT } from "@/ui/i18n";
import { StatusTag } from "@/ui/pieces";

import { campaigns, type SyncCounts, type SyncResult } from "./api";
import { HomePicker, useHome } from "./HomePicker";

type Row = SyncResult["rows"][number];

interface OutcomeProps {
  counts: SyncCounts;
  rows: Row[];
}

function Outcome({ counts, rows }: OutcomeProps) {
  const t = useT();
  const { objects } = useMeta();
  const states = fieldOf(objects.submission!, "state")?.options ?? [];
  const columns: TableColumnType<Row>[] = [
    { key: "who", title: t("campaigns.sync.who"), render: (_, { submission }) => submission.title },
    {
      key: "state",
      title: t("campaigns.sync.result"),
      render: (_, { state }) => {
        const option = states.find(({ value }) => value === state);
        return <StatusTag tone={option?.color}>{option?.label ?? state}</StatusTag>;
      },
    },
    {
      key: "why",
      title: t("campaigns.sync.why"),
      render: (_, { record, note }) => {
        const type = objects[record?.object ?? ""];
        return (
          <Flex vertical>
            {record && type && <Link to={recordAddress(type, record.id)}>{record.title}</Link>}
            {note && <span className="yl-quiet">{note}</span>}
          </Flex>
        );
      },
    },
  ];
  return (
    <div className="yl-stack">
      <Alert type={counts.failed > 0 ? "warning" : "success"} showIcon title={t("campaigns.sync.done", { ...counts })} />
      <Table<Row> rowKey={({ submission }) => submission.id} size="small" pagination={{ hideOnSinglePage: true }} columns={columns} dataSource={rows} scroll={{ x: "max-content" }} />
    </div>
  );
}

/** What a job made of each entry, those that need a person first. */
function JobOutcome({ campaign, type, result, counts }: { campaign: RecordData; type: ObjectType; result: SyncResult; counts: SyncCounts }) {
  const t = useT();
  const filter: Filter = { all: [{ field: "campaign", op: "in", value: [campaign.id] }, { field: "synced_at", op: "gte", value: result.began }] };
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = useRecordList(type, { filter, sort: "state" }, ["name", "state", "note", "lead", "account"], 200);
  const rows = data?.pages.flatMap((page) => page.items).map((entry) => ({
    submission: { object: "submission", id: entry.id, title: entry.title },
    state: String(entry.state),
    note: String(entry.note ?? ""),
    record: [entry.lead, entry.account].find(isReference) ?? null,
  }));
  return (
    <div className="yl-stack">
      <Outcome counts={counts} rows={rows ?? []} />
      {hasNextPage && (
        <Button size="small" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t("records.loadMore")}
        </Button>
      )}
    </div>
  );
}

function Running({ campaign, result }: { campaign: RecordData; result: SyncResult }) {
  const t = useT();
  const refresh = useRefreshAll();
  const { objects } = useMeta();
  const { data: job } = useJob(result.job);
  const ended = job && !isRunning(job);
  useEffect(() => {
    if (ended) void refresh();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once, when it ends
  }, [ended]);
  if (job?.state === "failed") return <Alert type="error" showIcon role="alert" title={t("campaigns.sync.broken")} description={job.detail} />;
  if (job?.state === "done") return <JobOutcome campaign={campaign} type={objects.submission!} result={result} counts={job.result as SyncCounts} />;
  return (
    <div className="yl-stack">
      <Progress percent={job ? jobPercent(job) : 0} aria-label={t("campaigns.sync.act")} />
      <p className="yl-quiet">{t("campaigns.sync.goesOn")}</p>
    </div>
  );
}

interface SyncProps {
  campaign: RecordData;
  /** None but these; absent: all that wait. */
  ids?: string[];
  onClose: () => void;
}

/** 执行同步: collected entries become leads or accounts, and each says what it became. Many are a job with progress. */
export function SyncDialog({ campaign, ids, onClose }: SyncProps) {
  const t = useT();
  const refresh = useRefreshAll();
  const announce = useAnnounceJob();
  const picked = useHome(String(campaign.target));
  const { data, error, isPending, mutate } = useMutation({
    mutationFn: () => campaigns.sync(campaign.id, { ...picked.home, ids }),
    onSuccess: ({ job }) => job && announce(),
    onSettled: refresh,
  });
  const footer = data ? (
    <Button type="primary" onClick={onClose}>
      {t("campaigns.sync.close")}
    </Button>
  ) : (
    <Flex gap="small" justify="end">
      <Button onClick={onClose}>{t("records.form.cancel")}</Button>
      <Button type="primary" loading={isPending} disabled={!picked.home} onClick={() => mutate()}>
        {t("campaigns.sync.act")}
      </Button>
    </Flex>
  );
  return (
    <Modal open title={ids ? t("campaigns.sync.selected", { count: ids.length }) : t("campaigns.sync.title")} width={data ? "min(760px, 92vw)" : undefined} onCancel={onClose} footer={footer}>
      {error && <Alert type="error" showIcon role="alert" title={problemText(error)} className="yl-gap-below" />}
      {data?.job && <Running campaign={campaign} result={data} />}
      {data && !data.job && <Outcome counts={data} rows={data.rows} />}
      {!data && (
        <Form layout="vertical">
          <HomePicker {...picked} />
          <p className="yl-quiet">{t("campaigns.sync.hint")}</p>
        </Form>
      )}
    </Modal>
  );
}
