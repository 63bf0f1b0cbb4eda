import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Skeleton } from "antd";
import type { ReactNode } from "react";

import type { Period } from "@/records/figures/PeriodPicker";
import { problemText } from "@/records/problems";
import { Failure } from "@/ui/pieces";

export interface ReportProps {
  period: Period;
}

/** The figures of a period, or what stands in their place until they are there. */
export function Report<T>({ code, period, ask, children }: { code: string; period: Period & { model?: string }; ask: (period: { from?: string; to?: string; model?: string }) => Promise<T>; children: (data: T) => ReactNode }) {
  const { data, error, refetch } = useQuery({ queryKey: ["analytics", code, period], queryFn: () => ask({ ...period }), placeholderData: keepPreviousData });
  if (error && !data) return <Failure message={problemText(error)} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton active paragraph={{ rows: 10 }} />;
  return <div className="yl-stack">{children(data)}</div>;
}
