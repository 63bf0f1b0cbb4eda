import { DatePicker, Form, Input, InputNumber, Rate, Select, Switch } from "antd";

import { dateFromPicker, dateToPicker } from "@/ui/format";
import { useLanguage } from "@/ui/i18n";

import type { Question } from "./api";
import { labelOf } from "./questions";

/** Dots would make a path of it. */
export const nameOf = (key: string) => key.replaceAll(".", "/");
export const keyOf = (name: string) => name.replaceAll("/", ".");

/** One question of a form, as people answer it for somebody else. */
export function AnswerField({ question, label }: { question: Question; label: string }) {
  const language = useLanguage();
  const { kind, options } = question;
  const several = kind === "multi_choice";
  const name = nameOf(question.key);
  if (kind === "date")
    return (
      <Form.Item name={name} label={label} getValueProps={(value: string | null) => ({ value: dateToPicker(value) })} normalize={dateFromPicker}>
        <DatePicker className="yl-full" />
      </Form.Item>
    );
  const input =
    kind === "choice" || several ? (
      <Select allowClear mode={several ? "multiple" : undefined} options={options.map((option) => ({ value: option.value, label: labelOf(option, language) }))} />
    ) : kind === "long_text" ? (
      <Input.TextArea autoSize={{ minRows: 2 }} />
    ) : kind === "integer" || kind === "decimal" ? (
      <InputNumber<string> className="yl-full" stringMode />
    ) : kind === "rating" ? (
      <Rate />
    ) : kind === "boolean" ? (
      <Switch />
    ) : (
      <Input maxLength={question.max_length ?? undefined} inputMode={kind === "phone" ? "tel" : kind === "email" ? "email" : undefined} />
    );
  return (
    <Form.Item name={name} label={label} valuePropName={kind === "boolean" ? "checked" : "value"}>
      {input}
    </Form.Item>
  );
}
