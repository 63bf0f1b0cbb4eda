import { ThunderboltOutlined } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { App, Button, Flex, Form, Modal } from "antd";
import { useState } from "react";

import { isReference, type RecordData } from "@/api/records";
import { useRefreshAll } from "@/records/acts/useAct";
import { useReport } from "@/records/problems";
import { useT } from "@/ui/i18n";

import { campaigns, type AutoSync as Setting } from "./api";
import { HomePicker, useHome } from "./HomePicker";

/** Whether what arrives goes on by itself, and where to. */
export function AutoSync({ campaign }: { campaign: RecordData }) {
  const t = useT();
  const [asked, setAsked] = useState(false);
  const goesTo = [campaign.auto_pool, campaign.auto_owner].find(isReference);
  return (
    <>
      <Button icon={<ThunderboltOutlined />} onClick={() => setAsked(true)}>
        {goesTo ? t("campaigns.auto.to", { home: goesTo.title }) : t("campaigns.auto.off")}
      </Button>
      {asked && <AutoSyncDialog campaign={campaign} active={goesTo !== undefined} onClose={() => setAsked(false)} />}
    </>
  );
}

function AutoSyncDialog({ campaign, active, onClose }: { campaign: RecordData; active: boolean; onClose: () => void }) {
  const t = useT();
  const { message } = App.useApp();
  const refresh = useRefreshAll();
  const picked = useHome(String(campaign.target));
  const { mutate, isPending } = useMutation({
    mutationFn: (setting: Setting) => campaigns.autoSync(campaign.id, setting),
    onSuccess: () => {
      void message.success(t("campaigns.moved"));
      void refresh();
      onClose();
    },
    onError: useReport(),
  });
  const footer = (
    <Flex gap="small" justify="end">
      {active && <Button onClick={() => mutate({ active: false })}>{t("campaigns.auto.stop")}</Button>}
      <Button type="primary" loading={isPending} disabled={!picked.home} onClick={() => mutate({ active: true, ...picked.home })}>
        {t("campaigns.auto.start")}
      </Button>
    </Flex>
  );
  return (
    <Modal open title={t("campaigns.auto.title")} onCancel={onClose} footer={footer}>
      <Form layout="vertical">
        <HomePicker {...picked} />
        <p className="yl-quiet">{t("campaigns.auto.hint")}</p>
      </Form>
    </Modal>
  );
}
