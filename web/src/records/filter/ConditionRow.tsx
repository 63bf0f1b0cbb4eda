import { DeleteOutlined } from "@ant-design/icons";
import { DatePicker, Input, InputNumber, Select, Space } from "antd";

import type { Field, ObjectType } from "@/api/meta";
import type { Condition } from "@/api/records";
import { dateFromPicker, dateToPicker } from "@/ui/format";
import { useT } from "@/ui/i18n";
import { IconButton } from "@/ui/pieces";

import { ReferencesPicker } from "../fields/ReferencePicker";
import { conditionField, filterable, initialValue, newCondition } from "./filter";

const periods = ["day", "week", "month", "quarter", "year"];

const optionsOf = (field: Field) => field.options.map(({ value, label }) => ({ value, label }));

interface ValueProps {
  field: Field;
  op: string;
  value: unknown;
  onChange: (value: unknown) => void;
}

function Single({ field, value, onChange }: Omit<ValueProps, "op">) {
  const t = useT();
  const label = t("records.filter.value");
  const one = (value as string | null) || null;
  if (field.options.length > 0) return <Select aria-label={label} className="yl-full" options={optionsOf(field)} value={one} onChange={onChange} />;
  if (field.kind === "reference")
    return <ReferencesPicker object={field.object ?? ""} value={one ? [one] : []} onChange={(ids) => onChange(ids.at(-1) ?? null)} aria-label={label} />;
  if (field.kind === "date" || field.kind === "datetime")
    return (
      <DatePicker
        aria-label={label}
        value={dateToPicker(one)}
        onChange={(date) => onChange(dateFromPicker(date))}
      />
    );
  if (["integer", "decimal", "money", "percent"].includes(field.kind))
    return <InputNumber<string> aria-label={label} stringMode value={one} onChange={onChange} />;
  return <Input aria-label={label} value={one ?? ""} onChange={(e) => onChange(e.target.value)} />;
}

function Set({ field, value, onChange }: Omit<ValueProps, "op">) {
  const t = useT();
  const label = t("records.filter.value");
  const chosen = Array.isArray(value) ? (value as string[]) : [];
  if (field.kind === "reference" && field.options.length === 0)
    return <ReferencesPicker object={field.object ?? ""} value={chosen} onChange={onChange} aria-label={label} />;
  return (
    <Select
      aria-label={label}
      className="yl-full"
      mode={field.options.length > 0 ? "multiple" : "tags"}
      optionFilterProp="label"
      options={optionsOf(field)}
      value={chosen}
      onChange={onChange}
    />
  );
}

function Span({ field, value, onChange }: Omit<ValueProps, "op">) {
  const [from, to] = Array.isArray(value) ? value : [null, null];
  return (
    <Space>
      <Single field={field} value={from} onChange={(next) => onChange([next, to])} />
      <Single field={field} value={to} onChange={(next) => onChange([from, next])} />
    </Space>
  );
}

function ConditionValue({ field, op, value, onChange }: ValueProps) {
  const t = useT();
  const label = t("records.filter.value");
  if (op === "is_empty" || op === "not_empty") return null;
  if (op === "in" || op === "not_in") return <Set field={field} value={value} onChange={onChange} />;
  if (op === "between") return <Span field={field} value={value} onChange={onChange} />;
  if (op === "last_days" || op === "next_days")
    return <InputNumber aria-label={label} min={1} suffix={t("records.filter.days")} value={value as number} onChange={onChange} />;
  const choices =
    op === "this"
      ? periods.map((period) => ({ value: period as string | boolean, label: t(`records.filter.period.${period}`) }))
      : [true, false].map((answer) => ({ value: answer as string | boolean, label: t(answer ? "records.yes" : "records.no") }));
  if (op === "this" || field.kind === "boolean")
    return <Select aria-label={label} options={choices} value={value as string | boolean} onChange={onChange} />;
  return <Single field={field} value={value} onChange={onChange} />;
}

interface RowProps {
  type: ObjectType;
  condition: Condition;
  onChange: (condition: Condition) => void;
  onRemove: () => void;
}

export function ConditionRow({ type, condition, onChange, onRemove }: RowProps) {
  const t = useT();
  const field = conditionField(type, condition);
  const fields = filterable(type);
  const setField = (name: string) => onChange(newCondition(fields.find((candidate) => candidate.name === name)!));
  const setOp = (op: string) => field && onChange({ ...condition, op, value: initialValue(field, op) });
  return (
    <div className="yl-filter-row">
      <Select
        aria-label={t("records.filter.field")}
        showSearch={{ optionFilterProp: "label" }}
        options={fields.map(({ name, label }) => ({ value: name, label }))}
        value={field?.name ?? condition.field}
        onChange={setField}
      />
      {field && (
        <>
          <Select
            aria-label={t("records.filter.op")}
            options={field.ops.map((op) => ({ value: op, label: t(`records.filter.ops.${op}`) }))}
            value={condition.op}
            onChange={setOp}
          />
          <div className="yl-filter-value">
            <ConditionValue field={field} op={condition.op} value={condition.value} onChange={(value) => onChange({ ...condition, value })} />
          </div>
        </>
      )}
      <IconButton label={t("records.filter.remove")} icon={<DeleteOutlined />} onClick={onRemove} />
    </div>
  );
}
