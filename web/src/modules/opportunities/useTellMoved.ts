import { App } from "antd";

import type { ObjectType } from "@/api/meta";
import type { RecordData } from "@/api/records";
import { useOfferUndo } from "@/records/acts/useAct";
import { useT } from "@/ui/i18n";

/** Says what an opportunity has become, and offers the stage that it came from; out of a closed one only who may reopen. */
export function useTellMoved(type: ObjectType) {
  const t = useT();
  const { message } = App.useApp();
  const offerUndo = useOfferUndo(type);
  return (moved: RecordData, from: string) => {
    const open = moved.outcome === "open";
    const told = t(open ? "opportunities.move.done" : `opportunities.${String(moved.outcome)}`);
    if (open || moved.can?.includes("reopen")) offerUndo(told, moved.id, { verb: open ? "move" : "reopen", body: { stage: from } });
    else void message.success(told);
  };
}
