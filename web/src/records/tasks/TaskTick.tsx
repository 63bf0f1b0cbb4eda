import { Button } from "antd";

import type { RecordSlotProps } from "../registry";
import { useT } from "@/ui/i18n";

import { useFinish } from "./useFinish";

/** Ticks a task off from the home page. */
export default function TaskTick({ type, record }: RecordSlotProps) {
  const t = useT();
  const { toggle, isPending } = useFinish(type, record, false);
  if (!type.actions.includes("update")) return null;
  return (
    <Button size="small" loading={isPending} aria-label={t("records.tasks.finish", { title: record.title })} onClick={toggle}>
      {t("records.tasks.done")}
    </Button>
  );
}
