import { useQuery } from "@tanstack/react-query";

import { useGrants } from "@/api/session";
import type { RecordSlotProps } from "@/records/registry";
import { money } from "@/ui/format";
import { useT } from "@/ui/i18n";

import { receivables } from "./api";

/** What the account has paid in advance; nothing is shown where there is nothing. */
export default function Prepayments({ record }: RecordSlotProps) {
  const t = useT();
  const can = useGrants();
  const { data } = useQuery({ queryKey: ["records", "accounts", "prepayments", record.id], queryFn: () => receivables.prepayments(record.id), enabled: can("receipt.read") });
  if (!data?.items?.length) return null;
  return (
    <section className="yl-panel yl-pad" aria-label={t("receivables.prepayment")}>
      <div className="yl-related-row">
        <span className="yl-section-title">{t("receivables.prepayment")}</span>
        <span className="yl-strong">{data.items.map((item) => money(item, "amount")).join(" · ")}</span>
      </div>
    </section>
  );
}
