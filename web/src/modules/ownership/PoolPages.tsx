import { useObjectType } from "@/api/meta";
import { ListPage } from "@/records/list/ListPage";
import { useT } from "@/ui/i18n";

const unowned = { field: "pool", op: "is_not_empty" };

function PoolPage({ object, title }: { object: string; title: string }) {
  const t = useT();
  const type = useObjectType(object);
  return type && <ListPage key={object} type={type} fixed={unowned} title={t(title)} />;
}

/** 线索公海: leads that nobody owns. */
export const LeadPool = () => <PoolPage object="lead" title="ownership.leadPool" />;

/** 客户公海: accounts that nobody owns. */
export const AccountPool = () => <PoolPage object="account" title="ownership.accountPool" />;
