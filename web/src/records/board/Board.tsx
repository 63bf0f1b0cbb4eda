import { DndContext, DragOverlay, KeyboardSensor, PointerSensor, TouchSensor, useDraggable, useDroppable, useSensor, useSensors, type DragEndEvent, type DragStartEvent } from "@dnd-kit/core";
import { Skeleton } from "antd";
import { useState } from "react";

import type { Field, ObjectType } from "@/api/meta";
import type { BoardColumn, RecordData } from "@/api/records";
import { formatMoney, formatNumber } from "@/ui/format";
import { useT } from "@/ui/i18n";
import { Failure, StatusTag } from "@/ui/pieces";

import { RecordSummary } from "../list/RecordCards";
import type { ListState } from "../list/useList";
import { problemText } from "../problems";
import { useBoard } from "../queries";
import { useMoveCard } from "./useMoveCard";

function Card({ type, fields, record, column }: { type: ObjectType; fields: Field[]; record: RecordData; column: string }) {
  const { setNodeRef, listeners, attributes, isDragging } = useDraggable({ id: record.id, data: { card: record, from: column } });
  return (
    <div ref={setNodeRef} className="yl-panel yl-board-card" data-dragged={isDragging} {...listeners} {...attributes} role="group" aria-label={record.title}>
      <RecordSummary type={type} fields={fields} record={record} withStage={false} />
    </div>
  );
}

function Column({ type, fields, column }: { type: ObjectType; fields: Field[]; column: BoardColumn }) {
  const t = useT();
  const { setNodeRef, isOver } = useDroppable({ id: column.value });
  const beyond = column.count - column.items.length;
  return (
    <section ref={setNodeRef} className="yl-board-column" data-over={isOver} aria-label={column.label}>
      <div className="yl-board-head yl-related-row">
        <span>
          <StatusTag tone={column.color}>{column.label}</StatusTag> <span className="yl-quiet">{formatNumber(column.count)}</span>
        </span>
        {column.sum !== null && column.currency && <span className="yl-strong">{formatMoney(column.sum, column.currency)}</span>}
      </div>
      <div className="yl-board-cards">
        {column.items.map((record) => (
          <Card key={record.id} type={type} fields={fields} record={record} column={column.value} />
        ))}
        {beyond > 0 && <p className="yl-quiet">{t("records.board.beyond", { count: beyond, shown: formatNumber(beyond) })}</p>}
      </div>
    </section>
  );
}

/** Columns by stage; a card is dropped, or moved with space and the arrow keys. */
export default function Board({ list }: { list: ListState }) {
  const { type, selection, columns } = list;
  const answer = useBoard(type, selection);
  const move = useMoveCard(type, selection);
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 6 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 200, tolerance: 8 } }),
    useSensor(KeyboardSensor),
  );
  const [dragged, setDragged] = useState<RecordData>();
  const lift = ({ active }: DragStartEvent) => setDragged((active.data.current as { card: RecordData }).card);
  const drop = ({ active, over }: DragEndEvent) => {
    setDragged(undefined);
    const { card, from } = active.data.current as { card: RecordData; from: string };
    if (over && over.id !== from) move({ type, card, from, to: String(over.id) });
  };
  if (answer.error && !answer.data) return <Failure message={problemText(answer.error)} onRetry={() => void answer.refetch()} />;
  if (!answer.data) return <Skeleton active />;
  const fields = columns.fields.filter((field) => field.name !== type.stage_field);
  return (
    <DndContext sensors={sensors} onDragStart={lift} onDragEnd={drop} onDragCancel={() => setDragged(undefined)}>
      <div className="yl-board">
        {answer.data.columns.map((column) => (
          <Column key={column.value} type={type} fields={fields} column={column} />
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
  );
}
