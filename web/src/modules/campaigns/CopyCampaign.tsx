import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Button, Form, Input, Modal } from "antd";
import { useState } from "react";

import { useObjectType } from "@/api/meta";
import { useRefreshAll } from "@/records/acts/useAct";
import { recordAddress } from "@/records/addresses";
import { useReport } from "@/records/problems";
import type { RecordSlotProps } from "@/records/registry";
import { useT } from "@/ui/i18n";

import { campaigns } from "./api";

/** A campaign as the template of the next one. */
export function CopyCampaign({ type, record }: RecordSlotProps) {
  const t = useT();
  const navigate = useNavigate();
  const refresh = useRefreshAll();
  const [asking, setAsking] = useState(false);
  const [form] = Form.useForm<{ name: string }>();
  const copy = useMutation({
    mutationFn: ({ name }: { name: string }) => campaigns.copy(record.id, name),
    onSuccess: (made) => {
      setAsking(false);
      void refresh();
      void navigate({ to: recordAddress(type, made.id) });
    },
    onError: useReport(),
  });
  if (!useObjectType("campaign")?.actions.includes("create")) return null;
  return (
    <>
      <Button onClick={() => setAsking(true)}>{t("campaigns.copy")}</Button>
      {asking && (
        <Modal open title={t("campaigns.copy")} okText={t("campaigns.copy")} cancelText={t("records.form.cancel")} confirmLoading={copy.isPending} onOk={form.submit} onCancel={() => setAsking(false)}>
          <Form form={form} layout="vertical" initialValues={{ name: t("campaigns.copyOf", { title: record.title }) }} onFinish={copy.mutate}>
            <Form.Item name="name" label={t("campaigns.copyName")} extra={t("campaigns.copyHint")} rules={[{ required: true, whitespace: true, message: t("records.form.required", { field: t("campaigns.copyName") }) }]}>
              <Input autoFocus maxLength={200} />
            </Form.Item>
          </Form>
        </Modal>
      )}
    </>
  );
}
