import { CloseOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Flex, Input } from "antd";
import { useState } from "react";

import { useT, type Language } from "@/ui/i18n";
import { IconButton } from "@/ui/pieces";

import type { Option, Question } from "./api";
import { inLanguage, labelOf } from "./questions";

interface OptionsProps {
  question: Question;
  /** In which they are written. */
  language: Language;
  onChange: (options: Option[]) => void;
}

/** What can be chosen. Which options a field has is set with the field: the form changes their words only. */
export function Options({ question, language, onChange }: OptionsProps) {
  const t = useT();
  const [fresh, setFresh] = useState<number>();
  const { options, target } = question;
  const label = inLanguage("label", language);
  const add = () => {
    setFresh(options.length);
    onChange([...options, { value: "", label: "", label_en: "" }]);
  };
  return (
    <Flex gap="small" wrap role="group" aria-label={t("campaigns.form.optionsOf", { name: labelOf(question, language) })}>
      {options.map((option, index) => (
        <Input
          key={index}
          className="yl-option"
          maxLength={200}
          aria-label={t("campaigns.form.option", { number: index + 1 })}
          autoFocus={index === fresh}
          value={option[label]}
          placeholder={labelOf(option, language)}
          onChange={(event) => onChange(options.map((one) => (one === option ? { ...one, [label]: event.target.value } : one)))}
          onPressEnter={target ? undefined : add}
          suffix={!target && options.length > 1 && <IconButton size="small" label={t("campaigns.form.removeOption", { number: index + 1 })} icon={<CloseOutlined />} onClick={() => onChange(options.filter((one) => one !== option))} />}
        />
      ))}
      {!target && (
        <Button type="dashed" icon={<PlusOutlined />} onClick={add}>
          {t("campaigns.form.addOption")}
        </Button>
      )}
    </Flex>
  );
}
