import { Button } from "antd";

import type { RecordSlotProps } from "@/records/registry";
import { useFinish } from "@/records/tasks/useFinish";
import { useT } from "@/ui/i18n";

export default function TaskActs({ type, record }: RecordSlotProps) {
  const t = useT();
  const done = record.done_at !== null;
  const { toggle, isPending } = useFinish(type, record, done);
  if (!record.can?.includes("update")) return null;
  return (
    <Button type={done ? "default" : "primary"} loading={isPending} onClick={toggle}>
      {t(done ? "activities.reopen" : "activities.done")}
    </Button>
  );
}
