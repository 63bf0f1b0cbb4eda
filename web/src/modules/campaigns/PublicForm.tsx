import { useMutation, useQuery } from "@tanstack/react-query";
import { Alert, App, Button, Drawer, Flex, Skeleton } from "antd";
import { useState } from "react";

import { useRefreshAll } from "@/records/acts/useAct";
import { useLeaveGuard } from "@/records/form/useLeaveGuard";
import { formErrors } from "@/records/problems";
import type { RecordSlotProps } from "@/records/registry";
import { useLanguage, useT } from "@/ui/i18n";
import { Moment, Nothing, StatusTag } from "@/ui/pieces";

import { campaigns, type FormDraft, type FormPage } from "./api";
import { Embed } from "./Embed";
import { FormBuilder } from "./FormBuilder";
import { labelOf, startOf } from "./questions";

interface EditProps {
  record: RecordSlotProps["record"];
  page: FormPage;
  onClose: () => void;
}

function EditForm({ record, page, onClose }: EditProps) {
  const t = useT();
  const { message } = App.useApp();
  const refresh = useRefreshAll();
  const [draft, setDraft] = useState<FormDraft>(() => startOf(page, record.title, t));
  const [touched, setTouched] = useState(false);
  const publish = useMutation({
    mutationFn: () => campaigns.publish(record.id, draft),
    onSuccess: ({ number }) => {
      void refresh();
      void message.success(t("campaigns.form.published", { number }));
      onClose();
    },
  });
  const mayLeave = useLeaveGuard(touched && !publish.isSuccess);
  const close = async () => {
    if (await mayLeave()) onClose();
  };
  const change = (next: FormDraft) => {
    setTouched(true);
    setDraft(next);
  };
  return (
    <Drawer
      open
      size="100%"
      title={t("campaigns.form.edit")}
      onClose={() => void close()}
      footer={
        <Flex gap="small" justify="end">
          <Button onClick={() => void close()}>{t("records.form.cancel")}</Button>
          <Button type="primary" loading={publish.isPending} onClick={() => publish.mutate()}>
            {t("campaigns.form.publish")}
          </Button>
        </Flex>
      }
    >
      {publish.error && formErrors(publish.error, []).rest.map((text) => <Alert key={text} role="alert" type="error" showIcon title={text} className="yl-gap-below" />)}
      <FormBuilder campaign={record.id} available={page.available} value={draft} onChange={change} place={record.place ? String(record.place) : undefined} />
    </Drawer>
  );
}

/** What the public page asks now; a change is a new version, and old answers keep the form that they answered. */
export function PublicForm({ record }: RecordSlotProps) {
  const t = useT();
  const language = useLanguage();
  const [editing, setEditing] = useState(false);
  const { data } = useQuery({ queryKey: ["records", "campaigns", "form", record.id], queryFn: () => campaigns.form(record.id) });
  const editable = record.can?.includes("update") ?? false;
  return (
    <section className="yl-panel yl-pad yl-stack" aria-label={t("campaigns.form.form")}>
      <Flex justify="space-between" align="center">
        <h2 className="yl-section-title">{t("campaigns.form.form")}</h2>
        {editable && data && (
          <Button size="small" onClick={() => setEditing(true)}>
            {t("campaigns.form.edit")}
          </Button>
        )}
      </Flex>
      {!data && <Skeleton active />}
      {data && !data.form && <Nothing title={t("campaigns.form.none")} hint={t("campaigns.form.noneHint")} />}
      {data?.form && (
        <>
          <div className="yl-quiet">
            {t("campaigns.form.version", { number: data.form.number })} · <Moment at={data.form.published_at} />
            {data.form.consent_version > 0 && ` · ${t("campaigns.form.consentVersion", { number: data.form.consent_version })}`}
          </div>
          <Flex gap="small" wrap>
            {data.form.fields.map((question) => (
              <StatusTag key={question.key}>
                {labelOf(question, language)}
                {question.required ? " *" : ""}
              </StatusTag>
            ))}
          </Flex>
        </>
      )}
      {data?.form && <Embed record={record} />}
      {editing && data && <EditForm record={record} page={data} onClose={() => setEditing(false)} />}
    </section>
  );
}
