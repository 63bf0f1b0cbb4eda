import { PlusOutlined } from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import { Flex, Skeleton } from "antd";
import { useState } from "react";

import { fieldOf, useObjectType, type ObjectType, type Related } from "@/api/meta";
import type { RecordData } from "@/api/records";
import { formatNumber } from "@/ui/format";
import { useT } from "@/ui/i18n";
import { IconButton } from "@/ui/pieces";

import { listAddress } from "../addresses";
import CreateDrawer from "../form/CreateDrawer";
import { RecordSummary } from "../list/RecordCards";
import { relatedRows, useCount, useRecordList } from "../queries";

/** So many rows of what has no order of its own; the rest is on its list. */
const shown = 5;

interface RelatedListProps {
  type: ObjectType;
  record: RecordData;
  related: Related;
  target: ObjectType;
  /** What comes about by itself is not made here. */
  readOnly?: boolean;
}

export function RelatedList({ type, record, related, target, readOnly }: RelatedListProps) {
  const t = useT();
  const [creating, setCreating] = useState(false);
  const { selection, limit } = relatedRows(target, related.field, record.id);
  const { filter } = selection;
  const { data } = useRecordList(target, selection, target.columns, limit);
  const { data: count } = useCount(target, { filter });
  const items = data?.pages[0]?.items.slice(0, selection.sort ? undefined : shown);
  const fields = target.columns.flatMap((name) => fieldOf(target, name) ?? []).filter(({ name }) => name !== related.field);
  const initial = { [related.field]: { object: type.code, id: record.id, title: record.title } };
  return (
    <section className="yl-panel yl-pad">
      <Flex justify="space-between" align="center">
        <h2 className="yl-section-title">
          <Link to={listAddress(target)} search={{ filter, mine: false } as never}>
            {related.label} {count && formatNumber(count.count)}
          </Link>
        </h2>
        {!readOnly && target.actions.includes("create") && (
          <IconButton size="small" label={t("records.new", { object: target.label })} icon={<PlusOutlined />} onClick={() => setCreating(true)} />
        )}
      </Flex>
      {!items && <Skeleton active title={false} paragraph={{ rows: 2 }} />}
      {items?.length === 0 && <div className="yl-quiet">{t("records.related.none", { plural: target.plural })}</div>}
      <ul className="yl-plain-list">
        {items?.map((item) => (
          <li key={item.id} className="yl-related">
            <RecordSummary type={target} fields={fields.slice(0, 3)} record={item} />
          </li>
        ))}
      </ul>
      {creating && <CreateDrawer type={target} initial={initial} onClose={() => setCreating(false)} />}
    </section>
  );
}

function RelatedOf(props: Omit<RelatedListProps, "target">) {
  const target = useObjectType(props.related.object);
  return target ? <RelatedList {...props} target={target} /> : null;
}

/** What hangs from this record. */
export function RelatedLists({ type, record }: { type: ObjectType; record: RecordData }) {
  return type.related.map((related) => (
    <RelatedOf key={`${related.object}.${related.field}`} type={type} record={record} related={related} />
  ));
}
