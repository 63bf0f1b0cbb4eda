import { useMutation, useQuery } from "@tanstack/react-query";
import { Alert, App, Button, Drawer, Flex, Form, Skeleton } from "antd";
import { useRef, useState } from "react";

import { NetworkError } from "@/api/http";
import type { RecordData } from "@/api/records";
import { useRefreshAll } from "@/records/acts/useAct";
import { formErrors } from "@/records/problems";
import { useLanguage, useT } from "@/ui/i18n";

import { AnswerField, keyOf, nameOf } from "./AnswerField";
import { campaigns } from "./api";
import { labelOf } from "./questions";

type Answers = { [key: string]: unknown };

/** A business card or a sign-up sheet: as much as is known; "and another" keeps the drawer open. */
export function AddEntry({ campaign, onClose }: { campaign: RecordData; onClose: () => void }) {
  const t = useT();
  const language = useLanguage();
  const { message } = App.useApp();
  const refresh = useRefreshAll();
  const [form] = Form.useForm<Answers>();
  const [problems, setProblems] = useState<string[]>([]);
  const again = useRef(false);
  const key = useRef(crypto.randomUUID());
  const { data } = useQuery({ queryKey: ["records", "campaigns", "form", campaign.id], queryFn: () => campaigns.form(campaign.id) });
  const asked = data?.form?.fields ?? data?.usual ?? [];
  const questions = [...asked, ...(data?.available ?? []).filter((other) => asked.every((question) => question.key !== other.key))].filter(({ kind }) => kind !== "file");
  const add = useMutation({
    mutationFn: (answers: Answers) => campaigns.addEntry(campaign.id, { answers }, key.current),
    onSuccess: () => {
      void refresh();
      void message.success(t("campaigns.collected.added"));
      key.current = crypto.randomUUID();
      form.resetFields();
      if (!again.current) onClose();
    },
    onError: (error) => {
      if (!(error instanceof NetworkError)) key.current = crypto.randomUUID();
      const { fields, rest } = formErrors(error, questions.map((question) => `answers.${question.key}`));
      form.setFields(fields.map(({ name, errors }) => ({ name: nameOf(name.slice("answers.".length)), errors })));
      setProblems(rest);
    },
  });
  const submit = (values: Answers) => {
    setProblems([]);
    const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== "");
    add.mutate(Object.fromEntries(given.map(([name, value]) => [keyOf(name), value])));
  };
  const save = (more: boolean) => {
    again.current = more;
    form.submit();
  };
  return (
    <Drawer
      open
      title={t("campaigns.collected.add")}
      onClose={onClose}
      footer={
        <Flex gap="small" justify="end">
          <Button onClick={() => save(true)} disabled={add.isPending}>
            {t("campaigns.collected.another")}
          </Button>
          <Button type="primary" loading={add.isPending} onClick={() => save(false)}>
            {t("records.form.save")}
          </Button>
        </Flex>
      }
    >
      {!data && <Skeleton active />}
      {problems.map((problem) => (
        <Alert key={problem} type="error" showIcon title={problem} role="alert" className="yl-gap-below" />
      ))}
      <Form form={form} layout="vertical" onFinish={submit}>
        {questions.map((question) => (
          <AnswerField key={question.key} question={question} label={labelOf(question, language)} />
        ))}
      </Form>
    </Drawer>
  );
}
