import { useParams } from "@tanstack/react-router";

import { useObjectTypeAt } from "@/api/meta";
import { ListPage } from "@/records/list/ListPage";
import { RecordPage } from "@/records/page/RecordPage";

import { PageMissing } from "./pages";

function useAddressed() {
  const { path = "", id = "" } = useParams({ strict: false });
  return { type: useObjectTypeAt(path), id };
}

export function ObjectListPage() {
  const { type } = useAddressed();
  return type ? <ListPage key={type.code} type={type} /> : <PageMissing />;
}

export function ObjectRecordPage() {
  const { type, id } = useAddressed();
  return type ? <RecordPage key={id} type={type} id={id} /> : <PageMissing />;
}
