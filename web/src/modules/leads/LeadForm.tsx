import { RecordDrawer } from "@/records/form/RecordDrawer";
import { Duplicates } from "@/records/form/Duplicates";
import type { CreateFormProps } from "@/records/registry";

import { PasteCard } from "./PasteCard";

const keys = ["mobile", "phone", "email", "company", "name"];

/** A new lead: pasted or typed, and compared with who is known while it is typed. */
export default function LeadForm(props: CreateFormProps) {
  const top = (
    <>
      <PasteCard />
      <Duplicates type={props.type} keys={keys} />
    </>
  );
  return <RecordDrawer {...props} top={top} />;
}
