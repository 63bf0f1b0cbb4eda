import { Form, Select } from "antd";

import { fieldOf, useObjectType } from "@/api/meta";
import { useT } from "@/ui/i18n";

/** Whoever is put on a list has been invited, unless somebody knows more. */
export const firstParticipation = "invited";

/** Everything but what conversion settles. */
export function useParticipations() {
  const type = useObjectType("submission");
  const options = (type && fieldOf(type, "participation")?.options) ?? [];
  return options.filter(({ value }) => value !== "converted").map(({ value, label }) => ({ value, label }));
}

/** How far they went along with the campaign, in a form that puts them on its list. */
export function ParticipationItem({ value, onChange }: { value: string; onChange: (participation: string) => void }) {
  const t = useT();
  return (
    <Form.Item label={t("campaigns.participation")}>
      <Select aria-label={t("campaigns.participation")} value={value} onChange={onChange} options={useParticipations()} />
    </Form.Item>
  );
}
