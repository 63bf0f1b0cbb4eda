import { useMutation } from "@tanstack/react-query";
import { App, Form, Modal, Select } from "antd";
import { useState } from "react";

import { useMeta } from "@/api/meta";
import type { RecordData } from "@/api/records";
import { useRefreshAll } from "@/records/acts/useAct";
import { ReferencesPicker } from "@/records/fields/ReferencePicker";
import { useReport } from "@/records/problems";
import { useT } from "@/ui/i18n";

import { campaigns } from "./api";
import { firstParticipation, ParticipationItem } from "./participation";

const addable = ["lead", "contact", "account"];

export function useAddExisting(onDone: () => void) {
  const t = useT();
  const { message } = App.useApp();
  const refresh = useRefreshAll();
  return useMutation({
    mutationFn: ({ campaign, object, ids, participation }: { campaign: string; object: string; ids: string[]; participation: string }) => campaigns.addExisting(campaign, object, ids, participation),
    onSuccess: (result) => {
      void message.success(t("campaigns.existing.done", { ...result }));
      void refresh();
      onDone();
    },
    onError: useReport(),
  });
}

/** Leads, contacts and accounts that are known already become members of the campaign. */
export function AddExisting({ campaign, onClose }: { campaign: RecordData; onClose: () => void }) {
  const t = useT();
  const { objects } = useMeta();
  const kinds = addable.flatMap((code) => objects[code] ?? []);
  const [object, setObject] = useState(kinds[0]?.code ?? "lead");
  const [ids, setIds] = useState<string[]>([]);
  const [participation, setParticipation] = useState(firstParticipation);
  const add = useAddExisting(onClose);
  const choose = (code: string) => {
    setObject(code);
    setIds([]);
  };
  return (
    <Modal open title={t("campaigns.existing.title")} okText={t("campaigns.existing.add")} cancelText={t("records.form.cancel")} confirmLoading={add.isPending} okButtonProps={{ disabled: ids.length === 0 }} onOk={() => add.mutate({ campaign: campaign.id, object, ids, participation })} onCancel={onClose}>
      <Form layout="vertical">
        <Form.Item label={t("campaigns.existing.object")}>
          <Select aria-label={t("campaigns.existing.object")} value={object} onChange={choose} options={kinds.map(({ code, label }) => ({ value: code, label }))} />
        </Form.Item>
        <Form.Item label={objects[object]?.plural}>
          <ReferencesPicker key={object} object={object} value={ids} onChange={setIds} aria-label={objects[object]?.plural} />
        </Form.Item>
        <ParticipationItem value={participation} onChange={setParticipation} />
      </Form>
    </Modal>
  );
}
