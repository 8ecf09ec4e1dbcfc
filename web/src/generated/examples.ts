// Generated from server/protocol.py and pipeline/events.py by `make generate`. Do not edit.

import type {
  Ack,
  AudioGap,
  Auth,
  CaptureHello,
  Correct,
  Display,
  DisplayTold,
  Displays,
  Draw,
  End,
  Ended,
  EnvironmentUpdated,
  ErrorMessage,
  EventDeleted,
  Flush,
  Flushed,
  Goaway,
  Hide,
  ImageFailed,
  ImagePublished,
  Pause,
  Paused,
  Pin,
  Ping,
  Pong,
  Ready,
  Reroll,
  Resume,
  Resumed,
  SceneComposed,
  SceneHidden,
  ScenePinned,
  SceneRecalled,
  SceneShown,
  SceneSkipped,
  SceneSuperseded,
  SessionChanged,
  SettingsUpdated,
  Show,
  Snapshot,
  SpeechEnded,
  SpeechStarted,
  TranscriptCorrected,
  TranscriptDropped,
  TranscriptFinal,
  Usage,
  UtteranceClassified,
  UtteranceCommitted,
  WatchHello,
} from "./protocol.ts";

/** By folder and file of docs/examples/protocol/. */
export interface Examples {
  readonly "hello.capture": Readonly<Record<string, CaptureHello>>;
  readonly "hello.watch": Readonly<Record<string, WatchHello>>;
  readonly "pause": Readonly<Record<string, Pause>>;
  readonly "resume": Readonly<Record<string, Resume>>;
  readonly "flush": Readonly<Record<string, Flush>>;
  readonly "end": Readonly<Record<string, End>>;
  readonly "draw": Readonly<Record<string, Draw>>;
  readonly "reroll": Readonly<Record<string, Reroll>>;
  readonly "hide": Readonly<Record<string, Hide>>;
  readonly "show": Readonly<Record<string, Show>>;
  readonly "pin": Readonly<Record<string, Pin>>;
  readonly "correct": Readonly<Record<string, Correct>>;
  readonly "display": Readonly<Record<string, Display>>;
  readonly "auth": Readonly<Record<string, Auth>>;
  readonly "ping": Readonly<Record<string, Ping>>;
  readonly "ready": Readonly<Record<string, Ready>>;
  readonly "snapshot": Readonly<Record<string, Snapshot>>;
  readonly "ack": Readonly<Record<string, Ack>>;
  readonly "audio.gap": Readonly<Record<string, AudioGap>>;
  readonly "speech.started": Readonly<Record<string, SpeechStarted>>;
  readonly "speech.ended": Readonly<Record<string, SpeechEnded>>;
  readonly "utterance.committed": Readonly<Record<string, UtteranceCommitted>>;
  readonly "settings.updated": Readonly<Record<string, SettingsUpdated>>;
  readonly "session.changed": Readonly<Record<string, SessionChanged>>;
  readonly "displays": Readonly<Record<string, Displays>>;
  readonly "display.state": Readonly<Record<string, DisplayTold>>;
  readonly "paused": Readonly<Record<string, Paused>>;
  readonly "resumed": Readonly<Record<string, Resumed>>;
  readonly "usage": Readonly<Record<string, Usage>>;
  readonly "pong": Readonly<Record<string, Pong>>;
  readonly "goaway": Readonly<Record<string, Goaway>>;
  readonly "flushed": Readonly<Record<string, Flushed>>;
  readonly "ended": Readonly<Record<string, Ended>>;
  readonly "error": Readonly<Record<string, ErrorMessage>>;
  readonly "transcript.final": Readonly<Record<string, TranscriptFinal>>;
  readonly "transcript.dropped": Readonly<Record<string, TranscriptDropped>>;
  readonly "transcript.corrected": Readonly<Record<string, TranscriptCorrected>>;
  readonly "utterance.classified": Readonly<Record<string, UtteranceClassified>>;
  readonly "environment.updated": Readonly<Record<string, EnvironmentUpdated>>;
  readonly "scene.composed": Readonly<Record<string, SceneComposed>>;
  readonly "scene.skipped": Readonly<Record<string, SceneSkipped>>;
  readonly "scene.superseded": Readonly<Record<string, SceneSuperseded>>;
  readonly "scene.recalled": Readonly<Record<string, SceneRecalled>>;
  readonly "image.published": Readonly<Record<string, ImagePublished>>;
  readonly "image.failed": Readonly<Record<string, ImageFailed>>;
  readonly "scene.hidden": Readonly<Record<string, SceneHidden>>;
  readonly "scene.shown": Readonly<Record<string, SceneShown>>;
  readonly "scene.pinned": Readonly<Record<string, ScenePinned>>;
  readonly "event.deleted": Readonly<Record<string, EventDeleted>>;
}

export const EXAMPLES: Examples = {
  "hello.capture": {
    "new": {
      "type": "hello",
      "protocol": 1,
      "token": "eyJhbGciOiJFUzI1NiJ9.…",
      "session_id": null,
      "stream_id": "5b0f6c1e-8a2d-4e57-9c3b-2d1f7a6e4b90",
      "mode": "live",
      "audio": {
        "encoding": "pcm_s16le",
        "sample_rate": 16000,
        "channels": 1
      },
      "after": null
    },
    "resume": {
      "type": "hello",
      "protocol": 1,
      "token": "eyJhbGciOiJFUzI1NiJ9.…",
      "session_id": "0197c3a2-5f1e-7c44-9d2e-3b8a6f10c7d1",
      "stream_id": "5b0f6c1e-8a2d-4e57-9c3b-2d1f7a6e4b90",
      "mode": "file",
      "audio": {
        "encoding": "pcm_s16le",
        "sample_rate": 16000,
        "channels": 1
      },
      "after": 17
    },
    "shortest": {
      "type": "hello",
      "protocol": 1,
      "token": "eyJhbGciOiJFUzI1NiJ9.…",
      "stream_id": "5b0f6c1e-8a2d-4e57-9c3b-2d1f7a6e4b90"
    }
  },
  "hello.watch": {
    "after": {
      "type": "hello",
      "protocol": 1,
      "token": "eyJhbGciOiJFUzI1NiJ9.…",
      "session_id": "0197c3a2-5f1e-7c44-9d2e-3b8a6f10c7d1",
      "after": 17
    },
    "current": {
      "type": "hello",
      "protocol": 1,
      "token": "eyJhbGciOiJFUzI1NiJ9.…",
      "session_id": null,
      "after": null
    },
    "following": {
      "type": "hello",
      "protocol": 1,
      "token": "eyJhbGciOiJFUzI1NiJ9.…",
      "session_id": null,
      "after": 17,
      "following": "0197c3a2-5f1e-7c44-9d2e-3b8a6f10c7d1"
    }
  },
  "pause": {
    "pause": {
      "type": "pause"
    }
  },
  "resume": {
    "resume": {
      "type": "resume"
    }
  },
  "flush": {
    "flush": {
      "type": "flush"
    }
  },
  "end": {
    "end": {
      "type": "end"
    }
  },
  "draw": {
    "now": {
      "type": "draw"
    },
    "prompt": {
      "type": "draw",
      "prompt": "The dragon lands on the broken bridge."
    }
  },
  "reroll": {
    "reroll": {
      "type": "reroll",
      "scene": 3
    }
  },
  "hide": {
    "hide": {
      "type": "hide",
      "scene": 3
    }
  },
  "show": {
    "show": {
      "type": "show",
      "scene": 3
    }
  },
  "pin": {
    "pin": {
      "type": "pin",
      "scene": 3
    },
    "unpin": {
      "type": "pin",
      "scene": null
    }
  },
  "correct": {
    "correct": {
      "type": "correct",
      "utterance": 42,
      "text": "You enter the crypt of Saint Alder."
    }
  },
  "display": {
    "blackout": {
      "type": "display",
      "display": "7d0c1f5e-2b9a-4f6e-9a63-0c7b5d1e8f42",
      "blackout": true
    },
    "caption": {
      "type": "display",
      "display": "7d0c1f5e-2b9a-4f6e-9a63-0c7b5d1e8f42",
      "caption": false,
      "freeze": true
    }
  },
  "auth": {
    "auth": {
      "type": "auth",
      "token": "eyJhbGciOiJFUzI1NiJ9.…"
    }
  },
  "ping": {
    "ping": {
      "type": "ping"
    }
  },
  "ready": {
    "capture": {
      "type": "ready",
      "session_id": "0197c3a2-5f1e-7c44-9d2e-3b8a6f10c7d1",
      "stream_id": "5b0f6c1e-8a2d-4e57-9c3b-2d1f7a6e4b90",
      "samples": 192000,
      "safe": 160000,
      "head": 17,
      "paused": false,
      "expires_at": "2026-11-23T07:04:00Z",
      "limits": {
        "message_bytes": 65536,
        "window_s": 45.0,
        "controls_per_s": 20,
        "outbound_bytes": 1048576
      }
    },
    "watch-no-session": {
      "type": "ready",
      "session_id": null,
      "stream_id": null,
      "samples": null,
      "safe": null,
      "head": 0,
      "paused": false,
      "expires_at": "2026-11-23T07:04:00Z",
      "limits": {
        "message_bytes": 65536,
        "window_s": 45.0,
        "controls_per_s": 20,
        "outbound_bytes": 1048576
      }
    },
    "watch": {
      "type": "ready",
      "session_id": "0197c3a2-5f1e-7c44-9d2e-3b8a6f10c7d1",
      "stream_id": null,
      "samples": null,
      "safe": null,
      "head": 17,
      "paused": false,
      "expires_at": "2026-11-23T07:04:00Z",
      "limits": {
        "message_bytes": 65536,
        "window_s": 45.0,
        "controls_per_s": 20,
        "outbound_bytes": 1048576
      }
    }
  },
  "snapshot": {
    "empty": {
      "type": "snapshot",
      "seq": 0,
      "environment": {
        "description": "",
        "version": 0,
        "locked": false
      },
      "style": "",
      "scene": null,
      "picture": null,
      "shown": null,
      "pinned": null,
      "recovered": true
    },
    "not-recovered": {
      "type": "snapshot",
      "seq": 17,
      "environment": {
        "description": "A forest clearing at night, lit by a low moon; light rain falls on mossy stones.",
        "version": 4,
        "locked": false
      },
      "style": "ink and wash",
      "scene": null,
      "picture": {
        "scene": 3,
        "image": "k3Qf9sX0bV7mTzYw2LrPnA",
        "url": "/i/k3Qf9sX0bV7mTzYw2LrPnA",
        "quality": "final",
        "width": 1280,
        "height": 720
      },
      "shown": {
        "scene": 3,
        "title": "The clearing",
        "prompt": "A ranger kneels by mossy stones in a moonlit clearing."
      },
      "pinned": 3,
      "recovered": false
    },
    "picture": {
      "type": "snapshot",
      "seq": 17,
      "environment": {
        "description": "A forest clearing at night, lit by a low moon; light rain falls on mossy stones.",
        "version": 4,
        "locked": false
      },
      "style": "",
      "scene": {
        "scene": 3,
        "title": "The clearing",
        "prompt": "A ranger kneels by mossy stones in a moonlit clearing."
      },
      "picture": {
        "scene": 3,
        "image": "k3Qf9sX0bV7mTzYw2LrPnA",
        "url": "/i/k3Qf9sX0bV7mTzYw2LrPnA",
        "quality": "final",
        "width": 1280,
        "height": 720
      },
      "shown": {
        "scene": 3,
        "title": "The clearing",
        "prompt": "A ranger kneels by mossy stones in a moonlit clearing."
      },
      "pinned": null,
      "recovered": true
    }
  },
  "ack": {
    "ack": {
      "type": "ack",
      "samples": 192000,
      "safe": 160000
    }
  },
  "audio.gap": {
    "gap": {
      "type": "audio.gap",
      "from": 192000,
      "to": 208000
    }
  },
  "speech.started": {
    "started": {
      "type": "speech.started",
      "sample": 196800
    }
  },
  "speech.ended": {
    "ended": {
      "type": "speech.ended",
      "sample": 240000
    }
  },
  "utterance.committed": {
    "committed": {
      "type": "utterance.committed",
      "utterance": 42,
      "from": 192000,
      "to": 251200
    }
  },
  "settings.updated": {
    "locked": {
      "type": "settings.updated",
      "environment": {
        "description": "A forest clearing at night, lit by a low moon; light rain falls on mossy stones.",
        "version": 4,
        "locked": true
      },
      "style": "ink and wash"
    }
  },
  "session.changed": {
    "changed": {
      "type": "session.changed",
      "session_id": "0197c3a2-5f1e-7c44-9d2e-3b8a6f10c7d1"
    }
  },
  "displays": {
    "none": {
      "type": "displays",
      "displays": []
    },
    "one": {
      "type": "displays",
      "displays": [
        {
          "display": "7d0c1f5e-2b9a-4f6e-9a63-0c7b5d1e8f42",
          "label": "Living room",
          "connected": true,
          "blackout": false,
          "freeze": false,
          "caption": true
        }
      ]
    }
  },
  "display.state": {
    "night": {
      "type": "display.state",
      "display": "7d0c1f5e-2b9a-4f6e-9a63-0c7b5d1e8f42",
      "label": "Living room",
      "blackout": true,
      "freeze": false,
      "caption": true
    },
    "shown": {
      "type": "display.state",
      "display": "7d0c1f5e-2b9a-4f6e-9a63-0c7b5d1e8f42",
      "label": "Living room",
      "blackout": false,
      "freeze": false,
      "caption": false
    }
  },
  "paused": {
    "paused": {
      "type": "paused"
    }
  },
  "resumed": {
    "resumed": {
      "type": "resumed"
    }
  },
  "usage": {
    "reached": {
      "type": "usage",
      "session_usd": 0.0,
      "session_cap_usd": null,
      "account_usd": 49.93,
      "account_cap_usd": 50.0,
      "reached": {
        "cap": "account",
        "until": "2026-12-01T00:00:00Z"
      }
    },
    "usage": {
      "type": "usage",
      "session_usd": 0.42,
      "session_cap_usd": 10.0,
      "account_usd": 3.171,
      "account_cap_usd": 50.0,
      "reached": null
    }
  },
  "pong": {
    "pong": {
      "type": "pong"
    }
  },
  "goaway": {
    "goaway": {
      "type": "goaway",
      "time_left_ms": 20000
    }
  },
  "flushed": {
    "flushed": {
      "type": "flushed",
      "samples": 251200
    }
  },
  "ended": {
    "ended": {
      "type": "ended",
      "head": 31
    }
  },
  "error": {
    "fatal": {
      "type": "error",
      "code": "replaced",
      "message": "A newer connection captures this session now.",
      "fatal": true,
      "retry_after_ms": null
    },
    "passing": {
      "type": "error",
      "code": "overloaded",
      "message": "The database is away. What you say is kept by your page until it is back.",
      "fatal": false,
      "retry_after_ms": 1000
    }
  },
  "transcript.final": {
    "final": {
      "type": "transcript.final",
      "seq": 5,
      "id": "0197c3a3-0005-7aaa-8bbb-000000000005",
      "at": "2026-11-22T19:04:05.125000+00:00",
      "utterance": 42,
      "text": "You step into a clearing. The moon is low, and it begins to rain.",
      "from": 192000,
      "to": 251200,
      "cost_usd": 0.00045
    }
  },
  "transcript.dropped": {
    "empty": {
      "type": "transcript.dropped",
      "seq": 6,
      "id": "0197c3a3-0006-7aaa-8bbb-000000000006",
      "at": "2026-11-22T19:04:06.125000+00:00",
      "utterance": 43,
      "reason": "empty",
      "cost_usd": 0.0
    },
    "quarantined": {
      "type": "transcript.dropped",
      "seq": 7,
      "id": "0197c3a3-0007-7aaa-8bbb-000000000007",
      "at": "2026-11-22T19:04:07.125000+00:00",
      "utterance": 44,
      "reason": "quarantined",
      "cost_usd": 0.0
    }
  },
  "transcript.corrected": {
    "corrected": {
      "type": "transcript.corrected",
      "seq": 8,
      "id": "0197c3a3-0088-7aaa-8bbb-000000000088",
      "at": "2026-11-22T19:05:08.125000+00:00",
      "utterance": 42,
      "text": "We follow the bandits down to the drowned bridge."
    },
    "deleted": {
      "type": "transcript.corrected",
      "seq": 9,
      "id": "0197c3a3-0089-7aaa-8bbb-000000000089",
      "at": "2026-11-22T19:05:08.125000+00:00",
      "utterance": 42,
      "text": ""
    }
  },
  "utterance.classified": {
    "chatter": {
      "type": "utterance.classified",
      "seq": 9,
      "id": "0197c3a3-0009-7aaa-8bbb-000000000009",
      "at": "2026-11-22T19:04:09.125000+00:00",
      "utterance": 45,
      "kind": "chatter"
    },
    "narration": {
      "type": "utterance.classified",
      "seq": 8,
      "id": "0197c3a3-0008-7aaa-8bbb-000000000008",
      "at": "2026-11-22T19:04:08.125000+00:00",
      "utterance": 42,
      "kind": "narration"
    }
  },
  "environment.updated": {
    "story": {
      "type": "environment.updated",
      "seq": 10,
      "id": "0197c3a3-000a-7aaa-8bbb-00000000000a",
      "at": "2026-11-22T19:04:10.125000+00:00",
      "description": "A forest clearing at night, lit by a low moon; light rain falls on mossy stones.",
      "version": 4,
      "by": "story"
    }
  },
  "scene.composed": {
    "composed": {
      "type": "scene.composed",
      "seq": 11,
      "id": "0197c3a3-000b-7aaa-8bbb-00000000000b",
      "at": "2026-11-22T19:04:11.125000+00:00",
      "scene": 3,
      "title": "The clearing",
      "prompt": "A ranger kneels by mossy stones in a moonlit clearing, light rain.",
      "characters": [
        "Mira"
      ],
      "utterances": [
        41,
        42
      ],
      "reason": "The party reaches a new place.",
      "cost_usd": 0.0021
    }
  },
  "scene.skipped": {
    "skipped": {
      "type": "scene.skipped",
      "seq": 12,
      "id": "0197c3a3-000c-7aaa-8bbb-00000000000c",
      "at": "2026-11-22T19:04:12.125000+00:00",
      "scene": 4,
      "code": "table_talk",
      "reason": "Only talk at the table; nothing new is to be seen.",
      "cost_usd": 0.0008
    }
  },
  "scene.superseded": {
    "superseded": {
      "type": "scene.superseded",
      "seq": 13,
      "id": "0197c3a3-000d-7aaa-8bbb-00000000000d",
      "at": "2026-11-22T19:04:13.125000+00:00",
      "scene": 5,
      "by": 6
    }
  },
  "scene.recalled": {
    "recalled": {
      "type": "scene.recalled",
      "seq": 14,
      "id": "0197c3a3-000e-7aaa-8bbb-00000000000e",
      "at": "2026-11-22T19:04:14.125000+00:00",
      "scene": 7,
      "kept": 2,
      "title": "The Gilded Hart"
    }
  },
  "image.published": {
    "final": {
      "type": "image.published",
      "seq": 14,
      "id": "0197c3a3-000e-7aaa-8bbb-00000000000e",
      "at": "2026-11-22T19:04:14.125000+00:00",
      "scene": 3,
      "image": "k3Qf9sX0bV7mTzYw2LrPnA",
      "url": "/i/k3Qf9sX0bV7mTzYw2LrPnA",
      "quality": "final",
      "width": 1280,
      "height": 720,
      "cost_usd": 0.0672
    },
    "sketch": {
      "type": "image.published",
      "seq": 15,
      "id": "0197c3a3-000f-7aaa-8bbb-00000000000f",
      "at": "2026-11-22T19:04:15.125000+00:00",
      "scene": 3,
      "image": "k3Qf9sX0bV7mTzYw2LrPnA",
      "url": "/i/k3Qf9sX0bV7mTzYw2LrPnA",
      "quality": "sketch",
      "width": 1280,
      "height": 720,
      "cost_usd": 0.0
    }
  },
  "image.failed": {
    "refused": {
      "type": "image.failed",
      "seq": 16,
      "id": "0197c3a3-0010-7aaa-8bbb-000000000010",
      "at": "2026-11-22T19:04:16.125000+00:00",
      "scene": 6,
      "code": "refused",
      "reason": "The painter would not paint this. The picture shown stays.",
      "cost_usd": 0.0
    }
  },
  "scene.hidden": {
    "nothing": {
      "type": "scene.hidden",
      "seq": 18,
      "id": "0197c3a3-0012-7aaa-8bbb-000000000012",
      "at": "2026-11-22T19:04:18.125000+00:00",
      "scene": 1,
      "show": null
    },
    "other": {
      "type": "scene.hidden",
      "seq": 17,
      "id": "0197c3a3-0011-7aaa-8bbb-000000000011",
      "at": "2026-11-22T19:04:17.125000+00:00",
      "scene": 3,
      "show": 2
    }
  },
  "scene.shown": {
    "shown": {
      "type": "scene.shown",
      "seq": 19,
      "id": "0197c3a3-0013-7aaa-8bbb-000000000013",
      "at": "2026-11-22T19:04:19.125000+00:00",
      "scene": 3
    }
  },
  "scene.pinned": {
    "pinned": {
      "type": "scene.pinned",
      "seq": 20,
      "id": "0197c3a3-0014-7aaa-8bbb-000000000014",
      "at": "2026-11-22T19:04:20.125000+00:00",
      "scene": 3
    },
    "unpinned": {
      "type": "scene.pinned",
      "seq": 21,
      "id": "0197c3a3-0015-7aaa-8bbb-000000000015",
      "at": "2026-11-22T19:04:21.125000+00:00",
      "scene": null
    }
  },
  "event.deleted": {
    "deleted": {
      "type": "event.deleted",
      "seq": 22,
      "id": "0197c3a3-0016-7aaa-8bbb-000000000016",
      "at": "2026-11-22T19:04:22.125000+00:00"
    }
  }
};
