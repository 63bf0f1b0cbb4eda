import { EditOutlined } from "@ant-design/icons";
import { useState } from "react";

import { fieldOf, isWritable, type Field, type ObjectType } from "@/api/meta";
import { valueOf, type RecordData } from "@/api/records";
import { useT } from "@/ui/i18n";
import { IconButton } from "@/ui/pieces";

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
  const shown = !isEmpty(value) ? <FieldValue type={type} field={field} value={value} record={record} /> : <span className="yl-faint">{t("records.unfilled")}</span>;
  return (
    <div className="yl-field">
      <div className="yl-field-label">{field.label}</div>
      {editing && <InlineEditor type={type} field={field} record={record} onClose={() => setEditing(false)} />}
      {!editing && editable && (
        // eslint-disable-next-line jsx-a11y/no-static-element-interactions, jsx-a11y/click-events-have-key-events -- a larger target for the mouse; keys have the button
        <div className="yl-field-edit" onClick={(event) => event.target instanceof Element && !event.target.closest("a") && setEditing(true)}>
          <span className="yl-prose">{shown}</span>
          <IconButton size="small" label={t("records.editField", { field: field.label })} icon={<EditOutlined />} onClick={() => setEditing(true)} />
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
