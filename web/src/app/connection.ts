import { onlineManager } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";

import { onUnreachable } from "@/api/http";

const secondsBetweenTries = 3;

const isReachable = () =>
  fetch("/api/v1/session", { cache: "no-store" }).then(
    () => true,
    () => false,
  );

/**
 * Whether the server can be reached: what the browser says of the net, and what requests find out. While it cannot, what was
 * asked for and sent waits, and goes on by itself afterwards.
 */
export function watchConnection() {
  onlineManager.setEventListener((setOnline) => {
    let trying: number | undefined;
    const regained = async () => {
      if (!(await isReachable())) return;
      window.clearInterval(trying);
      trying = undefined;
      setOnline(true);
    };
    const lost = () => {
      setOnline(false);
      trying ??= window.setInterval(() => void regained(), secondsBetweenTries * 1000);
    };
    onUnreachable(lost);
    window.addEventListener("offline", lost);
    window.addEventListener("online", () => void regained());
    return () => undefined;
  });
}

export const useIsOnline = () => useSyncExternalStore(onlineManager.subscribe.bind(onlineManager), onlineManager.isOnline.bind(onlineManager));
