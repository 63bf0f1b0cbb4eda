import { fieldOf, type Option, type ObjectType } from "@/api/meta";
import { valueOf, isReference, type RecordData } from "@/api/records";
import { StatusTag } from "@/ui/pieces";

import { FieldValue } from "../fields/FieldValue";

const isDeadEnd = (option: Option) => option.color === "error";

/** Where the record stands on its way. A dead end (lost, disqualified) shows as a tag, not as one more step. */
export function StatusPath({ type, record }: { type: ObjectType; record: RecordData }) {
  const field = fieldOf(type, type.stage_field);
  if (!field) return null;
  const value = valueOf(record, field.name);
  const options = field.options ?? [];
  const here = options.find((option) => option.value === (isReference(value) ? value.id : value));
  if (!here) return <FieldValue type={type} field={field} value={value} record={record} />;
  if (isDeadEnd(here)) return <StatusTag tone={here.color}>{here.label}</StatusTag>;
  const steps = options.filter((option) => !isDeadEnd(option));
  const position = steps.indexOf(here);
  const state = (index: number) => (index < position ? "past" : index === position ? "here" : "ahead");
  return (
    <ol className="yl-path" aria-label={field.label}>
      {steps.map((step, index) => (
        <li key={step.value} data-state={state(index)} aria-current={index === position ? "step" : undefined}>
          {step.label}
        </li>
      ))}
    </ol>
  );
}
