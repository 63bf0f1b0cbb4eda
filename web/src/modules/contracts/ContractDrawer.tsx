import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { App, Button, Drawer, Flex, Form, Skeleton } from "antd";
import { useRef, useState } from "react";

import { NetworkError } from "@/api/http";
import { fieldOf, useObjectType, type ObjectType } from "@/api/meta";
import { isReference, records, type RecordData } from "@/api/records";
import { useSession } from "@/api/session";
import { useRefreshAll } from "@/records/acts/useAct";
import { recordAddress } from "@/records/addresses";
import { toApi } from "@/records/fields/codec";
import { useLeaveGuard } from "@/records/form/useLeaveGuard";
import { lines, toDraft, toLines } from "@/records/lines/api";
import { formErrors } from "@/records/problems";
import type { CreateFormProps } from "@/records/registry";
import { currencyOf } from "@/ui/format";
import { useT } from "@/ui/i18n";
import { measures } from "@/ui/theme";

import { contracts } from "./api";
import { isComplete } from "./plan";
import { amountOf, TermsForm, type Terms, type Values } from "./TermsForm";

const names = ["name", "account", "contact", "opportunity", "number", "amount", "signed_on", "starts_on", "ends_on", "remark"] as const;

interface Known {
  values: Values;
  terms: Terms;
}

/** What the opportunity says already; nothing that is known is typed again. */
function useKnown(initial: Values): Known | undefined {
  const { tenant } = useSession();
  const type = useObjectType("opportunity");
  const opportunity = isReference(initial.opportunity) ? initial.opportunity : null;
  const { data } = useQuery({
    queryKey: ["records", "contracts", "known", opportunity?.id],
    queryFn: async () => {
      const [record, found] = await Promise.all([records.get(type!, opportunity!.id), lines.get(type!, opportunity!.id)]);
      const { account, contact, amount } = record;
      const currency = currencyOf(record, "amount");
      return { values: { name: record.title, opportunity, account, contact, amount, currency }, terms: { lines: found.items.map(toDraft), plan: [] } };
    },
    enabled: Boolean(opportunity && type),
    gcTime: 0,
  });
  if (opportunity && type) return data && { ...data, values: { ...initial, ...data.values } };
  return { values: { currency: tenant.currency, ...initial }, terms: { lines: [], plan: [] } };
}

interface Saved {
  values: Values;
  terms: Terms;
  submit: boolean;
}

/** Several requests, one act: what has been done already is not done again when a later one is refused. */
function useSave(type: ObjectType) {
  const made = useRef<RecordData>(undefined);
  const key = useRef(crypto.randomUUID());
  return useMutation({
    mutationFn: async ({ values, terms, submit }: Saved) => {
      const body = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, toApi(fieldOf(type, name)!, value)] as const).filter(([, value]) => value !== null));
      if (toLines(terms.lines).length > 0) delete body.amount;
      if (made.current) {
        delete body.opportunity; // cannot be changed any more
        made.current = await records.patch(type, made.current.id, made.current.version, body);
      } else made.current = await records.create(type, body, key.current);
      const { id } = made.current;
      let { version } = made.current;
      if (toLines(terms.lines).length > 0) version = (await lines.set(type, { id, version }, terms.lines)).version;
      if (terms.plan.length > 0) version = (await contracts.setPlan(id, version, terms.plan)).version;
      made.current = { ...made.current, version };
      if (submit) made.current = await records.act(type, id, "submit");
      return made.current;
    },
    onError: (error) => {
      if (!(error instanceof NetworkError)) key.current = crypto.randomUUID();
    },
  });
}

interface BodyProps extends CreateFormProps {
  known: Known;
}

function Body({ type, known, onClose, onSaved }: BodyProps) {
  const t = useT();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const refresh = useRefreshAll();
  const [form] = Form.useForm<Values>();
  const [terms, setTerms] = useState<Terms>(known.terms);
  const [touched, setTouched] = useState(false);
  const [problems, setProblems] = useState<string[]>([]);
  const submitting = useRef(false);
  const save = useSave(type);
  const mayLeave = useLeaveGuard(touched && !save.isSuccess);
  const close = async () => {
    if (await mayLeave()) onClose();
  };
  const begin = (submit: boolean) => {
    submitting.current = submit;
    form.submit();
  };
  const finish = (values: Values) => {
    const submit = submitting.current;
    setProblems([]);
    if (submit && !isComplete(amountOf(terms.lines, values.amount), terms.plan)) return setProblems([t("contracts.plan.incomplete")]);
    save.mutate(
      { values: { currency: known.values.currency, ...values }, terms, submit },
      {
        onSuccess: (contract) => {
          void refresh();
          void message.success(t(submit ? "contracts.submitted" : "contracts.saved"));
          onSaved?.(contract);
          // Away first: closing changes the address of the page below.
          void navigate({ to: recordAddress(type, contract.id), ignoreBlocker: true }).then(onClose);
        },
        onError: (error) => {
          const { fields, rest } = formErrors(error, [...names]);
          form.setFields(fields);
          setProblems(rest);
          void refresh();
        },
      },
    );
  };
  return (
    <Drawer
      open
      size={measures.wideDrawer}
      title={t("records.form.new", { object: type.label })}
      onClose={() => void close()}
      footer={
        <Flex gap="small" justify="end" wrap>
          <Button onClick={() => void close()}>{t("records.form.cancel")}</Button>
          <Button loading={save.isPending && !save.variables.submit} onClick={() => begin(false)}>
            {t("contracts.saveDraft")}
          </Button>
          <Button type="primary" loading={save.isPending && save.variables.submit} onClick={() => begin(true)}>
            {t("contracts.saveAndSubmit")}
          </Button>
        </Flex>
      }
    >
      <TermsForm type={type} names={names} form={form} initial={known.values} terms={terms} setTerms={setTerms} problems={problems} onTouched={() => setTouched(true)} onSubmit={finish} />
    </Drawer>
  );
}

/** 新建合同: over the page that it comes from, filled in with what that page knows. */
export default function ContractDrawer(props: CreateFormProps) {
  const known = useKnown(props.initial ?? {});
  if (known) return <Body {...props} known={known} />;
  return (
    <Drawer open size={measures.wideDrawer} onClose={props.onClose}>
      <Skeleton active />
    </Drawer>
  );
}
