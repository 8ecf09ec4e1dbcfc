// Generated from server/protocol.py and pipeline/events.py by `make generate`. Do not edit.

/** The `protocol` of a hello. */
export const VERSION = 1;

/** The capture socket. */
export const LIVE_PATH = "/api/v1/live";

/** The viewer's socket. */
export const WATCH_PATH = "/api/v1/watch";

/** Samples per second of all audio. */
export const SAMPLE_RATE = 16000;

/** Signed 16-bit little-endian. */
export const BYTES_PER_SAMPLE = 2;

/** Unsigned 64-bit big-endian sample offset. */
export const AUDIO_HEADER_BYTES = 8;

/** Samples in one binary message of this client: 100 ms. */
export const AUDIO_MESSAGE_SAMPLES = 1600;

/** A longer message gets 4501. */
export const MAX_MESSAGE_BYTES = 65536;

/** More waiting for a slow reader gets 4002. */
export const MAX_OUTBOUND_BYTES = 1048576;

/** More control messages get 4006. */
export const CONTROLS_PER_SECOND = 20;

/** A later hello gets 4502. */
export const HELLO_TIMEOUT_MS = 10000;

/** Close codes that are ours. */
export const CLOSE = {
  GOING_AWAY: 4001,
  TOO_SLOW: 4002,
  TOKEN_EXPIRED: 4004,
  RESYNC: 4005,
  OVERLOADED: 4006,
  BAD_TOKEN: 4500,
  BAD_MESSAGE: 4501,
  NO_HELLO: 4502,
  REVOKED: 4503,
  TOO_MANY_CONNECTIONS: 4504,
  REPLACED: 4505,
  QUOTA: 4506,
  AUDIO_FORMAT: 4507,
  SESSION_ENDED: 4508,
  PROTOCOL_VERSION: 4509,
  NOT_FOUND: 4510,
} as const;

/** From here on a close code says: do not reconnect. */
export const CLOSE_FINAL = 4500;

/** What the binary messages hold. Only this one is taken; anything else is answered with 4507. */
export interface AudioFormat {
  /** Encoding of the audio: `pcm_s16le`. */
  readonly encoding?: string;
  /** Samples per second: 16000. */
  readonly sample_rate?: number;
  /** Channels of the audio: 1. */
  readonly channels?: number;
}

/** What a client may do; beyond it the connection is closed with the code named in the protocol's page. */
export interface Limits {
  /** Longest message, in bytes; beyond it 4501. */
  readonly message_bytes: number;
  /** Most audio between `safe` and the newest sample sent, in seconds; beyond it 4006. */
  readonly window_s: number;
  /** Control messages a second; beyond it 4006. */
  readonly controls_per_s: number;
  /** Most bytes waiting for a slow reader; beyond it 4002. */
  readonly outbound_bytes: number;
}

/** The environment as it is now. */
export interface EnvironmentState {
  /** The physical setting in under 100 words. */
  readonly description: string;
  /** Counts the changes of the environment. */
  readonly version: number;
  /** Whether a person has fixed the environment. */
  readonly locked: boolean;
}

/** The picture to show. */
export interface PictureState {
  /** Number of the scene in its session, from 1. */
  readonly scene: number;
  /** Id of the picture. */
  readonly image: string;
  /** Where the picture is; relative to the server. The address is the permission, so no header is needed. */
  readonly url: string;
  /** `sketch`: shown at once, replaced by the `final` one of the same scene. */
  readonly quality: "sketch" | "final";
  /** Width of the picture in pixels. */
  readonly width: number;
  /** Height of the picture in pixels. */
  readonly height: number;
}

/** The newest composed scene. */
export interface SceneState {
  /** Number of the scene in its session, from 1. */
  readonly scene: number;
  /** A short title. */
  readonly title: string;
  /** What is to be painted, in words. */
  readonly prompt: string;
}

/** A display of the account. */
export interface DisplayState {
  /** Id of the display. */
  readonly display: string;
  /** Name of the display, for a person. */
  readonly label: string;
  /** Whether the display is there. */
  readonly connected: boolean;
  /** Whether the display shows nothing. */
  readonly blackout: boolean;
  /** Whether the display keeps what it shows. */
  readonly freeze: boolean;
  /** Whether the display shows captions. */
  readonly caption: boolean;
}

/** A spending cap that keeps calls from being made; engines that cost nothing go on. */
export interface CapReached {
  /** Of what: one `call`, the `session`, the `account` in a month, or the whole `server` in a month. */
  readonly cap: "call" | "session" | "account" | "server";
  /** When it no longer does; null: with another session, or once it is raised. */
  readonly until: string | null;
}

/** First message on `/api/v1/live`. `session_id` null: the newest unended session, else a new one. The same `stream_id` resumes a broken stream. `after`: the last event seen. */
export interface CaptureHello {
  readonly type: "hello";
  /** Version of the protocol: 1. */
  readonly protocol: number;
  /** Access token of the account. */
  readonly token: string;
  /** The session to go on with. Null: the newest that was not ended, else a new one. */
  readonly session_id?: string | null;
  /** Made up by the client; the same one resumes a broken stream. */
  readonly stream_id: string;
  /** `live`: newest wins, nothing lags. `file`: nothing is merged or superseded, the window paces. */
  readonly mode?: "live" | "file";
  /** What the binary messages hold. Only the default is taken; anything else is answered with 4507. */
  readonly audio?: AudioFormat;
  /** `seq` of the last event seen; events after it are sent again. Null: none seen. */
  readonly after?: number | null;
}

/** First message on `/api/v1/watch`. `session_id` null follows the account's current session; `after` then counts in the session `following`, and is honoured if that is still the current one (or if it is 0: everything). */
export interface WatchHello {
  readonly type: "hello";
  /** Version of the protocol: 1. */
  readonly protocol: number;
  /** Access token of the account, a share token, or a display's token. */
  readonly token: string;
  /** The session to see. Null follows the account's current session. A display's is chosen in the studio. */
  readonly session_id?: string | null;
  /** `seq` of the last event seen; events after it are sent again. Null: none seen. */
  readonly after?: number | null;
  /** With `session_id` null: the session that `after` counts in. */
  readonly following?: string | null;
}

/** Stop hearing. What was said before is cut and kept; audio that arrives afterwards is thrown away. */
export interface Pause {
  readonly type: "pause";
}

/** Hear again. */
export interface Resume {
  readonly type: "resume";
}

/** Cut the open segment now; `flushed` follows its commit. */
export interface Flush {
  readonly type: "flush";
}

/** No more audio of this stream. `ended` comes after its last result; may be asked for again after a reconnect. */
export interface End {
  readonly type: "end";
}

/** Paint now, from `prompt` or from what was just said: past the pacing, never past a spending cap. It becomes a scene, which no other takes the place of. */
export interface Draw {
  readonly type: "draw";
  /** What to paint; null: what was just said. */
  readonly prompt?: string | null;
}

/** Paint a scene once more, in another way. The new picture is a scene of its own. */
export interface Reroll {
  readonly type: "reroll";
  /** Number of the scene in its session, from 1. */
  readonly scene: number;
}

/** Take a scene off every display. */
export interface Hide {
  readonly type: "hide";
  /** Number of the scene in its session, from 1. */
  readonly scene: number;
}

/** Bring a hidden scene back. */
export interface Show {
  readonly type: "show";
  /** Number of the scene in its session, from 1. */
  readonly scene: number;
}

/** Fix the scene to show, or let the newest show again (null). */
export interface Pin {
  readonly type: "pin";
  /** Number of the scene to show; null lets the newest show again. */
  readonly scene: number | null;
}

/** Correct a transcript; one corrected to nothing is deleted. */
export interface Correct {
  readonly type: "correct";
  /** Id of the utterance. */
  readonly utterance: number;
  /** What was really said. */
  readonly text: string;
}

/** Control a display of this account; null leaves a thing as it is. */
export interface Display {
  readonly type: "display";
  /** Id of the display. */
  readonly display: string;
  /** Whether the display shows nothing. */
  readonly blackout?: boolean | null;
  /** Whether the display keeps what it shows. */
  readonly freeze?: boolean | null;
  /** Whether the display shows captions. */
  readonly caption?: boolean | null;
}

/** A fresh token for a connection that outlives its first one; it must be the same account's. */
export interface Auth {
  readonly type: "auth";
  /** Access token of the account. */
  readonly token: string;
}

/** Answered with `pong`. */
export interface Ping {
  readonly type: "ping";
}

/** The answer to `hello`. Audio goes on at `samples`. A viewer's `stream_id`, `samples` and `safe` are null. */
export interface Ready {
  readonly type: "ready";
  /** The session. Null for a viewer whose account has none yet. */
  readonly session_id: string | null;
  /** The stream. Null for a viewer. */
  readonly stream_id: string | null;
  /** Audio goes on here. Null for a viewer. */
  readonly samples: number | null;
  /** As in `ack`. Null for a viewer. */
  readonly safe: number | null;
  /** `seq` of the newest recorded event of the session; 0 when there is none. */
  readonly head: number;
  /** Whether the session is paused. */
  readonly paused: boolean;
  /** When the token ends. Send `auth` with a fresh one before, or get 4004. Null: a link without an end. */
  readonly expires_at: string | null;
  /** What this connection may do. */
  readonly limits: Limits;
}

/** Where things stand at `seq`. `recovered` false: it stands for events that were asked for and cannot be given. */
export interface Snapshot {
  readonly type: "snapshot";
  /** `seq` of the newest event it includes; events follow from the next. */
  readonly seq: number;
  /** The environment as it is now. */
  readonly environment: EnvironmentState;
  /** Style of the pictures, in words. */
  readonly style: string;
  /** The newest composed scene that is not hidden; null when there is none. */
  readonly scene: SceneState | null;
  /** The picture to show; null when there is none. */
  readonly picture: PictureState | null;
  /** The scene of `picture`; null where there is no picture. */
  readonly shown: SceneState | null;
  /** Number of the pinned scene; null: the newest shows. */
  readonly pinned: number | null;
  /** False: it stands for events that were asked for (`after`) and cannot be given. */
  readonly recovered: boolean;
}

/** `samples` were received; below `safe` everything is stored or was judged silence and need not be kept. */
export interface Ack {
  readonly type: "ack";
  /** Samples received, or thrown away while paused; the stream goes on here. */
  readonly samples: number;
  /** Below it all audio is stored or was judged silence; the sender need not keep it. */
  readonly safe: number;
}

/** Samples that never came: the sender jumped forward. */
export interface AudioGap {
  readonly type: "audio.gap";
  /** First sample. */
  readonly from: number;
  /** First sample after it. */
  readonly to: number;
}

/** Someone began to speak. */
export interface SpeechStarted {
  readonly type: "speech.started";
  /** Where in the stream, in samples. */
  readonly sample: number;
}

/** The segment closed. */
export interface SpeechEnded {
  readonly type: "speech.ended";
  /** Where in the stream, in samples. */
  readonly sample: number;
}

/** An utterance is stored; its transcript follows. */
export interface UtteranceCommitted {
  readonly type: "utterance.committed";
  /** Id of the utterance. */
  readonly utterance: number;
  /** First sample. */
  readonly from: number;
  /** First sample after it. */
  readonly to: number;
}

/** A person changed environment, lock or style. */
export interface SettingsUpdated {
  readonly type: "settings.updated";
  /** The environment as it is now. */
  readonly environment: EnvironmentState;
  /** Style of the pictures, in words. */
  readonly style: string;
}

/** The account's current session is another one now; its events follow, from `snapshot` on. */
export interface SessionChanged {
  readonly type: "session.changed";
  /** The session (one game evening). */
  readonly session_id: string;
}

/** The account's displays: once after `ready`, then at each change. Links and displays are never told. */
export interface Displays {
  readonly type: "displays";
  /** The displays of the account, the oldest first. */
  readonly displays: readonly DisplayState[];
}

/** To a display, what it is and how it shall show: right behind `ready`, then at each change. */
export interface DisplayTold {
  readonly type: "display.state";
  /** Id of the display. */
  readonly display: string;
  /** Name of the display, for a person. */
  readonly label: string;
  /** Whether the display shows nothing. */
  readonly blackout: boolean;
  /** Whether the display keeps what it shows. */
  readonly freeze: boolean;
  /** Whether the display shows captions. */
  readonly caption: boolean;
}

/** Nothing is heard from here on; stored. */
export interface Paused {
  readonly type: "paused";
}

/** Hearing again; stored. */
export interface Resumed {
  readonly type: "resumed";
}

/** What was spent: once after `ready`, then whenever it changes, at most once a second. Links are never told. */
export interface Usage {
  readonly type: "usage";
  /** Cost of the session so far, in US dollars; 0 with the offline engines. */
  readonly session_usd: number;
  /** Most that the session may cost, in US dollars; null: no cap. */
  readonly session_cap_usd: number | null;
  /** Cost of the account in this calendar month (UTC), in US dollars. */
  readonly account_usd: number;
  /** Most that the account may cost in a calendar month (UTC), in US dollars; null: no cap. */
  readonly account_cap_usd: number | null;
  /** The spending cap that keeps calls from being made; null: none does. */
  readonly reached: CapReached | null;
}

/** Answer to `ping`. */
export interface Pong {
  readonly type: "pong";
}

/** The server is about to close this connection as planned; another server, or this one, will be there. */
export interface Goaway {
  readonly type: "goaway";
  /** Until the close, in milliseconds. */
  readonly time_left_ms: number;
}

/** What was open when `flush` came is stored. `samples`: up to where. */
export interface Flushed {
  readonly type: "flushed";
  /** Up to where everything is stored. */
  readonly samples: number;
}

/** Every result of the stream is recorded; `head` is the newest event's `seq`. */
export interface Ended {
  readonly type: "ended";
  /** `seq` of the newest recorded event of the session; 0 when there is none. */
  readonly head: number;
}

/** Something went wrong. `fatal`: a close follows. `retry_after_ms`: when trying again may help. */
export interface ErrorMessage {
  readonly type: "error";
  /** Stable name of what went wrong. */
  readonly code: string;
  /** A sentence for a person. */
  readonly message: string;
  /** Whether a close follows. */
  readonly fatal: boolean;
  /** When trying again may help, in milliseconds; null when unknown. */
  readonly retry_after_ms: number | null;
}

/** What was said between two samples of a stream. `utterance` is the job's id. */
export interface TranscriptFinal {
  readonly type: "transcript.final";
  /** Number of the event in its session: dense, from 1. */
  readonly seq: number;
  /** Id of the event. */
  readonly id: string;
  /** When the event was recorded, ISO 8601 with offset. */
  readonly at: string;
  /** Id of the utterance. */
  readonly utterance: number;
  /** What was said. */
  readonly text: string;
  /** First sample. */
  readonly from: number;
  /** First sample after it. */
  readonly to: number;
  /** What it cost, in US dollars; 0 with the offline engines. */
  readonly cost_usd: number;
}

/** An utterance that yielded no text, and why. */
export interface TranscriptDropped {
  readonly type: "transcript.dropped";
  /** Number of the event in its session: dense, from 1. */
  readonly seq: number;
  /** Id of the event. */
  readonly id: string;
  /** When the event was recorded, ISO 8601 with offset. */
  readonly at: string;
  /** Id of the utterance. */
  readonly utterance: number;
  /** `empty`, `hallucination`, `noise`, `quarantined` (failed twice) or `deleted`. */
  readonly reason: "empty" | "hallucination" | "noise" | "quarantined" | "deleted";
  /** What it cost, in US dollars; 0 with the offline engines. */
  readonly cost_usd: number;
}

/** A person corrected what was said; an empty `text` says that it was deleted. */
export interface TranscriptCorrected {
  readonly type: "transcript.corrected";
  /** Number of the event in its session: dense, from 1. */
  readonly seq: number;
  /** Id of the event. */
  readonly id: string;
  /** When the event was recorded, ISO 8601 with offset. */
  readonly at: string;
  /** Id of the utterance. */
  readonly utterance: number;
  /** What was said. */
  readonly text: string;
}

/** What an utterance was at the table. */
export interface UtteranceClassified {
  readonly type: "utterance.classified";
  /** Number of the event in its session: dense, from 1. */
  readonly seq: number;
  /** Id of the event. */
  readonly id: string;
  /** When the event was recorded, ISO 8601 with offset. */
  readonly at: string;
  /** Id of the utterance. */
  readonly utterance: number;
  /** `narration`, `action`, `dialogue`, `rules` or `chatter`. Only the first three belong to the world. */
  readonly kind: "narration" | "action" | "dialogue" | "rules" | "chatter";
}

/** The physical setting changed. `by`: `story` (the storyteller) or `person`. */
export interface EnvironmentUpdated {
  readonly type: "environment.updated";
  /** Number of the event in its session: dense, from 1. */
  readonly seq: number;
  /** Id of the event. */
  readonly id: string;
  /** When the event was recorded, ISO 8601 with offset. */
  readonly at: string;
  /** The physical setting in under 100 words. */
  readonly description: string;
  /** Counts the changes of the environment. */
  readonly version: number;
  /** `story` (the storyteller) or `person`. */
  readonly by: string;
}

/** A moment worth a picture was found. `scene` is its number in the session, from 1. */
export interface SceneComposed {
  readonly type: "scene.composed";
  /** Number of the event in its session: dense, from 1. */
  readonly seq: number;
  /** Id of the event. */
  readonly id: string;
  /** When the event was recorded, ISO 8601 with offset. */
  readonly at: string;
  /** Number of the scene in its session, from 1. */
  readonly scene: number;
  /** A short title. */
  readonly title: string;
  /** What is to be painted, in words. */
  readonly prompt: string;
  /** Names of the characters that are in the picture. */
  readonly characters: readonly string[];
  /** Ids of the utterances that it came from. */
  readonly utterances: readonly number[];
  /** Why this moment, in a sentence for the game master. */
  readonly reason: string;
  /** What it cost, in US dollars; 0 with the offline engines. */
  readonly cost_usd: number;
}

/** Nothing was painted, and why: a code, and a sentence for the game master. */
export interface SceneSkipped {
  readonly type: "scene.skipped";
  /** Number of the event in its session: dense, from 1. */
  readonly seq: number;
  /** Id of the event. */
  readonly id: string;
  /** When the event was recorded, ISO 8601 with offset. */
  readonly at: string;
  /** Number of the scene in its session, from 1. */
  readonly scene: number;
  /** Stable name of what went wrong. */
  readonly code: "table_talk" | "nothing_new" | "shown_already" | "nothing_said" | "too_soon" | "hour_cap" | "session_cap" | "no_answer" | "gave_up";
  /** Why, in a sentence for the game master. */
  readonly reason: string;
  /** What it cost, in US dollars; 0 with the offline engines. */
  readonly cost_usd: number;
}

/** A newer scene took this one's place before it was painted. */
export interface SceneSuperseded {
  readonly type: "scene.superseded";
  /** Number of the event in its session: dense, from 1. */
  readonly seq: number;
  /** Id of the event. */
  readonly id: string;
  /** When the event was recorded, ISO 8601 with offset. */
  readonly at: string;
  /** Number of the scene in its session, from 1. */
  readonly scene: number;
  /** Number of the scene that took its place. */
  readonly by: number;
}

/** The party is back where `kept` was painted: its picture is this scene's, too, until that has one of its own. */
export interface SceneRecalled {
  readonly type: "scene.recalled";
  /** Number of the event in its session: dense, from 1. */
  readonly seq: number;
  /** Id of the event. */
  readonly id: string;
  /** When the event was recorded, ISO 8601 with offset. */
  readonly at: string;
  /** Number of the scene in its session, from 1. */
  readonly scene: number;
  /** Number of the scene that the picture was painted for. */
  readonly kept: number;
  /** That scene's title. */
  readonly title: string;
}

/** A picture is ready at `url`. Viewers show the highest scene number that is not hidden, never an older one. */
export interface ImagePublished {
  readonly type: "image.published";
  /** Number of the event in its session: dense, from 1. */
  readonly seq: number;
  /** Id of the event. */
  readonly id: string;
  /** When the event was recorded, ISO 8601 with offset. */
  readonly at: string;
  /** Number of the scene in its session, from 1. */
  readonly scene: number;
  /** Id of the picture. */
  readonly image: string;
  /** Where the picture is; relative to the server. The address is the permission, so no header is needed. */
  readonly url: string;
  /** `sketch`: shown at once, replaced by the `final` one of the same scene. */
  readonly quality: "sketch" | "final";
  /** Width of the picture in pixels. */
  readonly width: number;
  /** Height of the picture in pixels. */
  readonly height: number;
  /** What it cost, in US dollars; 0 with the offline engines. */
  readonly cost_usd: number;
}

/** A scene could not be painted; the picture shown stays. */
export interface ImageFailed {
  readonly type: "image.failed";
  /** Number of the event in its session: dense, from 1. */
  readonly seq: number;
  /** Id of the event. */
  readonly id: string;
  /** When the event was recorded, ISO 8601 with offset. */
  readonly at: string;
  /** Number of the scene in its session, from 1. */
  readonly scene: number;
  /** Stable name of what went wrong, such as `refused`, `timeout` or `unavailable`. */
  readonly code: string;
  /** Why, in a sentence for the game master. */
  readonly reason: string;
  /** What it cost, in US dollars; 0 with the offline engines. */
  readonly cost_usd: number;
}

/** A person hid a scene; `show` is the scene to show instead, or nothing. */
export interface SceneHidden {
  readonly type: "scene.hidden";
  /** Number of the event in its session: dense, from 1. */
  readonly seq: number;
  /** Id of the event. */
  readonly id: string;
  /** When the event was recorded, ISO 8601 with offset. */
  readonly at: string;
  /** Number of the scene in its session, from 1. */
  readonly scene: number;
  /** Number of the scene to show instead; null: nothing. */
  readonly show: number | null;
}

/** A person brought a scene back. */
export interface SceneShown {
  readonly type: "scene.shown";
  /** Number of the event in its session: dense, from 1. */
  readonly seq: number;
  /** Id of the event. */
  readonly id: string;
  /** When the event was recorded, ISO 8601 with offset. */
  readonly at: string;
  /** Number of the scene in its session, from 1. */
  readonly scene: number;
}

/** A person fixed the scene to show; null lets the newest show again. */
export interface ScenePinned {
  readonly type: "scene.pinned";
  /** Number of the event in its session: dense, from 1. */
  readonly seq: number;
  /** Id of the event. */
  readonly id: string;
  /** When the event was recorded, ISO 8601 with offset. */
  readonly at: string;
  /** Number of the scene to show; null: the newest shows again. */
  readonly scene: number | null;
}

/** What remains of an event whose content a person deleted, so that `seq` stays dense. */
export interface EventDeleted {
  readonly type: "event.deleted";
  /** Number of the event in its session: dense, from 1. */
  readonly seq: number;
  /** Id of the event. */
  readonly id: string;
  /** When the event was recorded, ISO 8601 with offset. */
  readonly at: string;
}

/** Any later text message of a client. */
export type Control =
  | Pause
  | Resume
  | Flush
  | End
  | Draw
  | Reroll
  | Hide
  | Show
  | Pin
  | Correct
  | Display
  | Auth
  | Ping;

/** What a session records, under `seq`. */
export type RecordedEvent =
  | TranscriptFinal
  | TranscriptDropped
  | TranscriptCorrected
  | UtteranceClassified
  | EnvironmentUpdated
  | SceneComposed
  | SceneSkipped
  | SceneSuperseded
  | SceneRecalled
  | ImagePublished
  | ImageFailed
  | SceneHidden
  | SceneShown
  | ScenePinned
  | EventDeleted;

/** What a server says and does not record. */
export type UnrecordedMessage =
  | Ready
  | Snapshot
  | Ack
  | AudioGap
  | SpeechStarted
  | SpeechEnded
  | UtteranceCommitted
  | SettingsUpdated
  | SessionChanged
  | Displays
  | DisplayTold
  | Paused
  | Resumed
  | Usage
  | Pong
  | Goaway
  | Flushed
  | Ended
  | ErrorMessage;

/** Any text message of a server. A client ignores types it does not know. */
export type ServerMessage =
  | Ready
  | Snapshot
  | Ack
  | AudioGap
  | SpeechStarted
  | SpeechEnded
  | UtteranceCommitted
  | SettingsUpdated
  | SessionChanged
  | Displays
  | DisplayTold
  | Paused
  | Resumed
  | Usage
  | Pong
  | Goaway
  | Flushed
  | Ended
  | ErrorMessage
  | TranscriptFinal
  | TranscriptDropped
  | TranscriptCorrected
  | UtteranceClassified
  | EnvironmentUpdated
  | SceneComposed
  | SceneSkipped
  | SceneSuperseded
  | SceneRecalled
  | ImagePublished
  | ImageFailed
  | SceneHidden
  | SceneShown
  | ScenePinned
  | EventDeleted;
