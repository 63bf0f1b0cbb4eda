import { Link } from "@tanstack/react-router";
import { Flex } from "antd";
import type { ReactNode } from "react";

import { useObjectType, type Field } from "@/api/meta";
import { isHidden, isReference, type RecordData, type Reference, type Value } from "@/api/records";
import { currencyOf, formatDate, formatMoney, formatNumber, formatPercent, isPast } from "@/ui/format";
import { useT } from "@/ui/i18n";
import { Moment, StatusTag } from "@/ui/pieces";

import { recordAddress } from "../addresses";
import { extensionOf, type FieldValueProps } from "../registry";

export const isNumeric = (field: Field) => ["integer", "decimal", "money", "percent"].includes(field.kind);

/** Colour is for what has a state; other choices are plain words. */
const hasColours = (field: Field) => field.options.some(({ color }) => color !== "default");

function choiceLabel(field: Field, value: string) {
  return hasColours(field) ? optionTag(field, value) : (field.options.find((option) => option.value === value)?.label ?? value);
}

/** A reference whose targets are few and known: the stages of a pipeline. */
const isStage = (field: Field) => field.kind === "reference" && field.options.length > 0;

function optionTag(field: Field, value: string, title = value) {
  const option = field.options.find((candidate) => candidate.value === value);
  return (
    <StatusTag key={value} tone={option?.color}>
      {option?.label ?? title}
    </StatusTag>
  );
}

function ReferenceLink({ reference }: { reference: Reference }) {
  const type = useObjectType(reference.object);
  // What only settings show (a source, a colleague) is no place for a daily click.
  if (!type || extensionOf(type.code).section === "settings") return reference.title;
  return <Link to={recordAddress(type, reference.id)}>{reference.title}</Link>;
}

export function isEmpty(value: Value): boolean {
  return value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
}

const text = (value: Value) => String(value);

/** By a rule of the role, or because the record lies in a pool: nothing to dial or write to. */
const isMasked = (field: Field, value: Value) => field.masked || text(value).includes("*");

/** `currency`: what the record says that an amount is in. */
type Draw = (value: Value, field: Field, currency?: string) => ReactNode;

/** A unit price has more decimals than its currency. */
const pricePlaces = 4;

const draw: { [kind in Field["kind"]]?: Draw } = {
  integer: (value) => formatNumber(text(value)),
  decimal: (value, _, currency) => (currency ? formatMoney(text(value), currency, pricePlaces) : formatNumber(text(value), { maximumFractionDigits: 20 })),
  money: (value, _, currency) => currency && formatMoney(text(value), currency),
  percent: (value) => formatPercent(text(value)),
  date: (value) => formatDate(text(value)),
  datetime: (value) => <Moment at={text(value)} />,
  choice: (value, field) => choiceLabel(field, text(value)),
  phone: (value, field) => (isMasked(field, value) ? text(value) : <a href={`tel:${text(value)}`}>{text(value)}</a>),
  email: (value, field) => (isMasked(field, value) ? text(value) : <a href={`mailto:${text(value)}`}>{text(value)}</a>),
  url: (value) => (
    <a href={text(value)} target="_blank" rel="noreferrer">
      {text(value)}
    </a>
  ),
};

function Several({ field, values }: { field: Field; values: string[] }) {
  return (
    <Flex gap="small" wrap>
      {values.map((value) => optionTag(field, value))}
    </Flex>
  );
}

/** Since when something should have been done: a planned follow-up is kept only while it is open, of the others their state tells. */
const overdue: { [name: string]: (record: RecordData) => boolean } = {
  next_follow_up_at: () => true,
  due_at: ({ state }) => state === "overdue",
  due_on: ({ overdue }) => overdue === true,
};

const isLate = (field: Field, value: Value, record: RecordData) =>
  ["date", "datetime"].includes(field.kind) && isPast(text(value)) && (overdue[field.name]?.(record) ?? false);

/** A field of a record as people read it; nothing at all for an empty one. */
export function FieldValue(props: FieldValueProps) {
  const Own = extensionOf(props.type.code).fields?.[props.field.name]?.value;
  if (isEmpty(props.value)) return null;
  return Own ? <Own {...props} /> : <PlainValue {...props} />;
}

/** As the kind of the field says. */
export function PlainValue({ field, value, record }: FieldValueProps) {
  const t = useT();
  if (isHidden(value)) return <span className="yl-quiet">{t("records.hidden")}</span>;
  if (isReference(value)) return isStage(field) ? optionTag(field, value.id, value.title) : <ReferenceLink reference={value} />;
  if (Array.isArray(value)) return <Several field={field} values={value} />;
  if (field.kind === "boolean") return t(value ? "records.yes" : "records.no");
  if (isLate(field, value, record)) return <span className="yl-late">{draw[field.kind]!(value, field)}</span>;
  return draw[field.kind]?.(value, field, currencyOf(record, field.name)) ?? text(value);
}
