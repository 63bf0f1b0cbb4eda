import { useMutation } from "@tanstack/react-query";
import { Form } from "antd";
import { useState } from "react";

import { ApiError } from "@/api/http";
import { formErrors } from "@/records/problems";
import { t } from "@/ui/i18n";

/** A form of an entry page: what is wrong stands at its field, the rest above the form. */
export function useEntryForm<Values extends object, Result = void>(names: string[], send: (values: Values) => Promise<Result>, onSuccess?: (result: Result) => void) {
  const [form] = Form.useForm<Values>();
  const [problems, setProblems] = useState<string[]>([]);
  const { mutate, isPending, isSuccess } = useMutation({
    mutationFn: send,
    onMutate: () => setProblems([]),
    onSuccess,
    onError: (error) => {
      if (error instanceof ApiError && error.status === 429) return setProblems([error.problem.detail || t("app.signIn.tooMany")]);
      const { fields, rest } = formErrors(error, names);
      form.setFields(fields as Parameters<typeof form.setFields>[0]);
      setProblems(rest);
    },
  });
  return { form, problems, submit: mutate, isPending, isSuccess };
}
