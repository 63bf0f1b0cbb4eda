import { useState } from "react";

import { fieldOf, isWritable, type Field, type ObjectType } from "@/api/meta";
import { valueOf, type RecordData } from "@/api/records";
import { useT } from "@/ui/i18n";

import { FieldValue, isEmpty } from "../fields/FieldValue";
import { isShown } from "../fields/shown";
import InlineEditor from "../fields/InlineEditor";

interface InlineFieldProps {
  type: ObjectType;
  field: Field;
  record: RecordData;
}

function InlineField({ type, field, record }: InlineFieldProps) {
  const t = useT();
  const [editing, setEditing] = useState(false);
  const editable = isWritable(field) && (record.can?.includes("update") ?? false);
  const value = valueOf(record, field.name);
  const shown = !isEmpty(value) ? <FieldValue type={type} field={field} value={value} record={record} /> : <span className="yl-quiet">{t("records.unfilled")}</span>;
  return (
    <div className="yl-field">
      <div className="yl-field-label">{field.label}</div>
      {editing && <InlineEditor type={type} field={field} record={record} onClose={() => setEditing(false)} />}
      {!editing && editable && (
        // A div and not a button: a value may hold a link, and a button may not.
        <div
          role="button"
          tabIndex={0}
          className="yl-field-edit"
          aria-label={t("records.editField", { field: field.label })}
          onClick={(event) => event.target instanceof Element && !event.target.closest("a") && setEditing(true)}
          onKeyDown={(event) => event.key === "Enter" && event.target === event.currentTarget && setEditing(true)}
        >
          {shown}
        </div>
      )}
      {!editing && !editable && <div className="yl-prose">{shown}</div>}
    </div>
  );
}

/** All fields in their groups, edited where they stand. */
export function FieldGroups({ type, record }: { type: ObjectType; record: RecordData }) {
  const groups = type.groups.map((group) => ({ ...group, fields: group.fields.flatMap((name) => fieldOf(type, name) ?? []).filter((field) => isShown(type, field)) }));
  return (
    <div className="yl-stack">
      {groups.filter(({ fields }) => fields.length > 0).map((group) => (
        <section key={group.code} className="yl-panel yl-pad">
          <h2 className="yl-section-title">{group.label}</h2>
          {group.fields.map((field) => (
            <InlineField key={field.name} type={type} field={field} record={record} />
          ))}
        </section>
      ))}
    </div>
  );
}
