import { Button } from "antd";
import { lazy, Suspense, useState } from "react";

import { isReference } from "@/api/records";
import { useSession } from "@/api/session";
import { useT } from "@/ui/i18n";

import type { RecordSlotProps } from "../registry";
import { useAct } from "./useAct";

const AssignDialog = lazy(() => import("./AssignDialog"));

/** Every object that has owners can be given to another one. */
export function AssignAct({ type, record }: RecordSlotProps) {
  const t = useT();
  const [asking, setAsking] = useState(false);
  const { grants } = useSession();
  // Whose reach is limited may not see the record any more, and could not fetch it back.
  const back = grants[`${type.code}.assign`] === "all" && isReference(record.owner) ? { verb: "assign", body: { owner: record.owner.id } } : undefined;
  const { mutate, isPending } = useAct(type, record, t("records.assigned"), back);
  if (!record.can?.includes("assign")) return null;
  const choose = (owner: string) => mutate({ verb: "assign", body: { owner } }, { onSuccess: () => setAsking(false) });
  return (
    <>
      <Button onClick={() => setAsking(true)}>{t("records.assign")}</Button>
      <Suspense>{asking && <AssignDialog title={t("records.assignTitle", { title: record.title })} pending={isPending} onChoose={choose} onClose={() => setAsking(false)} />}</Suspense>
    </>
  );
}
