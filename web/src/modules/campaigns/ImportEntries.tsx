import { InboxOutlined } from "@ant-design/icons";
import { useNavigate } from "@tanstack/react-router";
import { useMutation } from "@tanstack/react-query";
import { Modal, Upload } from "antd";

import { imports, type ImportPlan } from "@/api/imports";
import { useObjectType } from "@/api/meta";
import { records, type RecordData } from "@/api/records";
import { useReport } from "@/records/problems";
import { useT } from "@/ui/i18n";

import { campaigns, type Question } from "./api";

/** What was proposed, without the custom fields of what this campaign does not collect. */
const collected = (mapping: ImportPlan["mapping"], available: Question[]) =>
  Object.fromEntries(Object.entries(mapping).map(([column, field]) => [column, field?.startsWith("custom.") && available.every(({ key }) => key !== field) ? null : field]));

/** A list of guests or of cards: uploaded here for this campaign, mapped and checked as every import. */
export function ImportEntries({ campaign, onClose }: { campaign: RecordData; onClose: () => void }) {
  const t = useT();
  const navigate = useNavigate();
  const type = useObjectType("campaign")!;
  const { mutate, isPending } = useMutation({
    mutationFn: async (file: File) => {
      const [{ id, mapping, defaults }, { available }] = await Promise.all([imports.upload("submission", file), campaigns.form(campaign.id)]);
      const { count } = await records.count(type, { filter: { field: "name", op: "eq", value: campaign.title } });
      // The name says more to people; where several campaigns share it, only the id is clear.
      const constants = { campaign: count === 1 ? campaign.title : campaign.id };
      return imports.plan(id, { mapping: collected(mapping, available), defaults, constants, options: { duplicates: "skip", create_missing: [], date_order: null } });
    },
    onSuccess: ({ id }) => void navigate({ to: "/settings/imports", search: { id } as never }),
    onError: useReport(),
  });
  const take = (file: File) => {
    mutate(file);
    return false;
  };
  return (
    <Modal open title={t("campaigns.import.title")} footer={null} onCancel={onClose}>
      <Upload.Dragger accept=".xlsx,.xls,.csv" showUploadList={false} beforeUpload={take} disabled={isPending}>
        <InboxOutlined />
        <p>{t(isPending ? "campaigns.import.uploading" : "campaigns.import.drop")}</p>
        <p className="yl-quiet">{t("campaigns.import.hint")}</p>
      </Upload.Dragger>
    </Modal>
  );
}
