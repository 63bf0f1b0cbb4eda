import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";

import { isRunning, jobs, type Job } from "@/api/work";

const key = ["jobs"];
const everySecond = 1_000;

/** The member's latest jobs; asked for again each second while one of them runs. */
export function useJobs() {
  return useQuery({
    queryKey: key,
    queryFn: jobs.list,
    select: (page) => page.items,
    refetchInterval: (query) => (query.state.data?.items.some(isRunning) ? everySecond : false),
  });
}

/** One job until it ends. */
export function useJob(id: string | null | undefined) {
  return useQuery({
    queryKey: [...key, id],
    queryFn: () => jobs.get(id!),
    enabled: Boolean(id),
    refetchInterval: (query) => (isRunning(query.state.data) ? everySecond : false),
  });
}

/** To be called by whoever started a job, so that the shell shows it. */
export function useAnnounceJob() {
  const client = useQueryClient();
  return useCallback(() => void client.invalidateQueries({ queryKey: key }), [client]);
}

export function jobPercent({ state, done, total }: Job): number {
  if (state === "done") return 100;
  return total ? Math.floor((100 * done) / total) : 0;
}
