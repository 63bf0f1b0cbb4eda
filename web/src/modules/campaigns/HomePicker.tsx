import { useQuery } from "@tanstack/react-query";
import { Form, Segmented, Select } from "antd";
import { useState } from "react";

import { useObjectType } from "@/api/meta";
import { records, type Reference } from "@/api/records";
import { ReferencePicker } from "@/records/fields/ReferencePicker";
import { useT } from "@/ui/i18n";

/** A pool of the target object, or a colleague. */
type Place = "pool" | "owner";

export interface Home {
  pool?: string;
  owner?: string;
}

function usePools(object: string) {
  const type = useObjectType("pool");
  const { data } = useQuery({
    queryKey: ["records", "pools", "of", object],
    queryFn: () => records.list(type!, { filter: { field: "object", op: "in", value: [object] }, sort: "name", limit: 200, columns: ["active"] }),
    enabled: Boolean(type),
    select: ({ items }) => items,
  });
  return data;
}

/** Where what was collected goes; `home` is absent until one is chosen. */
export function useHome(target: string) {
  const pools = usePools(target);
  const [place, setPlace] = useState<Place>("pool");
  const [pool, setPool] = useState<string>();
  const [owner, setOwner] = useState<Reference | null>(null);
  const byOwner = place === "owner" || pools?.length === 0;
  const chosen = pool ?? pools?.[0]?.id;
  const home: Home | undefined = byOwner ? owner ? { owner: owner.id } : undefined : chosen ? { pool: chosen } : undefined;
  return { home, pools, byOwner, chosen, owner, place, setPlace, setPool, setOwner };
}

export function HomePicker({ pools, byOwner, chosen, owner, place, setPlace, setPool, setOwner }: ReturnType<typeof useHome>) {
  const t = useT();
  return (
    <>
      {pools && pools.length > 0 && (
        <Form.Item label={t("campaigns.sync.home")}>
          <Segmented<Place> aria-label={t("campaigns.sync.home")} value={place} onChange={setPlace} options={[{ value: "pool", label: t("campaigns.sync.pool") }, { value: "owner", label: t("campaigns.sync.owner") }]} />
        </Form.Item>
      )}
      {byOwner ? (
        <Form.Item label={t("campaigns.sync.owner")}>
          <ReferencePicker object="member" value={owner} onChange={setOwner} aria-label={t("campaigns.sync.owner")} />
        </Form.Item>
      ) : (
        <Form.Item label={t("campaigns.sync.pool")}>
          <Select aria-label={t("campaigns.sync.pool")} value={chosen} onChange={setPool} options={pools?.map(({ id, title }) => ({ value: id, label: title }))} />
        </Form.Item>
      )}
    </>
  );
}
