import { Progress } from "antd";

import { fieldOf } from "@/api/meta";
import { FieldValue } from "@/records/fields/FieldValue";
import type { RecordSlotProps } from "@/records/registry";
import { percentOf } from "@/ui/decimal";
import { money } from "@/ui/format";
import { useT } from "@/ui/i18n";

/** How much of the amount has come in, and what is still to come. */
export default function ContractFigures({ type, record }: RecordSlotProps) {
  const t = useT();
  const percent = percentOf(String(record.received), String(record.amount));
  const approval = fieldOf(type, "approval");
  const pairs = ["amount", "received", "outstanding", "invoiced"].flatMap((name) => fieldOf(type, name) ?? []);
  return (
    <>
      {approval && (
        <div>
          <dt>{approval.label}</dt>
          <dd>
            <FieldValue type={type} field={approval} value={String(record.approval)} record={record} />
          </dd>
        </div>
      )}
      {pairs.map(({ name, label }) => (
        <div key={name}>
          <dt>{label}</dt>
          <dd className={name === "outstanding" ? "yl-strong" : undefined}>{money(record, name)}</dd>
        </div>
      ))}
      <div className="yl-progress">
        <dt>{t("contracts.progress")}</dt>
        <dd>
          <Progress percent={Math.max(0, Math.min(100, percent))} format={() => `${percent}%`} size="small" status={percent >= 100 ? "success" : "normal"} aria-label={t("contracts.progress")} />
        </dd>
      </div>
    </>
  );
}
