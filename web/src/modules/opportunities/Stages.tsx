import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { App, Button, Flex, Skeleton, Table, type TableColumnType } from "antd";
import { lazy, Suspense, useState } from "react";

import { fieldOf, useObjectType, type ObjectType } from "@/api/meta";
import { records, type RecordData } from "@/api/records";
import { useRefreshAll } from "@/records/acts/useAct";
import { recordAddress } from "@/records/addresses";
import { EditableCell } from "@/records/list/EditableCell";
import { useReport } from "@/records/problems";
import { useRecordList, useRemove } from "@/records/queries";
import type { RecordSlotProps } from "@/records/registry";
import { useT } from "@/ui/i18n";
import { IconButton } from "@/ui/pieces";

const CreateDrawer = lazy(() => import("@/records/form/CreateDrawer"));

const edited = ["probability", "forecast", "rotten_days", "required_fields"];
const most = 100;

/** A stage changes places with its neighbour. */
function useSwap(type: ObjectType) {
  return useMutation({
    mutationFn: async ([a, b]: [RecordData, RecordData]) => {
      await records.patch(type, a.id, a.version, { position: b.position });
      await records.patch(type, b.id, b.version, { position: a.position });
    },
    onError: useReport(),
    onSettled: useRefreshAll(),
  });
}

function Acts({ type, stage, stages }: { type: ObjectType; stage: RecordData; stages: RecordData[] }) {
  const t = useT();
  const { modal } = App.useApp();
  const swap = useSwap(type);
  const remove = useRemove(type);
  const report = useReport();
  const open = stages.filter(({ outcome }) => outcome === "open");
  const place = open.indexOf(stage);
  const change = (by: number) => {
    const other = open[place + by];
    return place >= 0 && other ? () => swap.mutate([stage, other]) : undefined;
  };
  const [up, down] = [change(-1), change(1)];
  const ask = () => modal.confirm({ title: t("records.deleteAsk", { title: stage.title }), okButtonProps: { danger: true }, onOk: () => remove.mutateAsync(stage.id).catch(report) });
  return (
    <Flex justify="end">
      <IconButton size="small" label={t("opportunities.stages.up", { stage: stage.title })} icon={<ArrowUpOutlined />} disabled={!up || swap.isPending} onClick={up} />
      <IconButton size="small" label={t("opportunities.stages.down", { stage: stage.title })} icon={<ArrowDownOutlined />} disabled={!down || swap.isPending} onClick={down} />
      {type.actions.includes("delete") && <IconButton size="small" label={t("opportunities.stages.remove", { stage: stage.title })} icon={<DeleteOutlined />} onClick={ask} />}
    </Flex>
  );
}

function StageTable({ type, pipeline }: { type: ObjectType; pipeline: RecordData }) {
  const t = useT();
  const [adding, setAdding] = useState(false);
  const selection = { filter: { field: "pipeline", op: "in", value: [pipeline.id] }, sort: "position" };
  const { data } = useRecordList(type, selection, ["name", "position", "outcome", ...edited], most);
  const stages = data?.pages[0]?.items;
  if (!stages) return <Skeleton active />;
  const editable = type.actions.includes("update");
  const columns: TableColumnType<RecordData>[] = [
    { key: "name", title: fieldOf(type, "name")?.label, render: (_, stage) => <Link to={recordAddress(type, stage.id)}>{stage.title}</Link> },
    ...edited.flatMap((name): TableColumnType<RecordData>[] => {
      const field = fieldOf(type, name);
      return field ? [{ key: name, title: field.label, render: (_, stage) => <EditableCell type={type} field={field} record={stage} editable={editable} /> }] : [];
    }),
    { key: "acts", render: (_, stage) => editable && <Acts type={type} stage={stage} stages={stages} /> },
  ];
  return (
    <section className="yl-panel yl-pad yl-stack" aria-label={t("opportunities.stages.title")}>
      <Table<RecordData> rowKey="id" size="small" pagination={false} columns={columns} dataSource={stages} scroll={{ x: "max-content" }} />
      {type.actions.includes("create") && (
        <div>
          <Button icon={<PlusOutlined />} onClick={() => setAdding(true)}>
            {t("records.new", { object: type.label })}
          </Button>
        </div>
      )}
      <Suspense>
        {adding && <CreateDrawer type={type} initial={{ pipeline: { object: "pipeline", id: pipeline.id, title: pipeline.title } }} onClose={() => setAdding(false)} />}
      </Suspense>
    </section>
  );
}

/** The stages of a pipeline in their order: what each means to the forecast, when it rots, what it asks for. */
export default function Stages({ record }: RecordSlotProps) {
  const type = useObjectType("stage");
  return type && <StageTable type={type} pipeline={record} />;
}
