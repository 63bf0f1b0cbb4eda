import { Form, Input } from "antd";

import { useT } from "@/ui/i18n";

const names = ["utm_source", "utm_medium", "utm_campaign"] as const;

/** What other analytics read from the address. */
export function UtmFields() {
  const t = useT();
  return names.map((name) => (
    <Form.Item key={name} name={name} label={t(`campaigns.links.${name}`)}>
      <Input maxLength={100} />
    </Form.Item>
  ));
}
