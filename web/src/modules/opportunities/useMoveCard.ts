import { App } from "antd";
import { useCallback } from "react";

import { useMeta } from "@/api/meta";
import type { CardMove } from "@/records/registry";

/** Dropping a card on a stage asks for what that stage requires, and only for that. Giving up puts the card back. */
export function useMoveCard() {
  const { modal } = App.useApp();
  const { objects } = useMeta();
  return useCallback(
    async ({ type, card, to }: CardMove) => {
      const { askMove } = await import("./askMove");
      return askMove({ modal, type, stageType: objects.stage!, id: card.id, stage: to });
    },
    [modal, objects],
  );
}
