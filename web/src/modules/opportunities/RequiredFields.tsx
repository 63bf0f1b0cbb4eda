import { fieldOf, useObjectType } from "@/api/meta";
import { fieldOfCodes } from "@/records/fields/codes";

/** What a stage may ask for: the fields of an opportunity that a person fills in. */
function useAskable() {
  const type = useObjectType("opportunity");
  if (!type) return [];
  const names = [...type.creatable, ...type.fields.filter(({ custom }) => custom).map(({ name }) => name)];
  return names.flatMap((name) => fieldOf(type, name) ?? []).map(({ name, label }) => ({ value: name, label }));
}

export const { input: RequiredFieldsInput, value: RequiredFieldNames } = fieldOfCodes(useAskable);
