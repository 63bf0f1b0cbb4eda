import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Alert, App, Button, Checkbox, Drawer, Flex, Form, Radio, Skeleton, Space, type FormInstance } from "antd";
import { useRef, useState } from "react";

import { ApiError } from "@/api/http";
import { leads, type Candidate, type Draft, type Preview } from "@/api/leads";
import { fieldOf, useObjectType, type ObjectType } from "@/api/meta";
import { isReference, records, toBody, type RecordData, type Reference } from "@/api/records";
import { recordAddress } from "@/records/addresses";
import { useRefreshAll } from "@/records/acts/useAct";
import { toApi } from "@/records/fields/codec";
import { ReferencePicker } from "@/records/fields/ReferencePicker";
import { FieldItem } from "@/records/form/RecordForm";
import { problemText } from "@/records/problems";
import type { RecordSlotProps } from "@/records/registry";
import { useT } from "@/ui/i18n";
import { Failure } from "@/ui/pieces";
import { measures } from "@/ui/theme";

/** What is asked of each part; the rest carries over from the lead by itself. */
const asked = {
  account: ["name", "kind", "level", "industry", "region"],
  contact: ["name", "job_title", "mobile", "email", "wechat", "buying_role"],
  opportunity: ["name", "amount", "expected_close"],
};

type Part = keyof typeof asked;

const fresh = "new";
const other = "other";

interface Values extends Partial<Record<Part, Draft>> {
  /** The id of a candidate, or one of the two words above. */
  target: string;
  existing?: Reference;
  withContact: boolean;
  withOpportunity: boolean;
}

function fieldsOf(type: ObjectType | undefined, part: Part) {
  return type ? asked[part].flatMap((name) => (type.creatable.includes(name) ? (fieldOf(type, name) ?? []) : [])) : [];
}

function PartFields({ part, type }: { part: Part; type: ObjectType }) {
  return (
    <div className="yl-fieldset">
      {fieldsOf(type, part).map((field) => (
        <FieldItem key={field.name} type={type} field={field} part={part} />
      ))}
    </div>
  );
}

function CandidateLine({ candidate }: { candidate: Candidate }) {
  const t = useT();
  const why = t(`records.duplicates.key.${candidate.key}`);
  const owner = candidate.owner_name || t("records.duplicates.nobody");
  return (
    <>
      {candidate.title ?? t("records.duplicates.exists")} <span className="yl-quiet">{t("records.duplicates.why", { why, owner })}</span>
    </>
  );
}

function Target({ candidates }: { candidates: Candidate[] }) {
  const t = useT();
  const target = Form.useWatch("target") as string | undefined;
  return (
    <>
      <Form.Item name="target" label={t("leads.convert.into")}>
        <Radio.Group className="yl-choices">
          {candidates.map((candidate, index) => (
            <Radio key={candidate.id ?? index} value={candidate.id ?? index} disabled={!candidate.id}>
              <CandidateLine candidate={candidate} />
            </Radio>
          ))}
          <Radio value={fresh}>{t("leads.convert.newAccount")}</Radio>
          <Radio value={other}>{t("leads.convert.otherAccount")}</Radio>
        </Radio.Group>
      </Form.Item>
      {target === other && (
        <Form.Item name="existing" label={t("leads.convert.account")} rules={[{ required: true, message: t("leads.convert.choose") }]}>
          <ReferencePicker object="account" autoFocus />
        </Form.Item>
      )}
    </>
  );
}

function Section({ title, name, part, type }: { title: string; name: "withContact" | "withOpportunity"; part: Part; type: ObjectType }) {
  const wanted = Form.useWatch(name) as boolean | undefined;
  return (
    <section>
      <Form.Item name={name} valuePropName="checked">
        <Checkbox>{title}</Checkbox>
      </Form.Item>
      {wanted && <PartFields part={part} type={type} />}
    </section>
  );
}

function draftOf(type: ObjectType | undefined, part: Part, values: Draft = {}): Draft {
  return toBody(Object.fromEntries(fieldsOf(type, part).map((field) => [field.name, toApi(field, values[field.name])] as const).filter(([, value]) => value !== null)));
}

type Types = { [part in Part]: ObjectType | undefined };

function bodyOf(types: Types, values: Values) {
  const existing = values.target === other ? values.existing?.id : values.target === fresh ? undefined : values.target;
  return {
    ...(existing ? { account_id: existing } : { account: draftOf(types.account, "account", values.account) }),
    contact: values.withContact ? draftOf(types.contact, "contact", values.contact) : null,
    opportunity: values.withOpportunity ? draftOf(types.opportunity, "opportunity", values.opportunity) : null,
  };
}

function startOf(preview: Preview): Values {
  const known = preview.candidates.find(({ id, key }) => id && key === "company");
  return {
    target: known?.id ?? fresh,
    withContact: preview.contact !== null,
    withOpportunity: false,
    account: preview.account,
    contact: preview.contact ?? {},
    opportunity: preview.opportunity,
  };
}

/** Long enough to read three names and follow one. */
const secondsToFollow = 10;

/** Everything that the lead has become, one click away. */
function Made({ types, lead }: { types: Types; lead: RecordData }) {
  const t = useT();
  return (
    <>
      {t("leads.convert.done")}{" "}
      <Space separator="·">
        {(Object.keys(asked) as Part[]).map((part) => {
          const [type, made] = [types[part], lead[part]];
          return (
            type &&
            isReference(made) && (
              <Link key={part} to={recordAddress(type, made.id)}>
                {type.label} {made.title}
              </Link>
            )
          );
        })}
      </Space>
    </>
  );
}

function useConvert({ type, record, onClose }: ConvertProps, types: Types, form: FormInstance<Values>) {
  const { message } = App.useApp();
  const refresh = useRefreshAll();
  const key = useRef(crypto.randomUUID());
  const [problem, setProblem] = useState<string>();
  const { mutate, isPending } = useMutation({
    mutationFn: (values: Values) => records.act(type, record.id, "convert", bodyOf(types, values), key.current),
    onMutate: () => setProblem(undefined),
    onSuccess: (lead: RecordData) => {
      void message.success(<Made types={types} lead={lead} />, secondsToFollow);
      void refresh();
      onClose();
    },
    onError: (error) => {
      const errors = error instanceof ApiError ? error.problem.errors : [];
      // "account.name" is the field `name` in the part `account`.
      const paths = errors.map(({ field, detail }) => ({ name: field.split("."), errors: [detail] }));
      form.setFields(paths as Parameters<typeof form.setFields>[0]);
      setProblem(errors.length > 0 ? errors.map(({ detail }) => detail).join(" ") : problemText(error));
      if (error instanceof ApiError) key.current = crypto.randomUUID();
    },
  });
  return { problem, submit: mutate, isPending };
}

function ConvertForm({ preview, types, form, problem, onSubmit }: { preview: Preview; types: Types; form: FormInstance<Values>; problem: string | undefined; onSubmit: (values: Values) => void }) {
  const t = useT();
  const target = Form.useWatch("target", form);
  return (
    <Form<Values> form={form} layout="vertical" initialValues={startOf(preview)} onFinish={onSubmit} scrollToFirstError={{ focus: true }}>
      {problem && <Alert className="yl-gap-below" type="error" showIcon title={problem} role="alert" />}
      <Target candidates={preview.candidates} />
      {target === fresh && types.account && <PartFields part="account" type={types.account} />}
      {types.contact && <Section title={t("leads.convert.withContact")} name="withContact" part="contact" type={types.contact} />}
      {types.opportunity?.actions.includes("create") && <Section title={t("leads.convert.withOpportunity")} name="withOpportunity" part="opportunity" type={types.opportunity} />}
    </Form>
  );
}

interface ConvertProps extends RecordSlotProps {
  onClose: () => void;
}

/** 转化: picks or makes the account, the contact and, when wanted, the opportunity; what is known is filled in. */
export default function ConvertDrawer(props: ConvertProps) {
  const { record, onClose } = props;
  const t = useT();
  const [form] = Form.useForm<Values>();
  const types: Types = { account: useObjectType("account"), contact: useObjectType("contact"), opportunity: useObjectType("opportunity") };
  const { data: preview, error } = useQuery({ queryKey: ["records", "leads", "preview", record.id], queryFn: () => leads.preview(record.id), gcTime: 0 });
  const { problem, submit, isPending } = useConvert(props, types, form);
  return (
    <Drawer
      open
      size={measures.drawer}
      title={t("leads.convert.title", { title: record.title })}
      onClose={onClose}
      footer={
        <Flex gap="small" justify="end">
          <Button onClick={onClose}>{t("records.form.cancel")}</Button>
          <Button type="primary" loading={isPending} disabled={!preview} onClick={form.submit}>
            {t("leads.convert.act")}
          </Button>
        </Flex>
      }
    >
      {error && !preview && <Failure message={problemText(error)} />}
      {!preview && !error && <Skeleton active />}
      {preview && <ConvertForm preview={preview} types={types} form={form} problem={problem} onSubmit={submit} />}
    </Drawer>
  );
}
