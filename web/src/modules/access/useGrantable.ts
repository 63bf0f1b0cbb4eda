import { useQuery } from "@tanstack/react-query";

import { permissions } from "@/api/access";

/** Every object with its acts and fields, also those that the asking member has no grant for. */
export function useGrantable() {
  return useQuery({ queryKey: ["permissions"], queryFn: permissions, select: ({ objects }) => objects, staleTime: Infinity });
}
