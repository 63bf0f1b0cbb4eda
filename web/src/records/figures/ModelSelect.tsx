import { useQuery } from "@tanstack/react-query";
import { Select, Tooltip } from "antd";

import { http } from "@/api/http";
import type { Answer } from "@/api/schema";
import { useT } from "@/ui/i18n";

export type AttributionRule = Answer<"AttributionOut">;

export const ruleQuery = { queryKey: ["analytics", "attribution"], queryFn: () => http.get<AttributionRule>("/analytics/attribution"), staleTime: 60_000 };

/** Which model the money is shared out by; without a choice, the company's. */
export function ModelSelect({ value, onChange }: { value?: string; onChange: (model: string) => void }) {
  const t = useT();
  const { data } = useQuery(ruleQuery);
  const chosen = value ?? data?.model;
  return (
    <Tooltip title={chosen && t(`records.figures.models.${chosen}`)} placement="bottom">
      <Select aria-label={t("records.figures.model")} className="yl-model" value={chosen} loading={!data} options={data?.models} onChange={onChange} />
    </Tooltip>
  );
}
