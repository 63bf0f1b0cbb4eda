import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, HolderOutlined, PlusOutlined } from "@ant-design/icons";
import { DndContext, KeyboardSensor, PointerSensor, useDraggable, useDroppable, useSensor, useSensors, type DragEndEvent } from "@dnd-kit/core";
import { Button, Dropdown, Flex, Form, Input, InputNumber, Select, Switch } from "antd";

import { currentLanguage } from "@/ui/i18n";
import { useT } from "@/ui/i18n";
import { IconButton } from "@/ui/pieces";

import { AfterSending } from "./AfterSending";
import { isText, type FormDraft, type Question } from "./api";
import { Cover, useCover } from "./Cover";
import { PhonePreview } from "./PhonePreview";
import { freeKinds, freeQuestion, labelOf, movedTo } from "./questions";

/** What is typed in has room for a hint. */
const typed = new Set(["text", "long_text", "phone", "email", "integer", "decimal", "url"]);

interface RowProps {
  question: Question;
  index: number;
  last: boolean;
  onChange: (part: Partial<Question>) => void;
  onMove: (index: number) => void;
  onRemove: () => void;
}

function QuestionRow({ question, index, last, onChange, onMove, onRemove }: RowProps) {
  const t = useT();
  const { setNodeRef: grip, listeners, attributes } = useDraggable({ id: question.key });
  const { setNodeRef: place, isOver } = useDroppable({ id: question.key });
  const name = labelOf(question, currentLanguage());
  const options = question.options.map(({ value }) => value);
  return (
    <li ref={place} className="yl-panel yl-question" data-over={isOver} aria-label={name}>
      <span ref={grip} {...listeners} {...attributes} className="yl-grip" aria-label={t("campaigns.form.drag", { name })}>
        <HolderOutlined />
      </span>
      <div className="yl-stack">
        <Flex gap="small" align="center" wrap>
          <Input className="yl-grow" aria-label={t("campaigns.form.label")} maxLength={200} value={question.label} onChange={(event) => onChange({ label: event.target.value })} />
          <span className="yl-quiet">{t(`campaigns.kinds.${question.kind}`)}</span>
          <Flex gap="small" align="center">
            <Switch size="small" aria-label={t("campaigns.form.requiredOf", { name })} checked={question.required} onChange={(required) => onChange({ required })} />
            {t("campaigns.form.required")}
          </Flex>
        </Flex>
        {!question.target && options.length > 0 && (
          <Select mode="tags" className="yl-full" aria-label={t("campaigns.form.options")} open={false} suffixIcon={null} value={options} onChange={(next: string[]) => onChange({ options: next.map((value) => ({ value, label: value, label_en: value })) })} />
        )}
        <Input size="small" variant="filled" aria-label={t("campaigns.form.helpOf", { name })} placeholder={t("campaigns.form.help")} maxLength={200} value={question.help} onChange={(event) => onChange({ help: event.target.value })} />
        {typed.has(question.kind) && (
          <Flex gap="small">
            <Input size="small" variant="filled" aria-label={t("campaigns.form.placeholderOf", { name })} placeholder={t("campaigns.form.placeholder")} maxLength={200} value={question.placeholder} onChange={(event) => onChange({ placeholder: event.target.value })} />
            {isText(question.kind) && <InputNumber size="small" variant="filled" min={1} max={5000} precision={0} prefix={<span className="yl-quiet">{t("campaigns.form.maxLength")}</span>} aria-label={t("campaigns.form.maxLengthOf", { name })} value={question.max_length} onChange={(max_length) => onChange({ max_length })} />}
          </Flex>
        )}
      </div>
      <Flex>
        <IconButton size="small" label={t("records.columns.up", { field: name })} icon={<ArrowUpOutlined />} disabled={index === 0} onClick={() => onMove(index - 1)} />
        <IconButton size="small" label={t("records.columns.down", { field: name })} icon={<ArrowDownOutlined />} disabled={last} onClick={() => onMove(index + 1)} />
        <IconButton size="small" label={t("campaigns.form.remove", { name })} icon={<DeleteOutlined />} onClick={onRemove} />
      </Flex>
    </li>
  );
}

interface BuilderProps {
  campaign: string;
  available: Question[];
  value: FormDraft;
  onChange: (form: FormDraft) => void;
  place?: string;
}

function Adding({ available, value, onAdd }: { available: Question[]; value: FormDraft; onAdd: (question: Question) => void }) {
  const t = useT();
  const language = currentLanguage();
  const left = available.filter(({ key }) => value.fields.every((field) => field.key !== key));
  return (
    <Flex gap="small" wrap>
      {left.length > 0 && (
        <Dropdown trigger={["click"]} menu={{ items: left.map((question) => ({ key: question.key, label: labelOf(question, language) })), onClick: ({ key }) => onAdd(left.find((question) => question.key === key)!) }}>
          <Button icon={<PlusOutlined />}>{t("campaigns.form.addField")}</Button>
        </Dropdown>
      )}
      <Dropdown trigger={["click"]} menu={{ items: freeKinds.map((kind) => ({ key: kind, label: t(`campaigns.kinds.${kind}`) })), onClick: ({ key }) => onAdd(freeQuestion(value.fields, key, t("campaigns.form.newQuestion"))) }}>
        <Button icon={<PlusOutlined />}>{t("campaigns.form.addQuestion")}</Button>
      </Dropdown>
    </Flex>
  );
}

/** What the public page asks, in which order, and what it says; beside it the page as a phone shows it. */
export function FormBuilder({ campaign, available, value, onChange, place }: BuilderProps) {
  const t = useT();
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 4 } }), useSensor(KeyboardSensor));
  const cover = useCover(campaign);
  const set = (part: Partial<FormDraft>) => onChange({ ...value, ...part });
  const setField = (key: string, part: Partial<Question>) => set({ fields: value.fields.map((field) => (field.key === key ? { ...field, ...part } : field)) });
  const drop = ({ active, over }: DragEndEvent) => {
    if (over && over.id !== active.id) set({ fields: movedTo(value.fields, String(active.id), value.fields.findIndex(({ key }) => key === over.id)) });
  };
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
        <h3 className="yl-section-title">{t("campaigns.form.questions")}</h3>
        <DndContext sensors={sensors} onDragEnd={drop}>
          <ol className="yl-plain-list" aria-label={t("campaigns.form.questions")}>
            {value.fields.map((question, index) => (
              <QuestionRow
                key={question.key}
                question={question}
                index={index}
                last={index === value.fields.length - 1}
                onChange={(part) => setField(question.key, part)}
                onMove={(to) => set({ fields: movedTo(value.fields, question.key, to) })}
                onRemove={() => set({ fields: value.fields.filter(({ key }) => key !== question.key) })}
              />
            ))}
          </ol>
        </DndContext>
        <Adding available={available} value={value} onAdd={(question) => set({ fields: [...value.fields, question] })} />
        <Form layout="vertical" component={false}>
          <Form.Item label={t("campaigns.form.consent")} extra={t("campaigns.form.consentHint")}>
            {prose("consent")}
          </Form.Item>
          <Form.Item label={t("campaigns.form.submitLabel")}>{text("submit_label", 40)}</Form.Item>
          <Form.Item label={t("campaigns.form.thankYou")}>{prose("thank_you")}</Form.Item>
          <AfterSending campaign={campaign} value={value} onChange={set} />
        </Form>
      </div>
      <PhonePreview form={value} place={place} cover={cover} />
    </div>
  );
}
