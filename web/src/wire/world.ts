// What a connection needs from the machine around it, so that a test can play that machine.
// It adds nothing of its own to what the browser gives.

/** The part of a browser's WebSocket that is used. */
export interface Connection {
  binaryType: BinaryType;
  readonly bufferedAmount: number;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
  send(data: string | ArrayBuffer): void;
  close(code?: number): void;
}

export interface World {
  connect(url: string): Connection;
  /** A clock that only goes forward, in milliseconds. */
  now(): number;
  /** Call `action` once, `delay_ms` from now, unless the function that is returned is called before. */
  later(action: () => void, delay_ms: number): () => void;
  /** 0 up to 1, evenly spread. */
  random(): number;
}

export const browser: World = {
  connect: (url) => new WebSocket(url) as Connection,
  now: () => performance.now(),
  later: (action, delay_ms) => {
    const timer = setTimeout(action, delay_ms);
    return () => clearTimeout(timer);
  },
  random: Math.random,
};
