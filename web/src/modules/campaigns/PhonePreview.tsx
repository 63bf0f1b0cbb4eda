import { Button, Checkbox, Input, Radio, Rate, Select } from "antd";

import { useT, type Language } from "@/ui/i18n";

import type { FormDraft, Question } from "./api";
import { labelOf, textOf } from "./questions";

/** More choices than this go into a list that opens, as on the page. */
const open = 8;

function Asked({ question, language }: { question: Question; language: Language }) {
  const { kind, options } = question;
  const placeholder = textOf(question, "placeholder", language);
  if (kind === "long_text") return <Input.TextArea rows={2} readOnly placeholder={placeholder} />;
  if (kind === "rating") return <Rate />;
  if (kind === "region" || (kind === "choice" && options.length > open)) return <Select className="yl-full" />;
  if (kind === "choice") return <Radio.Group options={options.map((option) => ({ value: option.value, label: labelOf(option, language) }))} />;
  if (kind === "multi_choice") return <Checkbox.Group options={options.map((option) => ({ value: option.value, label: labelOf(option, language) }))} />;
  if (kind === "boolean") return <Checkbox />;
  return <Input readOnly type={kind === "date" || kind === "file" ? kind : "text"} placeholder={placeholder} />;
}

/** How the form stands on a phone, while it is being built. Nothing in it can be reached or sent. */
export function PhonePreview({ form, language, place, cover }: { form: FormDraft; language: Language; place?: string; cover: string | null }) {
  const t = useT();
  return (
    <section className="yl-phone" aria-label={t("campaigns.form.preview")}>
      <div inert className="yl-stack">
        {cover && <img className="yl-cover" src={cover} alt="" />}
        <div className="yl-phone-title">{form.title || t("campaigns.form.untitled")}</div>
        {place && <div className="yl-quiet">{place}</div>}
        {form.intro && <div className="yl-prose">{form.intro}</div>}
        {form.fields.map((question) => (
          <div key={question.key} className="yl-phone-field">
            <span className="yl-strong">
              {textOf(question, "label", language)} {question.required && <span className="yl-must">*</span>}
            </span>
            <Asked question={question} language={language} />
            {textOf(question, "help", language) && <span className="yl-quiet">{textOf(question, "help", language)}</span>}
          </div>
        ))}
        {form.consent && <Checkbox>{form.consent}</Checkbox>}
        <Button type="primary" block size="large">
          {form.submit_label || t("campaigns.form.send")}
        </Button>
      </div>
    </section>
  );
}
