import { CopyOutlined, DownloadOutlined, ExportOutlined, PlusOutlined } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { App, Button, Collapse, Flex, Form, Input, Modal, Skeleton, Switch } from "antd";
import { useState } from "react";

import { useObjectType } from "@/api/meta";
import { isReference, type RecordData, type Reference } from "@/api/records";
import { useRefreshAll } from "@/records/acts/useAct";
import { ReferencePicker } from "@/records/fields/ReferencePicker";
import { useReport } from "@/records/problems";
import { usePatch, useRecordList } from "@/records/queries";
import type { RecordSlotProps } from "@/records/registry";
import { useT } from "@/ui/i18n";
import { IconButton, Nothing } from "@/ui/pieces";

import { campaigns, publicUrl } from "./api";

interface Draft {
  channel?: string;
  promoter?: Reference | null;
  utm_source?: string;
  utm_medium?: string;
  utm_campaign?: string;
}

function NewLink({ record, onClose }: { record: RecordData; onClose: () => void }) {
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
    onError: report,
  });
  const utm = (["utm_source", "utm_medium", "utm_campaign"] as const).map((name) => (
    <Form.Item key={name} name={name} label={t(`campaigns.links.${name}`)}>
      <Input maxLength={100} />
    </Form.Item>
  ));
  return (
    <Modal open title={t("campaigns.links.new")} okText={t("campaigns.links.make")} cancelText={t("records.form.cancel")} confirmLoading={open.isPending} onOk={form.submit} onCancel={onClose}>
      <Form form={form} layout="vertical" onFinish={(values) => open.mutate(values)}>
        <Form.Item name="channel" label={t("campaigns.links.channel")} extra={t("campaigns.links.channelHint")}>
          <Input autoFocus maxLength={60} />
        </Form.Item>
        <Form.Item name="promoter" label={t("campaigns.links.promoter")}>
          <ReferencePicker object="member" />
        </Form.Item>
        <Collapse ghost size="small" items={[{ key: "utm", label: t("campaigns.links.utm"), children: utm, forceRender: true }]} />
      </Form>
    </Modal>
  );
}

function LinkCard({ record, link, editable }: { record: RecordData; link: RecordData; editable: boolean }) {
  const t = useT();
  const { message } = App.useApp();
  const type = useObjectType("promotion_link")!;
  const patch = usePatch(type);
  const address = publicUrl(String(link.slug));
  const copy = async () => {
    await navigator.clipboard.writeText(address);
    void message.success(t("campaigns.links.copied"));
  };
  const save = (kind: "svg" | "png") => (
    <Button size="small" icon={<DownloadOutlined />} href={campaigns.qrUrl(record.id, link.id, kind)} download={`${record.title}-${link.title}.${kind}`} aria-label={t("campaigns.links.download", { channel: link.title, kind: kind.toUpperCase() })}>
      {kind.toUpperCase()}
    </Button>
  );
  return (
    <li className="yl-panel yl-link-card" aria-label={link.title}>
      <img className="yl-qr" src={campaigns.qrUrl(record.id, link.id, "svg")} alt={t("campaigns.links.qr", { channel: link.title })} loading="lazy" />
      <div className="yl-stack">
        <Flex justify="space-between" gap="small">
          <span className="yl-strong yl-cut">{link.title}</span>
          {editable && <Switch size="small" checked={link.active === true} loading={patch.isPending} aria-label={t("campaigns.links.activeOf", { channel: link.title })} onChange={(active) => patch.mutate({ record: link, values: { active } })} />}
        </Flex>
        {isReference(link.promoter) && link.promoter.title !== link.title && <span className="yl-quiet">{link.promoter.title}</span>}
        <a className="yl-cut" href={address} target="_blank" rel="noreferrer">
          {address.replace(/^https?:\/\//, "")} <ExportOutlined aria-hidden />
        </a>
        <Flex gap="small" wrap>
          <IconButton size="small" label={t("campaigns.links.copy", { channel: link.title })} icon={<CopyOutlined />} onClick={() => void copy()} />
          {save("png")}
          {save("svg")}
        </Flex>
      </div>
    </li>
  );
}

/** Every public address of the campaign with its QR code: one per channel, and per promoter where wanted. */
export function Links({ record }: RecordSlotProps) {
  const type = useObjectType("promotion_link");
  return type ? <LinkList record={record} /> : null;
}

function LinkList({ record }: { record: RecordData }) {
  const t = useT();
  const type = useObjectType("promotion_link")!;
  const [adding, setAdding] = useState(false);
  const { data } = useRecordList(type, { filter: { field: "campaign", op: "in", value: [record.id] }, sort: "created_at" }, ["channel", "promoter", "slug", "active"], 200);
  const items = data?.pages.flatMap((page) => page.items);
  const editable = type.actions.includes("create") && (record.can?.includes("update") ?? false);
  return (
    <section className="yl-panel yl-pad yl-stack" aria-label={t("campaigns.links.title")}>
      <Flex justify="space-between" align="center">
        <h2 className="yl-section-title">{t("campaigns.links.title")}</h2>
        {editable && (
          <Button size="small" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
            {t("campaigns.links.new")}
          </Button>
        )}
      </Flex>
      {!items && <Skeleton active />}
      {items?.length === 0 && <Nothing title={t("campaigns.links.none")} hint={t("campaigns.links.noneHint")} />}
      <ul className="yl-plain-list yl-links">
        {items?.map((link) => (
          <LinkCard key={link.id} record={record} link={link} editable={editable} />
        ))}
      </ul>
      {adding && <NewLink record={record} onClose={() => setAdding(false)} />}
    </section>
  );
}
