import { Link } from "@tanstack/react-router";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Alert, Button, Flex, Form, Modal, Segmented, Select, Table, type TableColumnType } from "antd";
import { useState } from "react";

import { fieldOf, useMeta, useObjectType } from "@/api/meta";
import { records, type RecordData, type Reference } from "@/api/records";
import { useRefreshAll } from "@/records/acts/useAct";
import { recordAddress } from "@/records/addresses";
import { ReferencePicker } from "@/records/fields/ReferencePicker";
import { problemText } from "@/records/problems";
import { useT } from "@/ui/i18n";
import { StatusTag } from "@/ui/pieces";

import { campaigns, type SyncResult } from "./api";

type Row = SyncResult["rows"][number];

/** A pool of the target object, or a colleague. */
type Home = "pool" | "owner";

function usePools(object: string) {
  const type = useObjectType("pool");
  const { data } = useQuery({
    queryKey: ["records", "pools", "of", object],
    queryFn: () => records.list(type!, { filter: { field: "object", op: "in", value: [object] }, sort: "name", limit: 200, columns: ["active"] }),
    enabled: Boolean(type),
    select: ({ items }) => items,
  });
  return data;
}

function Outcome({ result }: { result: SyncResult }) {
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
      <Alert type={result.failed > 0 ? "warning" : "success"} showIcon title={t("campaigns.sync.done", { synced: result.synced, duplicate: result.duplicate, failed: result.failed })} description={result.remaining > 0 ? t("campaigns.sync.remaining", { count: result.remaining }) : undefined} />
      <Table<Row> rowKey={({ submission }) => submission.id} size="small" pagination={{ hideOnSinglePage: true }} columns={columns} dataSource={result.rows} scroll={{ x: "max-content" }} />
    </div>
  );
}

/** 执行同步: collected entries become leads or accounts, and each says what it became. */
export function SyncDialog({ campaign, onClose }: { campaign: RecordData; onClose: () => void }) {
  const t = useT();
  const refresh = useRefreshAll();
  const pools = usePools(String(campaign.target));
  const [home, setHome] = useState<Home>("pool");
  const [pool, setPool] = useState<string>();
  const [owner, setOwner] = useState<Reference | null>(null);
  const chosen = pool ?? pools?.[0]?.id;
  const byOwner = home === "owner" || pools?.length === 0;
  const sync = useMutation({
    mutationFn: () => campaigns.sync(campaign.id, byOwner ? { owner: owner?.id } : { pool: chosen }),
    onSettled: refresh,
  });
  const more = (sync.data?.remaining ?? 0) > 0;
  const run = () => sync.mutate();
  const footer = sync.data ? (
    <Flex gap="small" justify="end">
      {more && (
        <Button loading={sync.isPending} onClick={run}>
          {t("campaigns.sync.goOn")}
        </Button>
      )}
      <Button type="primary" onClick={onClose}>
        {t("campaigns.sync.close")}
      </Button>
    </Flex>
  ) : (
    <Flex gap="small" justify="end">
      <Button onClick={onClose}>{t("records.form.cancel")}</Button>
      <Button type="primary" loading={sync.isPending} disabled={byOwner ? !owner : !chosen} onClick={run}>
        {t("campaigns.sync.act")}
      </Button>
    </Flex>
  );
  return (
    <Modal open title={t("campaigns.sync.title")} width={sync.data ? "min(760px, 92vw)" : undefined} onCancel={onClose} footer={footer}>
      {sync.error && <Alert type="error" showIcon role="alert" title={problemText(sync.error)} className="yl-gap-below" />}
      {sync.data ? (
        <Outcome result={sync.data} />
      ) : (
        <Form layout="vertical">
          {pools && pools.length > 0 && (
            <Form.Item label={t("campaigns.sync.home")}>
              <Segmented<Home> aria-label={t("campaigns.sync.home")} value={home} onChange={setHome} options={[{ value: "pool", label: t("campaigns.sync.pool") }, { value: "owner", label: t("campaigns.sync.owner") }]} />
            </Form.Item>
          )}
          {byOwner ? (
            <Form.Item label={t("campaigns.sync.owner")}>
              <ReferencePicker object="member" value={owner} onChange={setOwner} aria-label={t("campaigns.sync.owner")} />
            </Form.Item>
          ) : (
            <Form.Item label={t("campaigns.sync.pool")}>
              <Select aria-label={t("campaigns.sync.pool")} value={chosen} onChange={setPool} options={pools?.map(({ id, title }) => ({ value: id, label: title }))} />
            </Form.Item>
          )}
          <p className="yl-quiet">{t("campaigns.sync.hint")}</p>
        </Form>
      )}
    </Modal>
  );
}
