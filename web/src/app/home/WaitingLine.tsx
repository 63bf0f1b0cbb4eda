import { Link } from "@tanstack/react-router";
import { Flex } from "antd";
import type { ReactNode } from "react";

import type { ObjectType } from "@/api/meta";
import type { RecordData } from "@/api/records";
import { recordAddress } from "@/records/addresses";

import { FollowUp } from "./FollowUp";

interface WaitingLineProps {
  type: ObjectType;
  record: Pick<RecordData, "id" | "title">;
  children: ReactNode;
}

/** A record that waits for the member: what must be known of it, and the follow-up that helps. */
export function WaitingLine({ type, record, children }: WaitingLineProps) {
  return (
    <li className="yl-related">
      <Flex gap="small" align="center">
        <div className="yl-grow">
          <Link to={recordAddress(type, record.id)} className="yl-strong">
            {record.title}
          </Link>
          <Flex gap="small" wrap className="yl-quiet">
            {children}
          </Flex>
        </div>
        {type.actions.includes("follow_up") && <FollowUp type={type} record={record} />}
      </Flex>
    </li>
  );
}
