import { QueryClient } from "@tanstack/react-query";

import { NetworkError } from "@/api/http";

/** A lost connection is tried again; an answer that says no is not. */
export const client = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 30_000, retry: (failures, error) => error instanceof NetworkError && failures < 2 },
  },
});
