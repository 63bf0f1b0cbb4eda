import { ArrowLeftOutlined } from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import { Alert, App, Button, Flex, Progress, Skeleton, Statistic, Table, type TableColumnType } from "antd";

import { imports, type Import, type ImportRow } from "@/api/imports";
import { useObjectType, type ObjectType } from "@/api/meta";
import { isRunning } from "@/api/work";
import { jobPercent } from "@/records/jobs";
import { problemText } from "@/records/problems";
import { formatDateTime } from "@/ui/format";
import { useT } from "@/ui/i18n";
import { Failure, IconButton, StatusTag } from "@/ui/pieces";

import { MappingForm } from "./MappingForm";
import { useImport, useImportActs, useImportJob } from "./queries";
import { Reading } from "./Reading";
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

const labelsOf = ({ fields }: Import) => (name: string) => fields?.find((field) => field.name === name)?.label ?? name;

/** What the file lacked and defaults filled. */
function Repairs({ current }: { current: Import }) {
  const t = useT();
  const labelOf = labelsOf(current);
  const lines = Object.entries(current.repairs);
  if (lines.length === 0) return null;
  return (
    <ul className="yl-plain-list yl-quiet">
      {lines.map(([field, count]) => (
        <li key={field}>{t("imports.repaired", { field: labelOf(field), count })}</li>
      ))}
    </ul>
  );
}

function Preview({ current }: { current: Import }) {
  const t = useT();
  const labelOf = labelsOf(current);
  const rows = current.preview;
  const names = [...new Set(rows.flatMap(({ values }) => Object.keys(values)))];
  const columns: TableColumnType<ImportRow>[] = [
    { key: "row", title: t("imports.row"), dataIndex: "row", align: "right", fixed: "left" },
    ...names.map((name) => ({ key: name, title: labelOf(name), render: (_: unknown, row: ImportRow) => String(row.values[name] ?? "") })),
    { key: "errors", title: t("imports.problems"), render: (_, row) => row.errors.map(({ field, detail }) => <div key={field}>{`${labelOf(field)}: ${detail}`}</div>) },
  ];
  return <Table<ImportRow> rowKey="row" size="small" pagination={false} columns={columns} dataSource={rows} scroll={{ x: "max-content" }} />;
}

function Acts({ current }: { current: Import }) {
  const t = useT();
  const { modal } = App.useApp();
  const { run, undo } = useImportActs(current);
  const { error: errors = 0, ready = 0 } = current.counts;
  const askUndo = () => modal.confirm({ title: t("imports.undoAsk"), content: t("imports.undoHint"), okButtonProps: { danger: true }, onOk: () => undo.mutate() });
  return (
    <Flex gap="small" wrap>
      {current.state === "checked" && (
        <Button type="primary" disabled={ready === 0} loading={run.isPending} onClick={() => run.mutate()}>
          {t("imports.run", { count: ready })}
        </Button>
      )}
      {current.state === "failed" && (
        <Button type="primary" loading={run.isPending} onClick={() => run.mutate()}>
          {t("imports.goOn")}
        </Button>
      )}
      {errors > 0 && current.file_until && (
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
  const { check, read } = useImportActs(current);
  return (
    <>
      {isOpen(current.state) && <Reading current={current} problem={read.error} onRead={read.mutate} />}
      {isOpen(current.state) && <MappingForm key={`${current.sheet ?? ""} ${current.header}`} current={current} type={type} checking={check.isPending} problem={check.error} onCheck={check.mutate} />}
      {job && isRunning(job) && (
        <div className="yl-panel yl-pad">
          <Progress percent={jobPercent(job)} status="active" aria-label={t(`imports.state.${current.state}`)} />
          <span className="yl-quiet">{t("imports.mayLeave")}</span>
        </div>
      )}
      {current.error && <Alert type="error" showIcon role="alert" title={current.error} />}
      {Object.keys(current.counts).length > 0 && (
        <div className="yl-panel yl-pad yl-stack">
          <Counts counts={current.counts} />
          <Repairs current={current} />
          <Acts current={current} />
          <span className="yl-quiet">
            {current.file_until ? t("imports.fileUntil", { date: formatDateTime(current.file_until) }) : t("imports.fileGone")}
          </span>
          {current.preview.length > 0 && <Preview current={current} />}
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
        {current.purpose === "takeover" && <Link to={"/settings/takeover" as never}>{t("imports.backToTakeover")}</Link>}
      </Flex>
      <Steps current={current} type={type} />
    </>
  );
}
