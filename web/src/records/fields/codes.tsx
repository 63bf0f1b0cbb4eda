import type { Field, Option } from "@/api/meta";

import type { FieldExtension } from "../registry";
import { PlainInput } from "./FieldInput";
import { PlainValue } from "./FieldValue";

type Named = Pick<Option, "value" | "label">;

const choiceOf = (field: Field, options: Named[]): Field => ({ ...field, kind: "multi_choice", options: options.map((option) => ({ ...option, color: "default" })) });

/** A field of codes that stand for something else (roles, fields): shown and chosen by name, as a choice of several. */
export function fieldOfCodes(useNames: () => Named[]): Required<FieldExtension> {
  return {
    input: function CodesInput(props) {
      return <PlainInput {...props} field={choiceOf(props.field, useNames())} />;
    },
    value: function CodeNames(props) {
      return <PlainValue {...props} field={choiceOf(props.field, useNames())} />;
    },
  };
}
