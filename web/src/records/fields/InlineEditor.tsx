import { useState, type FocusEvent, type KeyboardEvent } from "react";

import type { Field, ObjectType } from "@/api/meta";
import { valueOf, type RecordData } from "@/api/records";

import { currencyOf } from "@/ui/format";
import { useT } from "@/ui/i18n";

import { EditConflict } from "../form/conflict";
import { usePatch } from "../queries";
import { sameValue, toApi } from "./codec";
import { FieldInput } from "./FieldInput";
import { FieldValue } from "./FieldValue";

interface EditorProps {
  type: ObjectType;
  field: Field;
  record: RecordData;
  onClose: () => void;
}

/** What stands in a line is replaced by typing, as in a spreadsheet. */
const selectText = ({ target }: FocusEvent) => target instanceof HTMLInputElement && target.select();

/** Kinds where choosing is the whole act. */
const picked = new Set<Field["kind"]>(["choice", "reference", "date", "boolean"]);

/** Enter or leaving the field saves, Escape gives up. A failed save keeps the editor open with what was typed. */
export default function InlineEditor({ type, field, record, onClose }: EditorProps) {
  const t = useT();
  const before = valueOf(record, field.name);
  const [value, setValue] = useState<unknown>(before);
  const patch = usePatch(type);
  const save = (next: unknown) => {
    if (patch.isPending) return;
    if (sameValue(field, next, before)) return onClose();
    patch.mutate({ record, values: { [field.name]: toApi(field, next) } }, { onSuccess: onClose });
  };
  const change = (next: unknown) => {
    setValue(next);
    if (picked.has(field.kind)) save(next);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    // Enter and Escape belong to the input method while it composes.
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") onClose();
    if (event.key === "Enter" && (field.kind !== "long_text" || event.ctrlKey || event.metaKey)) save(value);
  };
  const onBlur = (event: FocusEvent) => {
    const within = event.currentTarget.contains(event.relatedTarget);
    const inPopup = event.relatedTarget instanceof Element && event.relatedTarget.closest(".ant-picker-dropdown, .ant-select-dropdown");
    if (!within && !inPopup) save(value);
  };
  return (
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions -- listens for the keys of the input inside
    <div className="yl-grow" onFocus={selectText} onKeyDown={onKeyDown} onBlur={onBlur}>
      <FieldInput type={type} field={field} value={value} onChange={change} autoFocus currency={currencyOf(record, field.name)} aria-label={field.label} />
      {patch.error instanceof EditConflict && (
        <div role="alert" className="yl-late">
          {t("records.conflict.now")} <FieldValue type={type} field={field} value={before} record={record} />
        </div>
      )}
    </div>
  );
}
