import { InboxOutlined } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { Button, Flex, Select, Table, Upload, type TableColumnType } from "antd";
import { useState } from "react";

import { imports, type Import } from "@/api/imports";
import { useMeta } from "@/api/meta";
import { useReport } from "@/records/problems";
import { useT } from "@/ui/i18n";
import { Moment, Nothing, StatusTag } from "@/ui/pieces";

import { useImports } from "./queries";
import { toneOf } from "./states";

interface ListProps {
  object: string | undefined;
  onOpen: (id: string) => void;
}

function Uploader({ object, onOpen }: ListProps) {
  const t = useT();
  const types = Object.values(useMeta().objects).filter(({ actions }) => actions.includes("import"));
  const [code, setCode] = useState(object ?? types[0]?.code ?? "");
  const onError = useReport();
  const upload = useMutation({ mutationFn: (file: File) => imports.upload(code, file), onSuccess: ({ id }) => onOpen(id), onError });
  const take = (file: File) => {
    upload.mutate(file);
    return false;
  };
  return (
    <div className="yl-panel yl-pad">
      <Flex vertical gap="small">
        <Flex gap="small" align="center" wrap>
          <label htmlFor="import-object">{t("imports.into")}</label>
          <Select id="import-object" options={types.map((type) => ({ value: type.code, label: type.plural }))} value={code} onChange={setCode} popupMatchSelectWidth={false} />
        </Flex>
        <Upload.Dragger accept=".xlsx,.xls,.csv" showUploadList={false} beforeUpload={take} disabled={upload.isPending}>
          <InboxOutlined />
          <p>{t(upload.isPending ? "imports.uploading" : "imports.drop")}</p>
          <p className="yl-quiet">{t("imports.formats")}</p>
        </Upload.Dragger>
      </Flex>
    </div>
  );
}

export function ImportList({ object, onOpen }: ListProps) {
  const t = useT();
  const { objects } = useMeta();
  const { data, isPending } = useImports();
  const columns: TableColumnType<Import>[] = [
    { key: "file", title: t("imports.file"), render: (_, row) => <Button type="link" size="small" onClick={() => onOpen(row.id)}>{row.file_name}</Button> },
    { key: "object", title: t("imports.object"), render: (_, row) => objects[row.object]?.plural ?? row.object },
    { key: "state", title: t("imports.stateTitle"), render: (_, row) => <StatusTag tone={toneOf(row.state)}>{t(`imports.state.${row.state}`)}</StatusTag> },
    { key: "total", title: t("imports.rows"), dataIndex: "total", align: "right" },
    { key: "at", title: t("imports.at"), render: (_, row) => row.created_at && <Moment at={row.created_at} /> },
  ];
  return (
    <>
      <h1 className="yl-page-title">{t("imports.title")}</h1>
      <Uploader object={object} onOpen={onOpen} />
      <div className="yl-panel">
        <Table<Import> rowKey="id" size="small" loading={isPending} pagination={false} columns={columns} dataSource={data} scroll={{ x: "max-content" }} locale={{ emptyText: <Nothing title={t("imports.empty")} hint={t("imports.emptyHint")} /> }} />
      </div>
    </>
  );
}
