import { useQuery } from "@tanstack/react-query";
import { Alert, Collapse, Skeleton } from "antd";

import { fieldOf, type ObjectType } from "@/api/meta";
import { problemText } from "@/records/problems";
import type { RecordSlotProps } from "@/records/registry";
import { formatDate, formatNumber, money, type Priced } from "@/ui/format";
import { useT } from "@/ui/i18n";
import { Failure, Moment, Nothing } from "@/ui/pieces";

import { contracts, type Version } from "./api";

type Row = Priced & { [name: string]: unknown };

const shown = ["name", "number", "amount", "signed_on", "starts_on", "ends_on", "remark"];
const filled = (value: unknown) => value !== null && value !== undefined && value !== "";

function Terms({ type, terms }: { type: ObjectType; terms: Row }) {
  const t = useT();
  const text = (name: string) => {
    const kind = fieldOf(type, name)?.kind;
    return kind === "money" ? money(terms, name) : kind === "date" ? formatDate(String(terms[name])) : String(terms[name]);
  };
  const rows = (name: string) => (Array.isArray(terms[name]) ? (terms[name] as Row[]) : []);
  return (
    <div className="yl-stack">
      <dl className="yl-pairs">
        {shown.filter((name) => filled(terms[name])).map((name) => (
          <div key={name} className="yl-keys-row">
            <dt>{fieldOf(type, name)?.label}</dt>
            <dd>{text(name)}</dd>
          </div>
        ))}
      </dl>
      {rows("lines").length > 0 && (
        <ul className="yl-plain-list" aria-label={t("records.lines.title")}>
          {rows("lines").map((line, index) => (
            <li key={index} className="yl-related-row">
              <span>
                {String(line.name)} × {formatNumber(String(line.quantity), { maximumFractionDigits: 4 })}
              </span>
              <span className="yl-number">{filled(line.amount) && money(line, "amount")}</span>
            </li>
          ))}
        </ul>
      )}
      {rows("installments").length > 0 && (
        <ul className="yl-plain-list" aria-label={t("contracts.plan.title")}>
          {rows("installments").map((item, index) => (
            <li key={index} className="yl-related-row">
              <span>
                {String(item.name || t("contracts.plan.name", { number: index + 1 }))} · {formatDate(String(item.due_on))}
              </span>
              <span className="yl-number">{money(item, "amount")}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** What the contract said before each amendment, and the amendment that waits. */
export default function Versions({ type, record }: RecordSlotProps) {
  const t = useT();
  const { data, error, refetch } = useQuery({ queryKey: ["records", "contracts", "versions", record.id], queryFn: () => contracts.versions(record.id) });
  if (error && !data) return <Failure message={problemText(error)} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton active />;
  const label = ({ contract_version, reason, at, member }: Version) => (
    <span>
      {t("contracts.versions.number", { number: contract_version })} · <Moment at={at} /> · {member?.title} · {reason}
    </span>
  );
  return (
    <section className="yl-panel yl-pad yl-stack" aria-label={t("contracts.versions.title")}>
      <div className="yl-quiet">{t("contracts.versions.current", { number: data.current })}</div>
      {data.pending && (
        <Alert
          type="warning"
          showIcon
          title={t("contracts.versions.pending", { reason: data.pending.reason })}
          description={<Terms type={type} terms={data.pending.terms} />}
        />
      )}
      {data.items.length === 0 && !data.pending && <Nothing title={t("contracts.versions.none")} hint={t("contracts.versions.noneHint")} />}
      {data.items.length > 0 && <Collapse items={data.items.map((version) => ({ key: version.contract_version, label: label(version), children: <Terms type={type} terms={version.terms} /> }))} />}
    </section>
  );
}
