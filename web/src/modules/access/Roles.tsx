import { useQuery } from "@tanstack/react-query";

import { useObjectType } from "@/api/meta";
import { records } from "@/api/records";
import { fieldOfCodes } from "@/records/fields/codes";

/** A tenant has few roles, so one request brings them all. */
function useRoles() {
  const type = useObjectType("role");
  const { data } = useQuery({
    queryKey: ["records", type?.path, "all"],
    queryFn: () => records.list(type!, { limit: 200, columns: ["code"] }),
    enabled: Boolean(type),
  });
  return (data?.items ?? []).map(({ code, title }) => ({ value: String(code), label: title }));
}

/** A member's roles. */
export const { input: RolesInput, value: RoleNames } = fieldOfCodes(useRoles);
