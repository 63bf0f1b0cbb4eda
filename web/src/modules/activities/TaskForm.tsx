import { Alert } from "antd";

import { isReference } from "@/api/records";
import { RecordDrawer } from "@/records/form/RecordDrawer";
import type { CreateFormProps } from "@/records/registry";
import { useT } from "@/ui/i18n";

/** A new task; opened from a record, it is about that record. */
export default function TaskForm(props: CreateFormProps) {
  const t = useT();
  const about = props.initial?.record;
  if (!isReference(about)) return <RecordDrawer {...props} />;
  const top = <Alert className="yl-gap-below" type="info" title={t("activities.about", { title: about.title })} />;
  return <RecordDrawer {...props} extra={{ record: { object: about.object, id: about.id } }} top={top} />;
}
