import { DeleteOutlined } from "@ant-design/icons";
import { Alert, Button, Flex, Select, Table, type TableColumnType } from "antd";
import { useState } from "react";

import type { Duplicates, Import, ImportColumn, ImportPlan } from "@/api/imports";
import { fieldOf, type Field, type ObjectType } from "@/api/meta";
import { toApi } from "@/records/fields/codec";
import { FieldInput } from "@/records/fields/FieldInput";
import { writableGroups } from "@/records/form/RecordForm";
import { useT } from "@/ui/i18n";
import { IconButton } from "@/ui/pieces";

interface MappingProps {
  current: Import;
  type: ObjectType;
  checking: boolean;
  onCheck: (plan: ImportPlan) => void;
}

type Constants = { [field: string]: unknown };

const proposed = ({ columns, mapping }: Import) => mapping ?? Object.fromEntries(columns.map(({ name, field }) => [name, field]));

function MappingTable({ current, fields, mapping, setMapping }: { current: Import; fields: Field[]; mapping: ImportPlan["mapping"]; setMapping: (mapping: ImportPlan["mapping"]) => void }) {
  const t = useT();
  const taken = new Set(Object.values(mapping));
  const optionsFor = (name: string) => fields.filter((field) => !taken.has(field.name) || mapping[name] === field.name).map((field) => ({ value: field.name, label: field.label }));
  const columns: TableColumnType<ImportColumn>[] = [
    { key: "column", title: t("imports.column"), dataIndex: "name" },
    { key: "samples", title: t("imports.samples"), render: (_, { samples }) => <span className="yl-quiet">{samples.filter(Boolean).join("、")}</span> },
    {
      key: "field",
      title: t("records.filter.field"),
      render: (_, { name }) => (
        <Select
          className="yl-full"
          allowClear
          aria-label={t("imports.fieldFor", { column: name })}
          placeholder={t("imports.leaveOut")}
          showSearch={{ optionFilterProp: "label" }}
          options={optionsFor(name)}
          value={mapping[name] ?? undefined}
          onChange={(field: string | undefined) => setMapping({ ...mapping, [name]: field ?? null })}
        />
      ),
    },
  ];
  return <Table<ImportColumn> rowKey="name" size="small" pagination={false} columns={columns} dataSource={current.columns} scroll={{ x: "max-content" }} />;
}

/** Values for fields that the file lacks, the same in every row. */
function ConstantRows({ type, fields, constants, setConstants }: { type: ObjectType; fields: Field[]; constants: Constants; setConstants: (constants: Constants) => void }) {
  const t = useT();
  const free = fields.filter(({ name }) => !(name in constants));
  const drop = (name: string) => setConstants(Object.fromEntries(Object.entries(constants).filter(([other]) => other !== name)));
  return (
    <Flex vertical gap="small">
      {Object.entries(constants).map(([name, value]) => {
        const field = fieldOf(type, name);
        return (
          field && (
            <Flex key={name} gap="small" align="center">
              <span>{field.label}</span>
              <div className="yl-grow">
                <FieldInput type={type} field={field} value={value} onChange={(next) => setConstants({ ...constants, [name]: next })} aria-label={field.label} />
              </div>
              <IconButton label={t("records.filter.remove")} icon={<DeleteOutlined />} onClick={() => drop(name)} />
            </Flex>
          )
        );
      })}
      <Select<string>
        aria-label={t("imports.addConstant")}
        placeholder={t("imports.addConstant")}
        showSearch={{ optionFilterProp: "label" }}
        options={free.map(({ name, label }) => ({ value: name, label }))}
        value={null}
        onChange={(name) => setConstants({ ...constants, [name]: null })}
      />
    </Flex>
  );
}

/** Which column goes into which field, what to do with duplicates, and what the file does not say. */
export function MappingForm({ current, type, checking, onCheck }: MappingProps) {
  const t = useT();
  const [mapping, setMapping] = useState(() => proposed(current));
  const [constants, setConstants] = useState<Constants>(current.constants ?? {});
  const [duplicates, setDuplicates] = useState<Duplicates>(current.options.duplicates ?? "skip");
  const fields = writableGroups(type, true).flatMap((group) => group.fields);
  const mapped = new Set(Object.values(mapping));
  const lacking = fields.filter(({ name, required }) => required && !mapped.has(name) && constants[name] == null);
  const plain = () => Object.fromEntries(Object.entries(constants).map(([name, value]) => [name, toApi(fieldOf(type, name)!, value)]));
  return (
    <div className="yl-panel yl-pad yl-stack">
      <MappingTable current={current} fields={fields} mapping={mapping} setMapping={setMapping} />
      <h2 className="yl-section-title">{t("imports.constants")}</h2>
      <ConstantRows type={type} fields={fields.filter(({ name }) => !mapped.has(name))} constants={constants} setConstants={setConstants} />
      <h2 className="yl-section-title" id="import-duplicates">{t("imports.duplicates")}</h2>
      <Select<Duplicates>
        aria-labelledby="import-duplicates"
        options={(["skip", "update", "create"] as const).map((value) => ({ value, label: t(`imports.duplicate.${value}`) }))}
        value={duplicates}
        onChange={setDuplicates}
      />
      {lacking.length > 0 && <Alert type="warning" showIcon title={t("imports.lacking", { fields: lacking.map(({ label }) => label).join("、") })} />}
      <Flex justify="end">
        <Button type={current.state === "checked" ? "default" : "primary"} loading={checking} onClick={() => onCheck({ mapping, constants: plain(), options: { duplicates } })}>
          {t("imports.check")}
        </Button>
      </Flex>
    </div>
  );
}
