import type { ObjectType } from "@/api/meta";
import type { RecordData } from "@/api/records";
import { useT } from "@/ui/i18n";

import { useAct } from "../acts/useAct";

/** Ticks a task off, or takes it up again. */
export function useFinish(type: ObjectType, task: RecordData, done: boolean) {
  const t = useT();
  const [finished, open] = [{ verb: "done" }, { verb: "reopen" }];
  const { mutate, isPending } = useAct(type, task, t(done ? "records.tasks.reopened" : "records.tasks.finished"), done ? finished : open);
  return { toggle: () => mutate(done ? open : finished), isPending };
}
