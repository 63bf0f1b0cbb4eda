/** Small things that every screen uses. */

import { WarningOutlined } from "@ant-design/icons";
import { Button, Empty, Grid, Tag, Tooltip, type ButtonProps } from "antd";
import type { ReactNode } from "react";

import { formatDateTime, formatRelative } from "./format";
import { useT } from "./i18n";

/** Phones and narrow windows get cards and a drawer menu. */
export function useIsPhone(): boolean {
  const screens = Grid.useBreakpoint();
  return screens.md === false;
}

export function IconButton({ label, ...button }: ButtonProps & { label: string }) {
  return (
    <Tooltip title={label}>
      <Button type="text" aria-label={label} {...button} />
    </Tooltip>
  );
}

/** A small figure at the corner of what it counts; nothing for nothing. */
export function Counted({ count, children }: { count: number; children: ReactNode }) {
  return (
    <span className="yl-counted">
      {children}
      {count > 0 && (
        <span className="yl-count" aria-hidden>
          {count > 99 ? "99+" : count}
        </span>
      )}
    </span>
  );
}

export function Moment({ at }: { at: string }) {
  return (
    <Tooltip title={formatDateTime(at)}>
      <time dateTime={at}>{formatRelative(at)}</time>
    </Tooltip>
  );
}

export type Tone = "default" | "processing" | "success" | "warning" | "error";

export function StatusTag({ tone, children }: { tone?: Tone; children: ReactNode }) {
  return (
    <Tag color={tone ?? "default"} variant="filled" className="yl-tag">
      {children}
    </Tag>
  );
}

/** What belongs here, and the way to the first one. */
export function Nothing({ title, hint, children }: { title: string; hint?: string; children?: ReactNode }) {
  return (
    <Empty
      className="yl-nothing"
      image={Empty.PRESENTED_IMAGE_SIMPLE}
      description={
        <>
          <div className="yl-strong">{title}</div>
          {hint && <div className="yl-quiet">{hint}</div>}
        </>
      }
    >
      {children}
    </Empty>
  );
}

export function Failure({ message, onRetry }: { message: string; onRetry?: () => void }) {
  const t = useT();
  return (
    <div role="alert" className="yl-failure">
      <WarningOutlined />
      <div className="yl-strong">{t("ui.failure")}</div>
      <div className="yl-quiet">{message}</div>
      {onRetry && <Button onClick={onRetry}>{t("ui.retry")}</Button>}
    </div>
  );
}
