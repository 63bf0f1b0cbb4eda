import { useRef, useState } from "react";

import { members } from "@/api/access";
import type { RecordData } from "@/api/records";
import { RecordDrawer } from "@/records/form/RecordDrawer";
import type { CreateFormProps } from "@/records/registry";
import { useT } from "@/ui/i18n";

import LinkDialog from "./LinkDialog";

/** A new member, and then the link by which they come in. */
export default function MemberForm({ onClose, ...props }: CreateFormProps) {
  const t = useT();
  const [made, setMade] = useState<RecordData>();
  const saved = useRef(false);
  const take = (member: RecordData) => {
    saved.current = true;
    setMade(member);
  };
  if (made) return <LinkDialog title={t("access.invite.title", { member: made.title })} hint={t("access.invite.hint")} make={() => members.invite(made.id)} onClose={onClose} />;
  return <RecordDrawer {...props} onSaved={take} onClose={() => !saved.current && onClose()} />;
}
