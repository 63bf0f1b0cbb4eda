import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Flex, Segmented } from "antd";

import { useObjectType, type ObjectType } from "@/api/meta";
import { records, type Filter, type RecordData } from "@/api/records";
import { ListPage } from "@/records/list/ListPage";
import { formatNumber } from "@/ui/format";
import { useT } from "@/ui/i18n";

import ClaimMany from "./ClaimMany";
import { ClaimRow } from "./ClaimRow";

const rules = ["daily_quota", "holding_limit", "cool_down_days", "protection_hours"] as const;

function usePools(object: string): RecordData[] {
  const type = useObjectType("pool");
  const { data } = useQuery({
    queryKey: ["records", "pools", "of", object],
    queryFn: () => records.list(type!, { filter: { field: "object", op: "in", value: [object] }, sort: "name", limit: 200, columns: ["active", ...rules] }),
    enabled: Boolean(type),
  });
  return (data?.items ?? []).filter(({ active }) => active);
}

/** What holds in this pool, so that a refusal surprises nobody. */
function Rules({ pool }: { pool: RecordData }) {
  const t = useT();
  const told = rules.filter((name) => Number(pool[name]) > 0).map((name) => t(`ownership.rules.${name}`, { count: Number(pool[name]), shown: formatNumber(Number(pool[name])) }));
  return told.length > 0 && <span className="yl-quiet">{told.join(" · ")}</span>;
}

interface IntroProps {
  pools: RecordData[];
  chosen: RecordData | undefined;
  choose: (pool: string | undefined) => void;
}

function Intro({ pools, chosen, choose }: IntroProps) {
  const t = useT();
  const several = pools.length > 1;
  const shown = chosen ?? (several ? undefined : pools[0]);
  if (!several && !shown) return null;
  return (
    <Flex gap="small" align="center" wrap>
      {several && (
        <Segmented
          aria-label={t("ownership.pool")}
          value={chosen?.id ?? ""}
          onChange={(id) => choose(id || undefined)}
          options={[{ value: "", label: t("records.own.all") }, ...pools.map(({ id, title }) => ({ value: id, label: title }))]}
        />
      )}
      {shown && <Rules pool={shown} />}
    </Flex>
  );
}

const ownerless = ["owner"];

const pooled = (pool: string | undefined): Filter => (pool ? { field: "pool", op: "in", value: [pool] } : { field: "pool", op: "not_empty" });

function Pooled({ type, title }: { type: ObjectType; title: string }) {
  const t = useT();
  const navigate = useNavigate();
  const { pool } = useSearch({ strict: false }) as { pool?: string };
  const pools = usePools(type.code);
  const choose = (next: string | undefined) => void navigate({ to: ".", search: (old: object) => ({ ...old, pool: next }) as never, replace: true });
  const intro = <Intro pools={pools} chosen={pools.find(({ id }) => id === pool)} choose={choose} />;
  return <ListPage type={type} fixed={pooled(pool)} without={ownerless} title={t(title)} intro={intro} rowAction={ClaimRow} bulkActions={type.actions.includes("claim") ? [ClaimMany] : undefined} />;
}

function PoolPage({ object, title }: { object: string; title: string }) {
  const type = useObjectType(object);
  return type && <Pooled key={object} type={type} title={title} />;
}

/** 线索公海: leads that nobody owns. */
export const LeadPool = () => <PoolPage object="lead" title="ownership.leadPool" />;

/** 客户公海: accounts that nobody owns. */
export const AccountPool = () => <PoolPage object="account" title="ownership.accountPool" />;
