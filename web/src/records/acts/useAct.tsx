/** The acts of a record: `POST /{path}/{id}/{verb}`. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";
import { useCallback, useRef, type ReactNode } from "react";

import { NetworkError } from "@/api/http";
import type { ObjectType } from "@/api/meta";
import { records, type RecordData } from "@/api/records";
import { useT } from "@/ui/i18n";

import { useReport } from "../problems";

/** An act may change more than its record (a conversion makes an account), so all that is on screen is asked for again. */
export function useRefreshAll() {
  const client = useQueryClient();
  return useCallback(() => client.invalidateQueries({ queryKey: ["records"] }), [client]);
}

export interface Act {
  verb: string;
  body?: object;
}

const secondsToUndo = 10;

/** Says what was done, and offers the inverse act for ten seconds; it stands in the history like any other. */
export function useOfferUndo(type: ObjectType) {
  const t = useT();
  const { message } = App.useApp();
  const refresh = useRefreshAll();
  const report = useReport();
  return (done: ReactNode, id: string, inverse: Act) => {
    const key = crypto.randomUUID();
    const undo = () => {
      message.destroy(key);
      const undone = records.act(type, id, inverse.verb, inverse.body, key);
      void undone.then(() => void message.success(t("records.undone")), report).finally(() => void refresh());
    };
    const content = (
      <>
        {done}
        <Button type="link" size="small" onClick={undo}>
          {t("records.undo")}
        </Button>
      </>
    );
    void message.open({ key, type: "success", duration: secondsToUndo, content });
  };
}

/** Acts on a record once, however often an answer is lost; says `done`, with the way back if there is one, or what stood against it. */
export function useAct(type: ObjectType, record: Pick<RecordData, "id">, done?: string, inverse?: Act) {
  const { message } = App.useApp();
  const refresh = useRefreshAll();
  const report = useReport();
  const offerUndo = useOfferUndo(type);
  const key = useRef(crypto.randomUUID());
  return useMutation({
    mutationFn: ({ verb, body }: Act) => records.act(type, record.id, verb, body, key.current),
    onSuccess: () => {
      if (done && inverse) offerUndo(done, record.id, inverse);
      else if (done) void message.success(done);
    },
    onError: report,
    onSettled: (_answer, error) => {
      // An answer is settled; one that was lost may have been a yes.
      if (!(error instanceof NetworkError)) key.current = crypto.randomUUID();
      // Also after a refusal: somebody was faster, and the screen should show what stands now.
      void refresh();
    },
  });
}
