import { Alert, Form, Radio, Select, Table, type TableColumnType } from "antd";

import type { HeadRow, Import, ImportReading } from "@/api/imports";
import { problemText } from "@/records/problems";
import { useT } from "@/ui/i18n";

interface ReadingProps {
  current: Import;
  /** Why the last choice was refused. */
  problem: unknown;
  onRead: (reading: ImportReading) => void;
}

/** How the file was understood: which sheet, and which of its first rows names the columns. */
export function Reading({ current, problem, onRead }: ReadingProps) {
  const t = useT();
  const { sheets, sheet, header, head } = current;
  const read = (choice: Partial<ImportReading>) => onRead({ sheet, header, ...choice });
  const width = Math.max(...head.map(({ cells }) => cells.length), 0);
  const columns: TableColumnType<HeadRow>[] = [
    {
      key: "header",
      title: t("imports.isHeader"),
      fixed: "left",
      render: (_, { row }) => (
        <Radio checked={row === header} onChange={() => read({ header: row })} aria-label={t("imports.headerRow", { row })}>
          {row}
        </Radio>
      ),
    },
    ...Array.from({ length: width }, (_, at) => ({ key: String(at), render: (_cell: unknown, { cells }: HeadRow) => cells[at] ?? "" })),
  ];
  return (
    <div className="yl-panel yl-pad yl-stack">
      <h2 className="yl-section-title">{t("imports.reading")}</h2>
      {sheets.length > 1 && (
        <Form layout="vertical" className="yl-fieldset">
          <Form.Item label={t("imports.sheet")} htmlFor="import-sheet">
            <Select
              id="import-sheet"
              options={sheets.map(({ name, rows }) => ({ value: name, label: t("imports.sheetRows", { name, rows }) }))}
              value={sheet}
              onChange={(name: string | null) => onRead({ sheet: name, header: null })}
            />
          </Form.Item>
        </Form>
      )}
      <Table<HeadRow>
        rowKey="row"
        size="small"
        pagination={false}
        columns={columns}
        dataSource={head}
        scroll={{ x: "max-content" }}
        onRow={({ row }) => ({ className: row < header ? "yl-quiet" : "" })}
      />
      <Radio checked={header === 0} onChange={() => read({ header: 0 })}>
        {t("imports.noHeader")}
      </Radio>
      {problem != null && <Alert type="error" showIcon role="alert" title={problemText(problem)} />}
    </div>
  );
}
