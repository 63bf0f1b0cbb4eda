import { PlusOutlined } from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import { Button, Flex, Segmented, Skeleton } from "antd";
import { lazy, Suspense } from "react";

import type { ObjectType } from "@/api/meta";
import type { Filter } from "@/api/records";
import { useListSearch } from "@/records/list/search";
import { ListPage } from "@/records/list/ListPage";
import { useCount, useRecordList } from "@/records/queries";
import { TaskLine, taskColumns } from "@/records/tasks/TaskLine";
import { formatNumber, today } from "@/ui/format";
import { useT } from "@/ui/i18n";
import { Nothing } from "@/ui/pieces";
import { useHotkeys } from "@/ui/useHotkeys";

const CreateDrawer = lazy(() => import("@/records/form/CreateDrawer"));

const shown = 50;
const open: Filter = { field: "state", op: "in", value: ["open"] };

/** Each task that is not done stands in exactly one of these. */
const groups = (day: string): { code: string; filter: Filter }[] => [
  { code: "overdue", filter: { field: "state", op: "in", value: ["overdue"] } },
  { code: "today", filter: { all: [open, { field: "due_at", op: "this", value: "day" }] } },
  { code: "later", filter: { all: [open, { field: "due_at", op: "gt", value: day }] } },
  { code: "undated", filter: { all: [open, { field: "due_at", op: "is_empty" }] } },
];

function Group({ type, code, filter, mine }: { type: ObjectType; code: string; filter: Filter; mine: boolean }) {
  const t = useT();
  const whose: Filter[] = mine ? [{ field: "owner", op: "in", value: ["me"] }] : [];
  const selection = { filter: { all: [filter, ...whose] }, sort: "due_at" };
  const { data } = useRecordList(type, selection, taskColumns, shown);
  const { data: count } = useCount(type, selection);
  const tasks = data?.pages[0]?.items;
  if (tasks?.length === 0 && code !== "today") return null;
  return (
    <section className="yl-panel yl-pad" aria-label={t(`activities.group.${code}`)}>
      <h2 className="yl-section-title">
        {t(`activities.group.${code}`)} <span className="yl-quiet">{count && formatNumber(count.count)}</span>
      </h2>
      {!tasks && <Skeleton active title={false} paragraph={{ rows: 3 }} />}
      {tasks?.length === 0 && <Nothing title={t("activities.nothing")} hint={t("activities.nothingHint")} />}
      <ul className="yl-plain-list">
        {tasks?.map((task) => (
          <TaskLine key={task.id} type={type} task={task} withOwner={!mine} />
        ))}
      </ul>
    </section>
  );
}

/** What I do next, by when it is due; the plain list is one click away. */
export default function TasksPage({ type }: { type: ObjectType }) {
  const t = useT();
  const [search, set] = useListSearch();
  const mine = search.mine ?? true;
  useHotkeys({ n: () => type.actions.includes("create") && set({ new: true }) });
  if (search.filter || search.view || search.deleted) return <ListPage type={type} />;
  return (
    <div className="yl-page">
      <Flex justify="space-between" align="center" wrap gap="small">
        <h1 className="yl-page-title">{type.plural}</h1>
        <Flex gap="small" wrap>
          <Segmented<boolean>
            aria-label={t("records.own.title")}
            value={mine}
            onChange={(next) => set({ mine: next })}
            options={[
              { value: true, label: t("records.own.mine") },
              { value: false, label: t("records.own.all") },
            ]}
          />
          <Link to="." search={{ view: "all" } as never}>
            <Button>{t("activities.list")}</Button>
          </Link>
          {type.actions.includes("create") && (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => set({ new: true })}>
              {t("records.new", { object: type.label })}
            </Button>
          )}
        </Flex>
      </Flex>
      {groups(today()).map(({ code, filter }) => (
        <Group key={code} type={type} code={code} filter={filter} mine={mine} />
      ))}
      <Suspense>{search.new && <CreateDrawer type={type} onClose={() => set({ new: undefined })} />}</Suspense>
    </div>
  );
}
