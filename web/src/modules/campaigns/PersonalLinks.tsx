import { CopyOutlined, DownloadOutlined } from "@ant-design/icons";
import { useMutation, useQuery } from "@tanstack/react-query";
import { App, Button, Flex, Form, Modal, Select, Table } from "antd";
import { useState } from "react";

import { useObjectType } from "@/api/meta";
import { records, type Reference } from "@/api/records";
import { useGrants } from "@/api/session";
import { ReferencePicker } from "@/records/fields/ReferencePicker";
import { problemText } from "@/records/problems";
import type { BulkActionProps } from "@/records/registry";
import { useT } from "@/ui/i18n";

import { campaigns, type PersonalLink } from "./api";

/** From the list of leads, contacts or accounts: an address of a campaign for each of the selected, to be sent to them alone. */
export default function PersonalLinks(props: BulkActionProps) {
  const t = useT();
  const can = useGrants();
  const [asked, setAsked] = useState(false);
  if (!can("campaign.update")) return null;
  return (
    <>
      <Button size="small" onClick={() => setAsked(true)}>
        {t("campaigns.personal.title")}
      </Button>
      {asked && <MakeLinks {...props} onClose={() => setAsked(false)} />}
    </>
  );
}

/** As a table of name and address, for whoever sends the mails. */
const sheetUrl = (links: PersonalLink[]) => `data:text/csv;charset=utf-8,${encodeURIComponent(`\uFEFF${links.map(({ record, path }) => `"${record.title.replace(/^[=+@-]/, "'$&").replaceAll('"', '""')}",${window.location.origin}${path}`).join("\r\n")}`)}`;

function Made({ links }: { links: PersonalLink[] }) {
  const t = useT();
  const { message } = App.useApp();
  const text = links.map(({ record, path }) => `${record.title}\t${window.location.origin}${path}`).join("\n");
  const copy = () => navigator.clipboard.writeText(text).then(() => message.success(t("campaigns.personal.copied")));
  return (
    <div className="yl-stack">
      <Flex gap="small" wrap>
        <Button icon={<CopyOutlined />} onClick={() => void copy()}>
          {t("campaigns.personal.copy")}
        </Button>
        <Button icon={<DownloadOutlined />} href={sheetUrl(links)} download={`${t("campaigns.personal.title")}.csv`}>
          {t("campaigns.personal.download")}
        </Button>
      </Flex>
      <Table<PersonalLink>
        rowKey={({ path }) => path}
        size="small"
        pagination={{ pageSize: 10, hideOnSinglePage: true }}
        scroll={{ x: "max-content" }}
        dataSource={links}
        columns={[
          { key: "name", title: t("campaigns.personal.who"), render: (_, { record }) => record.title },
          { key: "path", title: t("campaigns.personal.address"), render: (_, { path }) => window.location.origin + path },
        ]}
      />
    </div>
  );
}

function MakeLinks({ type, ids, onClose }: BulkActionProps & { onClose: () => void }) {
  const t = useT();
  const { message } = App.useApp();
  const linkType = useObjectType("promotion_link")!;
  const [campaign, setCampaign] = useState<Reference | null>(null);
  const [link, setLink] = useState<string>();
  const { data: links } = useQuery({
    queryKey: ["records", "promotion-links", "personal", campaign?.id],
    queryFn: () => records.list(linkType, { filter: { all: [{ field: "campaign", op: "eq", value: campaign!.id }, { field: "purpose", op: "eq", value: "form" }] }, columns: ["channel"], limit: 200 }),
    enabled: campaign !== null,
  });
  const chosen = link ?? links?.items[0]?.id;
  const make = useMutation({ mutationFn: () => campaigns.personal(campaign!.id, chosen!, type.code, ids), onError: (error) => void message.error(problemText(error)) });
  return (
    <Modal open width={680} title={t("campaigns.personal.title")} okText={t("campaigns.personal.make")} cancelText={t("records.form.cancel")} confirmLoading={make.isPending} okButtonProps={{ disabled: !chosen || !campaign }} onOk={() => make.mutate()} onCancel={onClose}>
      <div className="yl-stack">
        <p className="yl-quiet yl-note">{t("campaigns.personal.hint")}</p>
        <Form layout="vertical">
          <Form.Item label={t("campaigns.existing.campaign")}>
            <ReferencePicker object="campaign" value={campaign} onChange={(next) => (setCampaign(next), setLink(undefined), make.reset())} aria-label={t("campaigns.existing.campaign")} />
          </Form.Item>
          <Form.Item label={t("campaigns.links.channel")}>
            <Select aria-label={t("campaigns.links.channel")} value={campaign ? chosen : undefined} onChange={setLink} options={campaign ? links?.items.map(({ id, title }) => ({ value: id, label: title })) : []} />
          </Form.Item>
        </Form>
        {make.data && <Made links={make.data.items} />}
      </div>
    </Modal>
  );
}
