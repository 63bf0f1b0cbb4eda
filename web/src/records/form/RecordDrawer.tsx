import { useMutation } from "@tanstack/react-query";
import { Alert, App, Button, Drawer, Flex, Form } from "antd";
import { useMemo, useRef, useState, type ReactNode } from "react";

import { NetworkError } from "@/api/http";
import type { ObjectType } from "@/api/meta";
import { records, toBody, valueOf, type RecordData } from "@/api/records";
import { useHotkeys } from "@/ui/useHotkeys";
import { useT } from "@/ui/i18n";
import { measures } from "@/ui/theme";

import { sameValue, toApi } from "../fields/codec";
import { formErrors } from "../problems";
import { useRefresh } from "../queries";
import { Clash } from "./Clash";
import { EditConflict, saveEdit } from "./conflict";
import { RecordForm, writableGroups } from "./RecordForm";
import { useDraft, type Values } from "./useDraft";
import { useLeaveGuard } from "./useLeaveGuard";

interface RecordDrawerProps {
  type: ObjectType;
  /** The record to edit; absent for a new one. */
  record?: RecordData;
  /** What is known already about a new one. */
  initial?: Values;
  /** Sent with a new one beside what the form holds. */
  extra?: Values;
  /** Above the fields, within the form: what helps to fill them in. */
  top?: ReactNode;
  onClose: () => void;
  onSaved?: (record: RecordData) => void;
}

const writable = (type: ObjectType, isNew: boolean) => writableGroups(type, isNew).flatMap((group) => group.fields);

function startValues(type: ObjectType, record: RecordData | undefined, initial: Values = {}): Values {
  if (!record) return initial;
  return Object.fromEntries(writable(type, false).map((field) => [field.name, valueOf(record, field.name)]));
}

/** Only what differs from the start is sent; a new record sends what is filled in. */
function changed(type: ObjectType, start: Values, values: Values, isNew: boolean): Values {
  const merged = { ...start, ...values };
  const fields = writable(type, isNew).filter(({ name }) => isNew || name in values);
  const pairs = fields
    .filter((field) => (isNew ? toApi(field, merged[field.name]) !== null : !sameValue(field, start[field.name], values[field.name])))
    .map((field) => [field.name, toApi(field, merged[field.name])] as const);
  return Object.fromEntries(pairs);
}

function useSave({ type, extra, onSaved }: RecordDrawerProps, base: RecordData | undefined, start: Values) {
  const refresh = useRefresh(type);
  // One key per opened form: pressing "save" again after a lost answer does not make a second record.
  const key = useRef(crypto.randomUUID());
  return useMutation({
    mutationFn: (values: Values) => {
      const sent = changed(type, start, values, !base);
      return base ? saveEdit({ type, base, values: sent }) : records.create(type, { ...toBody(sent), ...extra }, key.current);
    },
    onSuccess: (saved) => {
      void refresh();
      onSaved?.(saved);
    },
    onError: (error) => {
      // An answer that says no is settled; one that was lost may have been a yes.
      if (!(error instanceof NetworkError)) key.current = crypto.randomUUID();
    },
  });
}

function useRecordForm(props: RecordDrawerProps) {
  const { type, record, initial, onClose } = props;
  const t = useT();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const draft = useDraft(`${type.code}.${record?.id ?? "new"}`);
  // What the edit began with; after a conflict what stands now, so that saving again is a choice.
  const [base, setBase] = useState(record);
  const start = useMemo(() => startValues(type, base, initial), [type, base, initial]);
  const [clash, setClash] = useState<EditConflict>();
  const [dirty, setDirty] = useState(draft.found !== undefined);
  const [problems, setProblems] = useState<string[]>([]);
  const save = useSave(props, base, start);
  const mayLeave = useLeaveGuard(dirty && !save.isSuccess);

  const typed = (values: Values) => {
    setDirty(true);
    draft.keep(values);
  };
  const discard = () => {
    draft.forget();
    setDirty(false);
    form.resetFields();
    form.setFieldsValue(Object.fromEntries(writable(type, !record).map(({ name }) => [name, start[name]])));
  };
  const close = async () => {
    if (!(await mayLeave())) return;
    draft.forget();
    onClose();
  };
  const submit = (values: Values) => {
    setProblems([]);
    setClash(undefined);
    save.mutate(values, {
      onSuccess: () => {
        draft.forget();
        void message.success(t("records.form.saved"));
        onClose();
      },
      onError: (error) => {
        if (error instanceof EditConflict) {
          setBase(error.latest);
          return setClash(error);
        }
        const { fields, rest } = formErrors(error, writable(type, !record).map(({ name }) => name));
        form.setFields(fields);
        setProblems(rest);
      },
    });
  };
  return { form, clash, start: { ...start, ...draft.found }, restored: draft.found !== undefined && dirty, problems, saving: save.isPending, typed, discard, close, submit };
}

/** New and edit, for every object, drawn from the metadata. */
export function RecordDrawer(props: RecordDrawerProps) {
  const { type, record } = props;
  const t = useT();
  const { form, clash, start, restored, problems, saving, typed, discard, close, submit } = useRecordForm(props);
  useHotkeys({ "mod+enter": () => form.submit() });
  return (
    <Drawer
      open
      size={measures.drawer}
      title={record ? t("records.form.edit", { title: record.title }) : t("records.form.new", { object: type.label })}
      onClose={close}
      footer={
        <Flex gap="small" justify="end">
          <Button onClick={close}>{t("records.form.cancel")}</Button>
          <Button type="primary" loading={saving} onClick={() => form.submit()}>
            {t("records.form.save")}
          </Button>
        </Flex>
      }
    >
      {restored && (
        <Alert type="info" showIcon title={t("records.form.restored")} action={<Button size="small" onClick={discard}>{t("records.form.discard")}</Button>} />
      )}
      {clash && <Clash type={type} clash={clash} form={form} />}
      <RecordForm type={type} isNew={!record} form={form} initial={start} problems={problems} top={props.top} onTyped={typed} onSubmit={submit} />
    </Drawer>
  );
}
