// Displays and links as a whole; each of its three parts is a module of its own.

import type { Route } from "../app/route.ts";
import { displays as texts } from "../texts/displays.ts";
import { LinksSection } from "./links.tsx";
import { OverlaySection } from "./overlay.tsx";
import { Sheet } from "./parts.tsx";
import { useShares } from "./shares.ts";
import { TableSection } from "./table.tsx";

export function DisplaysPage({ route }: { route: Route }) {
  const shares = useShares();
  return (
    <Sheet title={texts.title} lead={texts.lead}>
      <TableSection code={route.query["code"] ?? ""} />
      <OverlaySection shares={shares} />
      <LinksSection shares={shares} />
    </Sheet>
  );
}
