import { RecordPage } from "@/records/page/RecordPage";

import { PageMissing } from "./pages";
import { useAddressed } from "./useAddressed";

export default function ObjectRecordPage() {
  const { type, id } = useAddressed();
  return type ? <RecordPage key={id} type={type} id={id} /> : <PageMissing />;
}
