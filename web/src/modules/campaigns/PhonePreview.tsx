import { Button, Checkbox, Input, Radio, Rate, Select } from "antd";

import { useT, type Language } from "@/ui/i18n";

import type { FormDraft, FormText, Question } from "./api";
import { labelOf, textOf } from "./questions";

/** More choices than this go into a list that opens, as on the page. */
const open = 8;

function Asked({ question, language }: { question: Question; language: Language }) {
  const { kind } = question;
  const options = question.options.map((option, value) => ({ value, label: labelOf(option, language) }));
  const placeholder = textOf(question, "placeholder", language);
  if (kind === "long_text") return <Input.TextArea rows={2} readOnly placeholder={placeholder} />;
  if (kind === "rating") return <Rate />;
  if (kind === "region" || (kind === "choice" && options.length > open)) return <Select className="yl-full" />;
  if (kind === "choice") return <Radio.Group options={options} />;
  if (kind === "multi_choice") return <Checkbox.Group options={options} />;
  if (kind === "boolean") return <Checkbox />;
  return <Input readOnly type={kind === "date" || kind === "file" ? kind : "text"} placeholder={placeholder} />;
}

/** How the form stands on a phone, while it is being built. Nothing in it can be reached or sent. */
export function PhonePreview({ form, language, place, cover }: { form: FormDraft; language: Language; place?: string; cover: string | null }) {
  const t = useT();
  const said = (text: FormText) => textOf(form, text, language);
  return (
    <section className="yl-phone" aria-label={t("campaigns.form.preview")}>
      <div inert className="yl-stack">
        {cover && <img className="yl-cover" src={cover} alt="" />}
        <div className="yl-phone-title">{said("title") || t(`campaigns.form.untitled.${language}`)}</div>
        {place && <div className="yl-quiet">{place}</div>}
        {said("intro") && <div className="yl-prose">{said("intro")}</div>}
        {form.fields.map((question) => (
          <div key={question.key} className="yl-phone-field">
            <span className="yl-strong">
              {textOf(question, "label", language)} {question.required && <span className="yl-must">*</span>}
            </span>
            <Asked question={question} language={language} />
            {textOf(question, "help", language) && <span className="yl-quiet">{textOf(question, "help", language)}</span>}
          </div>
        ))}
        {said("consent") && <Checkbox>{said("consent")}</Checkbox>}
        <Button type="primary" block size="large">
          {said("submit_label") || t(`campaigns.form.send.${language}`)}
        </Button>
      </div>
    </section>
  );
}
