import { useMutation } from "@tanstack/react-query";
import { App, Button, Form, Modal, Select } from "antd";
import { useState } from "react";

import { isWritable, type Field, type ObjectType } from "@/api/meta";
import { records } from "@/api/records";
import { useT } from "@/ui/i18n";

import AssignDialog from "../acts/AssignDialog";
import { toApi } from "../fields/codec";
import { FieldInput } from "../fields/FieldInput";
import { isShown } from "../fields/shown";
import { useReport } from "../problems";
import { useRefresh } from "../queries";
import { extensionOf, type BulkActionProps, type ObjectExtension } from "../registry";
import { useTellOutcome } from "./BulkOutcome";

function useBulk({ type, ids, rows, onDone }: BulkActionProps) {
  const refresh = useRefresh(type);
  const tell = useTellOutcome(rows);
  return useMutation({
    mutationFn: ({ action, values }: { action: string; values?: object }) => records.bulk(type, action, ids, values),
    onSuccess: (result) => {
      tell(result);
      void refresh();
      onDone();
    },
    onError: useReport(),
  });
}

type Run = ReturnType<typeof useBulk>["mutate"];

function UpdateDialog({ type, run, onClose }: { type: ObjectType; run: Run; onClose: () => void }) {
  const t = useT();
  const [field, setField] = useState<Field>();
  const [value, setValue] = useState<unknown>(null);
  const fields = type.fields.filter((candidate) => isWritable(candidate) && isShown(type, candidate));
  const choose = (name: string) => {
    setField(fields.find((candidate) => candidate.name === name));
    setValue(null);
  };
  return (
    <Modal
      open
      title={t("records.bulk.update")}
      okText={t("records.bulk.update")}
      cancelText={t("records.form.cancel")}
      okButtonProps={{ disabled: !field }}
      onOk={() => run({ action: "update", values: { [field!.name]: toApi(field!, value) } }, { onSuccess: onClose })}
      onCancel={onClose}
    >
      <Form layout="vertical">
        <Form.Item label={t("records.filter.field")}>
          <Select showSearch={{ optionFilterProp: "label" }} options={fields.map(({ name, label }) => ({ value: name, label }))} value={field?.name} onChange={choose} />
        </Form.Item>
        {field && (
          <Form.Item label={field.label}>
            <FieldInput type={type} field={field} value={value} onChange={setValue} />
          </Form.Item>
        )}
      </Form>
    </Modal>
  );
}

/** What can be done to all selected records at once. */
export default function BulkBar({ deleted, own, ...props }: BulkActionProps & { deleted: boolean; own: ObjectExtension["bulkActions"] }) {
  const { type, ids, onDone } = props;
  const t = useT();
  const { modal } = App.useApp();
  const { mutate: run, isPending } = useBulk(props);
  const [dialog, setDialog] = useState<"assign" | "update">();
  const may = (action: string) => type.actions.includes(action);
  const remove = () =>
    modal.confirm({ title: t("records.bulk.deleteAsk", { count: ids.length }), content: t("records.bulk.deleteHint"), okButtonProps: { danger: true }, onOk: () => run({ action: "delete" }) });
  const close = () => setDialog(undefined);
  return (
    <div className="yl-bulk" role="toolbar" aria-label={t("records.bulk.title")}>
      <span className="yl-strong">{t("records.bulk.selected", { count: ids.length })}</span>
      {deleted && may("delete") && <Button size="small" loading={isPending} onClick={() => run({ action: "restore" })}>{t("records.restore")}</Button>}
      {!deleted && may("assign") && <Button size="small" onClick={() => setDialog("assign")}>{t("records.bulk.assign")}</Button>}
      {!deleted && may("update") && <Button size="small" onClick={() => setDialog("update")}>{t("records.bulk.update")}</Button>}
      {!deleted && (own ?? extensionOf(type.code).bulkActions)?.map((Action, index) => <Action key={index} {...props} />)}
      {!deleted && may("delete") && <Button size="small" danger loading={isPending} onClick={remove}>{t("records.delete")}</Button>}
      <Button size="small" type="text" onClick={onDone}>{t("records.bulk.clear")}</Button>
      {dialog === "assign" && <AssignDialog title={t("records.bulk.assign")} pending={isPending} onChoose={(owner) => run({ action: "assign", values: { owner } }, { onSuccess: close })} onClose={close} />}
      {dialog === "update" && <UpdateDialog type={type} run={run} onClose={close} />}
    </div>
  );
}
