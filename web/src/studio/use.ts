// What components need of the models: their view, and a place in the browser's storage.
// It holds no words and no elements.

import { useEffect, useState } from "preact/hooks";
import type { Model } from "./model.ts";

export function useView<View extends object>(model: Model<View>): View {
  const [view, setView] = useState(model.view);
  useEffect(() => {
    setView(model.view);
    return model.watch(() => setView(model.view));
  }, [model]);
  return view;
}
