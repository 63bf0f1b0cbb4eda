import { useRef, useState } from "react";

import type { RecordData } from "@/api/records";
import { RecordDrawer } from "@/records/form/RecordDrawer";
import type { CreateFormProps } from "@/records/registry";

import PasswordDialog from "./PasswordDialog";

/** A new member, and then the password to begin with: without one they could not come in. */
export default function MemberForm({ onClose, ...props }: CreateFormProps) {
  const [made, setMade] = useState<RecordData>();
  const saved = useRef(false);
  const take = (member: RecordData) => {
    saved.current = true;
    setMade(member);
  };
  if (made) return <PasswordDialog type={props.type} record={made} onClose={onClose} />;
  return <RecordDrawer {...props} onSaved={take} onClose={() => !saved.current && onClose()} />;
}
