import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Input, Modal, Skeleton, Space, Typography } from "antd";

import type { MemberLink } from "@/api/access";
import { problemText } from "@/records/problems";
import { useT } from "@/ui/i18n";
import { Failure } from "@/ui/pieces";

export interface PersonalLink {
  title: string;
  email: string;
  path: string;
}

export const addressOf = (path: string) => window.location.origin + path;

interface Props {
  title: string;
  /** Says what the person does behind the link. */
  hint: string;
  /** Makes the link; opening the dialog is asking for it. */
  make: () => Promise<MemberLink>;
  onClose: () => void;
}

/** A link to pass on to one person. What they choose behind it is known to nobody else. */
export default function LinkDialog({ title, hint, make, onClose }: Props) {
  const t = useT();
  const { data, error } = useQuery({ queryKey: ["link", title], queryFn: make, staleTime: 0, gcTime: 0, retry: false, refetchOnWindowFocus: false, refetchOnReconnect: false });
  return (
    <Modal open title={title} onCancel={onClose} footer={<Button type="primary" onClick={onClose}>{t("access.link.close")}</Button>}>
      <div className="yl-stack">
        {error && <Failure message={problemText(error)} />}
        {!data && !error && <Skeleton active paragraph={{ rows: 1 }} />}
        {data && (
          <>
            {data.mailed && <Alert type="success" showIcon title={t("access.link.mailed")} />}
            <p className="yl-note">{hint}</p>
            <Space.Compact block>
              <Input readOnly aria-label={t("access.link.label")} value={addressOf(data.path)} onFocus={({ target }) => target.select()} />
              <Typography.Text className="yl-copy" copyable={{ text: addressOf(data.path), tooltips: [t("access.link.copy"), t("access.link.copied")] }} />
            </Space.Compact>
            <p className="yl-quiet">{t("access.link.once")}</p>
          </>
        )}
      </div>
    </Modal>
  );
}
