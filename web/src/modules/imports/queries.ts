import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useEffect } from "react";

import { imports, type Import, type ImportPlan, type ImportReading } from "@/api/imports";
import { isRunning } from "@/api/work";
import { useAnnounceJob, useJob } from "@/records/jobs";
import { formErrors, useReport } from "@/records/problems";

const key = (id?: string) => (id ? ["imports", id] : ["imports"]);

export const useImports = () => useQuery({ queryKey: key(), queryFn: imports.list, select: (page) => page.items });

export const useImport = (id: string) => useQuery({ queryKey: key(id), queryFn: () => imports.get(id) });

/** The job behind an import; when it ends, the import itself is asked for again. */
export function useImportJob(current: Import) {
  const client = useQueryClient();
  const { data: job } = useJob(current.job);
  const ended = job !== undefined && !isRunning(job);
  useEffect(() => {
    if (ended) void client.invalidateQueries({ queryKey: key() });
  }, [client, ended, current.job]);
  return job;
}

/** What is wrong with the plan: at its columns, and besides. */
export const planProblems = (error: unknown, { columns }: Import) => formErrors(error, columns.map(({ name }) => `mapping.${name}`));

/** The steps of one import. Each answers with the import as it stands then. */
export function useImportActs(current: Import) {
  const client = useQueryClient();
  const announce = useAnnounceJob();
  const { message } = App.useApp();
  const settle = (next: Import) => {
    client.setQueryData(key(next.id), next);
    announce();
  };
  const shared = { onSuccess: settle, onError: useReport() };
  return {
    read: useMutation({ mutationFn: (reading: ImportReading) => imports.read(current.id, reading), onSuccess: settle }),
    check: useMutation({
      mutationFn: (plan: ImportPlan) => imports.plan(current.id, plan).then(() => imports.check(current.id)),
      onSuccess: settle,
      onError: (error) => planProblems(error, current).rest.forEach((text) => void message.error(text)),
    }),
    run: useMutation({ mutationFn: () => imports.run(current.id), ...shared }),
    undo: useMutation({ mutationFn: () => imports.undo(current.id), ...shared }),
  };
}
