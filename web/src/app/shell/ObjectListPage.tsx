import { ListPage } from "@/records/list/ListPage";
import { extensionOf } from "@/records/registry";

import { PageMissing } from "./pages";
import { useAddressed } from "./useAddressed";

export default function ObjectListPage() {
  const { type } = useAddressed();
  if (!type) return <PageMissing />;
  const Page = extensionOf(type.code).listPage ?? ListPage;
  return <Page key={type.code} type={type} />;
}
