import { Alert, Button, Flex, Form, Select, Table, type TableColumnType } from "antd";
import { useState } from "react";

import type { Duplicates, Import, ImportColumn, ImportOptions, ImportPlan } from "@/api/imports";
import { useMeta, type Field, type ObjectType } from "@/api/meta";
import { isReference, type Reference } from "@/api/records";
import { toApi } from "@/records/fields/codec";
import { useT } from "@/ui/i18n";

import { FillRows, type Filling } from "./FillRows";
import { planProblems } from "./queries";
import { Written } from "./Written";

interface MappingProps {
  current: Import;
  type: ObjectType;
  checking: boolean;
  /** Why the plan was refused. */
  problem: unknown;
  onCheck: (plan: ImportPlan) => void;
}

/** What was planned before, else what the server proposes. */
function proposed({ columns, mapping }: Import): ImportPlan["mapping"] {
  const planned = Object.keys(mapping).length > 0;
  return planned ? mapping : Object.fromEntries(columns.map(({ name, field }) => [name, field]));
}

/** The server finds records by name, which is also what the preview shows; an input holds them as references. */
const toNames = (fields: Field[], filling: Filling): Filling =>
  Object.fromEntries(fields.filter(({ name }) => name in filling).map((field) => [field.name, isReference(filling[field.name]) ? (filling[field.name] as Reference).title : toApi(field, filling[field.name])]));

function fromNames(fields: Field[], filling: Filling): Filling {
  const held = ({ kind, object, name }: Field) => (kind === "reference" && filling[name] ? { object, id: filling[name], title: filling[name] } : filling[name]);
  return Object.fromEntries(fields.filter(({ name }) => name in filling).map((field) => [field.name, held(field)]));
}

interface TableProps {
  columns: ImportColumn[];
  fields: Field[];
  mapping: ImportPlan["mapping"];
  setMapping: (mapping: ImportPlan["mapping"]) => void;
  options: ImportOptions;
  setOptions: (options: ImportOptions) => void;
  /** What is wrong with where a column goes. */
  problemOf: (column: string) => string | undefined;
}

function MappingTable({ columns: read, fields, mapping, setMapping, options, setOptions, problemOf }: TableProps) {
  const t = useT();
  const taken = new Set(Object.values(mapping));
  const optionsFor = (name: string) => fields.filter((field) => !taken.has(field.name) || mapping[name] === field.name).map((field) => ({ value: field.name, label: field.label }));
  const columns: TableColumnType<ImportColumn>[] = [
    { key: "column", title: t("imports.column"), dataIndex: "name" },
    { key: "samples", title: t("imports.samples"), render: (_, { samples }) => <span className="yl-quiet">{samples.filter(Boolean).join(t("imports.comma"))}</span> },
    {
      key: "field",
      title: t("records.filter.field"),
      render: (_, { name }) => (
        <>
          <Select
            className="yl-full"
            allowClear
            aria-label={t("imports.fieldFor", { column: name })}
            placeholder={t("imports.leaveOut")}
            showSearch={{ optionFilterProp: "label" }}
            options={optionsFor(name)}
            value={mapping[name] ?? undefined}
            status={problemOf(name) && "error"}
            onChange={(field: string | undefined) => setMapping({ ...mapping, [name]: field ?? null })}
          />
          {problemOf(name) && (
            <div role="alert" className="yl-must">
              {problemOf(name)}
            </div>
          )}
        </>
      ),
    },
    {
      key: "written",
      title: t("imports.written"),
      render: (_, column) => <Written column={column} field={fields.find(({ name }) => name === mapping[column.name])} options={options} setOptions={setOptions} />,
    },
  ];
  return <Table<ImportColumn> rowKey="name" size="small" pagination={false} columns={columns} dataSource={read} scroll={{ x: "max-content" }} />;
}

interface OptionsProps {
  /** Fields that a column goes to. */
  mapped: Field[];
  options: ImportOptions;
  setOptions: (options: ImportOptions) => void;
}

function Options({ mapped, options, setOptions }: OptionsProps) {
  const t = useT();
  const { objects } = useMeta();
  const makeable = mapped.filter(({ kind, object }) => kind === "reference" && objects[object ?? ""]?.actions.includes("create"));
  return (
    <Form layout="vertical" className="yl-fieldset">
      <Form.Item label={t("imports.duplicates")} htmlFor="import-duplicates">
        <Select<Duplicates>
          id="import-duplicates"
          options={(["skip", "update", "create"] as const).map((value) => ({ value, label: t(`imports.duplicate.${value}`) }))}
          value={options.duplicates}
          onChange={(duplicates) => setOptions({ ...options, duplicates })}
        />
      </Form.Item>
      {makeable.length > 0 && (
        <Form.Item label={t("imports.createMissing")} htmlFor="import-missing" className="yl-wide">
          <Select
            id="import-missing"
            mode="multiple"
            options={makeable.map(({ name, label }) => ({ value: name, label }))}
            value={options.create_missing}
            onChange={(create_missing: string[]) => setOptions({ ...options, create_missing })}
          />
        </Form.Item>
      )}
    </Form>
  );
}

const usual: ImportOptions = { duplicates: "skip", create_missing: [], date_order: null, date_orders: {}, decimal_marks: {} };

/** Which column goes into which field, and what to do where the file says nothing, too much, or something new. */
export function MappingForm({ current, type, checking, problem, onCheck }: MappingProps) {
  const t = useT();
  const [mapping, setMapping] = useState(() => proposed(current));
  const [refused, setRefused] = useState<ImportPlan["mapping"]>({});
  const fields = current.fields ?? [];
  const [constants, setConstants] = useState(() => fromNames(fields, current.constants));
  const [defaults, setDefaults] = useState(() => fromNames(fields, current.defaults));
  const [options, setOptions] = useState<ImportOptions>({ ...usual, ...current.options });
  const taken = new Set(Object.values(mapping));
  const mapped = fields.filter(({ name }) => taken.has(name));
  const unmapped = fields.filter(({ name }) => !taken.has(name));
  const lacking = unmapped.filter(({ name, required }) => required && constants[name] == null);
  const { fields: wrong } = planProblems(problem, current);
  // What was chosen anew since is not what was refused.
  const problemOf = (column: string) => (problem && refused[column] === mapping[column] ? wrong.find(({ name }) => name === `mapping.${column}`)?.errors.join(" ") : undefined);
  const plan = (): ImportPlan => ({ mapping, constants: toNames(fields, constants), defaults: toNames(fields, defaults), options });
  const check = () => {
    setRefused(mapping);
    onCheck(plan());
  };
  return (
    <div className="yl-panel yl-pad yl-stack">
      <MappingTable columns={current.columns} fields={fields} mapping={mapping} setMapping={setMapping} options={options} setOptions={setOptions} problemOf={problemOf} />
      <h2 className="yl-section-title">{t("imports.constants")}</h2>
      <FillRows type={type} fields={unmapped} filling={constants} setFilling={setConstants} addLabel={t("imports.addConstant")} />
      <h2 className="yl-section-title">{t("imports.defaults")}</h2>
      <FillRows type={type} fields={mapped} filling={defaults} setFilling={setDefaults} addLabel={t("imports.addDefault")} />
      <Options mapped={mapped} options={options} setOptions={setOptions} />
      {lacking.length > 0 && <Alert type="warning" showIcon title={t("imports.lacking", { fields: lacking.map(({ label }) => label).join(t("imports.comma")) })} />}
      <Flex justify="end">
        <Button type={current.state === "checked" ? "default" : "primary"} loading={checking} onClick={check}>
          {t("imports.check")}
        </Button>
      </Flex>
    </div>
  );
}
