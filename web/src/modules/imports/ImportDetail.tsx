import { ArrowLeftOutlined } from "@ant-design/icons";
import { App, Button, Flex, Progress, Skeleton, Statistic, Table, type TableColumnType } from "antd";

import { imports, type Import, type ImportRow } from "@/api/imports";
import { fieldOf, useObjectType, type ObjectType } from "@/api/meta";
import { isRunning } from "@/api/work";
import { jobPercent } from "@/records/jobs";
import { problemText } from "@/records/problems";
import { useT } from "@/ui/i18n";
import { Failure, IconButton, StatusTag } from "@/ui/pieces";

import { MappingForm } from "./MappingForm";
import { useImport, useImportActs, useImportJob } from "./queries";
import { isOpen, toneOf } from "./states";

function Counts({ counts }: { counts: { [name: string]: number } }) {
  const t = useT();
  return (
    <Flex gap="large" wrap>
      {Object.entries(counts).map(([name, count]) => (
        <Statistic key={name} title={t(`imports.counts.${name}`)} value={count} />
      ))}
    </Flex>
  );
}

function Preview({ type, rows }: { type: ObjectType; rows: ImportRow[] }) {
  const t = useT();
  const names = [...new Set(rows.flatMap(({ values }) => Object.keys(values)))];
  const columns: TableColumnType<ImportRow>[] = [
    { key: "row", title: t("imports.row"), dataIndex: "row", align: "right", fixed: "left" },
    ...names.map((name) => ({ key: name, title: fieldOf(type, name)?.label ?? name, render: (_: unknown, row: ImportRow) => String(row.values[name] ?? "") })),
    { key: "errors", title: t("imports.problems"), render: (_, row) => row.errors.map(({ field, detail }) => <div key={field}>{`${fieldOf(type, field)?.label ?? field}: ${detail}`}</div>) },
  ];
  return <Table<ImportRow> rowKey="row" size="small" pagination={false} columns={columns} dataSource={rows} scroll={{ x: "max-content" }} />;
}

function Acts({ current }: { current: Import }) {
  const t = useT();
  const { modal } = App.useApp();
  const { run, undo } = useImportActs(current);
  const errors = current.counts?.error ?? 0;
  const ready = current.counts?.ready ?? 0;
  const askUndo = () => modal.confirm({ title: t("imports.undoAsk"), content: t("imports.undoHint"), okButtonProps: { danger: true }, onOk: () => undo.mutate() });
  return (
    <Flex gap="small" wrap>
      {current.state === "checked" && (
        <Button type="primary" disabled={ready === 0} loading={run.isPending} onClick={() => run.mutate()}>
          {t("imports.run", { count: ready })}
        </Button>
      )}
      {errors > 0 && (
        <Button href={imports.errorsUrl(current.id)} download>
          {t("imports.errorFile", { count: errors })}
        </Button>
      )}
      {current.state === "done" && (
        <Button danger loading={undo.isPending} onClick={askUndo}>
          {t("imports.undo")}
        </Button>
      )}
    </Flex>
  );
}

function Steps({ current, type }: { current: Import; type: ObjectType }) {
  const t = useT();
  const job = useImportJob(current);
  const { check } = useImportActs(current);
  return (
    <>
      {isOpen(current.state) && <MappingForm key={current.id} current={current} type={type} checking={check.isPending} onCheck={check.mutate} />}
      {job && isRunning(job) && (
        <div className="yl-panel yl-pad">
          <Progress percent={jobPercent(job)} status="active" aria-label={t(`imports.state.${current.state}`)} />
          <span className="yl-quiet">{t("imports.mayLeave")}</span>
        </div>
      )}
      {current.counts && (
        <div className="yl-panel yl-pad yl-stack">
          <Counts counts={current.counts} />
          <Acts current={current} />
          {current.preview && <Preview type={type} rows={current.preview} />}
        </div>
      )}
    </>
  );
}

/** One import: map, check, run, and undo when it was wrong. */
export function ImportDetail({ id, onBack }: { id: string; onBack: () => void }) {
  const t = useT();
  const { data: current, error } = useImport(id);
  const type = useObjectType(current?.object);
  if (error && !current) return <Failure message={problemText(error)} onRetry={onBack} />;
  if (!current || !type) return <Skeleton active />;
  return (
    <>
      <Flex align="center" gap="small">
        <IconButton label={t("records.backTo", { plural: t("imports.title") })} icon={<ArrowLeftOutlined />} onClick={onBack} />
        <h1 className="yl-page-title">{t("imports.of", { file: current.file_name, object: type.plural })}</h1>
        <StatusTag tone={toneOf(current.state)}>{t(`imports.state.${current.state}`)}</StatusTag>
      </Flex>
      <Steps current={current} type={type} />
    </>
  );
}
