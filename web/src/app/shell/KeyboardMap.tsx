import { Modal } from "antd";

import { useT } from "@/ui/i18n";

import { usePlaces } from "../menu";
import { acts, jumps } from "./keys";

function Keys({ keys }: { keys: string }) {
  return keys.split(" ").map((key, index) => (
    <kbd key={index} className="yl-key">
      {key}
    </kbd>
  ));
}

export default function KeyboardMap({ onClose }: { onClose: () => void }) {
  const t = useT();
  const places = usePlaces();
  const reachable = Object.entries(jumps).flatMap(([keys, path]) => {
    const place = places.find((candidate) => candidate.path === path);
    return place ? [{ keys, label: place.label }] : [];
  });
  return (
    <Modal open title={t("app.keys.title")} footer={null} onCancel={onClose}>
      <dl className="yl-keys">
        {acts.map((act) => (
          <div key={act} className="yl-keys-row">
            <dt>
              <Keys keys={t(`app.keys.${act}`)} />
            </dt>
            <dd>{t(`app.keys.${act}Does`)}</dd>
          </div>
        ))}
        {reachable.map(({ keys, label }) => (
          <div key={keys} className="yl-keys-row">
            <dt>
              <Keys keys={keys} />
            </dt>
            <dd>{t("app.keys.goTo", { place: label })}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
