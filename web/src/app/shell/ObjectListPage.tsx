import { ListPage } from "@/records/list/ListPage";

import { PageMissing } from "./pages";
import { useAddressed } from "./useAddressed";

export default function ObjectListPage() {
  const { type } = useAddressed();
  return type ? <ListPage key={type.code} type={type} /> : <PageMissing />;
}
