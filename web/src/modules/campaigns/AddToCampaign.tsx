import { Button, Form, Modal } from "antd";
import { useState } from "react";

import { useObjectType } from "@/api/meta";
import type { Reference } from "@/api/records";
import { ReferencePicker } from "@/records/fields/ReferencePicker";
import type { BulkActionProps } from "@/records/registry";
import { useT } from "@/ui/i18n";

import { useAddExisting } from "./AddExisting";
import { firstParticipation, ParticipationItem } from "./participation";

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
  const [participation, setParticipation] = useState(firstParticipation);
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
        <ParticipationItem value={participation} onChange={setParticipation} />
      </Form>
    </Modal>
  );
}
