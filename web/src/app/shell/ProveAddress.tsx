import { useMutation } from "@tanstack/react-query";
import { Alert, App, Button, Form, Input, Modal } from "antd";
import { useState } from "react";

import { proveAddress, sendAddressCode } from "@/api/identity";
import { sessionQuery, useSession } from "@/api/session";
import { formErrors, useReport } from "@/records/problems";
import { useT } from "@/ui/i18n";

import { client } from "../client";

/** Proves the mailbox that one signs in with: from then on other companies may be joined with it, too. */
export default function ProveAddress({ onClose }: { onClose: () => void }) {
  const t = useT();
  const { email } = useSession().member;
  const { message } = App.useApp();
  const [form] = Form.useForm<{ code: string }>();
  const [problems, setProblems] = useState<string[]>([]);
  const sending = useMutation({ mutationFn: sendAddressCode, onError: useReport() });
  const { mutate, isPending } = useMutation({
    mutationFn: ({ code }: { code: string }) => proveAddress(code),
    onMutate: () => setProblems([]),
    onSuccess: () => {
      void message.success(t("app.prove.done"));
      void client.invalidateQueries(sessionQuery);
      onClose();
    },
    onError: (error) => {
      const { fields, rest } = formErrors(error, ["code"]);
      form.setFields(fields as Parameters<typeof form.setFields>[0]);
      setProblems(rest);
    },
  });
  return (
    <Modal open title={t("app.prove.title")} okText={t("app.prove.act")} cancelText={t("records.form.cancel")} okButtonProps={{ disabled: !sending.isSuccess }} confirmLoading={isPending} onOk={form.submit} onCancel={onClose}>
      <div className="yl-stack">
        <p className="yl-note">{t("app.prove.why", { email })}</p>
        {problems.map((problem) => (
          <Alert key={problem} type="error" showIcon title={problem} role="alert" />
        ))}
        <Button loading={sending.isPending} onClick={() => sending.mutate()}>
          {t(sending.isSuccess ? "app.prove.again" : "app.prove.send")}
        </Button>
        {sending.isSuccess && (
          <Form form={form} layout="vertical" requiredMark={false} onFinish={mutate}>
            <Form.Item name="code" label={t("app.signIn.code")} extra={t("app.prove.sent", { email })} rules={[{ required: true, message: t("app.signIn.codeMissing") }]}>
              <Input autoComplete="one-time-code" inputMode="numeric" autoFocus maxLength={6} />
            </Form.Item>
          </Form>
        )}
      </div>
    </Modal>
  );
}
