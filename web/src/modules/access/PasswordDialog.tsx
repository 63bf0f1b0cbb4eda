import { useMutation } from "@tanstack/react-query";
import { Alert, App, Form, Input, Modal, Typography } from "antd";
import { useState } from "react";

import { members } from "@/api/access";
import { formErrors } from "@/records/problems";
import type { RecordSlotProps } from "@/records/registry";
import { useT } from "@/ui/i18n";

const letters = "abcdefghjkmnpqrstuvwxyz23456789";

/** Readable over the phone: no letters that look alike. */
function proposed(): string {
  const picks = crypto.getRandomValues(new Uint32Array(12));
  return [...picks].map((pick) => letters[pick % letters.length]).join("");
}

/** A password to hand to the member; setting it ends their open sessions. */
export default function PasswordDialog({ record, onClose }: RecordSlotProps & { onClose: () => void }) {
  const t = useT();
  const { message } = App.useApp();
  const [form] = Form.useForm<{ password: string }>();
  const [problems, setProblems] = useState<string[]>([]);
  const password = Form.useWatch("password", form) ?? "";
  const { mutate, isPending } = useMutation({
    mutationFn: (values: { password: string }) => members.setPassword(record.id, values.password),
    onSuccess: () => {
      void message.success(t("access.password.set"));
      onClose();
    },
    onError: (error) => {
      const { fields, rest } = formErrors(error, ["password"]);
      form.setFields(fields as Parameters<typeof form.setFields>[0]);
      setProblems(rest);
    },
  });
  return (
    <Modal open title={t("access.password.title", { member: record.title })} okText={t("access.password.save")} cancelText={t("records.form.cancel")} confirmLoading={isPending} onOk={form.submit} onCancel={onClose}>
      <Form form={form} layout="vertical" initialValues={{ password: proposed() }} onFinish={mutate}>
        {problems.map((problem) => (
          <Alert key={problem} className="yl-gap-below" type="error" showIcon title={problem} role="alert" />
        ))}
        <Form.Item name="password" label={t("access.password.label")} extra={t("access.password.hint")} rules={[{ required: true, min: 8, message: t("access.password.short") }]}>
          <Input autoComplete="off" suffix={<Typography.Text copyable={{ text: password }} />} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
