import { Link } from "@tanstack/react-router";
import { Button, Checkbox, Skeleton } from "antd";
import type { ComponentType } from "react";

import { fieldOf, type Field, type ObjectType } from "@/api/meta";
import { valueOf, type RecordData } from "@/api/records";

import { useT } from "@/ui/i18n";

import { recordAddress } from "../addresses";
import { FieldValue, isEmpty } from "../fields/FieldValue";
import type { RecordSlotProps } from "../registry";

const shownOnCard = 4;

function Pair({ type, field, record }: { type: ObjectType; field: Field; record: RecordData }) {
  return (
    <>
      <dt>{field.label}</dt>
      <dd>
        <FieldValue type={type} field={field} value={valueOf(record, field.name)} record={record} />
      </dd>
    </>
  );
}

interface SummaryProps {
  type: ObjectType;
  fields: Field[];
  record: RecordData;
  withStage?: boolean;
  /** In place of the record's page. */
  onOpen?: (record: RecordData) => void;
}

/** A record on a card: its title opens it, its status stands beside, what is known of the first columns follows. */
export function RecordSummary({ type, fields, record, withStage = true, onOpen }: SummaryProps) {
  const stage = withStage ? fieldOf(type, type.stage_field ?? "status") : undefined;
  const known = fields.filter(({ name }) => name !== type.title && name !== stage?.name && !isEmpty(valueOf(record, name)));
  return (
    <>
      <div className="yl-related-row">
        {onOpen ? (
          <Button type="link" size="small" className="yl-flush yl-cut" onClick={() => onOpen(record)}>
            <span className="yl-strong yl-cut">{record.title}</span>
          </Button>
        ) : (
          <Link to={recordAddress(type, record.id)} className="yl-strong yl-cut">
            {record.title}
          </Link>
        )}
        {stage && <FieldValue type={type} field={stage} value={valueOf(record, stage.name)} record={record} />}
      </div>
      <dl className="yl-pairs">
        {known.slice(0, shownOnCard).map((field) => (
          <Pair key={field.name} type={type} field={field} record={record} />
        ))}
      </dl>
    </>
  );
}

interface CardsProps {
  type: ObjectType;
  fields: Field[];
  items: RecordData[] | undefined;
  rowAction?: ComponentType<RecordSlotProps>;
  selected?: string[];
  onSelect?: ((ids: string[]) => void) | undefined;
  onOpen?: (record: RecordData) => void;
}

/** The list at a phone's width. */
export function RecordCards({ type, fields, items, rowAction: Act, selected = [], onSelect, onOpen }: CardsProps) {
  const t = useT();
  const toggle = (id: string, on: boolean) => onSelect?.(on ? [...selected, id] : selected.filter((one) => one !== id));
  if (!items) return <Skeleton active paragraph={{ rows: 8 }} />;
  return (
    <ul className="yl-cards yl-plain-list">
      {items.map((record) => (
        <li key={record.id} className="yl-panel yl-card" data-selectable={Boolean(onSelect)}>
          {onSelect && (
            <Checkbox
              className="yl-card-select"
              aria-label={t("records.bulk.select", { title: record.title })}
              checked={selected.includes(record.id)}
              onChange={({ target }) => toggle(record.id, target.checked)}
            />
          )}
          <RecordSummary type={type} fields={fields} record={record} onOpen={onOpen} />
          {Act && (
            <div className="yl-card-act">
              <Act type={type} record={record} />
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}
