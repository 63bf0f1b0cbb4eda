import { ArrowLeftOutlined, DeleteOutlined, EditOutlined } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Flex } from "antd";
import { Suspense } from "react";

import { fieldOf, type ObjectType } from "@/api/meta";
import { records, valueOf, type RecordData } from "@/api/records";
import { useT } from "@/ui/i18n";
import { IconButton } from "@/ui/pieces";

import { AssignAct } from "../acts/AssignAct";
import { useOfferUndo } from "../acts/useAct";
import { listAddress } from "../addresses";
import { FieldValue, isEmpty } from "../fields/FieldValue";
import { useReport } from "../problems";
import { useRefresh } from "../queries";
import { extensionOf } from "../registry";
import { StatusPath } from "./StatusPath";

function Figure({ type, record, name }: { type: ObjectType; record: RecordData; name: string }) {
  const field = fieldOf(type, name);
  const value = valueOf(record, name);
  if (!field || isEmpty(value)) return null;
  return (
    <div>
      <dt>{field.label}</dt>
      <dd>
        <FieldValue type={type} field={field} value={value} record={record} />
      </dd>
    </div>
  );
}

const telling = new Set(["money", "percent", "date", "datetime"]);

/** Where it belongs and the first amounts and dates among the columns, unless a module says what counts. */
function Figures({ type, record }: { type: ObjectType; record: RecordData }) {
  const Own = extensionOf(type.code).figures;
  const names = type.columns.filter((name) => telling.has(fieldOf(type, name)?.kind ?? "")).slice(0, 4);
  return (
    <dl className="yl-figures">
      <Figure type={type} record={record} name="owner" />
      <Figure type={type} record={record} name="pool" />
      {Own ? <Suspense><Own type={type} record={record} /></Suspense> : names.map((name) => <Figure key={name} type={type} record={record} name={name} />)}
    </dl>
  );
}

/** Deletes at once: the recycle bin keeps it, and the way back is in the answer. */
function useDelete(type: ObjectType, record: RecordData) {
  const t = useT();
  const navigate = useNavigate();
  const offerUndo = useOfferUndo(type);
  const refresh = useRefresh(type);
  const { mutate } = useMutation({
    mutationFn: () => records.remove(type, record.id),
    onSuccess: async () => {
      offerUndo(t("records.deleted", { title: record.title }), record.id, { verb: "restore" });
      await navigate({ to: listAddress(type) }); // first: this page has nothing left to ask for
      void refresh();
    },
    onError: useReport(),
  });
  return () => mutate();
}

/** Name, status, owner, figures, and the acts that the member has. */
export function Header({ type, record, onEdit }: { type: ObjectType; record: RecordData; onEdit: () => void }) {
  const t = useT();
  const remove = useDelete(type, record);
  const can = (action: string) => record.can?.includes(action) ?? false;
  return (
    <header className="yl-panel yl-record-head">
      <Flex align="center" gap="small" wrap>
        <Link to={listAddress(type)} aria-label={t("records.backTo", { plural: type.plural })}>
          <ArrowLeftOutlined />
        </Link>
        <span className="yl-quiet">{type.label}</span>
        <h1 className="yl-page-title yl-grow">{record.title}</h1>
        <Flex gap="small" wrap align="center">
          {extensionOf(type.code).actions?.map((Action, index) => (
            <Suspense key={index}>
              <Action type={type} record={record} />
            </Suspense>
          ))}
          <AssignAct type={type} record={record} />
          {can("update") && <IconButton label={t("records.edit")} icon={<EditOutlined />} onClick={onEdit} />}
          {can("delete") && <IconButton label={t("records.delete")} icon={<DeleteOutlined />} onClick={remove} />}
        </Flex>
      </Flex>
      <StatusPath type={type} record={record} />
      <Figures type={type} record={record} />
    </header>
  );
}
