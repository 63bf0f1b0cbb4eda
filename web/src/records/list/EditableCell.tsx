import { EditOutlined } from "@ant-design/icons";
import { lazy, startTransition, Suspense, useState } from "react";

import { isWritable, type Field, type ObjectType } from "@/api/meta";
import { valueOf, type RecordData } from "@/api/records";
import { useT } from "@/ui/i18n";
import { IconButton } from "@/ui/pieces";

import { FieldValue } from "../fields/FieldValue";
import { isShown } from "../fields/shown";

const InlineEditor = lazy(() => import("../fields/InlineEditor"));

interface CellProps {
  type: ObjectType;
  field: Field;
  record: RecordData;
  editable: boolean;
}

export function EditableCell({ type, field, record, editable }: CellProps) {
  const t = useT();
  const [editing, setEditing] = useState(false);
  const value = <FieldValue type={type} field={field} value={valueOf(record, field.name)} record={record} />;
  if (editing)
    return (
      <Suspense fallback={value}>
        <InlineEditor type={type} field={field} record={record} onClose={() => setEditing(false)} />
      </Suspense>
    );
  return (
    <div className="yl-cell">
      <span className="yl-grow">{value}</span>
      {editable && isWritable(field) && isShown(type, field) && (
        <IconButton
          size="small"
          label={t("records.editField", { field: field.label })}
          icon={<EditOutlined />}
          onClick={() => startTransition(() => setEditing(true))}
        />
      )}
    </div>
  );
}
