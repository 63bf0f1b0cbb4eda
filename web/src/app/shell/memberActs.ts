/** What members do to their own session; offered by the member menu and by the palette. */

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";

import { patchSession, sessionQuery, signOut, signOutEverywhere } from "@/api/session";
import { useReport } from "@/records/problems";
import type { Language } from "@/ui/i18n";

import { client } from "../client";
import { loadLanguage, localeOf } from "../language";

export function useLeave() {
  const router = useRouter();
  const onError = useReport();
  const leave = async () => {
    sessionStorage.clear();
    await router.navigate({ to: "/sign-in", ignoreBlocker: true });
    client.clear();
  };
  const here = useMutation({ mutationFn: signOut, onSuccess: leave, onError });
  const everywhere = useMutation({ mutationFn: signOutEverywhere, onSuccess: leave, onError });
  return { here: () => here.mutate(), everywhere: () => everywhere.mutate() };
}

/** The labels of objects and fields come from the server, so they are asked for again. */
export function useChangeLanguage() {
  const { mutate } = useMutation({
    mutationFn: async (language: Language) => {
      const session = await patchSession({ locale: localeOf(language) });
      await loadLanguage(language);
      client.setQueryData(sessionQuery.queryKey, session);
      await client.invalidateQueries();
    },
    onError: useReport(),
  });
  return mutate;
}
