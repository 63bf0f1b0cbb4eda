import { EditOutlined } from "@ant-design/icons";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Alert, App, Button, Drawer, Flex, Form, Skeleton } from "antd";
import { useState } from "react";

import type { ObjectType } from "@/api/meta";
import type { RecordData } from "@/api/records";
import { useRefreshAll } from "@/records/acts/useAct";
import { formErrors } from "@/records/problems";
import { useLanguage, useT } from "@/ui/i18n";

import { AnswerField, keyOf, nameOf } from "./AnswerField";
import { campaigns, type Answer, type AnswersPage, type Option } from "./api";
import { labelOf, textOf } from "./questions";

type Values = { [name: string]: unknown };

const settled = ["synced", "duplicate"];
const isEmpty = (value: unknown) => value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);

/** A choice is told by the words of its option. */
function useTold(options: Option[] = []) {
  const t = useT();
  const language = useLanguage();
  const said = (value: unknown): string => {
    const option = options.find((one) => one.value === value);
    if (option) return labelOf(option, language);
    return value === true ? t("records.yes") : value === false ? t("records.no") : String(value ?? "");
  };
  return (value: unknown) => (Array.isArray(value) ? value.map(said).join(t("campaigns.entry.and")) : said(value));
}

/** The wording that the visitor agreed to, in the language in which they read it. */
function Agreed({ page: { form, language } }: { page: AnswersPage }) {
  const t = useT();
  return form && <div className="yl-quiet">{t("campaigns.entry.agreed", { number: form.consent_version, text: textOf(form, "consent", language === "en" ? "en" : "zh") })}</div>;
}

function AnswerLine({ answer, page }: { answer: Answer; page: AnswersPage }) {
  const t = useT();
  const language = useLanguage();
  const told = useTold(page.questions.find(({ key }) => key === answer.key)?.options);
  return (
    <div className="yl-keys-row">
      <dt>{labelOf(answer, language)}</dt>
      <dd className="yl-prose">
        {told(answer.value) || "—"}
        {answer.key === "consent" && <Agreed page={page} />}
        {answer.corrected && <div className="yl-quiet">{t("campaigns.entry.sent", { value: told(answer.sent) || "—" })}</div>}
      </dd>
    </div>
  );
}

function Corrections({ entry, page, onDone }: { entry: RecordData; page: AnswersPage; onDone: () => void }) {
  const t = useT();
  const language = useLanguage();
  const { message } = App.useApp();
  const refresh = useRefreshAll();
  const [form] = Form.useForm<Values>();
  const [problems, setProblems] = useState<string[]>([]);
  const known = Object.fromEntries(page.answers.map(({ key, value }) => [key, value]));
  const start = Object.fromEntries(page.questions.filter(({ key }) => key in known).map(({ key }) => [nameOf(key), known[key]]));
  const save = useMutation({
    mutationFn: (answers: Values) => campaigns.correct(entry.id, answers),
    onSuccess: () => {
      void refresh();
      void message.success(t("campaigns.entry.corrected"));
      onDone();
    },
    onError: (error) => {
      const { fields, rest } = formErrors(error, page.questions.map(({ key }) => `answers.${key}`));
      form.setFields(fields.map(({ name, errors }) => ({ name: nameOf(name.slice("answers.".length)), errors })));
      setProblems(rest);
    },
  });
  const submit = (values: Values) => {
    setProblems([]);
    const changed = Object.entries(values).filter(([name, value]) => JSON.stringify(isEmpty(value) ? null : value) !== JSON.stringify(isEmpty(start[name]) ? null : start[name]));
    save.mutate(Object.fromEntries(changed.map(([name, value]) => [keyOf(name), isEmpty(value) ? null : value])));
  };
  return (
    <Form form={form} layout="vertical" initialValues={start} onFinish={submit}>
      {problems.map((problem) => (
        <Alert key={problem} type="error" showIcon title={problem} role="alert" className="yl-gap-below" />
      ))}
      <p className="yl-quiet">{t("campaigns.entry.hint")}</p>
      {page.questions.map((question) => (
        <AnswerField key={question.key} question={question} label={labelOf(question, language)} />
      ))}
      <Flex gap="small" justify="end">
        <Button onClick={onDone}>{t("records.form.cancel")}</Button>
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {t("records.form.save")}
        </Button>
      </Flex>
    </Form>
  );
}

/** What was sent, and what people put right beside it before the sync. */
export function EntryDrawer({ type, entry, onClose }: { type: ObjectType; entry: RecordData; onClose: () => void }) {
  const t = useT();
  const [editing, setEditing] = useState(false);
  const { data } = useQuery({ queryKey: ["records", "submissions", "answers", entry.id], queryFn: () => campaigns.answers(entry.id) });
  const mayCorrect = type.actions.includes("update") && !settled.includes(String(entry.state));
  const edit = mayCorrect && !editing && (
    <Button icon={<EditOutlined />} onClick={() => setEditing(true)}>
      {t("campaigns.entry.correct")}
    </Button>
  );
  return (
    <Drawer open title={entry.title} onClose={onClose} extra={edit}>
      {!data && <Skeleton active />}
      {data && editing && <Corrections entry={entry} page={data} onDone={() => setEditing(false)} />}
      {data && !editing && (
        <dl className="yl-pairs">
          {data.answers.map((answer) => (
            <AnswerLine key={answer.key} answer={answer} page={data} />
          ))}
        </dl>
      )}
      {data?.ticket && !editing && (
        <figure className="yl-ticket">
          <img className="yl-qr" src={data.ticket} alt={t("campaigns.entry.ticketOf", { name: entry.title })} />
          <figcaption className="yl-quiet">{t("campaigns.entry.ticket")}</figcaption>
        </figure>
      )}
      {data?.answers.length === 0 && !editing && <p className="yl-quiet">{t("campaigns.entry.none")}</p>}
    </Drawer>
  );
}
