import { useMutation, useQuery } from "@tanstack/react-query";
import { Alert, App, Button, Flex, Form, Input, Modal, QRCode, Skeleton, Typography } from "antd";
import { useState } from "react";

import { addSecondFactor, removeSecondFactor, secondFactor, type SecondFactor as Factor } from "@/api/session";
import { formErrors, problemText } from "@/records/problems";
import { useT } from "@/ui/i18n";
import { Failure } from "@/ui/pieces";
import { paper } from "@/ui/theme";

interface Proof {
  password: string;
  code: string;
}

function useProof<T>(act: (proof: Proof) => Promise<T>, onDone: (answer: T) => void) {
  const [form] = Form.useForm<Proof>();
  const [problems, setProblems] = useState<string[]>([]);
  const { mutate, isPending } = useMutation({
    mutationFn: act,
    onMutate: () => setProblems([]),
    onSuccess: onDone,
    onError: (error) => {
      const { fields, rest } = formErrors(error, ["password", "code"]);
      form.setFields(fields as Parameters<typeof form.setFields>[0]);
      setProblems(rest);
    },
  });
  return { form, problems, submit: mutate, isPending };
}

interface ProofFormProps {
  proof: Pick<ReturnType<typeof useProof>, "form" | "problems" | "submit">;
  withCode: boolean;
}

function ProofForm({ proof: { form, problems, submit }, withCode }: ProofFormProps) {
  const t = useT();
  return (
    <Form form={form} layout="vertical" onFinish={submit} requiredMark={false}>
      {problems.map((problem) => (
        <Alert key={problem} className="yl-gap-below" type="error" showIcon title={problem} role="alert" />
      ))}
      {withCode && (
        <Form.Item name="code" label={t("app.factor.code")} rules={[{ required: true, message: t("app.factor.codeMissing") }]}>
          <Input autoComplete="one-time-code" inputMode="numeric" maxLength={6} />
        </Form.Item>
      )}
      <Form.Item name="password" label={t("app.password.current")} rules={[{ required: true, message: t("app.password.missing") }]}>
        <Input.Password autoComplete="current-password" />
      </Form.Item>
    </Form>
  );
}

function TurnOn({ factor, onDone, onClose }: { factor: Factor; onDone: (codes: string[]) => void; onClose: () => void }) {
  const t = useT();
  const proof = useProof(({ password, code }) => addSecondFactor(password, code), onDone);
  return (
    <Modal open title={t("app.factor.title")} okText={t("app.factor.on")} cancelText={t("records.form.cancel")} confirmLoading={proof.isPending} onOk={proof.form.submit} onCancel={onClose}>
      <p className="yl-quiet">{t("app.factor.why")}</p>
      <Flex gap="middle" align="center" wrap>
        <QRCode value={factor.address ?? ""} color={paper.ink} bgColor={paper.ground} />
        <div className="yl-grow">
          <p>{t("app.factor.scan")}</p>
          <Typography.Text copyable code className="yl-prose">
            {factor.secret}
          </Typography.Text>
        </div>
      </Flex>
      <ProofForm proof={proof} withCode />
    </Modal>
  );
}

function TurnOff({ onClose }: { onClose: () => void }) {
  const t = useT();
  const { message } = App.useApp();
  const proof = useProof(
    ({ password }) => removeSecondFactor(password),
    () => {
      void message.success(t("app.factor.isOff"));
      onClose();
    },
  );
  return (
    <Modal open title={t("app.factor.title")} okText={t("app.factor.off")} okButtonProps={{ danger: true }} cancelText={t("records.form.cancel")} confirmLoading={proof.isPending} onOk={proof.form.submit} onCancel={onClose}>
      <Alert className="yl-gap-below" type="success" showIcon title={t("app.factor.isOn")} />
      <ProofForm proof={proof} withCode={false} />
    </Modal>
  );
}

/** Shown once, to be kept where the phone is not. */
function Codes({ codes, onClose }: { codes: string[]; onClose: () => void }) {
  const t = useT();
  return (
    <Modal open title={t("app.factor.isOn")} onCancel={onClose} footer={<Button type="primary" onClick={onClose}>{t("app.factor.kept")}</Button>}>
      <p>{t("app.factor.recovery")}</p>
      <Typography.Paragraph copyable={{ text: codes.join("\n") }}>
        <pre>{codes.join("\n")}</pre>
      </Typography.Paragraph>
    </Modal>
  );
}

/** 两步验证: on, off, and the codes for the day when the phone is lost. */
export default function SecondFactor({ onClose }: { onClose: () => void }) {
  const t = useT();
  const [codes, setCodes] = useState<string[]>();
  // Asking gives a new secret each time, so it is asked once per opening.
  const { data, error } = useQuery({ queryKey: ["second-factor"], queryFn: secondFactor, gcTime: 0, staleTime: Infinity, retry: false });
  if (codes) return <Codes codes={codes} onClose={onClose} />;
  if (data?.on) return <TurnOff onClose={onClose} />;
  if (data) return <TurnOn factor={data} onDone={setCodes} onClose={onClose} />;
  return (
    <Modal open title={t("app.factor.title")} footer={null} onCancel={onClose}>
      {error ? <Failure message={problemText(error)} /> : <Skeleton active />}
    </Modal>
  );
}
