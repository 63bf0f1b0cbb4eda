import { App } from "antd";

import { useMeta, useObjectType } from "@/api/meta";
import type { CardMove } from "@/records/registry";

import { useTellMoved } from "./useTellMoved";

/** Dropping a card on a stage asks for what that stage requires, and only for that. Giving up puts the card back. */
export function useMoveCard() {
  const { modal } = App.useApp();
  const { objects } = useMeta();
  const tellMoved = useTellMoved(useObjectType("opportunity")!);
  return async ({ type, card, from, to }: CardMove) => {
    const { askMove } = await import("./askMove");
    const moved = await askMove({ modal, type, stageType: objects.stage!, id: card.id, stage: to });
    if (moved) tellMoved(moved, from);
    return moved;
  };
}
