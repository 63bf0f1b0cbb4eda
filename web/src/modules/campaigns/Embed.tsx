import { CopyOutlined } from "@ant-design/icons";
import { App, Button, Collapse, Typography } from "antd";

import { useObjectType } from "@/api/meta";
import type { RecordData } from "@/api/records";
import { useRecordList } from "@/records/queries";
import { useT } from "@/ui/i18n";

import { publicUrl } from "./api";

/** How a company puts the form into its own site: a frame, or the JSON beside it. */
export function Embed({ record }: { record: RecordData }) {
  const type = useObjectType("promotion_link");
  return type ? <Snippet record={record} /> : null;
}

function Snippet({ record }: { record: RecordData }) {
  const t = useT();
  const { message } = App.useApp();
  const type = useObjectType("promotion_link")!;
  const filter = { all: [{ field: "campaign", op: "in", value: [record.id] }, { field: "purpose", op: "in", value: ["form"] }] };
  const { data } = useRecordList(type, { filter, sort: "created_at" }, ["slug"], 1);
  const link = data?.pages[0]?.items[0];
  if (!link) return null;
  const address = publicUrl(String(link.slug));
  const code = `<iframe src="${address}" title="${record.title.replaceAll('"', "&quot;")}" style="width:100%;height:720px;border:0" loading="lazy"></iframe>`;
  const copy = async () => {
    await navigator.clipboard.writeText(code);
    void message.success(t("campaigns.form.copied"));
  };
  const shown = (
    <div className="yl-stack">
      <div className="yl-quiet">{t("campaigns.form.embedHint")}</div>
      <Typography.Text code className="yl-prose">
        {code}
      </Typography.Text>
      <Button size="small" icon={<CopyOutlined />} onClick={() => void copy()}>
        {t("campaigns.form.copyCode")}
      </Button>
      <div className="yl-quiet">
        {t("campaigns.form.json")} <Typography.Text code>{`${address}.json`}</Typography.Text>
      </div>
    </div>
  );
  return <Collapse ghost size="small" items={[{ key: "embed", label: t("campaigns.form.embed"), children: shown }]} />;
}
