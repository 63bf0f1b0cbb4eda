import type { FormInstance } from "antd";
import type { HookAPI } from "antd/es/modal/useModal";

import { fieldOf, type Field, type ObjectType } from "@/api/meta";
import { records, toBody, valueOf, type RecordData } from "@/api/records";
import { toApi } from "@/records/fields/codec";
import { isEmpty } from "@/records/fields/FieldValue";
import { formErrors } from "@/records/problems";
import { t } from "@/ui/i18n";

import { MoveForm, type MoveValues } from "./MoveForm";

interface Move {
  modal: HookAPI;
  type: ObjectType;
  stageType: ObjectType;
  id: string;
  stage: string;
}

const given = (value: unknown) => value !== null && value !== undefined && value !== "" && Number(value) !== 0;

/** What the stage wants filled in and the record does not have yet. */
function missing(type: ObjectType, record: RecordData, stage: RecordData): Field[] {
  const names = (stage.required_fields as string[] | undefined) ?? [];
  return names.flatMap((name) => fieldOf(type, name) ?? []).filter((field) => {
    const value = valueOf(record, field.name);
    return isEmpty(value) || (field.kind === "money" && !given(value));
  });
}

function bodyOf(stage: string, fields: Field[], { lost_reason, lost_note, values = {} }: MoveValues) {
  const filled = fields.map((field) => [field.name, toApi(field, values[field.name])] as const);
  return { stage, lost_reason: lost_reason?.id, lost_note: lost_note ?? "", values: fields.length > 0 ? toBody(Object.fromEntries(filled)) : undefined };
}

/** Resolves to the moved record, or to nothing when the member gave up. */
export async function askMove({ modal, type, stageType, id, stage }: Move): Promise<RecordData | undefined> {
  const [target, record] = await Promise.all([records.get(stageType, stage), records.get(type, id)]);
  const fields = missing(type, record, target);
  const lost = target.outcome === "lost";
  if (fields.length === 0 && !lost) return records.act(type, id, "move", { stage });
  const key = crypto.randomUUID();
  return new Promise((resolve) => {
    const form: { current: FormInstance<MoveValues> | null } = { current: null };
    const move = async () => {
      const values = await form.current!.validateFields();
      try {
        resolve(await records.act(type, id, "move", bodyOf(stage, fields, values), key));
      } catch (error) {
        const { fields: wrong, rest } = formErrors(error, ["lost_reason", "lost_note", ...fields.map(({ name }) => name)]);
        form.current!.setFields(wrong.map(({ name, errors }) => ({ name: name.startsWith("lost_") ? (name as "lost_note") : (["values", name] as const), errors })) as never);
        if (rest.length > 0) form.current!.setFields([{ name: "problem", errors: rest }] as never);
        throw error;
      }
    };
    modal.confirm({
      icon: null,
      title: t(lost ? "opportunities.lose.title" : "opportunities.move.title", { title: record.title, stage: target.title }),
      content: <MoveForm handle={form} type={type} record={record} fields={fields} lost={lost} />,
      okText: lost ? t("opportunities.lose.ok") : t("opportunities.move.to", { stage: target.title }),
      okButtonProps: { danger: lost },
      cancelText: t("records.form.cancel"),
      // With `close` in hand the dialog stays until the move is made; what was wrong stands at its field already.
      onOk: (close: () => void) => void move().then(close, () => undefined),
      onCancel: () => resolve(undefined),
    });
  });
}
