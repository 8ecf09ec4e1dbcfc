// What every page is handed: the account, the API and the live model.
// It makes none of them.

import { createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import type { ServerMessage } from "../generated/protocol.ts";
import type { Studio, StudioView } from "../studio/studio.ts";
import type { Account, Config, Standing } from "../wire/account.ts";
import type { Api } from "../wire/api.ts";

export interface Tools {
  readonly account: Account;
  readonly api: Api;
  readonly studio: Studio;
}

const Given = createContext<Tools | null>(null);

export const ToolsProvider = Given.Provider;

export function useTools(): Tools {
  const tools = useContext(Given);
  if (!tools) throw new Error("There are no tools here.");
  return tools;
}

/** Who is using this page, as it changes. */
export function useStanding(account: Account): Standing {
  const [standing, setStanding] = useState(account.standing);
  useEffect(() => {
    setStanding(account.standing);
    return account.watch(() => setStanding(account.standing));
  }, [account]);
  return standing;
}

/** The live view's state, as it changes. */
export function useStudio(studio: Studio): StudioView {
  const [view, setView] = useState(studio.view);
  useEffect(() => {
    setView(studio.view);
    return studio.watch(() => setView(studio.view));
  }, [studio]);
  return view;
}

/** Hear every message of the server while this page is open. */
export function useMessages(heard: (message: ServerMessage) => void): void {
  const { studio } = useTools();
  useEffect(() => studio.hear(heard), [studio, heard]);
}

/** How one can sign in here; null until it is known. */
export function useConfig(): Config | null {
  const { account } = useTools();
  const [config, setConfig] = useState<Config | null>(null);
  useEffect(() => {
    let wanted = true;
    account.config().then(
      (found) => wanted && setConfig(found),
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [account]);
  return config;
}
