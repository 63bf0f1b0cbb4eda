import { PlusOutlined } from "@ant-design/icons";
import { Button, Dropdown, Flex, Form, Input, Segmented } from "antd";
import { useState, type ChangeEvent } from "react";

import { currentLanguage, useT, type Language } from "@/ui/i18n";

import { AfterSending } from "./AfterSending";
import type { FormDraft, FormText, Question } from "./api";
import { Cover, useCover } from "./Cover";
import { PhonePreview } from "./PhonePreview";
import { QuestionList } from "./QuestionList";
import { freeKinds, freeQuestion, inLanguage, labelOf, textOf } from "./questions";

interface BuilderProps {
  campaign: string;
  available: Question[];
  value: FormDraft;
  onChange: (form: FormDraft) => void;
  place?: string;
}

interface AddingProps {
  available: Question[];
  value: FormDraft;
  language: Language;
  onAdd: (question: Question) => void;
}

function Adding({ available, value, language, onAdd }: AddingProps) {
  const t = useT();
  const left = available.filter(({ key }) => value.fields.every((field) => field.key !== key));
  return (
    <Flex gap="small" wrap>
      {left.length > 0 && (
        <Dropdown trigger={["click"]} menu={{ items: left.map((question) => ({ key: question.key, label: labelOf(question, language) })), onClick: ({ key }) => onAdd(left.find((question) => question.key === key)!) }}>
          <Button icon={<PlusOutlined />}>{t("campaigns.form.addField")}</Button>
        </Dropdown>
      )}
      <Dropdown trigger={["click"]} menu={{ items: freeKinds.map((kind) => ({ key: kind, label: t(`campaigns.kinds.${kind}`) })), onClick: ({ key }) => onAdd(freeQuestion(value.fields, key, t(`campaigns.form.newQuestion.${language}`), language)) }}>
        <Button icon={<PlusOutlined />}>{t("campaigns.form.addQuestion")}</Button>
      </Dropdown>
    </Flex>
  );
}

/** What the public page asks, in which order, and what it says; beside it the page as a phone shows it. */
export function FormBuilder({ campaign, available, value, onChange, place }: BuilderProps) {
  const t = useT();
  const cover = useCover(campaign);
  const [language, setLanguage] = useState<Language>(currentLanguage());
  const set = (part: Partial<FormDraft>) => onChange({ ...value, ...part });
  const text = (name: FormText) => ({
    id: `yl-form-${name}`,
    value: value[inLanguage(name, language)],
    placeholder: textOf(value, name, language),
    onChange: (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => set({ [inLanguage(name, language)]: event.target.value }),
  });
  const line = (name: "title" | "submit_label", label: string, most: number) => (
    <Form.Item label={label} htmlFor={`yl-form-${name}`}>
      <Input maxLength={most} {...text(name)} />
    </Form.Item>
  );
  const prose = (name: "intro" | "consent" | "thank_you", label: string, extra?: string) => (
    <Form.Item label={label} htmlFor={`yl-form-${name}`} extra={extra}>
      <Input.TextArea maxLength={2000} autoSize={{ minRows: 1, maxRows: 6 }} {...text(name)} />
    </Form.Item>
  );
  return (
    <div className="yl-builder">
      <div className="yl-stack">
        <Flex gap="small" align="center" wrap>
          <Segmented<Language> aria-label={t("campaigns.form.language")} value={language} onChange={setLanguage} options={(["zh", "en"] as const).map((value) => ({ value, label: t(`campaigns.form.languages.${value}`) }))} />
          <span className="yl-quiet">{t("campaigns.form.languageHint")}</span>
        </Flex>
        <Form layout="vertical" component={false}>
          <Cover campaign={campaign} />
          {line("title", t("campaigns.form.title"), 200)}
          {prose("intro", t("campaigns.form.intro"))}
        </Form>
        <h3 className="yl-section-title">{t("campaigns.form.questions")}</h3>
        <QuestionList questions={value.fields} language={language} onChange={(fields) => set({ fields })} />
        <Adding available={available} value={value} language={language} onAdd={(question) => set({ fields: [...value.fields, question] })} />
        <Form layout="vertical" component={false}>
          {prose("consent", t("campaigns.form.consent"), t("campaigns.form.consentHint"))}
          {line("submit_label", t("campaigns.form.submitLabel"), 40)}
          {prose("thank_you", t("campaigns.form.thankYou"))}
          <AfterSending campaign={campaign} value={value} onChange={set} />
        </Form>
      </div>
      <PhonePreview form={value} language={language} place={place} cover={cover} />
    </div>
  );
}
