import { CopyOutlined, DownloadOutlined, ExportOutlined, PlusOutlined, PrinterOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { App, Button, Dropdown, Flex, Skeleton, Switch } from "antd";
import { lazy, Suspense, useState } from "react";

import { useObjectType } from "@/api/meta";
import { isReference, type RecordData } from "@/api/records";
import { DrillLink } from "@/records/figures/DrillLink";
import { usePatch, useRecordList } from "@/records/queries";
import type { RecordSlotProps } from "@/records/registry";
import { formatNumber } from "@/ui/format";
import { useLanguage, useT } from "@/ui/i18n";
import { IconButton, Nothing } from "@/ui/pieces";

import { campaigns, publicUrl, type WayRow } from "./api";

const NewLink = lazy(() => import("./NewLink"));
const ManyLinks = lazy(() => import("./ManyLinks"));

/** What came through the link so far; the same figures as on the data tab. */
function LinkFigures({ figures }: { figures: WayRow }) {
  const t = useT();
  return (
    <dl className="yl-link-figures">
      <div>
        <dt>{t("campaigns.data.visits")}</dt>
        <dd>{formatNumber(figures.visits)}</dd>
      </div>
      <div>
        <dt>{t("campaigns.data.visitors")}</dt>
        <dd>{formatNumber(figures.visitors)}</dd>
      </div>
      <div>
        <dt>{t("campaigns.links.submissions")}</dt>
        <dd>
          <DrillLink figure={figures.submissions} label={t("campaigns.links.submissions")} />
        </dd>
      </div>
      <div>
        <dt>{t("campaigns.data.leads")}</dt>
        <dd>
          <DrillLink figure={figures.leads} label={t("campaigns.data.leads")} />
        </dd>
      </div>
    </dl>
  );
}

function LinkCard({ record, link, figures, editable }: { record: RecordData; link: RecordData; figures: WayRow | undefined; editable: boolean }) {
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
        {figures && <LinkFigures figures={figures} />}
      </div>
    </li>
  );
}

/** Every public address of the campaign with its QR code: one per channel, and per promoter where wanted. */
export function Links({ record }: RecordSlotProps) {
  const type = useObjectType("promotion_link");
  return type ? <LinkList record={record} /> : null;
}

function PrintSheet({ record }: { record: RecordData }) {
  const t = useT();
  const language = useLanguage() === "en" ? "en" : "zh-hans";
  const layouts = (["grid", "page"] as const).map((layout) => ({
    key: layout,
    label: (
      <a href={campaigns.sheetUrl(record.id, layout, language)} target="_blank" rel="noreferrer">
        {t(`campaigns.links.sheet.${layout}`)}
      </a>
    ),
  }));
  return (
    <Dropdown trigger={["click"]} menu={{ items: layouts }}>
      <Button size="small" icon={<PrinterOutlined />}>
        {t("campaigns.links.sheet.print")}
      </Button>
    </Dropdown>
  );
}

function LinkList({ record }: { record: RecordData }) {
  const t = useT();
  const type = useObjectType("promotion_link")!;
  const [asked, setAsked] = useState<"one" | "many">();
  const { data } = useRecordList(type, { filter: { field: "campaign", op: "in", value: [record.id] }, sort: "created_at" }, ["channel", "promoter", "slug", "active"], 200);
  const figures = useQuery({ queryKey: ["records", "campaigns", "figures", record.id, "links"], queryFn: () => campaigns.figures(record.id, {}), select: ({ links }) => links });
  const items = data?.pages.flatMap((page) => page.items);
  const editable = type.actions.includes("create") && (record.can?.includes("update") ?? false);
  const close = () => setAsked(undefined);
  return (
    <section className="yl-panel yl-pad yl-stack" aria-label={t("campaigns.links.title")}>
      <Flex justify="space-between" align="center" gap="small" wrap>
        <h2 className="yl-section-title">{t("campaigns.links.title")}</h2>
        <Flex gap="small" wrap>
          {items && items.length > 0 && <PrintSheet record={record} />}
          {editable && (
            <>
              <Button size="small" onClick={() => setAsked("many")}>
                {t("campaigns.links.many.title")}
              </Button>
              <Button size="small" icon={<PlusOutlined />} onClick={() => setAsked("one")}>
                {t("campaigns.links.new")}
              </Button>
            </>
          )}
        </Flex>
      </Flex>
      {!items && <Skeleton active />}
      {items?.length === 0 && <Nothing title={t("campaigns.links.none")} hint={t("campaigns.links.noneHint")} />}
      <ul className="yl-plain-list yl-links">
        {items?.map((link) => (
          <LinkCard key={link.id} record={record} link={link} figures={figures.data?.find((row) => row.link?.id === link.id)} editable={editable} />
        ))}
      </ul>
      <Suspense>
        {asked === "one" && <NewLink record={record} onClose={close} />}
        {asked === "many" && <ManyLinks record={record} onClose={close} />}
      </Suspense>
    </section>
  );
}
