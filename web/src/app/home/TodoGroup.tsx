import { Flex, Skeleton } from "antd";

import type { Todo } from "@/api/home";
import { fieldOf, useObjectType, type ObjectType } from "@/api/meta";
import { isReference, valueOf, type Filter, type RecordData } from "@/api/records";
import { useSession } from "@/api/session";
import { FieldValue } from "@/records/fields/FieldValue";
import { DrillLink } from "@/records/figures/DrillLink";
import { useRecordList } from "@/records/queries";
import { TaskLine, taskColumns } from "@/records/tasks/TaskLine";
import { isPast } from "@/ui/format";

import { WaitingLine } from "./WaitingLine";

const shown = 5;

/** What tells one line from another, by object; the first that the viewer may see are shown. */
const telling: { [object: string]: string[] } = {
  lead: ["company", "source", "owner", "next_follow_up_at"],
  account: ["level", "owner", "next_follow_up_at"],
  opportunity: ["stage", "amount", "owner", "next_follow_up_at"],
  installment: ["contract", "due_on", "amount", "outstanding"],
};

function Line({ type, record, fields }: { type: ObjectType; record: RecordData; fields: string[] }) {
  const { member } = useSession();
  const parts = fields.flatMap((name) => {
    if (name === "owner" && isReference(record.owner) && record.owner.id === member.id) return [];
    const field = fieldOf(type, name);
    const value = valueOf(record, name);
    if (!field || !value) return [];
    const late = field.kind === "datetime" && isPast(String(value));
    return [
      <span key={name} className={late ? "yl-late" : undefined}>
        <FieldValue type={type} field={field} value={value} record={record} />
      </span>,
    ];
  });
  return (
    <WaitingLine type={type} record={record}>
      {parts}
    </WaitingLine>
  );
}

function Lines({ type, filter }: { type: ObjectType; filter: Filter }) {
  const fields = (telling[type.code] ?? type.columns.slice(1, 4)).filter((name) => fieldOf(type, name));
  const columns = type.code === "task" ? taskColumns : fields;
  const due = ["due_at", "due_on", "next_follow_up_at"].find((name) => fieldOf(type, name)?.sortable);
  const { data } = useRecordList(type, { filter, sort: due }, columns, shown);
  const items = data?.pages[0]?.items;
  if (!items) return <Skeleton active title={false} paragraph={{ rows: 2 }} />;
  return (
    <ul className="yl-plain-list">
      {items.map((record) => (type.code === "task" ? <TaskLine key={record.id} type={type} task={record} /> : <Line key={record.id} type={type} record={record} fields={fields} />))}
    </ul>
  );
}

/** One kind of thing to do: how many, and the first of them, each to be done in place. */
export function TodoGroup({ todo }: { todo: Todo }) {
  const { label, figure } = todo;
  const type = useObjectType(figure.drill?.object);
  return (
    <section className="yl-panel yl-pad" aria-label={label}>
      <Flex justify="space-between">
        <h2 className="yl-section-title">{label}</h2>
        <DrillLink figure={figure} label={label} />
      </Flex>
      {type && figure.drill && <Lines type={type} filter={figure.drill.filter} />}
    </section>
  );
}
