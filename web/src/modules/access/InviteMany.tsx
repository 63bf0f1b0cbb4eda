import { useMutation } from "@tanstack/react-query";
import { Alert, Button, Input, Modal, Typography } from "antd";
import { useState } from "react";

import { members } from "@/api/access";
import { useReport } from "@/records/problems";
import type { BulkActionProps } from "@/records/registry";
import { useT } from "@/ui/i18n";

import { addressOf, type PersonalLink } from "./LinkDialog";

/** Invites all of the chosen who have not come yet; the links can be passed on together. */
export default function InviteMany({ type, rows }: BulkActionProps) {
  const t = useT();
  const [links, setLinks] = useState<PersonalLink[]>();
  const [mailed, setMailed] = useState(false);
  const waiting = rows.filter(({ status }) => status === "invited");
  const { mutate, isPending } = useMutation({
    mutationFn: async () => {
      const made: PersonalLink[] = [];
      for (const { id, title, email } of waiting) {
        const link = await members.invite(id);
        setMailed(link.mailed);
        made.push({ title, email: String(email ?? ""), path: link.path });
      }
      return made;
    },
    onSuccess: setLinks,
    onError: useReport(),
  });
  if (!type.actions.includes("update") || waiting.length === 0) return null;
  const text = (links ?? []).map(({ title, email, path }) => `${title}\t${email}\t${addressOf(path)}`).join("\n");
  return (
    <>
      <Button loading={isPending} onClick={() => mutate()}>
        {t("access.invite.many", { count: waiting.length })}
      </Button>
      {links && (
        <Modal open title={t("access.invite.links", { count: links.length })} onCancel={() => setLinks(undefined)} footer={<Typography.Text copyable={{ text }}>{t("access.link.copyAll")}</Typography.Text>}>
          <div className="yl-stack">
            {mailed && <Alert type="success" showIcon title={t("access.link.mailed")} />}
            <Input.TextArea readOnly autoSize={{ minRows: 3, maxRows: 12 }} aria-label={t("access.link.label")} value={text} />
            <p className="yl-quiet">{t("access.link.once")}</p>
          </div>
        </Modal>
      )}
    </>
  );
}
