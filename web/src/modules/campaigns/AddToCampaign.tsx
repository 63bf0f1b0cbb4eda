import { Button, Form, Modal, Select } from "antd";
import { useState } from "react";

import { useObjectType } from "@/api/meta";
import type { Reference } from "@/api/records";
import { ReferencePicker } from "@/records/fields/ReferencePicker";
import type { BulkActionProps } from "@/records/registry";
import { useT } from "@/ui/i18n";

import { useAddExisting, useParticipations } from "./AddExisting";

/** From the list of leads, contacts or accounts: the selected ones become members of a campaign. */
export default function AddToCampaign(props: BulkActionProps) {
  const t = useT();
  const [asked, setAsked] = useState(false);
  const entries = useObjectType("submission");
  if (!entries?.actions.includes("create")) return null;
  return (
    <>
      <Button size="small" onClick={() => setAsked(true)}>
        {t("campaigns.existing.toCampaign")}
      </Button>
      {asked && <ChooseCampaign {...props} onClose={() => setAsked(false)} />}
    </>
  );
}

function ChooseCampaign({ type, ids, onDone, onClose }: BulkActionProps & { onClose: () => void }) {
  const t = useT();
  const [campaign, setCampaign] = useState<Reference | null>(null);
  const [participation, setParticipation] = useState("invited");
  const participations = useParticipations();
  const add = useAddExisting(() => {
    onClose();
    onDone();
  });
  return (
    <Modal open title={t("campaigns.existing.toCampaign")} okText={t("campaigns.existing.add")} cancelText={t("records.form.cancel")} confirmLoading={add.isPending} okButtonProps={{ disabled: !campaign }} onOk={() => add.mutate({ campaign: campaign!.id, object: type.code, ids, participation })} onCancel={onClose}>
      <Form layout="vertical">
        <Form.Item label={t("campaigns.existing.campaign")}>
          <ReferencePicker object="campaign" value={campaign} onChange={setCampaign} aria-label={t("campaigns.existing.campaign")} />
        </Form.Item>
        <Form.Item label={t("campaigns.participation")}>
          <Select aria-label={t("campaigns.participation")} value={participation} onChange={setParticipation} options={participations.map(({ value, label }) => ({ value, label }))} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
