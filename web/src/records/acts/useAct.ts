/** The acts of a record: `POST /{path}/{id}/{verb}`. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useRef } from "react";

import { NetworkError } from "@/api/http";
import type { ObjectType } from "@/api/meta";
import { records, type RecordData } from "@/api/records";

import { useReport } from "../problems";

/** An act may change more than its record (a conversion makes an account), so all that is on screen is asked for again. */
export function useRefreshAll() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ["records"] });
}

interface Act {
  verb: string;
  body?: object;
}

/** Acts on a record once, however often an answer is lost; says `done` or what stood against it. */
export function useAct(type: ObjectType, record: Pick<RecordData, "id">, done?: string) {
  const { message } = App.useApp();
  const refresh = useRefreshAll();
  const report = useReport();
  const key = useRef(crypto.randomUUID());
  return useMutation({
    mutationFn: ({ verb, body }: Act) => records.act(type, record.id, verb, body, key.current),
    onSuccess: () => {
      if (done) void message.success(done);
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
