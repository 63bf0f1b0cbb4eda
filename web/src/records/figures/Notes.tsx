import { useT } from "@/ui/i18n";

import type { Figure } from "./figure";

export interface Ratios {
  /** Sums over the company, where the viewer may know them and list a part. */
  whole?: { [name: string]: Figure | null } | null;
  /** The ratios that are not told because the viewer sees a part of one side only. */
  withheld: string[];
}

/** Why there is no ratio; nothing where none is kept back. */
export function WithheldNote({ when }: { when: boolean }) {
  const t = useT();
  return when ? <p className="yl-quiet yl-note">{t("records.figures.withheld")}</p> : null;
}

export const anyWithheld = (rows: Ratios[]) => rows.some(({ withheld }) => withheld.length > 0);

/** What counts, and by which date: contracts and receipts of one period are not the same sales. */
export function BasisNote({ more }: { more?: string }) {
  const t = useT();
  return (
    <p className="yl-quiet yl-note">
      {t("records.figures.basis")} {more}
    </p>
  );
}
