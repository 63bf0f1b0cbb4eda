import { UploadOutlined } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { Button, Flex, Form, Input, Select, Upload } from "antd";

import { files } from "@/api/files";
import { useReport } from "@/records/problems";
import { useT } from "@/ui/i18n";

import type { After, FormDraft, GatedFile } from "./api";

interface PickProps {
  campaign: string;
  text: string;
  accept?: string;
  onPicked: (file: GatedFile) => void;
}

/** A file is attached to the campaign at once, and then stands for what it was picked for. */
export function FilePick({ campaign, text, accept, onPicked }: PickProps) {
  const add = useMutation({ mutationFn: (file: File) => files.add("campaign", campaign, file), onSuccess: onPicked, onError: useReport() });
  const take = (file: File) => {
    add.mutate(file);
    return false;
  };
  return (
    <Upload showUploadList={false} accept={accept} beforeUpload={take}>
      <Button icon={<UploadOutlined />} loading={add.isPending}>
        {text}
      </Button>
    </Upload>
  );
}

interface AfterProps {
  campaign: string;
  value: FormDraft;
  onChange: (part: Partial<FormDraft>) => void;
}

/** What a visitor finds after the thanks: nothing more, a link, another site, or the file that the form is the gate to. */
export function AfterSending({ campaign, value, onChange }: AfterProps) {
  const t = useT();
  const choices: [After, string][] = [
    ["page", t("campaigns.form.afterPage")],
    ["link", t("campaigns.form.afterLink")],
    ["redirect", t("campaigns.form.afterRedirect")],
    ["file", t("campaigns.form.afterFile")],
  ];
  return (
    <>
      <Form.Item label={t("campaigns.form.after")}>
        <Select<After> aria-label={t("campaigns.form.after")} value={value.after} onChange={(after) => onChange({ after })} options={choices.map(([key, label]) => ({ value: key, label }))} />
      </Form.Item>
      {(value.after === "link" || value.after === "redirect") && (
        <Form.Item label={t("campaigns.form.afterUrl")} extra={t("campaigns.form.afterUrlHint")}>
          <Input type="url" aria-label={t("campaigns.form.afterUrl")} maxLength={500} placeholder="https://" value={value.after_url} onChange={(event) => onChange({ after_url: event.target.value })} />
        </Form.Item>
      )}
      {value.after === "file" && (
        <Form.Item extra={t("campaigns.form.afterFileHint")}>
          <Flex gap="small" align="center" wrap>
            <FilePick campaign={campaign} text={t("campaigns.form.chooseFile")} onPicked={({ id, name }) => onChange({ after_file: { id, name } })} />
            {value.after_file?.name}
          </Flex>
        </Form.Item>
      )}
    </>
  );
}
