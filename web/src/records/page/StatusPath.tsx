import { Button } from "antd";

import { fieldOf, type Option, type ObjectType } from "@/api/meta";
import { valueOf, isReference, type RecordData } from "@/api/records";
import { useT } from "@/ui/i18n";
import { StatusTag } from "@/ui/pieces";

import { FieldValue } from "../fields/FieldValue";
import { useStep } from "./steps";

const isDeadEnd = (option: Option) => option.color === "error";

interface StepProps {
  option: Option;
  state: "past" | "here" | "ahead";
  run: (() => void) | undefined;
}

function Step({ option, state, run }: StepProps) {
  const t = useT();
  return (
    <li data-state={state} aria-current={state === "here" ? "step" : undefined}>
      {run && state !== "here" ? (
        <button type="button" aria-label={t("records.path.goTo", { step: option.label })} onClick={run}>
          {option.label}
        </button>
      ) : (
        <span>{option.label}</span>
      )}
    </li>
  );
}

/** Ways out of the path that the state allows (lost, disqualified): beside it, not on it. */
function DeadEnds({ options }: { options: Option[] }) {
  const stepTo = useStep();
  return options.map((option) => {
    const run = stepTo(option.value);
    return (
      run && (
        <Button key={option.value} size="small" type="text" danger onClick={run}>
          {option.label}
        </Button>
      )
    );
  });
}

/**
 * Where the record stands on its way; a click on a step does what the buttons above would do to get there. A dead end
 * (lost, disqualified) that was reached shows as a tag.
 */
export function StatusPath({ type, record }: { type: ObjectType; record: RecordData }) {
  const stepTo = useStep();
  const field = fieldOf(type, type.stage_field);
  if (!field) return null;
  const value = valueOf(record, field.name);
  const options = field.options;
  const here = options.find((option) => option.value === (isReference(value) ? value.id : value));
  if (!here) return <FieldValue type={type} field={field} value={value} record={record} />;
  if (isDeadEnd(here)) return <StatusTag tone={here.color}>{here.label}</StatusTag>;
  // Of several ways (pipelines) only the record's own is shown.
  const way = options.filter(({ group }) => group?.id === here.group?.id);
  const steps = way.filter((option) => !isDeadEnd(option));
  const position = steps.indexOf(here);
  const state = (index: number) => (index < position ? "past" : index === position ? "here" : "ahead");
  return (
    <div className="yl-path-row">
      <ol className="yl-path" aria-label={field.label}>
        {steps.map((step, index) => (
          <Step key={step.value} option={step} state={state(index)} run={stepTo(step.value)} />
        ))}
      </ol>
      <DeadEnds options={way.filter(isDeadEnd)} />
    </div>
  );
}
