import { Button } from "antd";

import { useAct } from "@/records/acts/useAct";
import type { RecordSlotProps } from "@/records/registry";
import { useT } from "@/ui/i18n";

export default function TaskActs({ type, record }: RecordSlotProps) {
  const t = useT();
  const { mutate, isPending } = useAct(type, record);
  if (!record.can?.includes("update")) return null;
  const done = record.done_at !== null;
  return (
    <Button type={done ? "default" : "primary"} loading={isPending} onClick={() => mutate({ verb: done ? "reopen" : "done" })}>
      {t(done ? "activities.reopen" : "activities.done")}
    </Button>
  );
}
