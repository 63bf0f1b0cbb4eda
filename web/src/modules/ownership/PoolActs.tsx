import { Button, Form } from "antd";
import { lazy, Suspense, useState } from "react";

import { isReference, type RecordData, type Reference } from "@/api/records";
import { useAct } from "@/records/acts/useAct";
import { ReferencePicker } from "@/records/fields/ReferencePicker";
import type { RecordSlotProps } from "@/records/registry";
import { useT } from "@/ui/i18n";

const ReasonDialog = lazy(() => import("@/records/acts/ReasonDialog"));

const inPool = ({ pool }: RecordData) => isReference(pool);

function Claim({ type, record }: RecordSlotProps) {
  const t = useT();
  const { mutate, isPending } = useAct(type, record, t("ownership.claimed", { title: record.title }));
  return (
    <Button type="primary" loading={isPending} onClick={() => mutate({ verb: "claim" })}>
      {t("ownership.claim")}
    </Button>
  );
}

function Return({ type, record }: RecordSlotProps) {
  const t = useT();
  const [asking, setAsking] = useState(false);
  const { mutate, isPending } = useAct(type, record, t("ownership.returned"));
  const give = ({ reason, pool }: { reason: string; pool?: Reference | null }) =>
    mutate({ verb: "return", body: { reason, pool: pool?.id ?? null } }, { onSuccess: () => setAsking(false) });
  return (
    <>
      <Button onClick={() => setAsking(true)}>{t("ownership.return")}</Button>
      <Suspense>
        {asking && (
          <ReasonDialog title={t("ownership.returnTitle", { title: record.title })} okText={t("ownership.return")} usual={t("ownership.usual").split("|")} pending={isPending} onGive={give} onClose={() => setAsking(false)}>
            <Form.Item name="pool" label={t("ownership.pool")} extra={t("ownership.samePool")}>
              <ReferencePicker object="pool" filter={{ field: "object", op: "in", value: [type.code] }} />
            </Form.Item>
          </ReasonDialog>
        )}
      </Suspense>
    </>
  );
}

/** Out of the pool, and back into one. */
export default function PoolActs(props: RecordSlotProps) {
  const { record } = props;
  const can = (act: string) => record.can?.includes(act) ?? false;
  const settled = record.status === "converted" || record.status === "disqualified";
  return (
    <>
      {can("claim") && inPool(record) && <Claim {...props} />}
      {can("return") && !inPool(record) && !settled && <Return {...props} />}
    </>
  );
}
