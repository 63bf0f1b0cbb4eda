import { Duplicates } from "@/records/form/Duplicates";
import { RecordDrawer } from "@/records/form/RecordDrawer";
import type { CreateFormProps } from "@/records/registry";

const keys = ["name", "phone", "email"];

/** A new account, compared with who is known while it is typed. */
export default function AccountForm(props: CreateFormProps) {
  return <RecordDrawer {...props} top={<Duplicates type={props.type} keys={keys} />} />;
}
