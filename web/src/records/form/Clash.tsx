import { Alert, Button, Form, type FormInstance } from "antd";

import type { Field, ObjectType } from "@/api/meta";
import { valueOf, type RecordData, type Value } from "@/api/records";
import { useT } from "@/ui/i18n";

import { FieldValue, isEmpty } from "../fields/FieldValue";
import type { EditConflict } from "./conflict";
import type { Values } from "./useDraft";

interface ClashProps {
  type: ObjectType;
  clash: EditConflict;
  form: FormInstance<Values>;
}

function Line({ type, field, latest, form }: { type: ObjectType; field: Field; latest: RecordData; form: FormInstance<Values> }) {
  const t = useT();
  const mine = Form.useWatch(field.name, form) as Value;
  const theirs = valueOf(latest, field.name);
  const shown = (value: Value) => (isEmpty(value) ? "—" : <FieldValue type={type} field={field} value={value} record={latest} />);
  return (
    <li className="yl-related-row">
      <span>
        <span className="yl-strong">{field.label}</span> {t("records.conflict.now")} {shown(theirs)} · {t("records.conflict.mine")} {shown(mine)}
      </span>
      <Button size="small" onClick={() => form.setFieldValue(field.name, theirs)}>
        {t("records.conflict.take")}
      </Button>
    </li>
  );
}

/** Somebody changed the same fields meanwhile: both values beside each other, nothing that was typed is lost. */
export function Clash({ type, clash, form }: ClashProps) {
  const t = useT();
  return (
    <Alert
      className="yl-gap-below"
      type="warning"
      showIcon
      role="alert"
      title={t("records.conflict.title")}
      description={
        <ul className="yl-plain-list">
          {clash.fields.map((field) => (
            <Line key={field.name} type={type} field={field} latest={clash.latest} form={form} />
          ))}
        </ul>
      }
    />
  );
}
