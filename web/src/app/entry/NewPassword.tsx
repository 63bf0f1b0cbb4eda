import { Form, Input } from "antd";

import { useT } from "@/ui/i18n";

/** A password that a person chooses for themselves. */
export function NewPassword({ autoFocus = true }: { autoFocus?: boolean }) {
  const t = useT();
  return (
    <Form.Item name="password" label={t("app.entry.newPassword")} extra={t("app.entry.passwordHint")} rules={[{ required: true, message: t("app.signIn.passwordMissing") }]}>
      <Input.Password autoComplete="new-password" autoFocus={autoFocus} />
    </Form.Item>
  );
}
