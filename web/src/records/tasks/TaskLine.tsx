import { Checkbox, Flex } from "antd";

import { fieldOf, type ObjectType } from "@/api/meta";
import { isReference, valueOf, type RecordData } from "@/api/records";
import { Link } from "@tanstack/react-router";
import { useT } from "@/ui/i18n";
import { Moment } from "@/ui/pieces";

import { recordAddress } from "../addresses";
import { FieldValue } from "../fields/FieldValue";
import { useFinish } from "./useFinish";

/** What a task's line shows. */
export const taskColumns = ["record", "due_at", "priority", "state", "owner", "done_at"];

/** One thing to do, ticked off where it stands. */
export function TaskLine({ type, task, withOwner }: { type: ObjectType; task: RecordData; withOwner?: boolean }) {
  const t = useT();
  const { record, due_at, state } = task;
  const { toggle, isPending } = useFinish(type, task, state === "done");
  const field = (name: string) => {
    const found = fieldOf(type, name);
    return found && <FieldValue type={type} field={found} value={valueOf(task, name)} record={task} />;
  };
  const done = state === "done" || isPending;
  return (
    <li className="yl-related">
      <Flex gap="small" align="start">
        <Checkbox
          checked={done}
          disabled={isPending || !type.actions.includes("update")}
          aria-label={t("records.tasks.finish", { title: task.title })}
          onChange={toggle}
        />
        <div className="yl-grow">
          <Link to={recordAddress(type, task.id)} className={done ? "yl-done" : "yl-strong"}>
            {task.title}
          </Link>
          <div className="yl-quiet">
            {isReference(record) && <>{field("record")} · </>}
            {withOwner && isReference(task.owner) && <>{task.owner.title} · </>}
            {typeof due_at === "string" && <Moment at={due_at} />}
          </div>
        </div>
        {task.priority === "high" && field("priority")}
      </Flex>
    </li>
  );
}
