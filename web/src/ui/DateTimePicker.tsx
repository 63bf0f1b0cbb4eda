import { Button, DatePicker, Flex, Input } from "antd";
import dayjs, { type Dayjs } from "dayjs";

import { fromPicker, toPicker } from "./format";
import { useIsPhone } from "./pieces";

interface DateTimePickerProps {
  id?: string;
  autoFocus?: boolean;
  "aria-label"?: string;
  placeholder?: string;
  /** Moments that are chosen often, one press each. */
  presets?: { label: string; value: () => Dayjs }[];
  /** UTC, as the server tells it. */
  value: string | null | undefined;
  onChange: (value: string | null) => void;
}

/** A moment in the member's time zone. A phone has a picker of its own that fits its screen; ours would be cut off there. */
export function DateTimePicker({ presets, value, onChange, placeholder, ...common }: DateTimePickerProps) {
  const isPhone = useIsPhone();
  if (!isPhone)
    return (
      <DatePicker
        {...common}
        placeholder={placeholder}
        className="yl-full"
        showTime={{ format: "HH:mm" }}
        format="YYYY-MM-DD HH:mm"
        presets={presets}
        needConfirm={false}
        value={toPicker(value)}
        onChange={(next) => onChange(fromPicker(next))}
      />
    );
  return (
    <Flex vertical gap="small" className="yl-full">
      <Input {...common} type="datetime-local" value={toPicker(value)?.format("YYYY-MM-DDTHH:mm") ?? ""} onChange={({ target }) => onChange(target.value ? fromPicker(dayjs(target.value)) : null)} />
      {presets && (
        <Flex gap="small" wrap>
          {presets.map((preset) => (
            <Button key={preset.label} size="small" onClick={() => onChange(fromPicker(preset.value()))}>
              {preset.label}
            </Button>
          ))}
        </Flex>
      )}
    </Flex>
  );
}
