import { Drawer } from "antd";

import { measures } from "@/ui/theme";

import { Brand, SideMenu } from "./SideMenu";

/** The menu of a phone. */
export default function MenuDrawer({ onClose }: { onClose: () => void }) {
  return (
    <Drawer open placement="left" size={measures.sider} onClose={onClose} title={<Brand />} closable={false} classNames={{ body: "yl-flush" }}>
      <SideMenu onChoose={onClose} />
    </Drawer>
  );
}
