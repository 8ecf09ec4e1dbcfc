// The microphones of this machine, by the names that the browser gives them once one of them was allowed.
// It opens none.

export interface Device {
  /** Stable in this browser for this site; empty while the browser tells nothing. */
  readonly id: string;
  readonly label: string;
}

/** `default` and `communications` stand for one of the others, so they are left out. */
const ALIASES = new Set(["default", "communications"]);

export async function microphones(): Promise<readonly Device[]> {
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (!devices) return [];
  const all = await devices.enumerateDevices();
  return all
    .filter((device) => device.kind === "audioinput" && device.deviceId && !ALIASES.has(device.deviceId))
    .map((device) => ({ id: device.deviceId, label: device.label }));
}

/** Be told when one is plugged in or out. Returns how to be told no more. */
export function onPlugged(told: () => void): () => void {
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  devices?.addEventListener("devicechange", told);
  return () => devices?.removeEventListener("devicechange", told);
}
