import {
  DndContext,
  DragOverlay,
  KeyboardSensor,
  PointerSensor,
  TouchSensor,
  useDraggable,
  useDroppable,
  useSensor,
  useSensors,
  type Active,
  type DndContextProps,
  type DragEndEvent,
  type DragStartEvent,
  type KeyboardCoordinateGetter,
  type Over,
} from "@dnd-kit/core";
import { Button, Segmented, Skeleton } from "antd";
import { useState, type UIEvent } from "react";

import type { Field, ObjectType } from "@/api/meta";
import type { BoardColumn, RecordData, Selection } from "@/api/records";
import { formatNumber, money } from "@/ui/format";
import { useT } from "@/ui/i18n";
import { Failure, StatusTag } from "@/ui/pieces";
import { measures } from "@/ui/theme";

import { RecordSummary } from "../list/RecordCards";
import type { ListState } from "../list/useList";
import { problemText } from "../problems";
import { useBoard, useBoardColumn } from "../queries";
import { useMoveCard } from "./useMoveCard";

function Card({ type, fields, record, column }: { type: ObjectType; fields: Field[]; record: RecordData; column: string }) {
  const { setNodeRef, listeners, attributes, isDragging } = useDraggable({ id: record.id, data: { card: record, from: column } });
  return (
    <div ref={setNodeRef} className="yl-panel yl-board-card" data-dragged={isDragging} {...listeners} {...attributes} role="group" aria-label={record.title}>
      <RecordSummary type={type} fields={fields} record={record} withStage={false} />
    </div>
  );
}

interface ColumnProps {
  type: ObjectType;
  fields: Field[];
  column: BoardColumn;
  selection: Selection;
  /** Cards that the first pages show, wherever a move has just put them. */
  placed: Set<string>;
}

/** The cards beyond the first page come when the column is scrolled to its end, or by the button there. */
function useCards({ type, column, selection, placed }: ColumnProps) {
  const [wanted, setWanted] = useState(false);
  const rest = useBoardColumn(type, selection, column, wanted);
  const items = [...column.items, ...(rest.data?.pages.flatMap((page) => page.items) ?? []).filter(({ id }) => !placed.has(id))];
  const hasMore = column.next !== null && (!rest.data || rest.hasNextPage);
  const more = () => {
    if (!hasMore || rest.isFetching) return;
    if (wanted) void rest.fetchNextPage();
    else setWanted(true);
  };
  return { items, hasMore, more, loading: rest.isFetching };
}

const isNearEnd = ({ currentTarget: { scrollHeight, scrollTop, clientHeight } }: UIEvent) => scrollHeight - scrollTop < 1.5 * clientHeight;

function Column(props: ColumnProps) {
  const { type, fields, column } = props;
  const t = useT();
  const { setNodeRef, isOver } = useDroppable({ id: column.value });
  const { items, hasMore, more, loading } = useCards(props);
  const beyond = Math.max(0, column.count - items.length);
  return (
    <section ref={setNodeRef} className="yl-board-column" data-over={isOver} aria-label={column.label}>
      <div className="yl-board-head yl-related-row">
        <span>
          <StatusTag tone={column.color}>{column.label}</StatusTag> <span className="yl-quiet">{formatNumber(column.count)}</span>
        </span>
        {column.sum === null ? (
          <span className="yl-quiet" title={t("records.figures.hidden")}>
            —
          </span>
        ) : (
          <span className="yl-strong">{money(column, "sum")}</span>
        )}
      </div>
      <div className="yl-board-cards" onScroll={(event) => isNearEnd(event) && more()}>
        {items.map((record) => (
          <Card key={record.id} type={type} fields={fields} record={record} column={column.value} />
        ))}
        {hasMore && (
          <Button size="small" type="text" loading={loading} onClick={more}>
            {t("records.board.more", { count: beyond, shown: formatNumber(beyond) })}
          </Button>
        )}
      </div>
    </section>
  );
}

/** Of several ways (pipelines) a board shows one; which one stands in the address. */
function useWay(list: ListState, columns: BoardColumn[]) {
  const ways = [...new Map(columns.flatMap(({ group }) => (group ? [[group.id, group] as const] : []))).values()];
  const way = ways.find(({ id }) => id === list.search.way) ?? ways[0];
  return { ways, way, shown: columns.filter(({ group }) => group?.id === way?.id) };
}

/** Columns by stage; a card is dropped, or moved with space and the arrow keys. */
export default function Board({ list }: { list: ListState }) {
  const { type, selection } = list;
  const answer = useBoard(type, selection);
  if (answer.error && !answer.data) return <Failure message={problemText(answer.error)} onRetry={() => void answer.refetch()} />;
  if (!answer.data) return <Skeleton active />;
  return <Columns list={list} board={answer.data.columns} />;
}

/** With the keyboard a card goes from column to column. */
const byColumn: KeyboardCoordinateGetter = (event, { currentCoordinates: { x, y } }) => {
  if (event.code === "ArrowRight") return { x: x + measures.boardColumn, y };
  if (event.code === "ArrowLeft") return { x: x - measures.boardColumn, y };
  return undefined;
};

/** What a screen reader says while a card is carried. */
function useSpoken(columns: BoardColumn[]): DndContextProps["accessibility"] {
  const t = useT();
  const card = ({ active }: { active: Active }) => (active.data.current as { card: RecordData }).card.title;
  const column = (over: Over | null) => columns.find(({ value }) => value === over?.id)?.label ?? "";
  return {
    screenReaderInstructions: { draggable: t("records.board.instructions") },
    announcements: {
      onDragStart: (event) => t("records.board.lifted", { title: card(event) }),
      onDragOver: (event) => t("records.board.over", { title: card(event), column: column(event.over) }),
      onDragEnd: (event) => t("records.board.dropped", { title: card(event), column: column(event.over) }),
      onDragCancel: (event) => t("records.board.cancelled", { title: card(event) }),
    },
  };
}

function Columns({ list, board }: { list: ListState; board: BoardColumn[] }) {
  const t = useT();
  const { type, selection, columns } = list;
  const { ways, way, shown } = useWay(list, board);
  const placed = new Set(board.flatMap(({ items }) => items.map(({ id }) => id)));
  const move = useMoveCard(type, selection);
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 6 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 200, tolerance: 8 } }),
    useSensor(KeyboardSensor, { coordinateGetter: byColumn }),
  );
  const spoken = useSpoken(shown);
  const [dragged, setDragged] = useState<RecordData>();
  const lift = ({ active }: DragStartEvent) => setDragged((active.data.current as { card: RecordData }).card);
  const drop = ({ active, over }: DragEndEvent) => {
    setDragged(undefined);
    const { card, from } = active.data.current as { card: RecordData; from: string };
    if (over && over.id !== from) move({ type, card, from, to: String(over.id) });
  };
  const fields = columns.fields.filter((field) => field.name !== type.stage_field);
  return (
    <>
      {ways.length > 1 && (
        <div className="yl-scroll-x">
          <Segmented aria-label={t("records.board.way")} value={way?.id} options={ways.map(({ id, title }) => ({ value: id, label: title }))} onChange={(next) => list.set({ way: next })} />
        </div>
      )}
      <DndContext sensors={sensors} accessibility={spoken} onDragStart={lift} onDragEnd={drop} onDragCancel={() => setDragged(undefined)}>
        <div className="yl-board">
          {shown.map((column) => (
            <Column key={column.value} type={type} fields={fields} column={column} selection={selection} placed={placed} />
          ))}
        </div>
        <DragOverlay dropAnimation={null}>
          {dragged && (
            <div className="yl-panel yl-board-card">
              <RecordSummary type={type} fields={fields} record={dragged} withStage={false} />
            </div>
          )}
        </DragOverlay>
      </DndContext>
    </>
  );
}
