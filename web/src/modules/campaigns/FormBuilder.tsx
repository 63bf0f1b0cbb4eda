import { PlusOutlined } from "@ant-design/icons";
import { Button, Dropdown, Flex, Form, Input, Segmented } from "antd";
import { useState } from "react";

import { currentLanguage, useT, type Language } from "@/ui/i18n";

import { AfterSending } from "./AfterSending";
import type { FormDraft, Question } from "./api";
import { Cover, useCover } from "./Cover";
import { PhonePreview } from "./PhonePreview";
import { QuestionList } from "./QuestionList";
import { freeKinds, freeQuestion, labelOf } from "./questions";

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
      <Dropdown trigger={["click"]} menu={{ items: freeKinds.map((kind) => ({ key: kind, label: t(`campaigns.kinds.${kind}`) })), onClick: ({ key }) => onAdd(freeQuestion(value.fields, key, t("campaigns.form.newQuestion"), language)) }}>
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
  const text = (name: "title" | "submit_label", most: number) => <Input maxLength={most} value={value[name]} onChange={(event) => set({ [name]: event.target.value })} />;
  const prose = (name: "intro" | "consent" | "thank_you") => <Input.TextArea maxLength={2000} autoSize={{ minRows: 1, maxRows: 6 }} value={value[name]} onChange={(event) => set({ [name]: event.target.value })} />;
  return (
    <div className="yl-builder">
      <div className="yl-stack">
        <Form layout="vertical" component={false}>
          <Cover campaign={campaign} />
          <Form.Item label={t("campaigns.form.title")} htmlFor="yl-form-title">
            <Input id="yl-form-title" maxLength={200} value={value.title} onChange={(event) => set({ title: event.target.value })} />
          </Form.Item>
          <Form.Item label={t("campaigns.form.intro")}>{prose("intro")}</Form.Item>
        </Form>
        <Flex justify="space-between" align="center" gap="small" wrap>
          <h3 className="yl-section-title">{t("campaigns.form.questions")}</h3>
          <Segmented<Language> size="small" aria-label={t("campaigns.form.language")} value={language} onChange={setLanguage} options={(["zh", "en"] as const).map((value) => ({ value, label: t(`campaigns.form.languages.${value}`) }))} />
        </Flex>
        <QuestionList questions={value.fields} language={language} onChange={(fields) => set({ fields })} />
        <Adding available={available} value={value} language={language} onAdd={(question) => set({ fields: [...value.fields, question] })} />
        <Form layout="vertical" component={false}>
          <Form.Item label={t("campaigns.form.consent")} extra={t("campaigns.form.consentHint")}>
            {prose("consent")}
          </Form.Item>
          <Form.Item label={t("campaigns.form.submitLabel")}>{text("submit_label", 40)}</Form.Item>
          <Form.Item label={t("campaigns.form.thankYou")}>{prose("thank_you")}</Form.Item>
          <AfterSending campaign={campaign} value={value} onChange={set} />
        </Form>
      </div>
      <PhonePreview form={value} language={language} place={place} cover={cover} />
    </div>
  );
}
