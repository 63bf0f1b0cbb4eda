import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Alert, Form } from "antd";

import { duplicates, type Hit } from "@/api/leads";
import { useMeta, type ObjectType } from "@/api/meta";
import { useT } from "@/ui/i18n";
import { useSettled } from "@/ui/useSettled";

import { recordAddress } from "../addresses";

/** A record that the asker may not see is told to exist, with its owner, and no more. */
function HitLine({ hit }: { hit: Hit }) {
  const t = useT();
  const type = useMeta().objects[hit.object];
  const why = t(`records.duplicates.key.${hit.key}`);
  const owner = hit.owner_name || t("records.duplicates.nobody");
  return (
    <li>
      {type?.label}{" "}
      {type && hit.id ? (
        <Link to={recordAddress(type, hit.id)} target="_blank">
          {hit.title}
        </Link>
      ) : (
        t("records.duplicates.exists")
      )}{" "}
      <span className="yl-quiet">{t("records.duplicates.why", { why, owner })}</span>
    </li>
  );
}

const typingPause = 400;

/** Who is known already, by the keys typed so far. Stands in a form and reads it. */
export function Duplicates({ type, keys }: { type: ObjectType; keys: string[] }) {
  const t = useT();
  const values = Form.useWatch((all: { [name: string]: unknown }) => Object.fromEntries(keys.map((key) => [key, String(all[key] ?? "")]))) ?? {};
  const typed = useSettled(JSON.stringify(values), typingPause);
  const asked = JSON.parse(typed) as { [key: string]: string };
  const { data } = useQuery({
    queryKey: ["duplicates", type.path, typed],
    queryFn: ({ signal }) => duplicates(type.path, asked, signal),
    enabled: Object.values(asked).some(Boolean),
  });
  if (!data?.items.length) return null;
  return (
    <Alert
      className="yl-gap-below"
      type="warning"
      showIcon
      role="status"
      title={t("records.duplicates.title")}
      description={
        <ul className="yl-plain-list">
          {data.items.map((hit, index) => (
            <HitLine key={hit.id ?? index} hit={hit} />
          ))}
        </ul>
      }
    />
  );
}
