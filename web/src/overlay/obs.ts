// What OBS tells of the source that this page is in, where it is in one.
// It draws nothing.

export interface ObsOwner {
  /** The source is to be seen again somewhere in OBS: in a preview, a projector or the program. */
  visible(): void;
  /** It is in the program, or not any more. */
  active(yes: boolean): void;
  streaming(yes: boolean): void;
  recording(yes: boolean): void;
}

interface ObsStudio {
  getStatus?(answer: (status: { streaming?: boolean; recording?: boolean } | null) => void): void;
}

/** Whether this page is in OBS; if so `owner` is told from now on. */
export function listen(owner: ObsOwner): boolean {
  const obs = (window as { obsstudio?: ObsStudio }).obsstudio;
  if (!obs) return false;
  const on = (name: string, heard: (detail: { visible?: boolean; active?: boolean }) => void): void =>
    window.addEventListener(name, (event) => heard((event as CustomEvent).detail || {}));
  on("obsSourceVisibleChanged", ({ visible }) => {
    if (visible) owner.visible();
  });
  on("obsSourceActiveChanged", ({ active }) => owner.active(active === true));
  on("obsStreamingStarted", () => owner.streaming(true));
  on("obsStreamingStopped", () => owner.streaming(false));
  on("obsRecordingStarted", () => owner.recording(true));
  on("obsRecordingStopped", () => owner.recording(false));
  if (obs.getStatus)
    obs.getStatus((status) => {
      // Null where OBS lets pages read nothing.
      owner.streaming(status !== null && status.streaming === true);
      owner.recording(status !== null && status.recording === true);
    });
  return true;
}
