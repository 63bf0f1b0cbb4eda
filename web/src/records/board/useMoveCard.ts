import { useMutation, useQueryClient } from "@tanstack/react-query";

import type { ObjectType } from "@/api/meta";
import { records, type BoardColumn, type Selection } from "@/api/records";

import { useReport } from "../problems";
import { boardKey, refreshObject } from "../queries";
import { extensionOf, type CardMove } from "../registry";

interface BoardData {
  columns: BoardColumn[];
}

function moved({ columns }: BoardData, { card, from, to }: CardMove): BoardData {
  return {
    columns: columns.map((column) => {
      if (column.value === from) return { ...column, count: column.count - 1, items: column.items.filter(({ id }) => id !== card.id) };
      if (column.value === to) return { ...column, count: column.count + 1, items: [card, ...column.items] };
      return column;
    }),
  };
}

const useDefaultMove = () => (move: CardMove) => records.act(move.type, move.card.id, "move", { stage: move.to });

/** Shows the card where it was dropped at once, and where it was when the server refuses. */
export function useMoveCard(type: ObjectType, selection: Selection) {
  const useAct = extensionOf(type.code).useMoveCard ?? useDefaultMove;
  const act = useAct();
  const client = useQueryClient();
  const report = useReport();
  const key = boardKey(type, selection);
  const { mutate } = useMutation({
    mutationFn: act,
    onMutate: async (move: CardMove) => {
      await client.cancelQueries({ queryKey: key });
      const before = client.getQueryData<BoardData>(key);
      client.setQueryData<BoardData>(key, (board) => board && moved(board, move));
      return before;
    },
    onError: (error, _move, before) => {
      client.setQueryData(key, before);
      report(error);
    },
    onSettled: () => refreshObject(client, type),
  });
  return mutate;
}
