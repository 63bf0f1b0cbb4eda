import { extensionOf, type CreateFormProps } from "../registry";
import { RecordDrawer } from "./RecordDrawer";

/** The object's own form when a module has one, the generic drawer otherwise. */
export default function CreateDrawer(props: CreateFormProps) {
  const Own = extensionOf(props.type.code).createForm;
  return Own ? <Own {...props} /> : <RecordDrawer {...props} />;
}
