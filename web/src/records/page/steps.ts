/** What the buttons of a record can do to its status, offered to the status path: a click on a step runs the same act. */

import { createContext, useContext, useEffect, useRef, useState } from "react";

/** By the value of the stage field. */
export type Steps = { [value: string]: () => void };

interface Offer {
  values: string[];
  run: (value: string) => void;
}

interface Place {
  offers: Map<object, Offer>;
  offer: (by: object, offer: Offer | undefined) => void;
}

export const StepsContext = createContext<Place | undefined>(undefined);

/** Keeps what the acts of one page offer. */
export function useStepsPlace(): Place {
  const [offers, setOffers] = useState<Place["offers"]>(new Map());
  const [offer] = useState(() => (by: object, one: Offer | undefined) =>
    setOffers((old) => {
      const next = new Map(old);
      next.delete(by);
      return one ? next.set(by, one) : next;
    }),
  );
  return { offers, offer };
}

/** Called by acts: the steps of the path that lead to one of them. */
export function useOfferSteps(steps: Steps) {
  const offer = useContext(StepsContext)?.offer;
  const live = useRef(steps);
  const [me] = useState(() => ({}));
  const values = Object.keys(steps).sort().join(" ");
  useEffect(() => {
    live.current = steps;
  });
  useEffect(() => {
    offer?.(me, values ? { values: values.split(" "), run: (value) => live.current[value]?.() } : undefined);
    return () => offer?.(me, undefined);
  }, [offer, me, values]);
}

/** Called by the path: what a click on a step does, or nothing. */
export function useStep(): (value: string) => (() => void) | undefined {
  const offers = useContext(StepsContext)?.offers;
  return (value) => {
    const found = [...(offers?.values() ?? [])].find(({ values }) => values.includes(value));
    return found && (() => found.run(value));
  };
}
