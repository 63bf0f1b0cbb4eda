import { SnippetsOutlined } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { Alert, Button, Flex, Form, Input, Upload } from "antd";
import { useState } from "react";

import { leads } from "@/api/leads";
import { useReport } from "@/records/problems";
import { useT } from "@/ui/i18n";

/** Reads a business card, a signature or a vCard into the form; what is there already stays. */
export function PasteCard() {
  const t = useT();
  const form = Form.useFormInstance();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const { mutate, isPending, data } = useMutation({
    mutationFn: (content: string) => leads.parse(content),
    onSuccess: (found) => {
      for (const [name, value] of Object.entries(found)) if (value && !form.getFieldValue(name)) form.setFieldValue(name, value);
    },
    onError: useReport(),
  });
  const filled = data && Object.values(data).filter(Boolean).length;
  const readFile = (file: File) => {
    void file.text().then((content) => {
      setText(content);
      mutate(content);
    });
    return false;
  };
  if (!open)
    return (
      <Button className="yl-gap-below" icon={<SnippetsOutlined />} onClick={() => setOpen(true)}>
        {t("leads.paste.open")}
      </Button>
    );
  return (
    <Flex vertical gap="small" className="yl-gap-below">
      <Input.TextArea
        autoFocus
        aria-label={t("leads.paste.open")}
        placeholder={t("leads.paste.placeholder")}
        autoSize={{ minRows: 3, maxRows: 8 }}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onPaste={(event) => mutate(event.clipboardData.getData("text"))}
      />
      <Flex gap="small">
        <Button size="small" disabled={!text.trim()} loading={isPending} onClick={() => mutate(text)}>
          {t("leads.paste.read")}
        </Button>
        <Upload accept=".vcf,.txt,text/vcard" showUploadList={false} beforeUpload={readFile}>
          <Button size="small">{t("leads.paste.file")}</Button>
        </Upload>
      </Flex>
      {filled !== undefined && <Alert type={filled ? "success" : "info"} showIcon title={t(filled ? "leads.paste.filled" : "leads.paste.nothing", { count: filled })} role="status" />}
    </Flex>
  );
}
