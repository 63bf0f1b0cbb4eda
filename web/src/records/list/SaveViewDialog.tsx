import { Checkbox, Form, Input, Modal } from "antd";

import { useT } from "@/ui/i18n";

export interface Naming {
  name: string;
  shared: boolean;
  first: boolean;
}

export default function SaveViewDialog({ onSave, onClose }: { onSave: (naming: Naming) => void; onClose: () => void }) {
  const t = useT();
  const [form] = Form.useForm<Naming>();
  return (
    <Modal open title={t("records.views.saveAs")} okText={t("records.form.save")} cancelText={t("records.form.cancel")} onOk={form.submit} onCancel={onClose}>
      <Form form={form} layout="vertical" onFinish={onSave} initialValues={{ shared: false, first: false }}>
        <Form.Item name="name" label={t("records.views.name")} rules={[{ required: true, message: t("records.views.nameMissing") }]}>
          <Input autoFocus maxLength={60} />
        </Form.Item>
        <Form.Item name="shared" valuePropName="checked" noStyle>
          <Checkbox>{t("records.views.shared")}</Checkbox>
        </Form.Item>
        <Form.Item name="first" valuePropName="checked" noStyle>
          <Checkbox>{t("records.views.default")}</Checkbox>
        </Form.Item>
      </Form>
    </Modal>
  );
}
