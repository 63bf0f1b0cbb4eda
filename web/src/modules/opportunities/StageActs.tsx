import { DownOutlined } from "@ant-design/icons";
import { useMutation, useQuery } from "@tanstack/react-query";
import { App, Button, Dropdown, Space } from "antd";

import { useObjectType, type ObjectType } from "@/api/meta";
import { isReference, records, type RecordData, type Reference } from "@/api/records";
import { useAct, useRefreshAll } from "@/records/acts/useAct";
import { useOfferSteps } from "@/records/page/steps";
import { useReport } from "@/records/problems";
import type { RecordSlotProps } from "@/records/registry";
import { useT } from "@/ui/i18n";

import { askMove } from "./askMove";
import { useTellMoved } from "./useTellMoved";

/** The stages of the record's own pipeline, in order. */
function useStages(pipeline: string | undefined) {
  const type = useObjectType("stage");
  const { data } = useQuery({
    queryKey: ["records", "stages", "of", pipeline],
    queryFn: () => records.list(type!, { filter: { field: "pipeline", op: "in", value: [pipeline] }, sort: "position", limit: 100, columns: ["outcome", "position"] }),
    enabled: Boolean(type && pipeline),
    staleTime: 60_000,
  });
  return data?.items ?? [];
}

function useMove(type: ObjectType, record: RecordData) {
  const { modal } = App.useApp();
  const stageType = useObjectType("stage")!;
  const refresh = useRefreshAll();
  const tellMoved = useTellMoved(type);
  return useMutation({
    mutationFn: (stage: string) => askMove({ modal, type, stageType, id: record.id, stage }),
    onSuccess: (moved) => moved && tellMoved(moved, (record.stage as Reference).id),
    onError: useReport(),
    onSettled: refresh,
  });
}

function Moves({ type, record }: RecordSlotProps) {
  const t = useT();
  const stages = useStages(isReference(record.pipeline) ? record.pipeline.id : undefined);
  const { mutate, isPending } = useMove(type, record);
  const here = isReference(record.stage) ? stages.findIndex(({ id }) => id === (record.stage as { id: string }).id) : -1;
  const open = stages.filter(({ outcome }) => outcome === "open");
  const won = stages.find(({ outcome }) => outcome === "won");
  const next = open.find((stage) => stages.indexOf(stage) > here) ?? won;
  const others = stages.filter((stage, index) => index !== here && stage !== next);
  useOfferSteps(Object.fromEntries([...others, ...(next ? [next] : [])].map(({ id }) => [id, () => mutate(id)])));
  if (!next) return null;
  return (
    <Space.Compact>
      <Button type="primary" loading={isPending} onClick={() => mutate(next.id)}>
        {t(next.outcome === "won" ? "opportunities.win" : "opportunities.move.to", { stage: next.title })}
      </Button>
      <Dropdown
        trigger={["click"]}
        menu={{
          items: others.map(({ id, title, outcome }) => ({
            key: id,
            danger: outcome === "lost",
            label: outcome === "open" ? t("opportunities.move.to", { stage: title }) : t(outcome === "won" ? "opportunities.win" : "opportunities.lose.ok"),
          })),
          onClick: ({ key }) => mutate(key),
        }}
      >
        <Button type="primary" icon={<DownOutlined />} aria-label={t("opportunities.move.other")} />
      </Dropdown>
    </Space.Compact>
  );
}

function Reopen({ type, record }: RecordSlotProps) {
  const t = useT();
  const { mutate, isPending } = useAct(type, record, t("opportunities.reopened"));
  return (
    <Button loading={isPending} onClick={() => mutate({ verb: "reopen", body: {} })}>
      {t("opportunities.reopen")}
    </Button>
  );
}

/** The next step is one click; every other stage is two. */
export default function StageActs(props: RecordSlotProps) {
  const { record } = props;
  const can = (action: string) => record.can?.includes(action) ?? false;
  if (record.outcome === "open") return can("move") ? <Moves {...props} /> : null;
  return can("reopen") ? <Reopen {...props} /> : null;
}
