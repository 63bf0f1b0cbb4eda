import { useMutation } from "@tanstack/react-query";
import { Alert, App, Form, Input, Modal } from "antd";
import { useState } from "react";

import { changePassword } from "@/api/session";
import { formErrors } from "@/records/problems";
import { useT } from "@/ui/i18n";

interface Passwords {
  current_password: string;
  new_password: string;
}

export default function ChangePassword({ onClose }: { onClose: () => void }) {
  const t = useT();
  const { message } = App.useApp();
  const [form] = Form.useForm<Passwords>();
  const [problems, setProblems] = useState<string[]>([]);
  const { mutate, isPending } = useMutation({
    mutationFn: ({ current_password, new_password }: Passwords) => changePassword(current_password, new_password),
    onSuccess: () => {
      void message.success(t("app.password.changed"));
      onClose();
    },
    onError: (error) => {
      const { fields, rest } = formErrors(error, ["current_password", "new_password"]);
      form.setFields(fields as Parameters<typeof form.setFields>[0]);
      setProblems(rest);
    },
  });
  const rules = [{ required: true, message: t("app.password.missing") }];
  return (
    <Modal open title={t("app.password.title")} okText={t("records.form.save")} cancelText={t("records.form.cancel")} confirmLoading={isPending} onOk={form.submit} onCancel={onClose}>
      <Form form={form} layout="vertical" onFinish={mutate}>
        {problems.map((problem) => (
          <Alert key={problem} type="error" showIcon title={problem} role="alert" />
        ))}
        <Form.Item name="current_password" label={t("app.password.current")} rules={rules}>
          <Input.Password autoFocus autoComplete="current-password" />
        </Form.Item>
        <Form.Item name="new_password" label={t("app.password.next")} rules={rules}>
          <Input.Password autoComplete="new-password" />
        </Form.Item>
      </Form>
    </Modal>
  );
}
