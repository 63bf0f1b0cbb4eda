import { useMutation } from "@tanstack/react-query";
import { App, Collapse, Form, Modal, Select } from "antd";

import type { RecordData } from "@/api/records";
import { useSession } from "@/api/session";
import { useRefreshAll } from "@/records/acts/useAct";
import { ReferencesPicker } from "@/records/fields/ReferencePicker";
import { useReport } from "@/records/problems";
import { useT } from "@/ui/i18n";

import { campaigns } from "./api";
import { UtmFields } from "./UtmFields";

interface Draft {
  members?: string[];
  departments?: string[];
  channels?: string[];
}

/** A link for each of many promoters, in each channel; what is there already is not made twice. */
export default function ManyLinks({ record, onClose }: { record: RecordData; onClose: () => void }) {
  const t = useT();
  const { message } = App.useApp();
  const refresh = useRefreshAll();
  const { member } = useSession();
  const [form] = Form.useForm<Draft>();
  const make = useMutation({
    mutationFn: ({ members = [], ...draft }: Draft) => campaigns.openLinks(record.id, { ...draft, members: members.map((id) => (id === "me" ? member.id : id)) }),
    onSuccess: (result) => {
      void message.success(t("campaigns.links.many.done", { ...result }));
      void refresh();
      onClose();
    },
    onError: useReport(),
  });
  return (
    <Modal open title={t("campaigns.links.many.title")} okText={t("campaigns.links.many.make")} cancelText={t("records.form.cancel")} confirmLoading={make.isPending} onOk={form.submit} onCancel={onClose}>
      <Form form={form} layout="vertical" onFinish={(draft) => make.mutate(draft)}>
        <Form.Item name="members" label={t("campaigns.links.promoter")} initialValue={[]}>
          <ReferencesPicker object="member" value={[]} onChange={() => undefined} aria-label={t("campaigns.links.promoter")} />
        </Form.Item>
        <Form.Item name="departments" label={t("campaigns.links.many.departments")} extra={t("campaigns.links.many.departmentsHint")} initialValue={[]}>
          <ReferencesPicker object="department" value={[]} onChange={() => undefined} aria-label={t("campaigns.links.many.departments")} />
        </Form.Item>
        <Form.Item name="channels" label={t("campaigns.links.channel")} extra={t("campaigns.links.many.channelsHint")}>
          <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={[",", "，", "、"]} aria-label={t("campaigns.links.channel")} />
        </Form.Item>
        <Collapse ghost size="small" items={[{ key: "utm", label: t("campaigns.links.utm"), children: <UtmFields />, forceRender: true }]} />
      </Form>
    </Modal>
  );
}
