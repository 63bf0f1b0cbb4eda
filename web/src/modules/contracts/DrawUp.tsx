import { Button } from "antd";
import { lazy, Suspense, useState } from "react";

import { useObjectType } from "@/api/meta";
import type { RecordSlotProps } from "@/records/registry";
import { useT } from "@/ui/i18n";

const ContractDrawer = lazy(() => import("./ContractDrawer"));

/** From an opportunity or an account to its contract, without leaving the page. A lost opportunity has none. */
export default function DrawUp({ type, record }: RecordSlotProps) {
  const t = useT();
  const contract = useObjectType("contract");
  const [open, setOpen] = useState(false);
  if (!contract?.actions.includes("create") || record.outcome === "lost" || (type.code === "account" && !record.owner)) return null;
  const from = { [type.code]: { object: type.code, id: record.id, title: record.title } };
  return (
    <>
      <Button type={record.outcome === "won" ? "primary" : "default"} onClick={() => setOpen(true)}>
        {t("contracts.drawUp")}
      </Button>
      <Suspense>{open && <ContractDrawer type={contract} initial={from} onClose={() => setOpen(false)} />}</Suspense>
    </>
  );
}
