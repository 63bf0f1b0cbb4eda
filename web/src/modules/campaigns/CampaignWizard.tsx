import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Alert, App, Button, Drawer, Flex, Form, Skeleton, Steps, type FormInstance } from "antd";
import { useRef, useState } from "react";

import { collaborators } from "@/api/collaborators";
import { fieldOf, type Field, type ObjectType } from "@/api/meta";
import { records, toBody, type RecordData } from "@/api/records";
import { NetworkError } from "@/api/http";
import { useRefreshAll } from "@/records/acts/useAct";
import { recordAddress } from "@/records/addresses";
import { toApi } from "@/records/fields/codec";
import { FieldInput } from "@/records/fields/FieldInput";
import { ReferencesPicker } from "@/records/fields/ReferencePicker";
import { useLeaveGuard } from "@/records/form/useLeaveGuard";
import { formErrors, problemText } from "@/records/problems";
import type { CreateFormProps } from "@/records/registry";
import { useSession } from "@/api/session";
import { useT } from "@/ui/i18n";

import { campaigns, type FormDraft } from "./api";
import { FormBuilder } from "./FormBuilder";
import { startOf } from "./questions";

type Values = { [field: string]: unknown };

const wide = new Set(["name", "description", "place"]);
const first = { kind: "exhibition", mode: "online", target: "lead" };

/** The group of fields that say when the form is open, and for how many. */
const intake = "form";

/** Every field that may be given when a campaign is made, custom ones too; those of the form stand with it. */
function factFields(type: ObjectType, ofForm = false): Field[] {
  const named = type.groups.filter(({ code }) => (code === intake) === ofForm).flatMap(({ fields }) => fields);
  return named.flatMap((name) => fieldOf(type, name) ?? []).filter((field) => !field.read_only && (type.creatable.includes(field.name) || field.custom));
}

function FieldItems({ type, fields }: { type: ObjectType; fields: Field[] }) {
  const t = useT();
  const { tenant } = useSession();
  return fields.map((field) => (
    <Form.Item
      key={field.name}
      name={field.name}
      label={field.label}
      className={wide.has(field.name) ? "yl-wide" : undefined}
      tooltip={field.help || undefined}
      rules={field.required ? [{ required: true, message: t("records.form.required", { field: field.label }) }] : []}
    >
      <FieldInput type={type} field={field} autoFocus={field.name === "name"} currency={tenant.currency} />
    </Form.Item>
  ));
}

interface FactsProps {
  type: ObjectType;
  form: FormInstance<Values>;
  initial: Values;
  problems: string[];
  /** What cannot be changed once the campaign exists. */
  made: boolean;
  team: string[];
  setTeam: (members: string[]) => void;
  onSubmit: (values: Values) => void;
}

function Facts({ type, form, initial, problems, made, team, setTeam, onSubmit }: FactsProps) {
  const t = useT();
  const fields = factFields(type).filter((field) => !made || !field.protected);
  return (
    <Form form={form} layout="vertical" initialValues={initial} onFinish={onSubmit} scrollToFirstError={{ focus: true }}>
      {problems.map((problem) => (
        <Alert key={problem} type="error" showIcon title={problem} role="alert" className="yl-gap-below" />
      ))}
      <div className="yl-fieldset">
        <FieldItems type={type} fields={fields} />
        <Form.Item label={t("campaigns.form.team")} className="yl-wide">
          <ReferencesPicker object="member" aria-label={t("campaigns.form.team")} value={team} onChange={setTeam} />
        </Form.Item>
      </div>
    </Form>
  );
}

/** The first step makes a draft, so that nothing is lost; coming back to it changes the draft. */
function useDraftCampaign(type: ObjectType) {
  const [campaign, setCampaign] = useState<RecordData>();
  const key = useRef(crypto.randomUUID());
  const save = useMutation({
    mutationFn: (values: Values) => {
      const fields = [...factFields(type), ...factFields(type, true)];
      const body = toBody(Object.fromEntries(fields.filter((field) => field.name in values && !(campaign && field.protected)).map((field) => [field.name, toApi(field, values[field.name])] as const).filter(([, value]) => campaign || value !== null)));
      return campaign ? records.patch(type, campaign.id, campaign.version, body) : records.create(type, body, key.current);
    },
    onSuccess: setCampaign,
    onError: (error) => {
      if (!(error instanceof NetworkError)) key.current = crypto.randomUUID();
    },
  });
  return { campaign, save };
}

interface FormStepProps {
  type: ObjectType;
  form: FormInstance<Values>;
  campaign: RecordData;
  draft: FormDraft | undefined;
  setDraft: (draft: FormDraft) => void;
  problems: string[];
}

function FormStep({ type, form, campaign, draft, setDraft, problems }: FormStepProps) {
  const t = useT();
  const { data, error } = useQuery({ queryKey: ["records", "campaigns", "form", campaign.id], queryFn: () => campaigns.form(campaign.id) });
  if (error && !data) return <Alert type="error" showIcon title={problemText(error)} />;
  if (!data) return <Skeleton active />;
  const shown = draft ?? startOf(data, campaign.title, t);
  return (
    <>
      {problems.map((problem) => (
        <Alert key={problem} type="error" showIcon title={problem} role="alert" className="yl-gap-below" />
      ))}
      <h3 className="yl-section-title">{t("campaigns.form.intake")}</h3>
      <Form form={form} layout="vertical">
        <div className="yl-fieldset">
          <FieldItems type={type} fields={factFields(type, true)} />
        </div>
      </Form>
      <FormBuilder campaign={campaign.id} available={data.available} value={shown} onChange={setDraft} place={campaign.place ? String(campaign.place) : undefined} />
    </>
  );
}

/** 新建市场活动, in two steps: what it is, and what its public page asks. */
export default function CampaignWizard({ type, initial, onClose, onSaved }: CreateFormProps) {
  const t = useT();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const refresh = useRefreshAll();
  const session = useSession();
  const [form] = Form.useForm<Values>();
  const [step, setStep] = useState(0);
  const [facts, setFacts] = useState<Values>({ ...first, ...initial });
  const [draft, setDraft] = useState<FormDraft>();
  const [team, setTeam] = useState<string[]>([]);
  const [intakeForm] = Form.useForm<Values>();
  const [problems, setProblems] = useState<string[]>([]);
  const { campaign, save } = useDraftCampaign(type);
  const finish = useMutation({
    mutationFn: async (publish: boolean) => {
      const { usual, ...page } = await campaigns.form(campaign!.id);
      const shown = draft ?? startOf({ usual, ...page }, campaign!.title, t);
      const set = Object.entries(intakeForm.getFieldsValue()).filter(([, value]) => value !== undefined);
      if (set.length > 0) await save.mutateAsync(Object.fromEntries(set));
      for (const member of team) await collaborators.set(type.path, campaign!.id, member === "me" ? session.member.id : member, "edit");
      await campaigns.publish(campaign!.id, shown);
      if (publish) await records.act(type, campaign!.id, "state", { state: "active" });
      return publish;
    },
  });
  const mayLeave = useLeaveGuard(step === 1 && draft !== undefined && !finish.isSuccess);
  const leave = () => {
    void refresh();
    if (campaign) onSaved?.(campaign);
    onClose();
  };
  const close = async () => {
    if (await mayLeave()) leave();
  };
  const next = (values: Values) => {
    setProblems([]);
    save.mutate(values, {
      onSuccess: () => {
        setFacts({ ...facts, ...values });
        setStep(1);
      },
      onError: (error) => {
        const { fields, rest } = formErrors(error, factFields(type).map(({ name }) => name));
        form.setFields(fields);
        setProblems(rest);
      },
    });
  };
  const end = (publish: boolean) => {
    setProblems([]);
    finish.mutate(publish, {
      onSuccess: () => {
        void message.success(t(publish ? "campaigns.published" : "campaigns.savedDraft"));
        // Away first: closing changes the address of the page below.
        void navigate({ to: recordAddress(type, campaign!.id), ignoreBlocker: true }).then(leave);
      },
      onError: (error) => {
        const { fields, rest } = formErrors(error, factFields(type, true).map(({ name }) => name));
        intakeForm.setFields(fields);
        setProblems(rest);
      },
    });
  };
  return (
    <Drawer
      open
      size="100%"
      title={t("records.form.new", { object: type.label })}
      onClose={() => void close()}
      footer={
        <Flex gap="small" justify="end" wrap>
          {step === 0 && <Button onClick={() => void close()}>{t("records.form.cancel")}</Button>}
          {step === 0 && (
            <Button type="primary" loading={save.isPending} onClick={() => form.submit()}>
              {t("campaigns.next")}
            </Button>
          )}
          {step === 1 && <Button onClick={() => setStep(0)}>{t("campaigns.back")}</Button>}
          {step === 1 && (
            <Button loading={finish.isPending && !finish.variables} onClick={() => end(false)}>
              {t("campaigns.saveDraft")}
            </Button>
          )}
          {step === 1 && (
            <Button type="primary" loading={finish.isPending && finish.variables} onClick={() => end(true)}>
              {t("campaigns.publish")}
            </Button>
          )}
        </Flex>
      }
    >
      <div className="yl-wizard yl-stack">
        <Steps size="small" current={step} items={[{ title: t("campaigns.steps.facts") }, { title: t("campaigns.steps.form") }]} />
        {step === 0 && <Facts type={type} form={form} initial={facts} problems={problems} made={campaign !== undefined} team={team} setTeam={setTeam} onSubmit={next} />}
        {step === 1 && campaign && <FormStep type={type} form={intakeForm} campaign={campaign} draft={draft} setDraft={setDraft} problems={problems} />}
      </div>
    </Drawer>
  );
}
