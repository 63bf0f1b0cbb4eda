import { Button } from "antd";
import { useState } from "react";

import ReasonDialog from "@/records/acts/ReasonDialog";
import { useAct } from "@/records/acts/useAct";
import type { RecordSlotProps } from "@/records/registry";
import { useT } from "@/ui/i18n";

/** A wrong invoice is void, with a reason. */
export default function InvoiceActs({ type, record }: RecordSlotProps) {
  const t = useT();
  const [asking, setAsking] = useState(false);
  const { mutate, isPending } = useAct(type, record, t("receivables.voided"));
  if (record.state !== "issued" || !record.can?.includes("void")) return null;
  return (
    <>
      <Button danger onClick={() => setAsking(true)}>
        {t("receivables.void")}
      </Button>
      {asking && (
        <ReasonDialog title={t("receivables.voidTitle", { title: record.title })} okText={t("receivables.void")} danger pending={isPending} onGive={({ reason }) => mutate({ verb: "void", body: { reason } }, { onSuccess: () => setAsking(false) })} onClose={() => setAsking(false)} />
      )}
    </>
  );
}
