import { DeleteOutlined, PaperClipOutlined, UploadOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Flex, Skeleton, Upload } from "antd";

import { files, type RecordFile } from "@/api/files";
import { formatBytes } from "@/ui/format";
import { useT } from "@/ui/i18n";
import { IconButton, Moment } from "@/ui/pieces";

import { problemText, useReport } from "../problems";
import type { RecordSlotProps } from "../registry";

function FileLine({ file, onRemove }: { file: RecordFile; onRemove: (() => void) | undefined }) {
  const t = useT();
  return (
    <li className="yl-related">
      <Flex justify="space-between" align="center" gap="small">
        <a href={files.url(file.id)} download className="yl-cut">
          <PaperClipOutlined /> {file.name}
        </a>
        {onRemove && <IconButton size="small" icon={<DeleteOutlined />} label={t("records.files.remove", { name: file.name })} onClick={onRemove} />}
      </Flex>
      <div className="yl-quiet">
        {formatBytes(file.size)} · {file.uploaded_by.title} · <Moment at={file.at} />
      </div>
    </li>
  );
}

/** Papers that belong to the record; dropped onto the panel or chosen. */
export function FilesPanel({ type, record }: RecordSlotProps) {
  const t = useT();
  const client = useQueryClient();
  const { modal } = App.useApp();
  const key = ["files", type.code, record.id];
  const { data, error } = useQuery({ queryKey: key, queryFn: () => files.list(type.code, record.id), select: ({ items }) => items, retry: false });
  const settled = { onError: useReport(), onSettled: () => client.invalidateQueries({ queryKey: key }) };
  const add = useMutation({ mutationFn: (file: File) => files.add(type.code, record.id, file), ...settled });
  const remove = useMutation({ mutationFn: files.remove, ...settled });
  const editable = record.can?.includes("update") ?? false;
  const askRemove = ({ id, name }: RecordFile) => modal.confirm({ title: t("records.files.removeAsk", { name }), okButtonProps: { danger: true }, onOk: () => remove.mutate(id) });
  const take = (file: File) => {
    add.mutate(file);
    return false;
  };
  const list = (
    <ul className="yl-plain-list">
      {data?.map((file) => (
        <FileLine key={file.id} file={file} onRemove={editable ? () => askRemove(file) : undefined} />
      ))}
    </ul>
  );
  return (
    <section className="yl-panel yl-pad" aria-label={t("records.files.title")}>
      <Flex justify="space-between" align="center">
        <h2 className="yl-section-title">{t("records.files.title")}</h2>
        {editable && (
          <Upload multiple showUploadList={false} beforeUpload={take}>
            <IconButton size="small" loading={add.isPending} icon={<UploadOutlined />} label={t("records.files.add")} />
          </Upload>
        )}
      </Flex>
      {!data && !error && <Skeleton active title={false} paragraph={{ rows: 1 }} />}
      {error && !data && <div className="yl-quiet">{problemText(error)}</div>}
      {data?.length === 0 && !editable && <div className="yl-quiet">{t("records.related.none", { plural: t("records.files.title") })}</div>}
      {data?.length === 0 && editable && (
        <Upload.Dragger multiple showUploadList={false} beforeUpload={take} openFileDialogOnClick={false}>
          <span className="yl-quiet">{t("records.files.none")}</span>
        </Upload.Dragger>
      )}
      {list}
    </section>
  );
}
