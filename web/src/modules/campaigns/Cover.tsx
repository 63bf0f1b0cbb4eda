import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Flex, Form } from "antd";

import { useReport } from "@/records/problems";
import { useT } from "@/ui/i18n";

import { FilePick } from "./AfterSending";
import { campaigns } from "./api";

const keyOf = (campaign: string) => ["records", "campaigns", "cover", campaign];

export function useCover(campaign: string) {
  const { data } = useQuery({ queryKey: keyOf(campaign), queryFn: () => campaigns.cover(campaign) });
  return data?.cover ?? null;
}

/** The picture on top of the public page; the server makes it light enough for a phone. */
export function Cover({ campaign }: { campaign: string }) {
  const t = useT();
  const client = useQueryClient();
  const cover = useCover(campaign);
  const set = useMutation({
    mutationFn: (file: string | null) => campaigns.setCover(campaign, file),
    onError: useReport(),
    onSettled: () => client.invalidateQueries({ queryKey: keyOf(campaign) }),
  });
  return (
    <Form.Item label={t("campaigns.form.cover")}>
      <Flex gap="small" wrap>
        <FilePick campaign={campaign} text={t("campaigns.form.chooseCover")} accept="image/png,image/jpeg,image/webp" onPicked={({ id }) => set.mutate(id)} />
        {cover && <Button onClick={() => set.mutate(null)}>{t("campaigns.form.removeCover")}</Button>}
      </Flex>
    </Form.Item>
  );
}
