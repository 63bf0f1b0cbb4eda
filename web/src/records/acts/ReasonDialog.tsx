import { Form, Input, Modal, Tag } from "antd";
import type { ReactNode } from "react";

import { useT } from "@/ui/i18n";

interface ReasonProps {
  title: string;
  okText: string;
  danger?: boolean;
  /** A comment rather than a reason: it may stay empty. */
  optional?: boolean;
  /** Reasons that are given often, one click each. */
  usual?: string[];
  pending?: boolean;
  /** Further fields of the form. */
  children?: ReactNode;
  onGive: (values: { reason: string; [field: string]: unknown }) => void;
  onClose: () => void;
}

/** Asks why, before an act that others will want to understand. */
export default function ReasonDialog({ title, okText, danger, optional, usual = [], pending, children, onGive, onClose }: ReasonProps) {
  const t = useT();
  const [form] = Form.useForm<{ reason: string }>();
  return (
    <Modal open title={title} okText={okText} okButtonProps={{ danger }} cancelText={t("records.form.cancel")} confirmLoading={pending} onOk={form.submit} onCancel={onClose}>
      <Form form={form} layout="vertical" onFinish={onGive}>
        {children}
        <Form.Item name="reason" label={t(optional ? "records.comment" : "records.reason")} rules={optional ? [] : [{ required: true, whitespace: true, message: t("records.reasonMissing") }]}>
          <Input.TextArea autoFocus maxLength={200} autoSize={{ minRows: 2 }} />
        </Form.Item>
        {usual.map((reason) => (
          <Tag.CheckableTag key={reason} checked={false} onChange={() => form.setFieldValue("reason", reason)}>
            {reason}
          </Tag.CheckableTag>
        ))}
      </Form>
    </Modal>
  );
}
