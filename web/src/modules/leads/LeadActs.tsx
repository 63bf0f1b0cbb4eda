import { Button } from "antd";
import { lazy, Suspense, useState } from "react";

import { isReference } from "@/api/records";
import { useAct } from "@/records/acts/useAct";
import { useOfferSteps } from "@/records/page/steps";
import type { RecordSlotProps } from "@/records/registry";
import { useT } from "@/ui/i18n";

const ConvertDrawer = lazy(() => import("./ConvertDrawer"));
const ReasonDialog = lazy(() => import("@/records/acts/ReasonDialog"));

function Convert(props: RecordSlotProps) {
  const t = useT();
  const [open, setOpen] = useState(false);
  // In a pool the act that the state calls for is to claim.
  const first = !isReference(props.record.pool);
  useOfferSteps({ converted: () => setOpen(true) });
  return (
    <>
      <Button type={first ? "primary" : "default"} onClick={() => setOpen(true)}>
        {t("leads.convert.act")}
      </Button>
      <Suspense>{open && <ConvertDrawer {...props} onClose={() => setOpen(false)} />}</Suspense>
    </>
  );
}

function Disqualify({ type, record }: RecordSlotProps) {
  const t = useT();
  const [asking, setAsking] = useState(false);
  const { mutate, isPending } = useAct(type, record, t("leads.disqualify.done"), { verb: "reopen" });
  useOfferSteps({ disqualified: () => setAsking(true) });
  return (
    <>
      <Button onClick={() => setAsking(true)}>{t("leads.disqualify.act")}</Button>
      <Suspense>
        {asking && (
          <ReasonDialog
            danger
            title={t("leads.disqualify.title", { title: record.title })}
            okText={t("leads.disqualify.act")}
            usual={t("leads.disqualify.usual").split("|")}
            pending={isPending}
            onGive={({ reason }) => mutate({ verb: "disqualify", body: { reason } }, { onSuccess: () => setAsking(false) })}
            onClose={() => setAsking(false)}
          />
        )}
      </Suspense>
    </>
  );
}

function Reopen({ type, record }: RecordSlotProps) {
  const t = useT();
  const { mutate, isPending } = useAct(type, record, t("leads.reopen.done"));
  return (
    <Button type="primary" loading={isPending} onClick={() => mutate({ verb: "reopen" })}>
      {t("leads.reopen.act")}
    </Button>
  );
}

const open = ["new", "following"];

/** What becomes of a lead: a customer, or nothing for now. */
export default function LeadActs(props: RecordSlotProps) {
  const { record } = props;
  const can = (act: string) => record.can?.includes(act) ?? false;
  const isOpen = open.includes(String(record.status));
  return (
    <>
      {isOpen && can("convert") && <Convert {...props} />}
      {isOpen && can("disqualify") && <Disqualify {...props} />}
      {record.status === "disqualified" && can("disqualify") && <Reopen {...props} />}
    </>
  );
}
