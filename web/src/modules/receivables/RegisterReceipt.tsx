import { Button } from "antd";
import { lazy, Suspense, useState } from "react";

import { fieldOf, useObjectType } from "@/api/meta";
import type { RecordSlotProps } from "@/records/registry";
import { RecordDrawer } from "@/records/form/RecordDrawer";
import { minus, signOf } from "@/ui/decimal";
import { today } from "@/ui/format";
import { useT } from "@/ui/i18n";

const ReceiptDrawer = lazy(() => import("./ReceiptDrawer"));

const inForce = ["effective", "executing"];

/** What comes in for a contract, and what is billed for it, without leaving its page. */
export default function RegisterReceipt({ type, record }: RecordSlotProps) {
  const t = useT();
  const receipt = useObjectType("receipt");
  const invoice = useObjectType("invoice");
  const [open, setOpen] = useState<"receipt" | "invoice">();
  const contract = { object: type.code, id: record.id, title: record.title };
  const left = minus(String(record.amount ?? "0"), String(record.invoiced ?? "0"));
  const close = () => setOpen(undefined);
  const stage = String(record.stage);
  const registers = receipt?.actions.includes("create") && inForce.includes(stage);
  const bills = invoice?.actions.includes("create") && [...inForce, "completed"].includes(stage) && signOf(left) > 0;
  return (
    <>
      {registers && (
        <Button onClick={() => setOpen("receipt")}>
          {t("receivables.register")}
        </Button>
      )}
      {bills && <Button onClick={() => setOpen("invoice")}>{t("receivables.issue")}</Button>}
      <Suspense>{open === "receipt" && <ReceiptDrawer type={receipt!} initial={{ contract }} onClose={close} />}</Suspense>
      {open === "invoice" && <RecordDrawer type={invoice!} initial={{ contract, amount: left, kind: fieldOf(invoice!, "kind")?.options[0]?.value, issued_on: today() }} onClose={close} />}
    </>
  );
}
