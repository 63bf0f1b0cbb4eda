import { Form, Modal } from "antd";

import type { Reference } from "@/api/records";
import { useT } from "@/ui/i18n";

import { ReferencePicker } from "../fields/ReferencePicker";

interface AssignProps {
  title: string;
  pending?: boolean;
  onChoose: (member: string) => void;
  onClose: () => void;
}

/** Picks a colleague. */
export default function AssignDialog({ title, pending, onChoose, onClose }: AssignProps) {
  const t = useT();
  const [form] = Form.useForm<{ member: Reference }>();
  return (
    <Modal open title={title} okText={t("records.assign")} cancelText={t("records.form.cancel")} confirmLoading={pending} onOk={form.submit} onCancel={onClose}>
      <Form form={form} layout="vertical" onFinish={({ member }) => onChoose(member.id)}>
        <Form.Item name="member" label={t("records.owner")} rules={[{ required: true, message: t("records.pickMember") }]}>
          <ReferencePicker object="member" autoFocus />
        </Form.Item>
      </Form>
    </Modal>
  );
}
