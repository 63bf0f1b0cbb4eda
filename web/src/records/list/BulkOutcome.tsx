import { App } from "antd";
import { useCallback } from "react";

import type { BulkResult, RecordData } from "@/api/records";
import { useT } from "@/ui/i18n";

/** Says how an act on many records went: shortly when all went well, else with the reason beside each record. */
export function useTellOutcome(rows: RecordData[]) {
  const t = useT();
  const { message, modal } = App.useApp();
  return useCallback(
    ({ done, failed }: BulkResult) => {
      if (failed.length === 0) return void message.success(t("records.bulk.done", { count: done }));
      const titles = new Map(rows.map(({ id, title }) => [id, title]));
      const reasons = (
        <ul className="yl-plain-list yl-outcome">
          {failed.map(({ id, detail }) => (
            <li key={id} className="yl-related">
              <span className="yl-strong">{titles.get(id)}</span> {detail}
            </li>
          ))}
        </ul>
      );
      modal.warning({ title: t("records.bulk.partly", { done, failed: failed.length }), content: reasons });
    },
    [rows, message, modal, t],
  );
}
