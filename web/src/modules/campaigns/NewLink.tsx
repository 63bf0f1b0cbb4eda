import { useMutation } from "@tanstack/react-query";
import { Collapse, Form, Input, Modal } from "antd";

import type { RecordData, Reference } from "@/api/records";
import { useRefreshAll } from "@/records/acts/useAct";
import { ReferencePicker } from "@/records/fields/ReferencePicker";
import { formErrors, useReport } from "@/records/problems";
import { useT } from "@/ui/i18n";

import { campaigns } from "./api";
import { UtmFields } from "./UtmFields";

interface Draft {
  channel?: string;
  promoter?: Reference | null;
  address?: string;
  utm_source?: string;
  utm_medium?: string;
  utm_campaign?: string;
}

/** One more address, for a channel or a promoter; readable when asked. */
export default function NewLink({ record, onClose }: { record: RecordData; onClose: () => void }) {
  const t = useT();
  const refresh = useRefreshAll();
  const report = useReport();
  const [form] = Form.useForm<Draft>();
  const open = useMutation({
    mutationFn: ({ promoter, ...link }: Draft) => campaigns.openLink(record.id, { ...link, promoter: promoter?.id ?? null }),
    onSuccess: () => {
      void refresh();
      onClose();
    },
    onError: (error) => {
      const { fields } = formErrors(error, ["channel", "promoter", "address"]);
      if (fields.length > 0) form.setFields(fields as never);
      else report(error);
    },
  });
  return (
    <Modal open title={t("campaigns.links.new")} okText={t("campaigns.links.make")} cancelText={t("records.form.cancel")} confirmLoading={open.isPending} onOk={form.submit} onCancel={onClose}>
      <Form form={form} layout="vertical" onFinish={(values) => open.mutate(values)}>
        <Form.Item name="channel" label={t("campaigns.links.channel")} extra={t("campaigns.links.channelHint")}>
          <Input autoFocus maxLength={60} />
        </Form.Item>
        <Form.Item name="promoter" label={t("campaigns.links.promoter")}>
          <ReferencePicker object="member" />
        </Form.Item>
        <Form.Item name="address" label={t("campaigns.links.address")} extra={t("campaigns.links.addressHint")}>
          <Input maxLength={40} prefix="/f/" placeholder="expo-2026" />
        </Form.Item>
        <Collapse ghost size="small" items={[{ key: "utm", label: t("campaigns.links.utm"), children: <UtmFields />, forceRender: true }]} />
      </Form>
    </Modal>
  );
}
