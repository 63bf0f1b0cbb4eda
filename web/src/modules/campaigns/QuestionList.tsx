import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, HolderOutlined } from "@ant-design/icons";
import { DndContext, KeyboardSensor, PointerSensor, rectIntersection, useDraggable, useDroppable, useSensor, useSensors, type CollisionDetection, type DndContextProps, type DragEndEvent, type KeyboardCoordinateGetter, type UniqueIdentifier } from "@dnd-kit/core";
import { Flex, Input, InputNumber, Switch } from "antd";
import { useEffect, useRef, type ChangeEvent } from "react";

import { useT, type Language } from "@/ui/i18n";
import { IconButton } from "@/ui/pieces";

import { isText, type Question } from "./api";
import { Options } from "./Options";
import { inLanguage, movedTo, textOf } from "./questions";

/** What is typed in has room for a hint. */
const typed = new Set(["text", "long_text", "phone", "email", "integer", "decimal", "url"]);

/** Whose options are called what the form calls them; those of the house have their two languages. */
const worded = ({ options, target, key }: Question) => options.length > 0 && (!target || key.startsWith("custom."));

interface RowProps {
  question: Question;
  /** In which its texts are written. */
  language: Language;
  index: number;
  last: boolean;
  onChange: (part: Partial<Question>) => void;
  onMove: (index: number) => void;
  onRemove: () => void;
}

function QuestionRow({ question, language, index, last, onChange, onMove, onRemove }: RowProps) {
  const t = useT();
  const { setNodeRef: grip, listeners, attributes } = useDraggable({ id: question.key });
  const { setNodeRef: place, isOver } = useDroppable({ id: question.key });
  const name = textOf(question, "label", language);
  const text = (part: "label" | "help" | "placeholder", hint: string) => ({ maxLength: 200, value: question[inLanguage(part, language)], placeholder: textOf(question, part, language) || hint, onChange: (event: ChangeEvent<HTMLInputElement>) => onChange({ [inLanguage(part, language)]: event.target.value }) });
  return (
    <li ref={place} className="yl-panel yl-question" data-over={isOver} aria-label={name}>
      <span ref={grip} {...listeners} {...attributes} className="yl-grip" aria-label={t("campaigns.form.drag", { name })}>
        <HolderOutlined />
      </span>
      <div className="yl-stack">
        <Flex gap="small" align="center" wrap>
          <Input className="yl-roomy" aria-label={t("campaigns.form.label")} {...text("label", "")} />
          <span className="yl-quiet">{t(`campaigns.kinds.${question.kind}`)}</span>
          <Flex gap="small" align="center">
            <Switch size="small" aria-label={t("campaigns.form.requiredOf", { name })} checked={question.required} onChange={(required) => onChange({ required })} />
            {t("campaigns.form.required")}
          </Flex>
        </Flex>
        {worded(question) && <Options question={question} language={language} onChange={(options) => onChange({ options })} />}
        <Input size="small" variant="filled" aria-label={t("campaigns.form.helpOf", { name })} {...text("help", t("campaigns.form.help"))} />
        {typed.has(question.kind) && (
          <Flex gap="small" wrap>
            <Input className="yl-roomy" size="small" variant="filled" aria-label={t("campaigns.form.placeholderOf", { name })} {...text("placeholder", t("campaigns.form.placeholder"))} />
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

/** With the keyboard a question goes from row to row, however high these are, and what it passes is scrolled to. */
function useRowKeys(questions: Question[]) {
  const aimed = useRef<UniqueIdentifier>(undefined);
  const coordinateGetter: KeyboardCoordinateGetter = (event, { active, currentCoordinates: { x, y }, context: { over, droppableContainers } }) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.code];
    const next = step && questions[questions.findIndex(({ key }) => key === (over?.id ?? active)) + step]?.key;
    if (!next) return undefined;
    event.preventDefault();
    aimed.current = next;
    droppableContainers.get(next)?.node.current?.scrollIntoView({ block: "nearest" });
    return { x: x + 1, y }; // a move that scrolls nothing: the row is known already
  };
  const collisionDetection: CollisionDetection = (asked) => (aimed.current === undefined ? rectIntersection(asked) : [{ id: aimed.current }]);
  const rest = () => (aimed.current = undefined);
  return { coordinateGetter, collisionDetection, rest };
}

/** While a question is carried, Escape puts it back and closes nothing around it. */
function useEscape() {
  const carried = useRef(false);
  useEffect(() => {
    const keep = (event: KeyboardEvent) => event.key === "Escape" && carried.current && event.stopPropagation();
    document.addEventListener("keydown", keep);
    return () => document.removeEventListener("keydown", keep);
  }, []);
  const lift = () => (carried.current = true);
  const rest = () => setTimeout(() => (carried.current = false)); // the key that ended it is still on its way
  return { lift, rest };
}

/** What a screen reader says while a question is carried. */
function useSpoken(questions: Question[], language: Language): DndContextProps["accessibility"] {
  const t = useT();
  const name = (id: UniqueIdentifier | undefined) => {
    const found = questions.find(({ key }) => key === id);
    return found ? textOf(found, "label", language) : "";
  };
  const said = (what: string, active: UniqueIdentifier, over?: UniqueIdentifier) => t(`campaigns.form.moving.${what}`, { name: name(active), place: name(over) });
  return {
    screenReaderInstructions: { draggable: t("campaigns.form.moving.instructions") },
    announcements: {
      onDragStart: ({ active }) => said("lifted", active.id),
      onDragOver: ({ active, over }) => said("over", active.id, over?.id),
      onDragEnd: ({ active, over }) => said("dropped", active.id, over?.id),
      onDragCancel: ({ active }) => said("cancelled", active.id),
    },
  };
}

interface ListProps {
  questions: Question[];
  /** In which their texts are written. */
  language: Language;
  onChange: (questions: Question[]) => void;
}

/** The questions in their order: moved by pointer, with the keyboard, or by a button. */
export function QuestionList({ questions, language, onChange }: ListProps) {
  const t = useT();
  const { coordinateGetter, collisionDetection, rest } = useRowKeys(questions);
  const escape = useEscape();
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 4 } }), useSensor(KeyboardSensor, { coordinateGetter }));
  const spoken = useSpoken(questions, language);
  const move = (key: string, to: number) => onChange(movedTo(questions, key, to));
  const end = () => {
    rest();
    escape.rest();
  };
  const drop = ({ active, over }: DragEndEvent) => {
    end();
    if (over && over.id !== active.id) move(String(active.id), questions.findIndex(({ key }) => key === over.id));
  };
  return (
    <DndContext sensors={sensors} accessibility={spoken} collisionDetection={collisionDetection} onDragStart={escape.lift} onDragEnd={drop} onDragCancel={end}>
      <ol className="yl-plain-list" aria-label={t("campaigns.form.questions")}>
        {questions.map((question, index) => (
          <QuestionRow
            key={question.key}
            question={question}
            language={language}
            index={index}
            last={index === questions.length - 1}
            onChange={(part) => onChange(questions.map((one) => (one === question ? { ...one, ...part } : one)))}
            onMove={(to) => move(question.key, to)}
            onRemove={() => onChange(questions.filter((one) => one !== question))}
          />
        ))}
      </ol>
    </DndContext>
  );
}
